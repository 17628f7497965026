//! Secrets out of records.
//!
//! Secrets are found in the record's headers, and in fields that hold nothing else, and replaced in the record's text, before
//! anything is made of it: so whatever is made of it is free of them, and `@message`
//! differs from what was delivered in the secrets' bytes only.
//!
//! A header's whole value is replaced wherever it stands. So is what `authorization`
//! holds behind its scheme, and a part that looks like a credential, such as a session
//! cookie. Other parts (a cookie's `en-US`, or the site's own name) are replaced only in
//! fields that quote a request, since they stand in addresses, host names and other
//! headers for good reason, and whoever sends a request could otherwise black out its own
//! path. There a quote that is part of a secret is replaced too, in whatever case it is
//! written.
//!
//! What the service itself writes, such as the client's address or the decision, is
//! never replaced: else a client could erase it by sending the same text as a cookie.

mod headers;
mod search;

use std::borrow::Cow;
use std::iter::Peekable;
use std::ops::Range;
use std::vec::Drain;

use contract::log_spec::Redaction;
use ecs::{Document, Value};
use formats::json::{StringToken, unescaped};
use memchr::memmem;
use search::{Search, VALUE, searches, searches_of};

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// What AWS writes where it redacted a header itself.
const REDACTED_BY_AWS: &str = "REDACTED";

/// Secret headers that hold a scheme and then a credential.
const WITH_SCHEME: &[&str] = &["authorization", "proxy-authorization"];

/// Fields that the service writes itself: no secret is in them, and none is replaced.
macro_rules! written_by_service {
    ($($field:literal)*) => {
        fn is_written_by_service(field: &str) -> bool {
            matches!(field, $(| $field)*)
        }

        #[cfg(test)]
        const WRITTEN_BY_SERVICE: &[&str] = &[$($field),*];
    };
}

written_by_service! {
    "action"
    "clientIp"
    "conditionType"
    "country"
    "formatVersion"
    "httpMethod"
    "httpSourceId"
    "httpSourceName"
    "httpVersion"
    "ja3Fingerprint"
    "ja4Fingerprint"
    "location"
    "name"
    "rateBasedRuleId"
    "rateBasedRuleName"
    "requestId"
    "ruleGroupId"
    "ruleId"
    "terminatingRuleId"
    "terminatingRuleType"
    "timestamp"
    "webaclId"
}

/// Shorter parts of a secret tell nothing, and stand everywhere.
const SHORTEST_PART: usize = 4;

/// Shorter parts are not taken for a credential.
const SHORTEST_CREDENTIAL: usize = 12;

/// Parts this long are taken for one even if they have letters only.
const LONG_CREDENTIAL: usize = 20;

/// A record without its secrets.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Redacted {
    /// Its text.
    pub(crate) text: String,
    /// Of the texts in it that are no names, those that have changed, by their number.
    changed: Vec<(usize, String)>,
    /// How many texts there are that are no names.
    values: usize,
}

/// The record's text without its secrets; none if it holds none.
pub(crate) fn redact(record: &str, document: &Document<'_>, what: &Redaction) -> Option<Redacted> {
    if what.is_nothing() {
        return None;
    }
    if document.is_empty() {
        return headers::without_secrets_of_broken(record, what);
    }
    let secrets = Secrets::of(document, what);
    (!secrets.0.is_empty()).then(|| {
        if record.trim_start().starts_with('{') {
            let texts = searches_of(record, document, what);
            let (tokens, searches) = texts.unwrap_or_else(|| searches(record, what));
            secrets.replaced_in(record, &tokens, &searches)
        } else {
            secrets.replaced_in_line(record, document, what)
        }
    })
}

impl Redacted {
    /// Changes the document that was read from the record as its text was changed, which
    /// spares reading it once more. Whether it could: not if the texts of the document
    /// are not those of the record one by one, because a name came twice or because the
    /// record is no JSON. Then the document is of no use any more.
    pub(crate) fn apply_to(&mut self, document: &mut Document<'_>) -> bool {
        let mut texts = Texts { changed: self.changed.drain(..).peekable(), seen: 0 };
        texts.change(document);
        texts.seen == self.values
    }
}

/// Goes through the texts of a document.
struct Texts<'c> {
    changed: Peekable<Drain<'c, (usize, String)>>,
    seen: usize,
}

