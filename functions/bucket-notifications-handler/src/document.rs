//! A bucket's notification document, and our entries in it. No I/O.

use std::collections::BTreeSet;
use std::fmt::Write;

use aws_sdk_s3::types::{
    Event, FilterRule, LambdaFunctionConfiguration, NotificationConfiguration,
    NotificationConfigurationFilter, S3KeyFilter,
};
use kit::custom_resource::Call;
use sha2::{Digest, Sha256};

use crate::error::{Error, Overlap};
use crate::overlap::{Filter, events_overlap};
use crate::wanted::{Entry, Wanted};

/// Begins the ids of our entries.
const ID: &str = "aes-siem-";

/// Length of an owner's token in an id.
const TOKEN: usize = 16;

/// Whose our entries are: a resource of a stack, as a short token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    token: String,
}

impl Owner {
    pub(crate) fn of(call: &Call<'_>) -> Self {
        let request = call.request;
        Self::new(&[&request.stack_id, &request.logical_resource_id, call.physical_resource_id])
    }

    pub(crate) fn new(names: &[&str]) -> Self {
        let mut token = String::new();
        for byte in Sha256::digest(names.join("\n")).iter().take(TOKEN / 2) {
            // Writing to a string cannot fail.
            let _ = write!(token, "{byte:02x}");
        }
        Self { token }
    }

    fn id(&self, index: usize) -> String {
        format!("{ID}{}-{index}", self.token)
    }

    /// Whether an entry's id names an owner that is not this one.
    fn differs_in(&self, id: &str) -> bool {
        let token = id.strip_prefix(ID).and_then(|rest| rest.split_once('-'));
        token.is_some_and(|(token, index)| {
            token.len() == TOKEN
                && token.bytes().all(|byte| byte.is_ascii_hexdigit())
                && index.bytes().all(|byte| byte.is_ascii_digit())
                && token != self.token
        })
    }
}

/// The document with our entries in place of all that invoke one of `loaders`; `None`
/// where that is what it says already.
pub(crate) fn replace(
    current: &NotificationConfiguration,
    wanted: &Wanted,
    owner: &Owner,
    loaders: &BTreeSet<&str>,
) -> Result<Option<NotificationConfiguration>, Error> {
    let (ours, others) = split(current, |entry| loaders.contains(entry.lambda_function_arn()));
    let entries = wanted
        .entries
        .iter()
        .enumerate()
        .map(|(index, entry)| our_entry(owner.id(index), entry))
        .collect::<Result<Vec<_>, _>>()?;
    let next = with_functions(current, [others, entries.clone()].concat());
    check_overlaps(wanted, &foreign(&next, &entries))?;
    Ok((!same_entries(&ours, &entries)).then_some(next))
}

/// The document without the entries that invoke one of `loaders`, except those of another
/// owner; `None` where there are none.
pub(crate) fn remove(
    current: &NotificationConfiguration,
    owner: &Owner,
    loaders: &BTreeSet<&str>,
) -> Option<NotificationConfiguration> {
    let (ours, others) = split(current, |entry| {
        loaders.contains(entry.lambda_function_arn())
            && !owner.differs_in(entry.id().unwrap_or_default())
    });
    (!ours.is_empty()).then(|| with_functions(current, others))
}

type Functions = Vec<LambdaFunctionConfiguration>;

fn split(
    current: &NotificationConfiguration,
    ours: impl Fn(&LambdaFunctionConfiguration) -> bool,
) -> (Functions, Functions) {
    current.lambda_function_configurations().iter().cloned().partition(ours)
}

fn with_functions(
    current: &NotificationConfiguration,
    functions: Functions,
) -> NotificationConfiguration {
    NotificationConfiguration::builder()
        .set_topic_configurations(current.topic_configurations.clone())
        .set_queue_configurations(current.queue_configurations.clone())
        .set_event_bridge_configuration(current.event_bridge_configuration.clone())
        .set_lambda_function_configurations(Some(functions))
        .build()
}

