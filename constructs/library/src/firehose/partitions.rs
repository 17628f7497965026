//! Prefixes with parts that come from the records.
//!
//! <https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html>

use resources::kinesisfirehose::delivery_stream::{
    DynamicPartitioningConfiguration, ExtendedS3DestinationConfiguration, ProcessingConfiguration,
    Processor, ProcessorParameter, ProcessorParameterParameterName as Name, ProcessorType,
    RetryOptions,
};

/// How long Firehose tries again to deliver a partition, in seconds.
const RETRY_SECONDS: u32 = 300;

/// Names for parts of JSON records. A prefix uses one as `!{partitionKeyFromQuery:name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partitions {
    keys: Vec<(String, String)>,
}

impl Partitions {
    /// Names with a filter of jq each, such as `("account", ".account")`.
    pub fn new(keys: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        Self { keys: keys.into_iter().map(|(name, filter)| (name.into(), filter.into())).collect() }
    }

    /// As a prefix uses a name.
    pub fn expression(name: &str) -> String {
        format!("!{{partitionKeyFromQuery:{name}}}")
    }

    fn query(&self) -> String {
        let pairs: Vec<_> =
            self.keys.iter().map(|(name, filter)| format!("{name}:{filter}")).collect();
        format!("{{{}}}", pairs.join(","))
    }

    pub(super) fn apply(
        &self,
        destination: ExtendedS3DestinationConfiguration,
    ) -> ExtendedS3DestinationConfiguration {
        let extract = Processor::new(ProcessorType::MetadataExtraction).parameters([
            ProcessorParameter::new(Name::MetadataExtractionQuery, self.query()),
            ProcessorParameter::new(Name::JsonParsingEngine, "JQ-1.6"),
        ]);
        let retry = RetryOptions::new().duration_in_seconds(RETRY_SECONDS);
        destination
            .dynamic_partitioning_configuration(
                DynamicPartitioningConfiguration::new().enabled(true).retry_options(retry),
            )
            .processing_configuration(
                ProcessingConfiguration::new().enabled(true).processors([extract]),
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_one_query() {
        let keys = Partitions::new([("account", ".account"), ("region", ".region")]);
        assert_eq!(keys.query(), "{account:.account,region:.region}");
        assert_eq!(Partitions::expression("account"), "!{partitionKeyFromQuery:account}");
    }
}
