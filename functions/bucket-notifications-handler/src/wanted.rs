//! What the stack wants announced, checked.

use contract::custom_resources::{BucketNotifications, KeyFilters};
use serde_json::Value;

use crate::entry::{Entry, Kind};
use crate::error::Error;
use crate::overlap::Filter;

/// The longest value that an error repeats.
const LONGEST_SHOWN: usize = 120;

/// The longest prefix or suffix: a key is not longer.
const LONGEST_KEY: usize = 1024;

/// A bucket and whom it tells.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) bucket: String,
    pub(crate) entries: Vec<Entry>,
    /// Whether S3 is to take what it cannot reach now.
    pub(crate) skips_validation: bool,
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
        let lists = properties.notification_configuration;
        let functions = lists
            .lambda_function_configurations
            .into_iter()
            .map(|c| (Kind::Function, c.lambda_function_arn, c.events, c.filter));
        let queues = lists
            .queue_configurations
            .into_iter()
            .map(|c| (Kind::Queue, c.queue_arn, c.events, c.filter));
        let topics = lists
            .topic_configurations
            .into_iter()
            .map(|c| (Kind::Topic, c.topic_arn, c.events, c.filter));
        let mut entries: Vec<Entry> = vec![];
        for (kind, target, events, filter) in functions.chain(queues).chain(topics) {
            let index = entries.iter().filter(|entry| entry.kind == kind).count();
            entries.push(Place { kind, index }.read(target, events, filter)?);
        }
        check_entries(&entries)?;
        let skips_validation = match properties.skip_destination_validation.as_deref() {
            None => false,
            Some(text) if text.eq_ignore_ascii_case("true") => true,
            Some(text) if text.eq_ignore_ascii_case("false") => false,
            Some(text) => {
                let place = "SkipDestinationValidation".to_owned();
                return Err(refused(place, text, "`true` or `false`"));
            }
        };
        Ok(Self { bucket, entries, skips_validation })
    }

    /// ARNs of those who are told.
    pub(crate) fn targets(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.target.as_str())
    }
}

fn check_entries(entries: &[Entry]) -> Result<(), Error> {
    let place = || "NotificationConfiguration".to_owned();
    if entries.is_empty() {
        let wanted = "a list with the loader, or nothing would ever be loaded";
        return Err(refused(place(), "", wanted));
    }
    let overlap = entries.iter().enumerate().find_map(|(index, entry)| {
        entries.iter().skip(index + 1).find_map(|other| other.overlap(entry))
    });
    let events = entries.iter().flat_map(|entry| {
        let twice = entry.events.iter().enumerate().find(|(index, event)| {
            let mut others = entry.events.iter().skip(index + 1);
            others.any(|other| crate::overlap::events_overlap(event, other))
        });
        twice.map(|(_, event)| event.as_str())
    });
    match overlap.or(events.into_iter().next()) {
        None => Ok(()),
        Some(event) => {
            let wanted = "one that names each event of a key once, as S3 demands";
            Err(refused(place(), event, wanted))
        }
    }
}

/// Where an entry is in the properties.
#[derive(Clone, Copy)]
struct Place {
    kind: Kind,
    index: usize,
}

impl Place {
    fn of(self, name: &str) -> String {
        let (list, _) = names(self.kind);
        format!("NotificationConfiguration.{list}[{}].{name}", self.index)
    }

    fn read(
        self,
        target: String,
        events: Vec<String>,
        filter: Option<KeyFilters<String>>,
    ) -> Result<Entry, Error> {
        if !is_target(self.kind, &target) {
            let wanted = match self.kind {
                Kind::Function => "the ARN of a Lambda function, without a version",
                Kind::Queue => "the ARN of an SQS queue that is no FIFO queue",
                Kind::Topic => "the ARN of an SNS topic that is no FIFO topic",
            };
            let (_, name) = names(self.kind);
            return Err(refused(self.of(name), &target, wanted));
        }
        let is_event = |event: &str| event.strip_prefix("s3:").is_some_and(|name| !name.is_empty());
        let odd = events.iter().find(|event| !is_event(event)).map(String::as_str);
        if let Some(odd) = odd.or(events.is_empty().then_some("")) {
            let wanted = "a list of S3's events, s3:ObjectCreated:* for one";
            return Err(refused(self.of("Events"), odd, wanted));
        }
        let filter = self.read_filter(filter)?;
        Ok(Entry { kind: self.kind, target, events, filter })
    }

