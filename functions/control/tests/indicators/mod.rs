//! The indicator pipeline: plan, downloads and database as the state machine calls them, each
//! the very program in its own environment. Its memory, and what is left when it is killed.

use std::time::Duration;

use contract::handlers::{IOC_CREATEDB, IOC_DOWNLOAD, IOC_PLAN};
use enrichment::Indicators;
use serde_json::{Value, json};
use test_support::internet::{Fault, Internet};
use test_support::lambda_runtime_api::{ExecutionEnvironment, Function, Outcome};
use test_support::moto::{self, Moto};
use test_support::names;

use crate::PROGRAM;

/// What plan and download may use, in bytes.
const MEMORY: u64 = 128 << 20;
/// What making the database may use.
const MEMORY_OF_CREATEDB: u64 = 512 << 20;

const OTX_KEY: &str = "hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2a";
const ABUSE_CH_KEY: &str = "letmein-letmein-letmein";
const PULSES: usize = 30;
const SUBSCRIBED: &str = "otx.alienvault.com/api/v1/pulses/subscribed_pulse_ids";

/// Bucket, secrets and sources.
struct World {
    moto: &'static Moto,
    bucket: String,
    internet: Internet,
    variables: Vec<(&'static str, String)>,
}

impl World {
    fn new(moto: &'static Moto) -> Self {
        let bucket = names::unique("geo");
        assert_eq!(moto.request("s3", "PUT", &format!("/{bucket}"), b"").status, 200);
        let internet = Internet::default();
        internet.need("otx.alienvault.com", "x-otx-api-key", OTX_KEY);
        internet.need("urlhaus-api.abuse.ch", "auth-key", ABUSE_CH_KEY);
        internet.need("threatfox-api.abuse.ch", "auth-key", ABUSE_CH_KEY);
        internet.put(
            "check.torproject.org/exit-addresses",
            "ExitAddress 100.64.0.1 2026-11-24 05:08:45\n",
        );
        let feodo = json!([{ "ip_address": "100.64.0.2", "malware": "Dridex" }]);
        internet.put("feodotracker.abuse.ch/downloads/ipblocklist.json", feodo.to_string());
        let urls = json!({ "query_status": "ok", "urls": [{ "host": "100.64.0.3" }] });
        internet.put("urlhaus-api.abuse.ch/v1/urls/recent/", urls.to_string());
        let iocs = json!({ "query_status": "ok", "data": [{ "ioc": "bad.example", "ioc_type": "domain" }] });
        internet.put("threatfox-api.abuse.ch/api/v1/", iocs.to_string());
        let ids: Vec<String> = (0..PULSES).map(|n| format!("pulse{n:03}")).collect();
        for (n, id) in ids.iter().enumerate() {
            let indicators = [json!({ "type": "IPv4", "indicator": format!("100.65.0.{n}") })];
            let pulse = json!({ "name": id, "indicators": indicators });
            internet.put(&format!("otx.alienvault.com/api/v1/pulses/{id}"), pulse.to_string());
        }
        internet.put(SUBSCRIBED, json!({ "results": ids, "next": null }).to_string());
        let variables = vec![
            ("GEOIP_BUCKET", bucket.clone()),
            ("TOR", "true".to_owned()),
            ("ABUSE_CH", "true".to_owned()),
            ("OTX_API_KEY_SECRET_ARN", secret(moto, OTX_KEY)),
            ("ABUSE_CH_AUTH_KEY_SECRET_ARN", secret(moto, ABUSE_CH_KEY)),
            ("SIEM_MIRROR_URL", internet.url()),
            ("LOG_LEVEL", "trace".to_owned()),
        ];
        Self { moto, bucket, internet, variables }
    }

    fn start(&self, handler: &str) -> ExecutionEnvironment {
        Function::new(PROGRAM, handler)
            .environment(self.moto.environment())
            .environment(self.variables.iter().cloned())
            .timeout(Duration::from_secs(120))
            .start()
    }

    fn put(&self, key: &str, body: &[u8]) {
        let path = format!("/{}/{key}", self.bucket);
        assert_eq!(self.moto.request("s3", "PUT", &path, body).status, 200);
    }

    fn database(&self) -> Option<Indicators> {
        let path = format!("/{}/IOC/ioc.db", self.bucket);
        let answer = self.moto.request("s3", "GET", &path, b"");
        (answer.status == 200).then(|| Indicators::from_bytes(answer.body).unwrap())
    }

