//! Databases made of what is in moto's S3.

mod failures;
mod sources;

use std::time::{Duration, SystemTime};

use enrichment::Indicators;
use ioc_createdb::{IocCreatedb, Report, Settings};
use kit::aws::{self, Aws};
use kit::errors::Failed;
use kit::metrics::Metrics;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::kept::Kept;
use test_support::moto::{self, Moto};
use test_support::names;

const TOR: &str = "IOC/tmp/TOR/exit-addresses";
const FEODO: &str = "IOC/tmp/ABUSE_CH/ipblocklist.json";
const URLHAUS: &str = "IOC/tmp/URLHAUS/urls.json";
const THREATFOX: &str = "IOC/tmp/THREATFOX/iocs.json";
const DATABASE: &str = "IOC/ioc.db";

/// A function and its bucket.
struct World {
    /// For the test itself.
    aws: Aws,
    /// For the function, where that is to be another.
    endpoint: Option<Aws>,
    settings: Settings,
    metrics: Kept,
}

impl World {
    async fn new(moto: &Moto) -> Self {
        let aws = Aws::load(aws::Settings::emulator(moto.url())).await;
        let bucket = names::unique("geo");
        aws.s3().create_bucket().bucket(&bucket).send().await.unwrap();
        let spool = std::env::temp_dir();
        let largest = contract::geo_bucket::LARGEST_IOC_DATABASE;
        let settings = Settings { geo_bucket: bucket, spool, largest };
        Self { aws, endpoint: None, settings, metrics: Kept::default() }
    }

    async fn put(&self, key: &str, content: impl Into<Vec<u8>>) {
        let put = self.aws.s3().put_object().bucket(&self.settings.geo_bucket).key(key);
        put.body(content.into().into()).send().await.unwrap();
    }

    async fn stored(&self, key: &str) -> Option<Vec<u8>> {
        let get = self.aws.s3().get_object().bucket(&self.settings.geo_bucket).key(key);
        Some(get.send().await.ok()?.body.collect().await.unwrap().to_vec())
    }

    async fn make(&self, answers: Value) -> Result<Report, Failed> {
        self.make_within(answers, 60).await
    }

    async fn make_within(&self, answers: Value, seconds: u64) -> Result<Report, Failed> {
        let metrics = Metrics::to_writer(self.metrics.clone());
        let aws = self.endpoint.as_ref().unwrap_or(&self.aws);
        let function = IocCreatedb::new(self.settings.clone(), aws, metrics);
        function.handle(LambdaEvent::new(answers, context(seconds))).await
    }

    /// The database, opened as the loader does.
    async fn database(&self) -> Indicators {
        Indicators::from_bytes(self.stored(DATABASE).await.unwrap()).unwrap()
    }

    /// The metrics written last.
    fn measured(&self) -> Value {
        serde_json::from_str(&self.metrics.last_line()).unwrap()
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

fn tor(address: &str) -> String {
    format!(
        "ExitNode {}\nLastStatus 2026-11-24 05:00:00\nExitAddress {address} 2026-11-24 05:08:45\n",
        "A".repeat(40)
    )
}

fn feodo(address: &str) -> String {
    json!([{ "ip_address": address, "malware": "Dridex" }]).to_string()
}

fn pulse(name: &str, addresses: &[&str]) -> String {
    let indicators = addresses.iter().map(|a| json!({ "type": "IPv4", "indicator": a }));
    json!({ "name": name, "indicators": indicators.collect::<Vec<_>>() }).to_string()
}

/// Names of what is said of an address.
fn names_of(database: &Indicators, address: &str) -> Vec<String> {
    let all = database.of_address(address.parse().unwrap());
    all.map(|says| says.name.unwrap_or("-").to_owned()).collect()
}