impl Texts<'_> {
    fn change(&mut self, object: &mut Document<'_>) {
        for (_, value) in object.fields_mut() {
            self.change_value(value);
        }
    }

    fn change_value(&mut self, value: &mut Value<'_>) {
        match value {
            Value::Text(text) => {
                let seen = self.seen;
                if let Some((_, changed)) = self.changed.next_if(|(n, _)| *n == seen) {
                    *text = changed.into();
                }
                self.seen += 1;
            }
            Value::List(elements) => elements.iter_mut().for_each(|value| self.change_value(value)),
            Value::Object(object) => self.change(object),
            _ => {}
        }
    }
}

/// Where a secret is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// Where it is the whole text of a quote or of a secret header's value.
    Exact,
    /// Anywhere in a quote as well.
    Quotes,
    /// Anywhere.
    Everywhere,
}

/// A text that must not be readable.
#[derive(Debug)]
struct Secret {
    text: String,
    lower_case: String,
    reach: Reach,
}

/// All texts that must not be readable.
#[derive(Debug, Default)]
struct Secrets(Vec<Secret>);

impl Secrets {
    fn of(document: &Document<'_>, what: &Redaction) -> Self {
        let mut secrets = Self::default();
        headers::for_each(document, what, |name, value| secrets.add_header(name, value));
        for value in what.secrets.iter().filter_map(|path| document.at(path)) {
            headers::texts_of(value).for_each(|text| secrets.add_secret(text));
        }
        // Match details come with such lists.
        if !what.header_lists.is_empty() || !what.quotes.is_empty() {
            secrets.add_quotes(document, what);
        }
        secrets
    }

    /// Adds a text that is secret from beginning to end.
    fn add_secret(&mut self, text: &str) {
        // A log writes a dash for nothing.
        if text != "-" {
            self.add_header("cookie", text);
            let decoded = percent_decoded(text);
            if decoded != text {
                self.add_header("cookie", &decoded);
            }
        }
    }

    fn add_header(&mut self, name: &str, value: &str) {
        self.add(value, Reach::Exact);
        self.add(value.trim(), Reach::Everywhere);
        if WITH_SCHEME.iter().any(|header| header.eq_ignore_ascii_case(name))
            && let Some((_, credential)) = value.trim().split_once(char::is_whitespace)
        {
            self.add_decoded_too(credential.trim().trim_matches('"'), Reach::Everywhere);
        }
        for part in value.split([' ', ';', ',']) {
            self.add_part(part);
            if let Some((_, value)) = part.split_once('=') {
                self.add_part(value);
            }
        }
    }

    fn add_part(&mut self, part: &str) {
        let part = part.trim_matches('"');
        let reach = if is_credential(part) { Reach::Everywhere } else { Reach::Quotes };
        self.add(part, reach);
        let decoded = percent_decoded(part);
        if decoded != part {
            // Cookies hold addresses to return to, and a client must not be able to black
            // out its own.
            let reach = if is_address(&decoded) { Reach::Quotes } else { reach };
            self.add(&decoded, reach);
        }
    }

    fn add_decoded_too(&mut self, text: &str, reach: Reach) {
        self.add(text, reach);
        let decoded = percent_decoded(text);
        if decoded != text {
            self.add(&decoded, reach);
        }
    }

    /// Adds a secret; a short one is only replaced where it is the whole text, and one
    /// that is replaced everywhere also where it is percent-encoded.
    fn add(&mut self, text: &str, reach: Reach) {
        let reach = if text.len() < SHORTEST_PART { Reach::Exact } else { reach };
        self.add_as_it_is(text, reach);
        let changes = |byte: u8| !is_unreserved(byte);
        if reach == Reach::Everywhere && text != REDACTED_BY_AWS && text.bytes().any(changes) {
            self.add_as_it_is(&percent_encoded(text, char::to_ascii_uppercase), reach);
            self.add_as_it_is(&percent_encoded(text, char::to_ascii_lowercase), reach);
        }
    }

    fn add_as_it_is(&mut self, text: &str, reach: Reach) {
        let known = self.0.iter().any(|s| s.text == text && s.reach >= reach);
        if !text.trim().is_empty() && text != REDACTED_BY_AWS && !known {
            let (text, lower_case) = (text.to_owned(), text.to_ascii_lowercase());
            self.0.push(Secret { text, lower_case, reach });
        }
    }

