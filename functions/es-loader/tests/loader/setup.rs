//! A bucket, two queues and an index of its own for each test.

use crate::waf;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_sdk_sqs::types::Message;
use es_loader::access::Roles;
use es_loader::bulk::documents::Action;
use es_loader::bulk::endpoint::Endpoint;
use es_loader::config::{Config, Limits};
use es_loader::delivery::Deadline;
use es_loader::loader::{Invocation, Loader};
use es_loader::object::ObjectRef;
use es_loader::report::Report;
use kit::aws::Aws;
use kit::metrics::Metrics;
use kit::patience::Patience;
use serde_json::{Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use test_support::opensearch::{Alone, OpenSearch};
use test_support::{moto, names, opensearch};

/// Long enough that no test meets it unless it wants to.
const PLENTY: Duration = Duration::from_secs(120);

pub(crate) struct Setup {
    pub node: &'static OpenSearch,
    pub aws: Aws,
    pub bucket: String,
    pub split_queue: String,
    pub dead_letters: String,
    pub index: String,
    pub time: u64,
    pub roles: Roles,
    metrics: Written,
}

/// `None`, after saying so, where a part cannot run.
pub(crate) async fn setup(year: u64, month: u64) -> Option<Setup> {
    let node = opensearch::shared()?;
    let moto = moto::shared()?;
    prepare(node);
    let index = format!("log-aws-waf-{year}-{month:02}");
    node.delete(&index);
    let aws = aws(moto.url()).await;
    let bucket = names::unique("es-loader");
    aws.s3().create_bucket().bucket(&bucket).send().await.unwrap();
    let sqs = aws_sdk_sqs::Client::new(aws.config());
    let queue = async |name: &str| {
        let made = sqs.create_queue().queue_name(names::unique(name)).send().await.unwrap();
        made.queue_url.unwrap()
    };
    Some(Setup {
        node,
        split_queue: queue("split").await,
        dead_letters: queue("dead-letters").await,
        aws,
        bucket,
        index,
        time: waf::time(year, month),
        roles: Roles::default(),
        metrics: Written::default(),
    })
}

/// The index templates, once; and the node is ours until this process ends, because the
/// names of the indices are those of production.
fn prepare(node: &'static OpenSearch) {
    static ALONE: OnceLock<Alone> = OnceLock::new();
    ALONE.get_or_init(|| {
        let alone = node.alone();
        for template in index_templates::index_templates(index_templates::Engine::new(2, 19)) {
            // For rollover aliases, which need index state management; this node has no plugin.
            if !template.body.to_string().contains("index_state_management") {
                node.ok("PUT", &template.path(), Some(&template.body));
            }
        }
        alone
    });
}

pub(crate) async fn aws(url: &str) -> Aws {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .region(Region::from_static(moto::REGION))
        .credentials_provider(Credentials::for_tests())
        .endpoint_url(url)
        .load()
        .await;
    Aws::from_config(config)
}

/// Small batches and no waiting, so that a handful of records shows everything.
pub(crate) fn small() -> Limits {
    Limits {
        batch_documents: 10,
        patience: Patience {
            attempts: 10,
            first_wait: Duration::from_millis(5),
            longest_wait: Duration::from_millis(20),
        },
        margin: Duration::from_secs(2),
        ..Limits::default()
    }
}

pub(crate) fn invocation(remaining: Duration) -> Invocation {
    let deadline = Deadline::within(remaining, small().margin);
    Invocation { request_id: "11112222-3333".to_owned(), deadline }
}

impl Setup {
    /// A key of WAF's own delivery.
    pub(crate) fn key(&self) -> String {
        "AWSLogs/111122223333/WAFLogs/us-east-1/web/111122223333_waflogs_us-east-1_web.log"
            .to_owned()
    }

    pub(crate) async fn put(&self, key: &str, bytes: &[u8]) {
        let body = bytes.to_vec().into();
        self.aws.s3().put_object().bucket(&self.bucket).key(key).body(body).send().await.unwrap();
    }

    pub(crate) fn loader_with(&self, aws: &Aws, endpoint: &str, limits: Limits) -> Loader {
        let config = Config {
            endpoint: Endpoint::new(endpoint, false, None).unwrap(),
            action: Action::Index,
            split_queue_url: self.split_queue.clone(),
            dead_letter_queue_url: self.dead_letters.clone(),
            geo_bucket: self.bucket.clone(),
            roles: self.roles.clone(),
            limits,
        };
        Loader::new(aws, config, Metrics::to_writer(self.metrics.clone()))
    }

    pub(crate) fn loader(&self, endpoint: &str) -> Loader {
        self.loader_with(&self.aws, endpoint, small())
    }

    /// Puts an object, loads it, and looks that every record has exactly one outcome.
    pub(crate) async fn load(&self, loader: &Loader, bytes: &[u8]) -> Report {
        self.put(&self.key(), bytes).await;
        self.load_object(loader, &ObjectRef::whole(&self.bucket, self.key()), PLENTY).await
    }

    pub(crate) async fn load_object(
        &self,
        loader: &Loader,
        object: &ObjectRef,
        remaining: Duration,
    ) -> Report {
        let report = loader.load(object, &invocation(remaining)).await;
        report.tally.check().unwrap();
        report
    }

    /// Invokes the function with an event.
    pub(crate) async fn invoke(
        &self,
        loader: &Loader,
        event: &Value,
    ) -> Result<Value, es_loader::error::LoadError> {
        es_loader::handler::handle(loader, event, "11112222-3333", PLENTY).await
    }

    /// How many documents are in the test's index.
    pub(crate) fn count(&self) -> u64 {
        self.node.refresh(&self.index);
        self.node.count(&self.index, &json!({ "match_all": {} }))
    }

    /// All messages of a queue, taken out of it.
    pub(crate) async fn messages(&self, queue: &str) -> Vec<Message> {
        let sqs = aws_sdk_sqs::Client::new(self.aws.config());
        let mut all = vec![];
        loop {
            let receive = sqs.receive_message().queue_url(queue).max_number_of_messages(10);
            let received = receive.message_attribute_names("All").send().await.unwrap();
            let Some(messages) = received.messages.filter(|messages| !messages.is_empty()) else {
                return all;
            };
            for message in messages {
                let handle = message.receipt_handle.clone().unwrap();
                sqs.delete_message().queue_url(queue).receipt_handle(handle).send().await.unwrap();
                all.push(message);
            }
        }
    }

    /// What the dead-letter queue was told: records and reason of each message.
    pub(crate) async fn set_aside(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        self.messages(&self.dead_letters.clone())
            .await
            .iter()
            .map(|message| {
                let body: Value = serde_json::from_str(message.body().unwrap()).unwrap();
                let siem = &body["Records"][0]["siem"];
                (text(&siem["records"]), text(&siem["reason"]))
            })
            .collect()
    }

    /// The sum of a metric over all lines that were written.
    pub(crate) fn metric(&self, name: &str) -> f64 {
        let written = self.metrics.0.lock().unwrap();
        let lines = std::str::from_utf8(&written).unwrap().lines();
        lines
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .filter_map(|line| line[name].as_f64())
            .sum()
    }
}

/// An event source mapping's event with these message bodies.
pub(crate) fn queue_event(bodies: &[String]) -> Value {
    let messages: Vec<_> = bodies
        .iter()
        .enumerate()
        .map(|(at, body)| {
            json!({ "messageId": format!("m{at}"), "eventSource": "aws:sqs", "body": body })
        })
        .collect();
    json!({ "Records": messages })
}

/// S3's event about an object, whose key is given as S3 encodes it.
pub(crate) fn s3_event(bucket: &str, encoded_key: &str) -> Value {
    json!({ "Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
        "s3": { "bucket": { "name": bucket }, "object": { "key": encoded_key, "size": 1 } },
    }]})
}

/// Keeps what is written.
#[derive(Debug, Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
