//! What the stack wants announced, checked.

use contract::custom_resources::{BucketNotifications, LambdaFunctionConfiguration};

use crate::error::Error;
use crate::overlap::events_overlap;

/// The longest value that an error repeats.
const LONGEST_SHOWN: usize = 120;

/// A bucket and the functions to tell.
///
/// Our entries have no filter: the loader is told of every object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) bucket: String,
    pub(crate) entries: Vec<Entry>,
}

/// One entry of ours.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) function: String,
    pub(crate) events: Vec<String>,
}

impl Wanted {
    /// Checks the properties. `Managed` is not looked at: v2.10.4's `true` let it
    /// overwrite others' entries, and we never do.
    pub(crate) fn read(properties: BucketNotifications<String>) -> Result<Self, Error> {
        let bucket = properties.bucket_name;
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '-';
        if !(3..=63).contains(&bucket.len()) || !bucket.chars().all(fits) {
            let wanted = "a bucket's name: 3 to 63 lower-case letters, digits, `-` and `.`";
            return Err(refused("BucketName".to_owned(), &bucket, wanted));
        }
        let entries = properties.notification_configuration.lambda_function_configurations;
        let entries: Vec<Entry> = entries
            .into_iter()
            .enumerate()
            .map(|(index, entry)| Entry::read(index, entry))
            .collect::<Result<_, _>>()?;
        let wanted = Self { bucket, entries };
        wanted.check_entries()?;
        Ok(wanted)
    }

    /// ARNs of the functions to tell.
    pub(crate) fn functions(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.function.as_str())
    }

    fn check_entries(&self) -> Result<(), Error> {
        let events: Vec<&String> = self.entries.iter().flat_map(|entry| &entry.events).collect();
        if events.is_empty() {
            let wanted = "a list with the loader, or nothing would ever be loaded";
            return Err(refused(list(), "", wanted));
        }
        let twice = events.iter().enumerate().find(|(index, event)| {
            events.iter().skip(index + 1).any(|other| events_overlap(event, other))
        });
        match twice {
            None => Ok(()),
            Some((_, event)) => {
                Err(refused(list(), event, "a list that names each event once, as S3 demands"))
            }
        }
    }
}

impl Entry {
    fn read(index: usize, entry: LambdaFunctionConfiguration<String>) -> Result<Self, Error> {
        let place = |name: &str| format!("{}[{index}].{name}", list());
        if !is_function(&entry.lambda_function_arn) {
            let wanted = "the ARN of a Lambda function, without a version";
            return Err(refused(place("LambdaFunctionArn"), &entry.lambda_function_arn, wanted));
        }
        if entry.events.is_empty() {
            return Err(refused(
                place("Events"),
                "",
                "a list of events, s3:ObjectCreated:* for one",
            ));
        }
        if let Some(odd) = entry.events.iter().find(|event| !is_event(event)) {
            let wanted = "a list of S3's events, s3:ObjectCreated:* for one";
            return Err(refused(place("Events"), odd, wanted));
        }
        Ok(Self { function: entry.lambda_function_arn, events: entry.events })
    }
}

fn list() -> String {
    "NotificationConfiguration.LambdaFunctionConfigurations".to_owned()
}

fn refused(place: String, found: &str, wanted: &'static str) -> Error {
    Error::Property { place, found: found.chars().take(LONGEST_SHOWN).collect(), wanted }
}

/// `arn:aws:lambda:us-east-1:111122223333:function:aes-siem-es-loader`
fn is_function(arn: &str) -> bool {
    let parts: Vec<&str> = arn.split(':').collect();
    matches!(
        parts.as_slice(),
        ["arn", partition, "lambda", region, account, "function", name]
            if [partition, region, account, name].iter().all(|part| !part.is_empty())
    )
}

fn is_event(event: &str) -> bool {
    event.strip_prefix("s3:").is_some_and(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::custom_resources::NotificationConfiguration;

    const LOADER: &str = "arn:aws:lambda:us-east-1:111122223333:function:aes-siem-es-loader";

    fn properties(bucket: &str, entries: &[(&str, &[&str])]) -> BucketNotifications<String> {
        let entries = entries.iter().map(|(arn, events)| LambdaFunctionConfiguration {
            events: events.iter().map(|event| (*event).to_owned()).collect(),
            lambda_function_arn: (*arn).to_owned(),
        });
        BucketNotifications {
            bucket_name: bucket.to_owned(),
            notification_configuration: NotificationConfiguration {
                lambda_function_configurations: entries.collect(),
            },
            managed: "true".to_owned(),
        }
    }

    #[test]
    fn the_form_of_v2_10_4_is_accepted() {
        let wanted = Wanted::read(properties(
            "aes-siem-111122223333-log",
            &[(LOADER, &["s3:ObjectCreated:*"])],
        ));
        assert_eq!(wanted.unwrap().functions().collect::<Vec<_>>(), [LOADER]);
    }

    #[test]
    fn odd_properties_are_refused_with_their_place() {
        let created: &[&str] = &["s3:ObjectCreated:*"];
        let version = format!("{LOADER}:7");
        for (place, odd) in [
            ("BucketName", properties("", &[(LOADER, created)])),
            ("BucketName", properties("Acme_Logs", &[(LOADER, created)])),
            ("Configurations is", properties("bucket", &[])),
            (
                "Configurations is",
                properties("bucket", &[(LOADER, created), (LOADER, &["s3:ObjectCreated:Put"])]),
            ),
            ("[0].LambdaFunctionArn", properties("bucket", &[("", created)])),
            ("[0].LambdaFunctionArn", properties("bucket", &[(&version, created)])),
            ("[0].LambdaFunctionArn", properties("bucket", &[("arn:aws:sqs:r:a:q", created)])),
            ("[0].Events", properties("bucket", &[(LOADER, &[])])),
            ("[0].Events", properties("bucket", &[(LOADER, &["ObjectCreated"])])),
        ] {
            let words = Wanted::read(odd).unwrap_err().to_string();
            assert!(words.contains(place), "{place}: {words}");
        }
    }
}
