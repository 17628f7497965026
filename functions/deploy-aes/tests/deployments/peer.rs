//! AWS's APIs as this function meets them: with state, with time that passes, and with faults.
//!
//! Written from the models of the APIs, against which `model.rs` checks what the function
//! sends. Time passes by [`Peer::visit`] only: a domain is at work for as many minutes as
//! [`Peer::takes`] says.

mod collections;
mod domains;
mod others;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value, json};
use test_support::aws_peer::Call;
use test_support::http::{Reply, Request};
use tokio::sync::Notify;

pub(crate) use domains::original;

pub(crate) const SECRET: &str =
    "arn:aws:secretsmanager:us-east-1:111122223333:secret:DomainAdmin-AbCdEf";

/// Versions of the secret, and of a collection's policy: as long as the services make them.
pub(crate) const VERSION_1: &str = "0f0f0f0f-1111-4000-8000-000000000001";
pub(crate) const VERSION_2: &str = "0f0f0f0f-2222-4000-8000-000000000002";
pub(crate) const POLICY_1: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAx";
pub(crate) const POLICY_2: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAy";

/// A fault in place of an answer.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// Of this operation only.
    pub(crate) operation: Option<&'static str>,
    /// Of its calls, this one.
    pub(crate) after: usize,
    /// How many in a row.
    pub(crate) times: usize,
    /// Whether the call takes effect all the same.
    pub(crate) takes_effect: bool,
    pub(crate) reply: Reply,
}

#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) address: String,
    // Domains.
    pub(crate) domain: Option<Value>,
    pub(crate) tags: Vec<Value>,
    /// Minutes that the domain takes for anything.
    pub(crate) takes: u32,
    pub(crate) left: u32,
    /// When each group of options has changed.
    pub(crate) changed: BTreeMap<String, f64>,
    /// Groups that the service takes and does not change.
    pub(crate) ignores: Option<&'static str>,
    pub(crate) after: VecDeque<Map<String, Value>>,
    pub(crate) upgrades: Vec<String>,
    pub(crate) history: Vec<Value>,
    /// Why the next upgrade, or change, fails after it was accepted.
    pub(crate) fails: Option<&'static str>,
    pub(crate) master_password: Option<String>,
    pub(crate) indices: Vec<(String, String)>,
    pub(crate) used_mib: Option<f64>,
    // Collections.
    pub(crate) collection: Option<Value>,
    pub(crate) policies: BTreeMap<(String, String), Value>,
    // All else.
    pub(crate) log_policies: BTreeMap<String, Value>,
    pub(crate) log_groups: BTreeMap<String, u64>,
    pub(crate) service_roles: BTreeSet<String>,
    pub(crate) versions: BTreeMap<String, (String, BTreeSet<String>)>,
    pub(crate) stack_status: &'static str,
    pub(crate) schedules: BTreeMap<String, Value>,
    pub(crate) answers: Vec<Value>,
    pub(crate) faults: Vec<Fault>,
    /// Told when a fault is met, so that a test can end the invocation there.
    pub(crate) met: Arc<Notify>,
}

impl Default for Peer {
    fn default() -> Self {
        let text = json!({ "username": "aesadmin", "password": crate::PASSWORD }).to_string();
        let current = BTreeSet::from(["AWSCURRENT".to_owned()]);
        Self {
            address: String::new(),
            domain: None,
            tags: vec![],
            takes: 2,
            left: 0,
            changed: BTreeMap::new(),
            ignores: None,
            after: VecDeque::new(),
            upgrades: vec!["OpenSearch_2.17".to_owned(), "OpenSearch_2.19".to_owned()],
            history: vec![],
            fails: None,
            master_password: None,
            indices: vec![(".opendistro_security".to_owned(), "9".to_owned())],
            used_mib: Some(100.0 * 1024.0),
            collection: None,
            policies: BTreeMap::new(),
            log_policies: BTreeMap::new(),
            log_groups: BTreeMap::new(),
            service_roles: BTreeSet::new(),
            versions: BTreeMap::from([(VERSION_1.to_owned(), (text, current))]),
            stack_status: "CREATE_IN_PROGRESS",
            schedules: BTreeMap::new(),
            answers: vec![],
            faults: vec![],
            met: Arc::default(),
        }
    }
}

