//! Where the inventory goes, read from an ARN.

use std::str::FromStr;

use crate::error::Error;

/// The log bucket, or a stream that delivers to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A bucket, by name: `arn:aws:s3:::aes-siem-111122223333-log`.
    Bucket(String),
    /// A Firehose stream:
    /// `arn:aws:firehose:eu-west-1:111122223333:deliverystream/workspaces-inventory`.
    Stream {
        /// The name.
        name: String,
        /// The stream's region, which need not be that of the function.
        region: String,
    },
}

impl FromStr for Destination {
    type Err = Error;

    fn from_str(arn: &str) -> Result<Self, Error> {
        let arn = arn.trim();
        let parts: Vec<_> = arn.splitn(6, ':').collect();
        let destination = match parts.as_slice() {
            ["arn", _, "s3", "", "", bucket] if is_name(bucket) => {
                Some(Self::Bucket((*bucket).to_owned()))
            }
            ["arn", _, "firehose", region, account, stream]
                if !region.is_empty() && !account.is_empty() =>
            {
                let name = stream.strip_prefix("deliverystream/").filter(|name| is_name(name));
                name.map(|name| Self::Stream {
                    name: name.to_owned(),
                    region: (*region).to_owned(),
                })
            }
            _ => None,
        };
        destination.ok_or_else(|| Error::Destination { found: arn.to_owned() })
    }
}

/// The characters of bucket and stream names together.
fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_says_bucket_or_stream() {
        let bucket: Destination = "arn:aws-cn:s3:::logs".parse().unwrap();
        assert_eq!(bucket, Destination::Bucket("logs".to_owned()));
        let stream: Destination =
            "arn:aws:firehose:eu-west-1:111122223333:deliverystream/x".parse().unwrap();
        let wanted = Destination::Stream { name: "x".to_owned(), region: "eu-west-1".to_owned() };
        assert_eq!(stream, wanted);
    }

    #[test]
    fn anything_else_is_refused() {
        for arn in [
            "",
            "logs",
            "arn:aws:s3:::",
            "arn:aws:s3:::logs/AWSLogs",
            "arn:aws:firehose:eu-west-1:111122223333:deliverystream/",
            "arn:aws:firehose:::deliverystream/x",
            "arn:aws:kinesis:eu-west-1:111122223333:stream/x",
        ] {
            let error = arn.parse::<Destination>().unwrap_err();
            assert!(error.to_string().contains(&format!("`{arn}`")), "{error}");
        }
    }
}
