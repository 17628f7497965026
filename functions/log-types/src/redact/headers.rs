//! The headers of a record, in each of the forms in which logs have them.

use contract::log_spec::Redaction;
use ecs::{Document, Value};
use formats::json::strings;

use super::{Redacted, is_secret_name, percent_decoded, without};

/// Calls with name and value of each secret header.
pub(super) fn for_each(
    document: &Document<'_>,
    what: &Redaction,
    mut call: impl FnMut(&str, &str),
) {
    let lists = what.header_lists.iter().filter_map(|path| document.at(path)?.as_list());
    for header in lists.flatten().filter_map(Value::as_object) {
        if let Some(name) = header.text_at("name").filter(|name| is_secret_name(name, what)) {
            call(name, header.text_at("value").unwrap_or_default());
        }
    }
    let objects = what.header_objects.iter().filter_map(|path| document.at(path)?.as_object());
    for (name, value) in objects.flat_map(Document::iter) {
        if is_secret_name(name, what) {
            texts_of(value).for_each(|text| call(name, text));
        }
    }
    for text in what.header_texts.iter().filter_map(|path| document.text_at(path)) {
        for line in lines(text) {
            let Some((name, value)) = name_and_value(line) else { continue };
            let name = percent_decoded(name);
            if is_secret_name(name.trim(), what) {
                call(name.trim(), value);
                let decoded = percent_decoded(value);
                if decoded != value {
                    call(name.trim(), &decoded);
                }
            }
        }
    }
}

/// A text, or the texts of a list.
pub(super) fn texts_of<'v>(value: &'v Value<'_>) -> impl Iterator<Item = &'v str> {
    let elements = value.as_list().unwrap_or(std::slice::from_ref(value));
    elements.iter().filter_map(Value::as_text)
}

/// The lines of a text in which an end of line may be percent-encoded.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.split("%0A")).flat_map(|line| line.split("%0a"))
}

/// What stands before the first colon and behind it; the colon may be percent-encoded.
fn name_and_value(line: &str) -> Option<(&str, &str)> {
    let colons = [":", "%3A", "%3a"].into_iter().filter_map(|colon| line.split_once(colon));
    colons.min_by_key(|(name, _)| name.len())
}

/// The text of a record that is broken JSON, without the values of all fields that are
/// called like a secret header, for types whose headers are such fields.
pub(super) fn without_secrets_of_broken(record: &str, what: &Redaction) -> Option<Redacted> {
    if what.header_objects.is_empty() {
        return None;
    }
    let (mut spans, mut is_secret, mut end) = (Vec::new(), false, 0);
    for token in strings(record) {
        end = token.span.end + 1;
        if token.is_name {
            is_secret = is_secret_name(&token.text(), what);
        } else if is_secret {
            spans.push(token.span);
        }
    }
    // The text that is cut off.
    let rest = record.get(end..).unwrap_or_default();
    if let Some(quote) = rest.find('"').filter(|_| is_secret) {
        spans.push(end + quote + 1..record.len());
    }
    let text = (!spans.is_empty()).then(|| without(record, &spans, 0))?;
    Some(Redacted { text, changed: vec![], values: usize::MAX })
}

#[cfg(test)]
mod tests {
    use super::super::REDACTED;
    use super::*;

    fn headers(record: &str, what: &Redaction) -> Vec<String> {
        let document = formats::json::parse_object(record).unwrap();
        let mut found = Vec::new();
        for_each(&document, what, |name, value| found.push(format!("{name}={value}")));
        found
    }

    #[test]
    fn headers_are_found_in_lists_objects_and_texts() {
        let what = Redaction::of_header_objects(&["h"]).header_texts(&["t"]);
        let record = r#"{"h":{"Cookie":["a","b"],"Host":"x","authorization":"c"}}"#;
        assert_eq!(headers(record, &what), ["Cookie=a", "Cookie=b", "authorization=c"]);
        let record = r#"{"t":"Host:x%0ACookie:a%3D1;%20b%0AX-API-Key%3A7\nAuthorization: d"}"#;
        let found = ["Cookie=a%3D1;%20b", "Cookie=a=1; b", "X-API-Key=7", "Authorization= d"];
        assert_eq!(headers(record, &what), found);
        let what = Redaction::of_header_lists(&["l"]);
        assert_eq!(headers(r#"{"l":[{"name":"cookie","value":"a"},{}]}"#, &what), ["cookie=a"]);
    }

    #[test]
    fn a_message_that_was_cut_off_has_no_secret_header() {
        let what = Redaction::of_header_objects(&["h"]);
        let whole = r#"{"h":{"Cookie":["s3cr3t-1","s3cr3t-2"],"Host":"x"},"body":"#;
        let text = without_secrets_of_broken(whole, &what).unwrap().text;
        assert_eq!(text, whole.replace("s3cr3t-1", REDACTED).replace("s3cr3t-2", REDACTED));
        for length in 0..whole.len() {
            let cut = whole.get(..length).unwrap();
            let text = without_secrets_of_broken(cut, &what).map(|redacted| redacted.text);
            assert!(!text.unwrap_or_else(|| cut.to_owned()).contains("s3"), "{cut}");
        }
    }
}