/// What a request asks for, in the API's own words.
pub(crate) fn operation(request: &Request) -> String {
    if let Some(target) = request.header("x-amz-target") {
        return target.rsplit('.').next().unwrap().to_owned();
    }
    let body = String::from_utf8_lossy(&request.body).into_owned();
    if let Some(action) = form(&body).get("Action") {
        return action.clone();
    }
    let path = request.path.split('?').next().unwrap();
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", ["2021-01-01", "opensearch", "domain"]) => "CreateDomain",
        ("GET", ["2021-01-01", "opensearch", "domain", _]) => "DescribeDomain",
        ("DELETE", ["2021-01-01", "opensearch", "domain", _]) => "DeleteDomain",
        ("GET", ["2021-01-01", "opensearch", "domain", _, "config"]) => "DescribeDomainConfig",
        ("POST", ["2021-01-01", "opensearch", "domain", _, "config"]) => "UpdateDomainConfig",
        ("GET", ["2021-01-01", "opensearch", "compatibleVersions"]) => "GetCompatibleVersions",
        ("POST", ["2021-01-01", "opensearch", "upgradeDomain"]) => "UpgradeDomain",
        ("GET", ["2021-01-01", "opensearch", "upgradeDomain", _, "history"]) => "GetUpgradeHistory",
        ("GET", ["2021-01-01", "tags"]) => "ListTags",
        ("POST", ["schedules", _]) => "CreateSchedule",
        ("GET", ["schedules", _]) => "GetSchedule",
        ("DELETE", ["schedules", _]) => "DeleteSchedule",
        ("PUT", ["answers"]) => "answer",
        ("GET", ["_cat", "indices"]) => "indices",
        ("GET", [""]) => "login",
        _ => panic!("{} {} is no operation of this peer", request.method, request.path),
    }
    .to_owned()
}

pub(crate) fn form(body: &str) -> BTreeMap<String, String> {
    let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), decoded(value))).collect()
}

pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = vec![];
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// A refusal in the protocol of the newer services.
pub(crate) fn refusal(status: u16, code: &str, message: &str) -> Reply {
    Reply::Answer {
        status,
        headers: vec![("x-amzn-errortype".into(), code.into())],
        body: json!({ "message": message }).to_string().into_bytes(),
    }
}

pub(crate) fn xml(status: u16, body: &str) -> Reply {
    Reply::Answer { status, headers: vec![], body: body.as_bytes().to_vec() }
}

impl Peer {
    pub(crate) fn fault(&mut self, operation: &'static str, times: usize, reply: Reply) {
        let operation = Some(operation);
        self.faults.push(Fault { operation, after: 0, times, takes_effect: false, reply });
    }

    pub(crate) fn answer(&mut self, call: &Call) -> Reply {
        let operation = operation(&call.request);
        if operation == "answer" {
            self.answers.push(call.request.json());
            return Reply::empty(200);
        }
        let Some(fault) = self.take_fault(&operation) else {
            return self.act(&operation, &call.request);
        };
        if fault.takes_effect {
            _ = self.act(&operation, &call.request);
        }
        self.met.notify_one();
        fault.reply
    }

    fn take_fault(&mut self, operation: &str) -> Option<Fault> {
        let mut met = None;
        for fault in &mut self.faults {
            if fault.operation.is_some_and(|of| of != operation) || fault.times == 0 {
                continue;
            }
            if fault.after > 0 {
                fault.after -= 1;
            } else if met.is_none() {
                fault.times -= 1;
                met = Some(fault.clone());
            }
        }
        met
    }

    fn act(&mut self, operation: &str, request: &Request) -> Reply {
        match operation {
            "CreateDomain"
            | "DescribeDomain"
            | "DeleteDomain"
            | "DescribeDomainConfig"
            | "UpdateDomainConfig"
            | "GetCompatibleVersions"
            | "UpgradeDomain"
            | "GetUpgradeHistory"
            | "ListTags" => self.domains(operation, request),
            "BatchGetCollection"
            | "CreateCollection"
            | "DeleteCollection"
            | "CreateSecurityPolicy"
            | "GetSecurityPolicy"
            | "UpdateSecurityPolicy"
            | "DeleteSecurityPolicy" => self.collections(operation, &request.json()),
            _ => self.others(operation, request),
        }
    }

    /// A minute passes; the event with which a schedule calls the function.
    pub(crate) fn visit(&mut self) -> Option<Value> {
        self.pass();
        let schedule = self.schedules.values().next()?;
        let input = schedule["Target"]["Input"].as_str().unwrap();
        Some(serde_json::from_str(input).unwrap())
    }

    pub(crate) fn pass(&mut self) {
        self.domain_works();
        self.collection_works();
    }
}
