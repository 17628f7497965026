//! What the loader needs to know, from its environment and as limits.

use crate::access::Roles;
use crate::bulk::documents::Action;
use crate::bulk::endpoint::{Endpoint, WrongEndpoint};
use crate::bulk::retry;
use contract::environment::EsLoader;
use kit::patience::Patience;
use std::time::Duration;

/// All settings of the loader.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where documents go.
    pub endpoint: Endpoint,
    /// What OpenSearch is to do with them.
    pub action: Action,
    /// The queue for the rest of an object when time runs short.
    pub split_queue_url: String,
    /// The queue for what cannot be loaded.
    pub dead_letter_queue_url: String,
    /// The bucket with the databases of [`databases`](crate::databases).
    pub geo_bucket: String,
    /// As whom buckets of other accounts are read.
    pub roles: Roles,
    /// How much at once, and for how long.
    pub limits: Limits,
}

/// Bounds on memory, time and tries.
#[derive(Debug, Clone)]
pub struct Limits {
    /// A bulk request is closed when its body reaches this many bytes, before
    /// compression. Domains of small instances take 10 MB.
    pub batch_bytes: usize,
    /// A bulk request holds at most this many documents.
    pub batch_documents: usize,
    /// Most bulk requests on their way at once, of all objects together.
    pub concurrency: usize,
    /// Most objects of an event that are loaded at once.
    pub objects: usize,
    /// Pieces of an S3 object that may wait to be parsed.
    pub read_ahead: usize,
    /// Time before the invocation's end at which no new request is begun. In the first
    /// half of it answers are awaited, in the second the queues are told of the rest.
    pub margin: Duration,
    /// How often an object may be handed on through the split queue. After that, its
    /// rest is set aside.
    pub hops: u32,
    /// After how long the databases in the geo bucket are looked at again.
    pub databases_every: Duration,
    /// After how long log types and rules are read again.
    pub settings_every: Duration,
    /// How often and how far apart a refused request is tried.
    pub patience: Patience,
    /// Bounds on what is read.
    pub formats: formats::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            batch_bytes: 5_000_000,
            batch_documents: 5_000,
            concurrency: 4,
            objects: 4,
            read_ahead: 32,
            margin: Duration::from_secs(30),
            hops: 50,
            databases_every: Duration::from_secs(15 * 60),
            settings_every: Duration::from_secs(5 * 60),
            patience: retry::STANDARD,
            formats: formats::Limits::default(),
        }
    }
}

impl Config {
    /// From the function's environment.
    ///
    /// # Errors
    ///
    /// [`WrongEndpoint`].
    pub fn new(
        environment: EsLoader<String, Option<String>>,
        own_region: Option<&str>,
    ) -> Result<Self, WrongEndpoint> {
        let collection = environment.collection_type.as_deref();
        let time_series = collection.is_some_and(|kind| kind.eq_ignore_ascii_case("TIMESERIES"));
        let roles = Roles::new(&environment);
        Ok(Self {
            roles,
            endpoint: Endpoint::new(&environment.endpoint, collection.is_some(), own_region)?,
            action: if time_series { Action::CreateWithoutId } else { Action::Index },
            geo_bucket: environment.geo_bucket,
            split_queue_url: environment.split_queue_url,
            dead_letter_queue_url: environment.dead_letter_queue_url,
            limits: Limits::default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_series_collection_gets_documents_without_ids() {
        let environment = |kind: Option<&str>| EsLoader {
            endpoint: "x.eu-west-1.aoss.amazonaws.com".to_owned(),
            split_queue_url: "https://sqs.example/split".to_owned(),
            dead_letter_queue_url: "https://sqs.example/dlq".to_owned(),
            geo_bucket: "geo".to_owned(),
            collection_type: kind.map(str::to_owned),
            control_tower_log_buckets: None,
            control_tower_role_arn: None,
            security_lake_role_arn: None,
            security_lake_external_id: None,
            log_level: None,
        };
        let action = |kind| Config::new(environment(kind), None).unwrap().action;
        assert_eq!(action(Some("TIMESERIES")), Action::CreateWithoutId);
        assert_eq!(action(Some("SEARCH")), Action::Index);
        assert_eq!(action(None), Action::Index);
    }
}
