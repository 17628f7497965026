//! An AWS account, played by moto.

use std::collections::BTreeSet;
use std::time::Duration;

use assertions::{Deployment, Template};
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_cloudformation::types::{Capability, Parameter, StackStatus};
use aws_sdk_s3::config::Credentials;
use aws_sdk_s3::types::{Event, NotificationConfiguration, QueueConfiguration};
use serde_json::{Value as Json, json};
use test_support::moto::{self, Moto};

use crate::bundled::{ASSET_BUCKET, assembly};
use crate::decided::{Answers, Decided};

/// What the stack is told of its domain.
pub(crate) const ENDPOINT: &str = "search-aes-siem-test.us-east-1.es.amazonaws.com";
pub(crate) const LOADER: &str = "aes-siem-es-loader";
pub(crate) const LOG_BUCKET: &str = "aes-siem-111122223333-log";

const STACK: &str = "aes-siem";

pub(crate) struct Account {
    pub(crate) moto: &'static Moto,
    /// The types that it makes.
    known: BTreeSet<String>,
    cloudformation: aws_sdk_cloudformation::Client,
    s3: aws_sdk_s3::Client,
    sqs: aws_sdk_sqs::Client,
}

impl Account {
    /// `None`, after saying so, without Python.
    pub(crate) async fn new(moto: &'static Moto) -> Option<Self> {
        let known = moto::cloudformation_types()?;
        let config = aws_config::defaults(BehaviorVersion::latest())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .region(Region::from_static(moto::REGION))
            .credentials_provider(Credentials::for_tests())
            .endpoint_url(moto.url())
            // A call that is slow on a busy machine must not be made twice.
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::disabled())
            .load()
            .await;
        let s3 = aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build();
        let account = Self {
            moto,
            known,
            cloudformation: aws_sdk_cloudformation::Client::new(&config),
            s3: aws_sdk_s3::Client::from_conf(s3),
            sqs: aws_sdk_sqs::Client::new(&config),
        };
        account.clear().await;
        Some(account)
    }

    /// A server that is shared may still have what an earlier run left.
    async fn clear(&self) {
        _ = self.cloudformation.delete_stack().stack_name(STACK).send().await;
        for bucket in [LOG_BUCKET, ASSET_BUCKET] {
            let Ok(listed) = self.s3.list_objects_v2().bucket(bucket).send().await else {
                continue;
            };
            for object in listed.contents() {
                let key = object.key().unwrap();
                self.s3.delete_object().bucket(bucket).key(key).send().await.unwrap();
            }
        }
        for purpose in ["log", "geo", "snapshot"] {
            let bucket = format!("aes-siem-{}-{purpose}", moto::ACCOUNT);
            _ = self.s3.delete_bucket().bucket(bucket).send().await;
        }
    }

    pub(crate) async fn upload_bundles(&self, bundles: &[(String, String, Vec<u8>)]) {
        _ = self.s3.create_bucket().bucket(ASSET_BUCKET).send().await;
        for (_, key, zip) in bundles {
            let put = self.s3.put_object().bucket(ASSET_BUCKET).key(key).body(zip.clone().into());
            put.send().await.unwrap();
        }
    }

    /// Creates the stack, as far as moto knows the types. Custom resources are for the test to
    /// call: until they have answered, something stands for their attributes.
    pub(crate) async fn create_stack(&self) {
        let created = self
            .cloudformation
            .create_stack()
            .stack_name(STACK)
            .template_body(self.template(&Answers::new(), &[]))
            .capabilities(Capability::CapabilityNamedIam)
            .send()
            .await;
        created.unwrap_or_else(|error| panic!("{:?}", error.into_service_error()));
        self.becomes(StackStatus::CreateComplete).await;
    }

    /// Updates it with what custom resources have answered, and these parameters.
    pub(crate) async fn update_stack(&self, answers: &Answers, values: &[(&str, &str)]) {
        let parameters = values.iter().map(|(name, value)| {
            Parameter::builder().parameter_key(*name).parameter_value(*value).build()
        });
        let updated = self
            .cloudformation
            .update_stack()
            .stack_name(STACK)
            .template_body(self.template(answers, values))
            .capabilities(Capability::CapabilityNamedIam)
            .set_parameters(Some(parameters.collect()))
            .send()
            .await;
        updated.unwrap_or_else(|error| panic!("{:?}", error.into_service_error()));
        self.becomes(StackStatus::UpdateComplete).await;
    }

    fn template(&self, answers: &Answers, values: &[(&str, &str)]) -> String {
        let template = Template::written(assembly().template());
        let region = Deployment::in_region(moto::REGION);
        let deployment =
            values.iter().fold(region, |deployment, (name, value)| deployment.with(name, *value));
        Decided::new(&template, &deployment, &self.known, answers).0.to_string()
    }

    async fn becomes(&self, wanted: StackStatus) {
        for _ in 0..100 {
            let described =
                self.cloudformation.describe_stacks().stack_name(STACK).send().await.unwrap();
            let status = described.stacks()[0].stack_status().unwrap().clone();
            if status == wanted {
                return;
            }
            assert!(status.as_str().ends_with("IN_PROGRESS"), "{status}, wanted {wanted}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the stack did not reach {wanted}");
    }

    async fn function(&self, name: &str) -> Json {
        let (moto, path) = (self.moto, format!("/2015-03-31/functions/{name}"));
        let answer =
            tokio::task::spawn_blocking(move || moto.request("lambda", "GET", &path, b"")).await;
        answer.unwrap().json()["Configuration"].take()
    }

    pub(crate) async fn function_arn(&self, name: &str) -> String {
        self.function(name).await["FunctionArn"].as_str().unwrap().to_owned()
    }

    /// The environment that the stack gave a function.
    pub(crate) async fn function_environment(&self, name: &str) -> Vec<(String, String)> {
        let configuration = self.function(name).await;
        let variables = configuration["Environment"]["Variables"].as_object().unwrap();
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        variables.iter().map(|(name, value)| (name.clone(), text(value))).collect()
    }

    /// An entry of somebody else's, which is to stay: deletions go to a queue of theirs.
    pub(crate) async fn notify_somebody_else(&self) -> String {
        self.sqs.create_queue().queue_name("somebody-elses").send().await.unwrap();
        let arn = format!("arn:aws:sqs:{}:{}:somebody-elses", moto::REGION, moto::ACCOUNT);
        let entry = QueueConfiguration::builder()
            .queue_arn(&arn)
            .events(Event::S3ObjectRemoved)
            .build()
            .unwrap();
        let configuration = NotificationConfiguration::builder().queue_configurations(entry);
        self.s3
            .put_bucket_notification_configuration()
            .bucket(LOG_BUCKET)
            .notification_configuration(configuration.build())
            .send()
            .await
            .unwrap();
        arn
    }

    /// Functions and queues that the log bucket notifies.
    pub(crate) async fn notified(&self) -> (Vec<String>, Vec<String>) {
        let configuration = self
            .s3
            .get_bucket_notification_configuration()
            .bucket(LOG_BUCKET)
            .send()
            .await
            .unwrap();
        let functions = configuration.lambda_function_configurations().iter();
        let queues = configuration.queue_configurations().iter();
        (
            functions.map(|function| function.lambda_function_arn().to_owned()).collect(),
            queues.map(|queue| queue.queue_arn().to_owned()).collect(),
        )
    }

    /// Puts a log where WAF does; gives the event that S3 sends.
    pub(crate) async fn put_log(&self, web_acl: &str, gzip: &[u8]) -> Json {
        let key = format!(
            "AWSLogs/111122223333/WAFLogs/us-east-1/{web_acl}/2019/03/16/00/00/\
             111122223333_waflogs_us-east-1_{web_acl}_20190316T0000Z_0a1b2c3d.log.gz"
        );
        let body = gzip.to_vec().into();
        self.s3.put_object().bucket(LOG_BUCKET).key(&key).body(body).send().await.unwrap();
        // As S3 encodes keys in its events.
        let encoded = key.replace('%', "%25").replace('+', "%2B").replace(' ', "+");
        json!({"Records": [{
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": moto::REGION,
            "eventTime": "2019-03-16T00:00:00.000Z",
            "eventName": "ObjectCreated:Put",
            "s3": {
                "s3SchemaVersion": "1.0",
                "bucket": {"name": LOG_BUCKET, "arn": format!("arn:aws:s3:::{LOG_BUCKET}")},
                "object": {"key": encoded, "size": gzip.len()},
            },
        }]})
    }

    /// What is in the dead-letter queue.
    pub(crate) async fn dead_letters(&self) -> Vec<String> {
        let environment = self.function_environment(LOADER).await;
        let (_, url) = environment.iter().find(|(name, _)| name == "DLQ_URL").unwrap();
        let received = self.sqs.receive_message().queue_url(url).max_number_of_messages(10);
        let messages = received.send().await.unwrap().messages.unwrap_or_default();
        messages.into_iter().map(|message| message.body.unwrap()).collect()
    }
}