    fn everywhere(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|s| s.reach == Reach::Everywhere).map(|s| s.text.as_str())
    }

    /// Adds what fields quote of a secret header or of a cookie, which may have been
    /// decoded before and so be no part of the header's value.
    fn add_quotes(&mut self, object: &Document<'_>, what: &Redaction) {
        let mut is_secret = false;
        for (name, value) in object.iter() {
            is_secret |= value.as_text().is_some_and(|text| marks_secret(name, text, what));
            let inner = value.as_list().unwrap_or(std::slice::from_ref(value));
            for inner in inner.iter().filter_map(Value::as_object) {
                self.add_quotes(inner, what);
            }
        }
        if !is_secret {
            return;
        }
        for (_, value) in object.iter().filter(|(name, _)| is_quote(name, what)) {
            let quotes = value.as_list().unwrap_or(std::slice::from_ref(value));
            for quote in quotes.iter().filter_map(Value::as_text) {
                self.add(quote, Reach::Exact);
            }
        }
    }

    /// Replaces secrets in a record that is no JSON: everywhere, and shorter ones in the
    /// fields that hold them.
    fn replaced_in_line(
        &self,
        record: &str,
        document: &Document<'_>,
        what: &Redaction,
    ) -> Redacted {
        let mut spans = Vec::new();
        for secret in self.everywhere() {
            let found = memmem::find_iter(record.as_bytes(), secret);
            spans.extend(found.map(|at| at..at + secret.len()));
        }
        for path in what.secrets.iter().chain(what.header_texts.iter()) {
            let Some(Value::Text(text)) = document.at(path) else { continue };
            let start = text.as_ptr().addr().wrapping_sub(record.as_ptr().addr());
            let span = start..start.saturating_add(text.len());
            if let Some(raw) = record.get(span.clone()).filter(|raw| *raw == text.as_ref()) {
                let token = StringToken { span, raw, has_escapes: false, is_name: false };
                self.find_in_quote(&token, &mut spans);
            }
        }
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        // The document is to be read once more.
        Redacted { text: without(record, &spans, 0), changed: vec![], values: usize::MAX }
    }

    fn replaced_in(
        &self,
        record: &str,
        tokens: &[StringToken<'_>],
        searches: &[Search],
    ) -> Redacted {
        let mut spans = Vec::new();
        for (token, search) in tokens.iter().zip(searches) {
            match search {
                Search::Quote => self.find_in_quote(token, &mut spans),
                // Its escapes keep a search of the record from finding it.
                Search::Text if token.has_escapes => self.find_in_text(token, &mut spans),
                Search::Text | Search::Value | Search::Nothing => {}
            }
        }
        self.find_in_record(record, tokens, searches, &mut spans);
        spans.sort_unstable_by_key(|span| (span.start, span.end));
        let changed = changed(tokens, &spans);
        let values = tokens.iter().filter(|token| !token.is_name).count();
        Redacted { text: without(record, &spans, 0), changed, values }
    }

    /// Finds secrets in a text that is a secret header's value or quotes a request.
    fn find_in_quote(&self, token: &StringToken<'_>, spans: &mut Vec<Range<usize>>) {
        let text = token.text().to_ascii_lowercase();
        for Secret { lower_case: secret, reach, .. } in &self.0 {
            let is_part = text.len() >= SHORTEST_PART && secret.contains(&text);
            if text == *secret || (is_part && *reach == Reach::Everywhere) {
                spans.push(token.span.clone());
            } else if *reach != Reach::Exact {
                for at in memmem::find_iter(text.as_bytes(), secret) {
                    spans.push(token.span_of(at..at + secret.len()));
                }
            }
        }
    }

    /// Finds secrets in any other text.
    fn find_in_text(&self, token: &StringToken<'_>, spans: &mut Vec<Range<usize>>) {
        let text = token.text();
        for secret in self.everywhere() {
            for at in memmem::find_iter(text.as_bytes(), secret) {
                spans.push(token.span_of(at..at + secret.len()));
            }
        }
    }

    /// Finds secrets in texts without escapes, by one search over the whole record.
    fn find_in_record(
        &self,
        record: &str,
        tokens: &[StringToken<'_>],
        searches: &[Search],
        spans: &mut Vec<Range<usize>>,
    ) {
        let has_percent = memchr::memchr(b'%', record.as_bytes()).is_some();
        // Most have an encoded form too, and most records nothing that is encoded.
        let may_be_there = |secret: &&str| has_percent || !secret.contains('%');
        for secret in self.everywhere().filter(may_be_there) {
            for at in memmem::find_iter(record.as_bytes(), secret) {
                let span = at..at + secret.len();
                let before = tokens.partition_point(|token| token.span.start <= at);
                let last = before.checked_sub(1);
                let token = last.and_then(|n| tokens.get(n).zip(searches.get(n)));
                if token.is_some_and(|(t, s)| *s != Search::Nothing && span.end <= t.span.end) {
                    spans.push(span);
                }
            }
        }
    }
}

/// Whether a field tells that its object is about a secret header or a cookie.
fn marks_secret(field: &str, text: &str, what: &Redaction) -> bool {
    match field {
        "location" | "key" => text.contains("COOKIE"),
        "matchedFieldName" | "name" => is_secret_name(text, what),
        _ => false,
    }
}

/// Whether a header's value is secret.
fn is_secret_name(name: &str, what: &Redaction) -> bool {
    what.header_names.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// Whether a field holds a header's value or quotes a request.
fn is_quote(field: &str, what: &Redaction) -> bool {
    field == VALUE || quotes_request(field, what)
}

fn quotes_request(field: &str, what: &Redaction) -> bool {
    let is_last = |path: &str| path.rsplit('.').next() == Some(field);
    what.quotes.iter().any(|quote| quote == field)
        || what.secrets.iter().chain(what.header_texts.iter()).any(is_last)
        || (!what.header_objects.is_empty() && is_secret_name(field, what))
}

/// Whether a part of a header's value looks like a credential: long, mixed or very long,
/// and neither an address nor a path nor a host's name.
fn is_credential(part: &str) -> bool {
    let has = |test: fn(&u8) -> bool| part.as_bytes().iter().any(test);
    let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let long = part.len() >= SHORTEST_CREDENTIAL && (mixed || part.len() >= LONG_CREDENTIAL);
    long && !is_address(part)
}

/// A path, a URL or a host's name.
fn is_address(text: &str) -> bool {
    text.starts_with('/') || text.contains("://") || is_host_name(text)
}

fn is_host_name(text: &str) -> bool {
    let in_names = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    let top = text.rsplit_once('.').map_or("", |(_, top)| top);
    !top.is_empty()
        && top.bytes().all(|byte| byte.is_ascii_lowercase())
        && text.bytes().all(in_names)
}

fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        match after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// The text with all but unreserved characters encoded, its digits in the given case.
fn percent_encoded(text: &str, case: fn(&char) -> char) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_unreserved(byte) {
            out.push(char::from(byte));
        } else {
            let digits = [byte >> 4, byte & 0xf].map(|digit| char::from_digit(digit.into(), 16));
            out.push('%');
            out.extend(digits.iter().flatten().map(case));
        }
    }
    out
}

