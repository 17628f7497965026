//! Secrets out of records.
//!
//! Secrets are found in the record's headers and replaced in the record's text, before
//! anything is made of it: so whatever is made of it is free of them, and `@message`
//! differs from what was delivered in the secrets' bytes only.
//!
//! A header's whole value is replaced wherever it stands. So is a part of it that looks
//! like a credential, such as the token behind `Bearer` or a session cookie. Other parts
//! (a cookie's `en-US`, or the site's own name) are replaced only in fields that quote a
//! request, since they stand in addresses and host names for good reason, and whoever
//! sends a request could otherwise black out its own path. There a quote that is part
//! of a secret is replaced too, in whatever case it is written.

use std::ops::Range;

use contract::log_spec::Redaction;
use ecs::{Document, Value};
use formats::json::{StringToken, strings};
use memchr::memmem;

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "[REDACTED]";

/// What AWS writes where it redacted a header itself.
const REDACTED_BY_AWS: &str = "REDACTED";

/// Shorter parts of a secret tell nothing, and stand everywhere.
const SHORTEST_PART: usize = 4;

/// Shorter parts are not taken for a credential.
const SHORTEST_CREDENTIAL: usize = 12;

/// Parts this long are taken for one even if they have letters only.
const LONG_CREDENTIAL: usize = 20;

/// The record's text without its secrets; none if it holds none.
pub(crate) fn redact(record: &str, document: &Document<'_>, what: &Redaction) -> Option<String> {
    let secrets = Secrets::of(document, what);
    (!secrets.0.is_empty()).then(|| secrets.replaced_in(record, what))
}

/// Where a secret is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    /// Where it is the whole text of a quote or of a header's value.
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
        for header in
            what.header_lists.iter().filter_map(|path| document.at(path)?.as_list()).flatten()
        {
            let Some(header) = header.as_object() else {
                continue;
            };
            if header.text_at("name").is_some_and(|name| is_secret_name(name, what)) {
                secrets.add_header(header.text_at("value").unwrap_or_default());
            }
        }
        secrets.add_quotes(document, what);
        secrets
    }

    fn add_header(&mut self, value: &str) {
        self.add(value, Reach::Exact);
        self.add(value.trim(), Reach::Everywhere);
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
            self.add(&decoded, Reach::Quotes);
        }
    }

    /// Adds a secret; a short one is only replaced where it is the whole text.
    fn add(&mut self, text: &str, reach: Reach) {
        let reach = if text.len() < SHORTEST_PART { Reach::Exact } else { reach };
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
            is_secret |= match (name, value) {
                ("location" | "key", Value::Text(text)) => text.contains("COOKIE"),
                ("matchedFieldName" | "name", Value::Text(text)) => is_secret_name(text, what),
                _ => false,
            };
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

    fn replaced_in(&self, record: &str, what: &Redaction) -> String {
        let tokens: Vec<StringToken<'_>> = strings(record).collect();
        let mut spans = Vec::new();
        let mut name = "";
        for token in &tokens {
            if token.is_name {
                name = &token.text;
            } else if is_quote(name, what) {
                self.find_in_quote(record, token, &mut spans);
            } else if token.text.len() != token.span.len() {
                // Its escapes keep a search of the record from finding it.
                self.find_in_text(record, token, &mut spans);
            }
        }
        self.find_in_record(record, &tokens, &mut spans);
        without(record, spans)
    }

    /// Finds secrets in a text that is a header's value or quotes a request.
    fn find_in_quote(&self, record: &str, token: &StringToken<'_>, spans: &mut Vec<Range<usize>>) {
        let text = token.text.to_ascii_lowercase();
        for Secret { lower_case: secret, reach, .. } in &self.0 {
            let is_part = text.len() >= SHORTEST_PART && secret.contains(&text);
            if text == *secret || (is_part && *reach == Reach::Everywhere) {
                spans.push(token.span.clone());
            } else if *reach != Reach::Exact {
                for at in memmem::find_iter(text.as_bytes(), secret) {
                    spans.push(token.span_of(record, at..at + secret.len()));
                }
            }
        }
    }

    /// Finds secrets in any other text.
    fn find_in_text(&self, record: &str, token: &StringToken<'_>, spans: &mut Vec<Range<usize>>) {
        for secret in self.everywhere() {
            for at in memmem::find_iter(token.text.as_bytes(), secret) {
                spans.push(token.span_of(record, at..at + secret.len()));
            }
        }
    }

    /// Finds secrets in texts without escapes, by one search over the whole record.
    fn find_in_record(
        &self,
        record: &str,
        tokens: &[StringToken<'_>],
        spans: &mut Vec<Range<usize>>,
    ) {
        for secret in self.everywhere() {
            for at in memmem::find_iter(record.as_bytes(), secret) {
                let span = at..at + secret.len();
                let before = tokens.partition_point(|token| token.span.start <= at);
                let token = before.checked_sub(1).and_then(|n| tokens.get(n));
                if token.is_some_and(|t| !t.is_name && span.end <= t.span.end) {
                    spans.push(span);
                }
            }
        }
    }
}

/// Whether a header's value is secret.
fn is_secret_name(name: &str, what: &Redaction) -> bool {
    what.header_names.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// Whether a field holds a header's value or quotes a request.
fn is_quote(field: &str, what: &Redaction) -> bool {
    field == "value" || what.quotes.iter().any(|quote| quote == field)
}

/// Whether a part of a header's value looks like a credential: long, mixed or very long,
/// and neither an address nor a path nor a host's name.
fn is_credential(part: &str) -> bool {
    let has = |test: fn(&u8) -> bool| part.as_bytes().iter().any(test);
    let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let long = part.len() >= SHORTEST_CREDENTIAL && (mixed || part.len() >= LONG_CREDENTIAL);
    long && !part.starts_with('/') && !part.contains("://") && !is_host_name(part)
}

fn is_host_name(text: &str) -> bool {
    let in_names = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    let top = text.rsplit_once('.').map_or("", |(_, top)| top);
    !top.is_empty()
        && top.bytes().all(|byte| byte.is_ascii_lowercase())
        && text.bytes().all(in_names)
}

fn percent_decoded(text: &str) -> String {
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
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The record with a mark in the place of each span. Spans may touch or overlap.
fn without(record: &str, mut spans: Vec<Range<usize>>) -> String {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut out = String::with_capacity(record.len());
    let mut done = 0;
    for span in spans {
        if span.start >= done && !(span.start == done && out.ends_with(REDACTED)) {
            out.push_str(record.get(done..span.start).unwrap_or_default());
            out.push_str(REDACTED);
        }
        done = done.max(span.end);
    }
    out.push_str(record.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests;
