//! S3 prefixes that a construct, or the user, chooses.
//!
//! A prefix is one text with places to fill in, so that a construct writes what a test
//! can read back: the account as a reference, the time as Firehose's own expression.

/// A prefix with places to fill in, as
/// `AWSLogs/{account}/ClientVPN/{region}/{yyyy/MM/dd/HH}/`.
///
/// `{account}`, `{region}` and `{name}` are those of the log's source; the documents'
/// account and region are read from them. Anything else in braces is a time in UTC, in
/// the letters of Java's `DateTimeFormatter`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefix(&'static str);

/// One part of a [`Prefix`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Stands in the prefix as it is.
    Text(&'static str),
    /// Id of the account that the log is from.
    Account,
    /// Region that the log is from.
    Region,
    /// What tells one source from another of its kind, as the source's documentation
    /// says: a distribution's id, a web site's name.
    Name,
    /// The hour, or day, of delivery, as `yyyy/MM/dd/HH`. Firehose replaces
    /// `!{timestamp:yyyy/MM/dd/HH}`, a function that writes objects formats it.
    ///
    /// <https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html>
    Time(&'static str),
}

impl Prefix {
    pub(super) const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// The text with the places in braces.
    pub const fn text(self) -> &'static str {
        self.0
    }

    /// The parts one after the other.
    pub fn parts(self) -> impl Iterator<Item = Part> {
        let places = self.0.split_inclusive(['{', '}']);
        places.map(|piece| match piece.strip_suffix('}') {
            Some("account") => Part::Account,
            Some("region") => Part::Region,
            Some("name") => Part::Name,
            Some(time) => Part::Time(time),
            None => Part::Text(piece.strip_suffix('{').unwrap_or(piece)),
        })
    }

    /// Whether a [`Part::Name`] is to be filled in.
    pub fn has_name(self) -> bool {
        self.parts().any(|part| part == Part::Name)
    }

    /// The prefix of a Firehose stream, with `!{timestamp:…}` for the time. What is given
    /// may be the reference of a template, as `${AWS::AccountId}`.
    pub fn firehose(self, account: &str, region: &str, name: &str) -> String {
        self.filled(account, region, name, |time| format!("!{{timestamp:{time}}}"))
    }

    /// The prefix with everything filled in.
    pub fn filled(
        self,
        account: &str,
        region: &str,
        name: &str,
        time: impl Fn(&str) -> String,
    ) -> String {
        self.parts()
            .map(|part| match part {
                Part::Text(text) => text.to_owned(),
                Part::Account => account.to_owned(),
                Part::Region => region.to_owned(),
                Part::Name => name.to_owned(),
                Part::Time(pattern) => time(pattern),
            })
            .collect()
    }
}

/// A key that Firehose writes, 2026-11-24 at 06:05:17, with this prefix and stream: a
/// test of a construct asks the loader whether it recognises it.
///
/// Without an expression in the prefix, Firehose adds the hour. The fields of dynamic
/// partitioning that are known are `account` and `region`; of a prefix with any other
/// expression there is no key.
///
/// <https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html>
pub fn firehose_key(prefix: &str, stream: &str) -> Option<String> {
    let mut key = String::new();
    let mut rest = prefix;
    while let Some((before, expression)) = rest.split_once("!{") {
        let (expression, after) = expression.split_once('}')?;
        key.push_str(before);
        match expression.split_once(':')? {
            ("timestamp", pattern) => key.push_str(&example_time(pattern)),
            ("partitionKeyFromQuery", "account") => key.push_str("111122223333"),
            ("partitionKeyFromQuery", "region") => key.push_str("us-east-1"),
            _ => return None,
        }
        rest = after;
    }
    key.push_str(rest);
    if !prefix.contains("!{") {
        key.push_str(&example_time("yyyy/MM/dd/HH"));
        key.push('/');
    }
    key.push_str(stream);
    key.push_str("-1-2026-11-24-06-05-17-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10");
    Some(key)
}

/// The hour of the examples in a pattern.
pub fn example_time(pattern: &str) -> String {
    let fields = [("yyyy", "2026"), ("MM", "11"), ("dd", "24"), ("HH", "06")];
    fields.iter().fold(pattern.to_owned(), |text, (letters, value)| text.replace(letters, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PREFIX: Prefix = Prefix::new("AWSLogs/{account}/Kind/{region}/{name}/{yyyy/MM/dd}/");

    #[test]
    fn a_prefix_is_its_parts() {
        let parts: Vec<_> = PREFIX.parts().collect();
        let expected = [
            Part::Text("AWSLogs/"),
            Part::Account,
            Part::Text("/Kind/"),
            Part::Region,
            Part::Text("/"),
            Part::Name,
            Part::Text("/"),
            Part::Time("yyyy/MM/dd"),
            Part::Text("/"),
        ];
        assert_eq!(parts, expected);
    }

    #[test]
    fn what_firehose_is_told_reads_back_as_a_key() {
        let prefix = PREFIX.firehose("111122223333", "us-east-1", "web");
        assert_eq!(prefix, "AWSLogs/111122223333/Kind/us-east-1/web/!{timestamp:yyyy/MM/dd}/");
        let key = firehose_key(&prefix, "siem").unwrap();
        assert!(key.starts_with("AWSLogs/111122223333/Kind/us-east-1/web/2026/11/24/siem-1-2026"));
    }

    #[test]
    fn firehose_adds_the_hour_to_a_prefix_without_an_expression() {
        let key = firehose_key("AWSLogs/111122223333/Kind/", "siem").unwrap();
        assert!(key.starts_with("AWSLogs/111122223333/Kind/2026/11/24/06/siem-1-"), "{key}");
    }

    #[test]
    fn the_account_of_an_event_is_filled_in_and_an_unknown_field_is_not() {
        let prefix = PREFIX.firehose("!{partitionKeyFromQuery:account}", "eu-west-1", "web");
        assert!(firehose_key(&prefix, "siem").unwrap().starts_with("AWSLogs/111122223333/Kind/"));
        assert_eq!(firehose_key("!{partitionKeyFromQuery:colour}/", "siem"), None);
    }
}
