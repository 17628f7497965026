//! Saved objects: backed up to the bucket, imported, and kept where a user has changed them.
//! Dashboards is a peer, S3 is moto.

mod peer;

use configure_aes::{ConfigureAes, Error, Report};
use contract::custom_resources::ConfigurationSettings;
use kit::aws::{self, Aws};
use kit::patience::Patience;
use serde_json::{Value, json};
use test_support::moto::{self, Moto};
use test_support::names::unique;

use crate::environment;
use peer::{Dashboards, Fault};

const FILES: &[&str] = &[
    r#"{"type":"dashboard","id":"waf","attributes":{"title":"WAF","description":"Blocks","panelsJSON":"[]"},"references":[{"type":"visualization","id":"rules","name":"panel_0"}],"migrationVersion":{"dashboard":"7.9.3"}}
{"type":"visualization","id":"rules","attributes":{"title":"Rules","description":"","visState":"{}"},"references":[{"type":"index-pattern","id":"waf","name":"index"}]}"#,
    r#"{"type":"index-pattern","id":"waf","attributes":{"title":"log-aws-waf-*"}}"#,
];

/// Names in the order in which they are imported.
const NAMES: [&str; 3] = ["index-pattern/waf", "visualization/rules", "dashboard/waf"];

struct Stack {
    moto: &'static Moto,
    bucket: String,
    dashboards: Dashboards,
}

impl Stack {
    fn new() -> Option<Self> {
        let moto = moto::shared()?;
        let bucket = unique("snapshot");
        assert_eq!(moto.request("s3", "PUT", &format!("/{bucket}"), b"").status, 200);
        Some(Self { moto, bucket, dashboards: Dashboards::start() })
    }

    async fn run(&self, files: &'static [&'static str]) -> Result<Report, Error> {
        let aws = Aws::load(aws::Settings::emulator(self.moto.url())).await;
        let mut environment = environment(&self.dashboards.url(), None);
        environment.snapshot_bucket.clone_from(&self.bucket);
        ConfigureAes::new(Ok(environment), &aws)
            .patience(Patience::impatient(2))
            .saved_objects(files)
            .configure(&ConfigurationSettings::default())
            .await
    }

    /// The backups: keys and contents.
    fn backups(&self) -> Vec<(String, String)> {
        let list = self.moto.request("s3", "GET", &format!("/{}?list-type=2", self.bucket), b"");
        let text = list.text();
        let keys = text.split("<Key>").skip(1).map(|rest| rest.split('<').next().unwrap());
        keys.map(|key| {
            let path = format!("/{}/{key}", self.bucket);
            (key.to_owned(), self.moto.request("s3", "GET", &path, b"").text())
        })
        .collect()
    }

    fn at(&self, name: &str) -> Value {
        self.dashboards.state().objects.get(name).cloned().unwrap_or_default()
    }

    fn names(&self) -> Vec<String> {
        self.dashboards.state().objects.keys().cloned().collect()
    }

    fn put(&self, kind: &str, id: &str, attributes: &Value) {
        let body = json!({"type": kind, "id": id, "attributes": attributes, "references": []});
        self.dashboards.state().objects.insert(format!("{kind}/{id}"), body);
    }
}