    /// One run of the state machine; what it ended with, and the answers before.
    fn run(&self, all: &mut Environments) -> (Value, Vec<Value>) {
        let plan = all.plan.invoke(&json!({ "source": "aws.events" })).response();
        assert!(plan["mapped"][0]["ioc"].is_string(), "{plan}");
        let answers: Vec<Value> = plan["mapped"]
            .as_array()
            .unwrap()
            .iter()
            .map(|download| {
                let event = json!({ "mapped": download });
                match all.download.invoke(&event) {
                    Outcome::Response(answer) => answer,
                    Outcome::Error { error_type, message } => {
                        let cause = json!({ "errorType": error_type, "errorMessage": message });
                        let error = json!({ "Error": error_type, "Cause": cause.to_string() });
                        json!({ "mapped": download, "error": error })
                    }
                    other => panic!("{other:?}"),
                }
            })
            .collect();
        (all.createdb.invoke(&json!(answers)).response(), answers)
    }
}

struct Environments {
    plan: ExecutionEnvironment,
    download: ExecutionEnvironment,
    createdb: ExecutionEnvironment,
}

impl Environments {
    fn start(world: &World) -> Self {
        let [plan, download, createdb] =
            [IOC_PLAN, IOC_DOWNLOAD, IOC_CREATEDB].map(|handler| world.start(handler));
        Self { plan, download, createdb }
    }

    fn logs(&self) -> String {
        let all = [&self.plan, &self.download, &self.createdb];
        all.iter().flat_map(|one| one.logs()).collect::<Vec<_>>().join("\n")
    }
}

pub(crate) fn secret(moto: &Moto, text: &str) -> String {
    let body = json!({
        "Name": names::unique("key"),
        "SecretString": text,
        "ClientRequestToken": "0".repeat(32),
    });
    let client = test_support::http::Client::new(moto.url());
    let signature = "AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/secretsmanager/aws4_request, \
                     SignedHeaders=host, Signature=0";
    let headers = [
        ("authorization", signature),
        ("x-amz-target", "secretsmanager.CreateSecret"),
        ("content-type", "application/x-amz-json-1.1"),
    ];
    let answer = client.try_send("POST", "/", &headers, body.to_string().into_bytes()).unwrap();
    answer.json()["ARN"].as_str().unwrap().to_owned()
}

#[test]
fn the_pipeline_ends_in_a_database_with_all_sources_and_tells_no_key() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto);
    world.put("IOC/TXT/partner/list.txt", b"100.64.0.4\nnonsense\n");
    let mut all = Environments::start(&world);
    let (report, answers) = world.run(&mut all);
    assert!(answers.iter().all(|answer| answer["error"].is_null()), "{answers:#?}");
    let taken = |source: &str| report["sources"][source]["taken"].as_u64().unwrap();
    let sources = ["custom_txt", "tor", "abuse_ch", "urlhaus", "threatfox"];
    assert!(sources.iter().all(|source| taken(source) == 1), "{report:#}");
    assert_eq!(taken("otx"), PULSES as u64);
    assert_eq!(report["sources"]["custom_txt"]["malformed"], 1);
    let database = world.database().unwrap();
    assert_eq!((database.networks(), database.domains()), (PULSES + 4, 1));
    let told = format!("{}{answers:?}{report}", all.logs());
    for key in [OTX_KEY, ABUSE_CH_KEY] {
        assert!(!told.contains(key), "{told}");
    }
    for environment in [&all.plan, &all.download] {
        if let Some(peak) = environment.peak_memory() {
            assert!(peak < MEMORY, "{peak} bytes");
        }
    }
}

#[test]
fn a_source_that_fails_costs_no_other_and_its_last_copy_counts() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto);
    let mut all = Environments::start(&world);
    world.run(&mut all);
    world.internet.break_down("check.torproject.org/exit-addresses", Fault::Status(404));
    world
        .internet
        .break_down("feodotracker.abuse.ch/downloads/ipblocklist.json", Fault::Other("<html>"));
    world.internet.need("otx.alienvault.com", "x-otx-api-key", "another");
    let (report, answers) = world.run(&mut all);
    let errors: Vec<_> =
        answers.iter().filter_map(|answer| answer["error"]["Error"].as_str()).collect();
    assert_eq!(errors, ["FetchStatusUnexpected", "IocFileUnusable", "IocUnplanned"]);
    assert_eq!(report["failed"], json!(["tor", "abuse_ch", "otx"]));
    let database = world.database().unwrap();
    assert_eq!((database.networks(), database.domains()), (PULSES + 3, 1), "nothing is lost");
}