fn our_entry(id: String, entry: &Entry) -> Result<LambdaFunctionConfiguration, Error> {
    let events = entry.events.iter().map(|event| Event::from(event.as_str()));
    LambdaFunctionConfiguration::builder()
        .id(id)
        .lambda_function_arn(&entry.function)
        .set_events(Some(events.collect()))
        .build()
        .map_err(|error| Error::Property {
            place: "NotificationConfiguration".to_owned(),
            found: error.to_string(),
            wanted: "a function and its events",
        })
}

/// S3 may return entries and their events in another order.
fn same_entries(found: &Functions, wanted: &Functions) -> bool {
    let sorted = |entries: &Functions| -> BTreeSet<(String, String, Vec<String>, bool)> {
        let key = |entry: &LambdaFunctionConfiguration| {
            let mut events = texts(entry.events());
            events.sort();
            let filter = filter(entry.filter());
            (
                entry.id().unwrap_or_default().to_owned(),
                entry.lambda_function_arn().to_owned(),
                events,
                filter == Filter::default(),
            )
        };
        entries.iter().map(key).collect()
    };
    found.len() == wanted.len() && sorted(found) == sorted(wanted)
}

/// Somebody else's entry, of whichever kind.
#[derive(Debug)]
pub(crate) struct Foreign {
    id: String,
    target: String,
    events: Vec<String>,
    filter: Filter,
}

impl Foreign {
    /// The ARN that is told.
    pub(crate) fn target(&self) -> &str {
        &self.target
    }
}

/// For lists in messages.
impl std::fmt::Display for Foreign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` to {}", self.id, self.target)
    }
}

/// All entries but `ours`.
pub(crate) fn foreign(document: &NotificationConfiguration, ours: &Functions) -> Vec<Foreign> {
    let entry = |id: Option<&str>, target: &str, events, rules| Foreign {
        id: id.unwrap_or_default().to_owned(),
        target: target.to_owned(),
        events: texts(events),
        filter: filter(rules),
    };
    let topics = document.topic_configurations().iter();
    let queues = document.queue_configurations().iter();
    let functions = document.lambda_function_configurations().iter();
    topics
        .map(|e| entry(e.id(), e.topic_arn(), e.events(), e.filter()))
        .chain(queues.map(|e| entry(e.id(), e.queue_arn(), e.events(), e.filter())))
        .chain(
            functions
                .filter(|e| !ours.contains(e))
                .map(|e| entry(e.id(), e.lambda_function_arn(), e.events(), e.filter())),
        )
        .collect()
}

fn texts(events: &[Event]) -> Vec<String> {
    events.iter().map(|event| event.as_str().to_owned()).collect()
}

fn filter(filter: Option<&NotificationConfigurationFilter>) -> Filter {
    let rules = filter.and_then(|filter| filter.key()).map(S3KeyFilter::filter_rules);
    // S3 writes the names with a capital where the console set them.
    let value = |name: &str| {
        let named = |rule: &&FilterRule| {
            rule.name().is_some_and(|found| found.as_str().eq_ignore_ascii_case(name))
        };
        let rule = rules.unwrap_or_default().iter().find(named);
        rule.and_then(FilterRule::value).unwrap_or_default().to_owned()
    };
    Filter { prefix: value("prefix"), suffix: value("suffix") }
}

fn check_overlaps(wanted: &Wanted, others: &[Foreign]) -> Result<(), Error> {
    for ours in wanted.entries.iter().flat_map(|entry| &entry.events) {
        for other in others.iter().filter(|other| other.filter.overlaps(&Filter::default())) {
            if let Some(event) = other.events.iter().find(|event| events_overlap(event, ours)) {
                return Err(Error::Overlap(Box::new(Overlap {
                    bucket: wanted.bucket.clone(),
                    id: other.id.clone(),
                    target: other.target.clone(),
                    event: event.clone(),
                    prefix: other.filter.prefix.clone(),
                    suffix: other.filter.suffix.clone(),
                    ours: ours.clone(),
                })));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