#[tokio::test]
async fn what_there_is_is_backed_up_before_anything_is_imported() {
    let Some(stack) = Stack::new() else { return };
    stack.put("dashboard", "of-v2.10.4", &json!({"title": "Old"}));
    stack.put("config", "2.19.0", &json!({"title": "x"}));
    stack.run(FILES).await.unwrap();
    let backups = stack.backups();
    assert_eq!(backups.len(), 1, "{backups:?}");
    assert!(backups[0].0.starts_with("saved_objects/global-dashboard-"), "{backups:?}");
    let kept: Vec<Value> =
        backups[0].1.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<_> = kept.iter().map(|object| object["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["2.19.0", "of-v2.10.4"], "as it was before");
    assert_eq!(stack.at("dashboard/of-v2.10.4")["attributes"], json!({"title": "Old"}));
    let changes = stack.dashboards.state().changes.clone();
    assert_eq!(changes, NAMES.map(|name| format!("POST {name}")));
    let panel = &stack.at("dashboard/waf")["references"][0];
    assert_eq!(panel["id"], "rules");
}

#[tokio::test]
async fn a_second_import_changes_nothing() {
    let Some(stack) = Stack::new() else { return };
    stack.run(FILES).await.unwrap();
    stack.dashboards.state().changes.clear();
    let report = stack.run(FILES).await.unwrap();
    assert_eq!(stack.dashboards.state().changes, Vec::<String>::new());
    assert_eq!((report.written, report.removed), (0, 0), "{report}");
    stack.run(FILES).await.unwrap();
    assert_eq!(stack.backups().len(), 1, "the first found nothing, the others found the same");
}

#[tokio::test]
async fn a_saved_object_that_a_user_has_changed_is_kept() {
    let Some(stack) = Stack::new() else { return };
    stack.run(FILES).await.unwrap();
    let mine = json!({"title": "Mine", "description": "Blocks", "panelsJSON": "[1]"});
    stack.put("dashboard", "waf", &mine);
    let fields = json!({"title": "log-aws-waf-*", "fields": "[]"});
    stack.put("index-pattern", "waf", &fields);
    let report = stack.run(FILES).await.unwrap();
    assert_eq!(report.kept, ["saved object dashboard/waf (ours is dashboard/waf-aes-siem)"]);
    assert_eq!(stack.at("dashboard/waf")["attributes"], mine);
    assert_eq!(stack.at("index-pattern/waf")["attributes"], fields, "Dashboards does so itself");
    assert_eq!(stack.at("dashboard/waf-aes-siem")["attributes"]["title"], "WAF (aes-siem)");
    // Once it is gone, ours takes its place.
    stack.dashboards.state().objects.remove("dashboard/waf");
    stack.run(FILES).await.unwrap();
    assert_eq!(stack.at("dashboard/waf")["attributes"]["title"], "WAF");
    assert_eq!(stack.names(), ["dashboard/waf", "index-pattern/waf", "visualization/rules"]);
}

#[tokio::test]
async fn an_import_that_is_cut_anywhere_is_finished_by_the_next() {
    let Some(stack) = Stack::new() else { return };
    for _ in NAMES {
        stack.dashboards.state().changes_left = Some(1);
        _ = stack.run(FILES).await;
    }
    stack.dashboards.state().changes_left = None;
    stack.run(FILES).await.unwrap();
    assert_eq!(stack.dashboards.state().changes, NAMES.map(|name| format!("POST {name}")));
}

#[tokio::test]
async fn nothing_is_imported_that_was_not_backed_up() {
    let Some(stack) = Stack::new() else { return };
    for (fault, said) in [
        (Fault::Status(403), "403"),
        (Fault::Status(429), "429"),
        (Fault::Status(500), "500"),
        (Fault::HangUp, "does not answer"),
        (Fault::Page, "no list of saved objects"),
    ] {
        stack.dashboards.state().fault = Some(fault);
        let error = stack.run(FILES).await.unwrap_err().to_string();
        assert!(error.contains(said) && error.contains("_export"), "{error}");
        // With nothing to import, the rest is not held up.
        let report = stack.run(&[]).await.unwrap();
        assert!(report.left_out.iter().any(|words| words.contains(said)), "{report}");
    }
    stack.dashboards.state().fault = None;
    stack.put("dashboard", "a", &json!({"title": "A"}));
    let gone = Stack { bucket: unique("no-such"), ..stack };
    let error = gone.run(FILES).await.unwrap_err().to_string();
    assert!(error.contains("s3://no-such") && error.contains("s3:PutObject"), "{error}");
    assert_eq!(gone.dashboards.state().changes, Vec::<String>::new());
}
