//! Plans against moto's S3 and Secrets Manager and an internet on loopback.

mod otx;

use std::time::{Duration, SystemTime};

use contract::indicators::{Plan, Provider};
use ioc_plan::{IocPlan, Settings};
use kit::aws::{self, Aws};
use kit::http::{Timeouts, url};
use kit::metrics::Metrics;
use kit::patience::Patience;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::internet::Internet;
use test_support::kept::Kept;
use test_support::moto::{self, Moto};
use test_support::names;

const KEY: &str = "hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2a";

/// A function, its bucket and what it asks.
struct World {
    internet: Internet,
    aws: Aws,
    settings: Settings,
    metrics: Kept,
}

impl World {
    async fn new(moto: &Moto) -> Self {
        kit::logging::discard(&["ioc_plan"]);
        let aws = Aws::load(aws::Settings::emulator(moto.url())).await;
        let bucket = names::unique("geo");
        aws.s3().create_bucket().bucket(&bucket).send().await.unwrap();
        let internet = Internet::default();
        internet.need("otx.alienvault.com", "x-otx-api-key", KEY);
        let second = Duration::from_millis(700);
        let settings = Settings {
            geo_bucket: bucket,
            tor: false,
            abuse_ch: false,
            otx_secret_arn: None,
            abuse_ch_secret_arn: None,
            mirror: Some(url(&internet.url()).unwrap()),
            patience: Patience::impatient(3),
            timeouts: Timeouts { connect: second, response: second, body: second },
        };
        Self { internet, aws, settings, metrics: Kept::default() }
    }

    async fn put(&self, key: &str) {
        let put = self.aws.s3().put_object().bucket(&self.settings.geo_bucket).key(key);
        put.body(b"100.64.0.7\n".to_vec().into()).send().await.unwrap();
    }

    async fn plan(&self) -> Plan {
        self.plan_within(60).await
    }

    async fn plan_within(&self, seconds: u64) -> Plan {
        let metrics = Metrics::to_writer(self.metrics.clone());
        let function = IocPlan::new(self.settings.clone(), self.aws.clone(), metrics);
        let event = json!({ "source": "aws.events" });
        function.handle(LambdaEvent::new(event, context(seconds))).await.unwrap()
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

async fn secret(aws: &Aws, text: &str) -> String {
    let client = kit::aws_json::Client::new(aws, kit::secret::SECRETS_MANAGER, "us-east-1");
    let name = names::unique("key");
    let token = format!("{name}{}", "0".repeat(32));
    let input = json!({ "Name": name, "SecretString": text, "ClientRequestToken": token });
    let made = client.call("CreateSecret", &input).await.unwrap();
    made.body["ARN"].as_str().unwrap().to_owned()
}

fn providers(plan: &Plan) -> Vec<Provider> {
    plan.mapped.iter().map(|download| download.provider).collect()
}

#[tokio::test]
async fn where_nothing_is_wanted_nothing_is_planned() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    let plan = world.plan().await;
    assert_eq!(json!(plan), json!({ "summary": {}, "mapped": [] }));
    assert!(world.internet.asked().is_empty());
}

#[tokio::test]
async fn lists_of_abuse_ch_that_need_a_key_are_planned_where_there_is_one() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    world.settings.tor = true;
    world.settings.abuse_ch = true;
    assert_eq!(providers(&world.plan().await), [Provider::Tor, Provider::AbuseCh]);
    world.settings.abuse_ch_secret_arn = Some("arn".to_owned());
    let all = [Provider::Tor, Provider::AbuseCh, Provider::Urlhaus, Provider::Threatfox];
    assert_eq!(providers(&world.plan().await), all);
    world.settings.abuse_ch = false;
    assert_eq!(providers(&world.plan().await), [Provider::Tor], "a key switches nothing on");
}

#[tokio::test]
async fn own_lists_are_planned_once_and_a_folder_is_none() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.put("IOC/TXT/").await;
    world.put("IOC/STIX2/").await;
    world.put("IOC/STIX2/partner/").await;
    assert!(world.plan().await.mapped.is_empty());
    world.put("IOC/STIX2/partner/list.json").await;
    assert_eq!(providers(&world.plan().await), [Provider::Custom]);
    world.put("IOC/TXT/list.txt").await;
    assert_eq!(providers(&world.plan().await), [Provider::Custom]);
}

#[tokio::test]
async fn own_lists_that_cannot_be_found_are_planned_with_the_reason() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    world.settings.geo_bucket = names::unique("gone");
    world.settings.tor = true;
    let plan = world.plan().await;
    assert_eq!(providers(&plan), [Provider::Custom, Provider::Tor]);
    let reason = plan.mapped[0].unplanned.as_ref().unwrap();
    assert!(reason.contains(&world.settings.geo_bucket), "{reason}");
    assert!(reason.contains("NoSuchBucket") && reason.contains("s3:ListBucket"), "{reason}");
    assert_eq!(world.measured()["error_type"], "IocListFailed");
}

#[test]
fn a_switch_is_on_where_it_says_true() {
    for (value, is_on) in [
        (Some("true"), true),
        (Some("True"), true),
        (Some("false"), false),
        (None, false),
        (Some("x"), false),
    ] {
        let environment = contract::environment::IocPlan {
            geo_bucket: "geo".to_owned(),
            tor: value.map(str::to_owned),
            abuse_ch: value.map(str::to_owned),
            otx_secret_arn: None,
            abuse_ch_secret_arn: None,
            log_level: None,
        };
        let settings = Settings::new(environment, None);
        assert_eq!((settings.tor, settings.abuse_ch), (is_on, is_on), "{value:?}");
    }
}
