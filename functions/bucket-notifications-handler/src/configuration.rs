//! The three kinds of entries of S3's document, seen as one.

use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::types::{
    Event, FilterRule, FilterRuleName, LambdaFunctionConfiguration,
    NotificationConfigurationFilter, QueueConfiguration, S3KeyFilter, TopicConfiguration,
};

use crate::entry::{Entry, Kind};
use crate::overlap::Filter;

/// An entry of the document.
pub(crate) trait Configuration: Clone {
    const KIND: Kind;

    fn id(&self) -> &str;

    /// What it says, without its id.
    fn entry(&self) -> Entry;

    /// One that says this.
    fn make(id: String, entry: &Entry) -> Result<Self, BuildError>;
}

macro_rules! configuration {
    ($($name:ident: $kind:expr, $arn:ident;)*) => {
        $(
            impl Configuration for $name {
                const KIND: Kind = $kind;

                fn id(&self) -> &str {
                    self.id().unwrap_or_default()
                }

                fn entry(&self) -> Entry {
                    let events = self.events().iter();
                    Entry {
                        kind: Self::KIND,
                        target: self.$arn().to_owned(),
                        events: events.map(|event| event.as_str().to_owned()).collect(),
                        filter: read_filter(self.filter()),
                    }
                }

                fn make(id: String, entry: &Entry) -> Result<Self, BuildError> {
                    let events = entry.events.iter().map(|event| Event::from(event.as_str()));
                    Self::builder()
                        .id(id)
                        .$arn(&entry.target)
                        .set_events(Some(events.collect()))
                        .set_filter(write_filter(&entry.filter))
                        .build()
                }
            }
        )*
    };
}

configuration! {
    LambdaFunctionConfiguration: Kind::Function, lambda_function_arn;
    QueueConfiguration: Kind::Queue, queue_arn;
    TopicConfiguration: Kind::Topic, topic_arn;
}

fn read_filter(filter: Option<&NotificationConfigurationFilter>) -> Filter {
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

/// No filter at all for all keys, as v2.10.4 has it.
fn write_filter(filter: &Filter) -> Option<NotificationConfigurationFilter> {
    let parts =
        [(FilterRuleName::Prefix, &filter.prefix), (FilterRuleName::Suffix, &filter.suffix)];
    let rules: Vec<_> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| FilterRule::builder().name(name).value(value).build())
        .collect();
    if rules.is_empty() {
        return None;
    }
    let key = S3KeyFilter::builder().set_filter_rules(Some(rules)).build();
    Some(NotificationConfigurationFilter::builder().key(key).build())
}
