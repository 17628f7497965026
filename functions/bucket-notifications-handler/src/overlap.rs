//! Whether two entries would be told of one object for one event.
//!
//! S3 refuses such a pair, with a message that names neither. The rule: a common event,
//! and prefixes of which one begins the other, and suffixes of which one ends the other.
//!
//! Rule: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html>

/// Whether two events have one in common: `s3:ObjectCreated:*` holds `s3:ObjectCreated:Put`.
pub(crate) fn events_overlap(one: &str, other: &str) -> bool {
    match (one.strip_suffix('*'), other.strip_suffix('*')) {
        (None, None) => one == other,
        (Some(family), None) => other.starts_with(family),
        (None, Some(family)) => one.starts_with(family),
        (Some(one), Some(other)) => one.starts_with(other) || other.starts_with(one),
    }
}

/// The keys that an entry is told of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Nothing for all keys.
    pub(crate) prefix: String,
    /// Nothing for all keys.
    pub(crate) suffix: String,
}

impl Filter {
    /// Whether a key could pass both.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let begins = |one: &str, other: &str| one.starts_with(other) || other.starts_with(one);
        let ends = |one: &str, other: &str| one.ends_with(other) || other.ends_with(one);
        begins(&self.prefix, &other.prefix) && ends(&self.suffix, &other.suffix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_one_family_overlap() {
        for (one, other, overlap) in [
            ("s3:ObjectCreated:*", "s3:ObjectCreated:Put", true),
            ("s3:ObjectCreated:Copy", "s3:ObjectCreated:*", true),
            ("s3:ObjectCreated:*", "s3:ObjectCreated:*", true),
            ("s3:ObjectCreated:Put", "s3:ObjectCreated:Put", true),
            ("s3:ObjectCreated:Put", "s3:ObjectCreated:Post", false),
            ("s3:ObjectCreated:*", "s3:ObjectRemoved:*", false),
            ("s3:ObjectCreated:*", "s3:ReducedRedundancyLostObject", false),
            ("s3:ObjectRestore:*", "s3:ObjectRemoved:Delete", false),
        ] {
            assert_eq!(events_overlap(one, other), overlap, "{one} {other}");
        }
    }

    #[test]
    fn filters_overlap_where_a_key_can_pass_both() {
        let filter = |prefix: &str, suffix: &str| Filter {
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
        };
        for (one, other, overlap) in [
            (filter("", ""), filter("AWSLogs/", ".gz"), true),
            (filter("AWSLogs/", ""), filter("AWSLogs/1111", ""), true),
            (filter("AWSLogs/", ""), filter("UserLogs/", ""), false),
            (filter("", ".gz"), filter("", ".json.gz"), true),
            (filter("a", ".gz"), filter("a", ".zip"), false),
            (filter("a", ".gz"), filter("b", ".gz"), false),
        ] {
            assert_eq!(one.overlaps(&other), overlap, "{one:?} {other:?}");
            assert_eq!(other.overlaps(&one), overlap, "{other:?} {one:?}");
        }
    }
}
