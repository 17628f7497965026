//! Whole runs against moto's S3 and Secrets Manager and an internet on loopback.

mod cloudformation;
mod faults;
mod fixture;
mod maxmind;
mod proxies;
mod schedule;

use std::time::{Duration, SystemTime};

use geoip_downloader::{GeoipDownloader, Settings};
use kit::aws::{self, Aws};
use kit::errors::Failed;
use kit::http::{Timeouts, url};
use kit::metrics::Metrics;
use kit::patience::Patience;
use lambda_runtime::{Context, LambdaEvent};
use maxmind::MaxMind;
use serde_json::{Value, json};
use test_support::kept::Kept;
use test_support::moto::Moto;
use test_support::names;

const KEY: &str = "hunter2HUNTER2_x";

/// A function, its bucket, its secret and its MaxMind.
struct World {
    maxmind: MaxMind,
    aws: Aws,
    bucket: String,
    secret: String,
    written: Kept,
    settings: Settings,
    downloader: GeoipDownloader,
}

impl World {
    async fn new(moto: &Moto) -> Self {
        Self::with(moto, |_| ()).await
    }

    async fn with(moto: &Moto, change: impl FnOnce(&mut Settings)) -> Self {
        kit::logging::discard(&["geoip_downloader"]);
        let aws = Aws::load(aws::Settings::emulator(moto.url())).await;
        let bucket = names::unique("geo");
        aws.s3().create_bucket().bucket(&bucket).send().await.unwrap();
        let secret = aws_sdk_secretsmanager::Client::new(aws.config())
            .create_secret()
            .name(names::unique("license"))
            .secret_string(KEY)
            .send()
            .await
            .unwrap();
        let maxmind = MaxMind::start();
        proxies::publish(&maxmind.internet);
        let second = Duration::from_millis(700);
        let mut settings = Settings {
            geo_bucket: bucket.clone(),
            license_secret_arn: secret.arn().map(str::to_owned),
            spool: std::env::temp_dir(),
            trusted_proxies: Some("10.0.0.0/8 172.16.0.0/12".to_owned()),
            mirror: Some(url(&maxmind.url()).unwrap()),
            patience: Patience::impatient(3),
            timeouts: Timeouts { connect: second, response: second, body: second },
        };
        change(&mut settings);
        let written = Kept::default();
        let metrics = Metrics::to_writer(written.clone());
        let secret = secret.arn().unwrap().to_owned();
        let downloader = GeoipDownloader::new(settings.clone(), &aws, metrics);
        Self { maxmind, aws, bucket, secret, written, settings, downloader }
    }

    /// One run of the schedule.
    async fn run(&self) -> Result<Value, Failed> {
        let event = json!({ "source": "aws.events", "detail-type": "Scheduled Event" });
        self.downloader.handle(LambdaEvent::new(event, context(60))).await
    }

    /// What is stored as the database of `edition`.
    async fn stored(&self, edition: &str) -> Option<Vec<u8>> {
        let key = format!("GeoLite2/{edition}.mmdb");
        let object = self.aws.s3().get_object().bucket(&self.bucket).key(key).send().await.ok()?;
        Some(object.body.collect().await.unwrap().to_vec())
    }

    /// What is said of the databases after a run that went well.
    async fn databases(&self) -> String {
        let status = self.run().await.unwrap();
        status["status"].as_str().unwrap().split(';').next().unwrap().to_owned()
    }

    /// The metrics written last.
    fn metrics(&self) -> Value {
        serde_json::from_str(&self.written.last_line()).unwrap()
    }
}

/// The context of an invocation with so many seconds left.
fn context(seconds: u64) -> Context {
    let end = SystemTime::now() + Duration::from_secs(seconds);
    let since_epoch = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut context = Context::default();
    context.deadline = u64::try_from(since_epoch.as_millis()).unwrap();
    context
}
