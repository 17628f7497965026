//! The EC2 instance that wrote a log, by the name of its log stream.
//!
//! The CloudWatch agent names a stream after the instance unless it is told otherwise,
//! and those who tell it usually keep the id in the name.

use ecs::Document;

/// Sets `cloud.instance.id`, if the log stream names an instance, and gives it back.
pub(crate) fn set_instance(document: &mut Document<'_>) -> Option<String> {
    let id = instance_id(document.text_at("@log_stream")?)?.to_owned();
    document.set(ecs::CLOUD_INSTANCE_ID, id.clone());
    Some(id)
}

/// The first id of an instance in a text: `i-` and 8 or 17 letters and digits, with
/// neither before or behind.
fn instance_id(text: &str) -> Option<&str> {
    text.match_indices("i-").find_map(|(start, _)| {
        let (before, id) = (text.get(..start)?, text.get(start..)?);
        if before.ends_with(char::is_alphanumeric) {
            return None;
        }
        let within = |c: char| c.is_ascii_digit() || c.is_ascii_lowercase();
        let digits = id.get(2..)?;
        let length = digits.find(|c| !within(c)).unwrap_or(digits.len());
        let ends = !digits.get(length..)?.starts_with(char::is_alphanumeric);
        (matches!(length, 8 | 17) && ends).then(|| id.get(..length + 2)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_found_in_the_name_of_a_stream() {
        for (text, id) in [
            ("i-0123456789abcdef0", Some("i-0123456789abcdef0")),
            ("web/i-01234567_secure", Some("i-01234567")),
            ("ip-i-0123456789abcdef0.x", Some("i-0123456789abcdef0")),
            ("pi-0123456789abcdef0", None),
            ("i-0123", None),
            ("i-0123456789abcdef01", None),
            ("i-01234567A", None),
            ("", None),
        ] {
            assert_eq!(instance_id(text), id, "{text}");
        }
    }
}