/// The texts that spans change, without their escapes, by their number among the texts
/// that are no names. The spans are sorted.
fn changed(tokens: &[StringToken<'_>], mut spans: &[Range<usize>]) -> Vec<(usize, String)> {
    let mut changed = Vec::new();
    for (n, token) in tokens.iter().filter(|token| !token.is_name).enumerate() {
        let before = spans.partition_point(|span| span.start < token.span.start);
        let within = spans.partition_point(|span| span.start < token.span.end);
        if let Some(own) = spans.get(before..within).filter(|own| !own.is_empty()) {
            let raw = without(token.raw, own, token.span.start);
            changed.push((n, unescaped(&raw).into_owned()));
        }
        spans = spans.get(within..).unwrap_or_default();
        if spans.is_empty() {
            break;
        }
    }
    changed
}

/// A part of the record, which begins at `start`, with a mark in the place of each span.
/// Spans are sorted, and may touch or overlap.
fn without(part: &str, spans: &[Range<usize>], start: usize) -> String {
    let mut out = String::with_capacity(part.len() + REDACTED.len());
    let mut done = 0;
    for span in spans.iter().map(|span| span.start - start..span.end - start) {
        if span.start >= done && !(span.start == done && out.ends_with(REDACTED)) {
            out.push_str(part.get(done..span.start).unwrap_or_default());
            out.push_str(REDACTED);
        }
        done = done.max(span.end);
    }
    out.push_str(part.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests;