    fn read_filter(self, filter: Option<KeyFilters<String>>) -> Result<Filter, Error> {
        let mut read = Filter::default();
        for rule in filter.into_iter().flat_map(|filter| filter.key.filter_rules) {
            let part = match rule.name.to_ascii_lowercase().as_str() {
                "prefix" => &mut read.prefix,
                "suffix" => &mut read.suffix,
                _ => {
                    let wanted = "`prefix` or `suffix`";
                    return Err(refused(self.of("Filter"), &rule.name, wanted));
                }
            };
            if !part.is_empty() || rule.value.is_empty() || rule.value.len() > LONGEST_KEY {
                let wanted = "a rule of each name at most, of 1 to 1024 characters";
                return Err(refused(self.of("Filter"), &rule.value, wanted));
            }
            *part = rule.value;
        }
        Ok(read)
    }
}

/// The list's name in the properties, and the target's in an entry of it.
fn names(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Function => ("LambdaFunctionConfigurations", "LambdaFunctionArn"),
        Kind::Queue => ("QueueConfigurations", "QueueArn"),
        Kind::Topic => ("TopicConfigurations", "TopicArn"),
    }
}

fn refused(place: String, found: &str, wanted: &'static str) -> Error {
    Error::Property { place, found: found.chars().take(LONGEST_SHOWN).collect(), wanted }
}

/// `arn:aws:lambda:us-east-1:111122223333:function:aes-siem-es-loader`
fn is_target(kind: Kind, arn: &str) -> bool {
    let parts: Vec<&str> = arn.split(':').collect();
    let is_filled = |parts: &[&str]| parts.iter().all(|part| !part.is_empty());
    match (kind, parts.as_slice()) {
        (Kind::Function, ["arn", partition, "lambda", region, account, "function", name]) => {
            is_filled(&[partition, region, account, name])
        }
        (Kind::Queue, ["arn", partition, "sqs", region, account, name])
        | (Kind::Topic, ["arn", partition, "sns", region, account, name]) => {
            is_filled(&[partition, region, account, name]) && !name.ends_with(".fifo")
        }
        _ => false,
    }
}

/// What the resource was before an Update, as far as it can be read: properties of any
/// release, even unsound ones, must not stop an Update.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Formerly {
    pub(crate) bucket: Option<String>,
    pub(crate) entries: Vec<Entry>,
}

impl Formerly {
    pub(crate) fn read(properties: &Value) -> Self {
        let of = |kind| {
            let (list, target) = names(kind);
            let entries = properties.pointer(&format!("/NotificationConfiguration/{list}"));
            let entries = entries.and_then(Value::as_array).into_iter().flatten();
            entries.filter_map(move |entry| former(kind, target, entry))
        };
        let kinds = [Kind::Function, Kind::Queue, Kind::Topic];
        Self {
            bucket: properties.get("BucketName").and_then(Value::as_str).map(str::to_owned),
            entries: kinds.into_iter().flat_map(of).collect(),
        }
    }
}

fn former(kind: Kind, target: &str, entry: &Value) -> Option<Entry> {
    let target = entry.get(target)?.as_str()?.to_owned();
    let events = entry.get("Events").and_then(Value::as_array).into_iter().flatten();
    let rules = entry.pointer("/Filter/Key/FilterRules").and_then(Value::as_array);
    let value = |name: &str| {
        let named = |rule: &&Value| {
            rule.get("Name").and_then(Value::as_str).is_some_and(|n| n.eq_ignore_ascii_case(name))
        };
        let rule = rules.into_iter().flatten().find(named);
        rule.and_then(|rule| rule.get("Value")?.as_str()).unwrap_or_default().to_owned()
    };
    Some(Entry {
        kind,
        target,
        events: events.filter_map(Value::as_str).map(str::to_owned).collect(),
        filter: Filter { prefix: value("prefix"), suffix: value("suffix") },
    })
}

#[cfg(test)]
mod tests;