/// Killed sooner and later, each and begun again, it ends with the same database.
#[test]
fn a_step_that_is_killed_at_any_time_is_finished_by_the_next_run() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto);
    let mut all = Environments::start(&world);
    let (_, answers) = world.run(&mut all);
    let plan = all.plan.invoke(&json!({})).response();
    let otx = plan["mapped"].as_array().unwrap().last().unwrap().clone();
    for milliseconds in [1, 5, 20, 50, 100, 200, 400] {
        let after = Duration::from_millis(milliseconds);
        for n in 0..PULSES {
            let pulse = json!({ "name": format!("{milliseconds}"), "indicators": [
                { "type": "IPv4", "indicator": format!("100.65.0.{n}") },
            ] });
            world
                .internet
                .put(&format!("otx.alienvault.com/api/v1/pulses/pulse{n:03}"), pulse.to_string());
        }
        all.plan.invoke_and_kill(&json!({}), after);
        all.download.invoke_and_kill(&json!({ "mapped": otx }), after);
        all.createdb.invoke_and_kill(&json!(answers), after);
        assert_eq!(world.database().unwrap().networks(), PULSES + 3, "it is whole at any time");
        world.run(&mut all);
        let database = world.database().unwrap();
        for n in 0..PULSES {
            let address = format!("100.65.0.{n}").parse().unwrap();
            let name = database.of_address(address).next().unwrap().name.unwrap().to_owned();
            assert_eq!(name, milliseconds.to_string());
        }
    }
}

/// The largest file that is taken does not need the memory for it.
#[test]
fn a_download_of_ninety_megabytes_needs_no_more_memory_than_others() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto);
    let element =
        json!({ "ip_address": "100.64.0.2", "malware": "Dridex", "padding": "x".repeat(900) });
    let element = element.to_string();
    let count = (90 << 20) / (element.len() + 1);
    let mut file = String::with_capacity(91 << 20);
    file.push('[');
    file.push_str(&vec![element; count].join(","));
    file.push(']');
    world.internet.put("feodotracker.abuse.ch/downloads/ipblocklist.json", file);
    let mut download = world.start(IOC_DOWNLOAD);
    let event = json!({ "mapped": { "ioc": "abuse_ch", "planned": 1 } });
    assert_eq!(download.invoke(&event).response()["updated"], 1);
    if let Some(peak) = download.peak_memory() {
        assert!(peak < MEMORY, "{peak} bytes");
    }
    let mut createdb = world.start(IOC_CREATEDB);
    let report = createdb.invoke(&json!([{ "ioc": "abuse_ch" }])).response();
    assert_eq!(report["sources"]["abuse_ch"]["repeated"], count - 1);
    if let Some(peak) = createdb.peak_memory() {
        assert!(peak < MEMORY, "{peak} bytes: nothing is held twice");
    }
}

/// A quarter of what is asked for of a release build, which its example measures
/// (`functions/ioc-createdb/examples/million.rs`): this one is not optimised.
#[test]
fn a_quarter_of_a_million_indicators_fit_into_the_memory() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto);
    for list in 0..5_u32 {
        let lines: String =
            (0..50_000).map(|n| format!("host-{n}.of-list-{list}.example\n")).collect();
        world.put(&format!("IOC/TXT/feed/{list}.txt"), lines.as_bytes());
    }
    let mut createdb = world.start(IOC_CREATEDB);
    let report = createdb.invoke(&json!([{ "ioc": "custom" }])).response();
    assert_eq!(report["sources"]["custom_txt"]["taken"], 250_000);
    assert_eq!(world.database().unwrap().domains(), 250_000);
    if let Some(peak) = createdb.peak_memory() {
        assert!(peak < MEMORY_OF_CREATEDB / 4, "{peak} bytes");
    }
}

#[test]
fn a_step_without_its_variables_does_not_start_and_one_with_another_event_says_so() {
    let Some(moto) = moto::shared() else { return };
    for handler in [IOC_PLAN, IOC_DOWNLOAD, IOC_CREATEDB] {
        let mut environment = Function::new(PROGRAM, handler).environment(crate::NOWHERE).start();
        let (error_type, message) = crate::error_type(&mut environment);
        assert_eq!(error_type, "EnvironmentIncomplete");
        assert!(message.contains("GEOIP_BUCKET"), "{message}");
    }
    let world = World::new(moto);
    for handler in [IOC_DOWNLOAD, IOC_CREATEDB] {
        let mut environment = world.start(handler);
        let (error_type, message) = crate::error_type(&mut environment);
        assert_eq!(error_type, "IocEventInvalid");
        assert!(message.contains("state machine"), "{message}");
    }
}
