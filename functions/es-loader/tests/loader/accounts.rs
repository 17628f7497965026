//! Buckets of other accounts, and what S3 and CloudTrail see of the loader.

use crate::setup::{Setup, setup, small};
use crate::waf::records;
use es_loader::access::{Access, Roles};
use es_loader::object::ObjectRef;
use es_loader::own::{APP_NAME, Own};
use es_loader::tally::Tally;
use kit::aws::{Aws, Settings};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use test_support::http::{Client, Reply, Request, Server};

const ARCHIVE_ROLE: &str = "arn:aws:iam::444455556666:role/ct-role-for-siem";
const LAKE_ROLE: &str = "arn:aws:iam::777788889999:role/AmazonSecurityLake-0a1b";

/// A server before moto that remembers what it was asked.
pub(crate) struct Watched {
    server: Server,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Watched {
    fn start(moto: &str) -> Self {
        let moto = Client::new(moto);
        let seen = Arc::new(Mutex::new(vec![]));
        let all: Arc<Mutex<Vec<Request>>> = Arc::clone(&seen);
        let server = Server::start(move |request| {
            all.lock().unwrap().push(request.clone());
            let headers: Vec<_> = request
                .headers
                .iter()
                .filter(|(name, _)| {
                    !matches!(name.as_str(), "host" | "content-length" | "connection")
                })
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect();
            let body = request.body.clone();
            let Some(answer) = moto.try_send(&request.method, &request.path, &headers, body) else {
                return Reply::HangUp;
            };
            let names = ["content-type", "content-range", "etag"];
            let headers = names
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), answer.header(name)?.to_owned())));
            let headers = headers.collect();
            Reply::Answer { status: answer.status, headers, body: answer.body }
        });
        Self { server, seen }
    }

    /// Before the moto that a test has its bucket in.
    pub(crate) fn before(setup: &Setup) -> Self {
        Self::start(setup.aws.config().endpoint_url().unwrap())
    }

    /// What was asked so far.
    pub(crate) fn seen(&self) -> Vec<Request> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) async fn aws(&self) -> Aws {
        let settings = Settings::emulator(&self.server.url());
        Aws::load(Settings { app_name: Some(APP_NAME), ..settings }).await
    }

    /// The forms of calls to STS.
    fn assumed(&self) -> Vec<String> {
        let seen = self.seen();
        let forms = seen.iter().map(|request| String::from_utf8_lossy(&request.body).into_owned());
        forms.filter(|form| form.contains("Action=AssumeRole")).collect()
    }

    /// A header of the last read of an object.
    pub(crate) fn last_read(&self, header: &str) -> String {
        let seen = self.seen();
        let mut reads = seen.iter().filter(|request| request.method == "GET");
        reads.next_back().unwrap().header(header).unwrap_or_default().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_of_another_account_is_read_with_its_role_which_is_assumed_once() {
    let Some(mut setup) = setup(2025, 3).await else {
        return;
    };
    let watched = Watched::before(&setup);
    setup.roles = Roles {
        control_tower_buckets: vec![setup.bucket.clone()],
        control_tower: Some(ARCHIVE_ROLE.to_owned()),
        ..Roles::default()
    };
    setup.put(&setup.key(), &records(setup.time, 5)).await;
    let loader = setup.loader_with(&watched.aws().await, setup.node.url(), small());
    for _ in 0..2 {
        let object = ObjectRef::whole(&setup.bucket, setup.key());
        let report = setup.load_object(&loader, &object, Duration::from_secs(60)).await;
        assert_eq!(report.outcome, Ok(()));
        assert_eq!(report.tally.loaded, 5);
    }
    let assumed = watched.assumed();
    let [form] = assumed.as_slice() else { panic!("{assumed:?}") };
    assert!(form.contains("ct-role-for-siem") && form.contains("RoleSessionName=aes-siem-"));
    assert!(!form.contains("ExternalId"), "{form}");
    assert!(!watched.last_read("x-amz-security-token").is_empty(), "read as the role");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_of_security_lake_is_read_with_its_external_id() {
    let Some(setup) = setup(2025, 4).await else {
        return;
    };
    let watched = Watched::before(&setup);
    let roles = Roles {
        security_lake: Some(LAKE_ROLE.to_owned()),
        security_lake_external_id: Some("0a1b2c".to_owned()),
        ..Roles::default()
    };
    let access = Access::new(&watched.aws().await, roles);
    let lake = access.to("aws-security-data-lake-us-east-1-0a1b").await;
    // That there is no such bucket does not matter here.
    _ = lake.get_object().bucket("aws-security-data-lake-us-east-1-0a1b").key("k").send().await;
    let assumed = watched.assumed();
    assert!(assumed[0].contains("ExternalId=0a1b2c"), "{assumed:?}");
    _ = access.to(&setup.bucket).await.get_object().bucket(&setup.bucket).key("k").send().await;
    assert_eq!(watched.last_read("x-amz-security-token"), "", "as the function itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loader_knows_its_own_reads_in_an_access_log() {
    let Some(setup) = setup(2025, 5).await else {
        return;
    };
    let watched = Watched::before(&setup);
    let aws = watched.aws().await;
    let roles = Roles { control_tower: Some(ARCHIVE_ROLE.to_owned()), ..Roles::default() };
    let access = Access::new(&aws, roles);
    _ = access.to(&setup.bucket).await.get_object().bucket(&setup.bucket).key("k").send().await;
    let agent = watched.last_read("user-agent");
    for requester in [
        aws.caller().await.unwrap(),
        format!("arn:aws:sts::444455556666:assumed-role/ct-role-for-siem/{APP_NAME}"),
    ] {
        let line = format!(
            "owner bucket [24/Nov/2026:06:05:17 +0000] 192.0.2.3 {requester} 3E57 REST.GET.OBJECT \
             k \"GET /k HTTP/1.1\" 200 - 9 9 2 1 \"-\" \"{agent}\" -"
        );
        let record = formats::Record::new(1, line.as_bytes());
        assert!(access.own("s3accesslog").await.has_made("s3accesslog", &record), "{line}");
    }
    assert_eq!(access.own("waf").await, Own::NONE, "which has no reads in it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_log_is_loaded_without_the_loaders_own_reads_which_are_counted() {
    let Some(setup) = setup(2025, 6).await else {
        return;
    };
    let line = |requester: &str, number: u8| {
        format!(
            "79a59df900b949e5 {} [24/Jun/2025:06:05:{number:02} +0000] 192.0.2.3 {requester} 3E57 \
             REST.GET.OBJECT k \"GET /k HTTP/1.1\" 200 - 9 9 2 1 \"-\" \
             \"aws-sdk-rust/1.3 app/{APP_NAME}\" - id= SigV4 TLS_AES_128_GCM_SHA256 AuthHeader \
             s3.amazonaws.com TLSv1.3 - -",
            setup.bucket
        )
    };
    let own = setup.aws.caller().await.unwrap();
    let somebody = "arn:aws:iam::111122223333:user/somebody";
    let lines = [line(&own, 1), line(somebody, 2), line(&own, 3)];
    let key = "AWSLogs/111122223333/s3accesslog/us-east-1/web/2025-06-24-06-05-17-79A59DF900B949E5";
    setup.put(key, lines.join("\n").as_bytes()).await;
    let object = ObjectRef::whole(&setup.bucket, key);
    let loader = setup.loader(setup.node.url());
    let report = setup.load_object(&loader, &object, Duration::from_secs(60)).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!(report.tally, Tally { read: 3, loaded: 1, excluded: 2, ..Tally::default() });
    assert!((setup.metric("ExcludedLogCount") - 2.0).abs() < 0.1);
}
