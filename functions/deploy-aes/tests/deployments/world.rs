//! The function, its peer, and CloudFormation as it behaves.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use deploy_aes::{DeployAes, Settings};
use kit::aws::{self, Aws};
use kit::custom_resource::REVISIT;
use kit::errors::Failed;
use kit::patience::Patience;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::aws_peer::AwsPeer;

use crate::peer::{Peer, SECRET};

pub(crate) const STACK: &str = "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:111122223333:function:aes-siem-deploy-aes";

/// More visits than anything here takes.
const VISITS: usize = 30;

pub(crate) struct World {
    pub(crate) server: AwsPeer,
    pub(crate) function: DeployAes,
    state: Arc<Mutex<Peer>>,
    requests: AtomicUsize,
}

/// A request of CloudFormation.
#[derive(Clone)]
pub(crate) struct Ask {
    pub(crate) kind: &'static str,
    pub(crate) id: Option<String>,
    pub(crate) new: Value,
    pub(crate) old: Value,
}

impl Ask {
    pub(crate) fn create(new: Value) -> Self {
        Self { kind: "Create", id: None, new, old: Value::Null }
    }

    pub(crate) fn update(id: &str, old: Value, new: Value) -> Self {
        Self { kind: "Update", id: Some(id.to_owned()), new, old }
    }

    pub(crate) fn delete(id: &str, new: Value) -> Self {
        Self { kind: "Delete", id: Some(id.to_owned()), new, old: Value::Null }
    }
}

pub(crate) fn settings() -> Settings {
    Settings {
        admin_role_arn: "arn:aws:iam::111122223333:role/aes-siem-deploy-role-for-lambda".to_owned(),
        admin_secret_arn: SECRET.to_owned(),
        name: "aes-siem".to_owned(),
        revisit_role_arn: "arn:aws:iam::111122223333:role/revisit".to_owned(),
        scheme: "http",
        patience: Patience::impatient(2),
        revisits: Some(Patience::impatient(2)),
        rotation: Patience::impatient(5),
    }
}

pub(crate) fn context(seconds: u64) -> Context {
    let mut context = Context::default();
    let end = (SystemTime::now() + Duration::from_secs(seconds)).duration_since(UNIX_EPOCH);
    context.deadline = u64::try_from(end.unwrap().as_millis()).unwrap();
    FUNCTION.clone_into(&mut context.invoked_function_arn);
    context
}

impl World {
    pub(crate) async fn new() -> Self {
        let state = Arc::new(Mutex::new(Peer::default()));
        let answering = Arc::clone(&state);
        let server = AwsPeer::start(move |call| Some(answering.lock().unwrap().answer(call)));
        state.lock().unwrap().address = server.url().trim_start_matches("http://").to_owned();
        let aws = Aws::load(aws::Settings::emulator(&server.url())).await;
        let function = DeployAes::new(settings(), &aws);
        Self { server, function, state, requests: AtomicUsize::new(0) }
    }

    /// One that has a domain as v2.10.4 has made it and somebody has enlarged it.
    pub(crate) async fn with_original() -> Self {
        let world = Self::new().await;
        let domain = crate::peer::original(&world.peer().address);
        world.peer().domain = Some(domain);
        world
    }

    pub(crate) fn peer(&self) -> MutexGuard<'_, Peer> {
        self.state.lock().unwrap()
    }

    /// The event of a new request.
    pub(crate) fn event(&self, ask: &Ask) -> Value {
        let number = self.requests.fetch_add(1, Ordering::SeqCst);
        let mut event = json!({
            "RequestType": ask.kind,
            "ResponseURL": format!("{}/answers?X-Amz-Signature=x", self.server.url()),
            "StackId": STACK,
            "RequestId": format!("0f0f0f0f-0000-4000-8000-{number:012}"),
            "ResourceType": "AWS::CloudFormation::CustomResource",
            "LogicalResourceId": "AesSiemDomainDeployedR2",
            "ResourceProperties": ask.new,
        });
        if let Some(id) = &ask.id {
            event["PhysicalResourceId"] = json!(id);
        }
        if ask.kind == "Update" {
            event["OldResourceProperties"] = ask.old.clone();
        }
        event
    }

    pub(crate) async fn invoke(&self, event: Value) -> Result<Value, Failed> {
        self.function.handle(LambdaEvent::new(event, context(60))).await
    }

    /// Lets the schedules call the function each minute, until there are none.
    pub(crate) async fn visit_until_done(&self) {
        for _ in 0..VISITS {
            let Some(event) = self.peer().visit() else { return };
            assert!(event[REVISIT].is_u64(), "{event}");
            self.invoke(event).await.unwrap();
        }
        panic!("not done after {VISITS} visits: {:?}", self.server.calls().last());
    }

    /// Asks, waits, and gives the one answer.
    pub(crate) async fn ask(&self, ask: &Ask) -> Value {
        let event = self.event(ask);
        self.peer().answers.clear();
        self.invoke(event).await.unwrap();
        self.visit_until_done().await;
        self.the_answer(ask)
    }

    /// As [`Self::ask`], where invocations may fail: a schedule comes again all the same, and
    /// Lambda repeats what CloudFormation has called.
    pub(crate) async fn ask_whatever(&self, ask: &Ask) -> Value {
        let event = self.event(ask);
        self.peer().answers.clear();
        for _ in 0..3 {
            if self.invoke(event.clone()).await.is_ok() {
                break;
            }
        }
        for _ in 0..VISITS {
            let Some(event) = self.peer().visit() else { break };
            _ = self.invoke(event).await;
            if !self.peer().answers.is_empty() {
                // A schedule that could not be ended; it ends by itself.
                self.peer().schedules.clear();
            }
        }
        self.the_answer(ask)
    }

    /// As [`Self::ask`], but when the first visit is over, an hour is too.
    pub(crate) async fn ask_for_too_long(&self, ask: &Ask) -> Value {
        let event = self.event(ask);
        self.peer().answers.clear();
        self.invoke(event).await.unwrap();
        let mut event = self.peer().visit().expect("something to wait for");
        let since = event[REVISIT].as_u64().unwrap();
        event[REVISIT] = json!(since - 55 * 60);
        self.invoke(event).await.unwrap();
        self.the_answer(ask)
    }

    pub(crate) fn the_answer(&self, ask: &Ask) -> Value {
        let peer = self.peer();
        let [answer] = &peer.answers[..] else {
            let calls: Vec<_> = self.operations();
            panic!("{} answers: {:?} after {calls:?}", peer.answers.len(), peer.answers)
        };
        assert!(peer.schedules.is_empty(), "visits go on");
        assert!(!answer.to_string().contains(crate::PASSWORD), "{answer}");
        if let Some(id) = &ask.id {
            assert_eq!(answer["PhysicalResourceId"], *id);
        }
        if ask.kind != "Delete" && answer["Status"] == "SUCCESS" {
            for name in
                ["endpoint", "aoss_type", "kibanaadmin", "admin_secret_arn", "admin_secret_console"]
            {
                assert!(answer["Data"][name].is_string(), "{name}: {answer}");
            }
        }
        answer.clone()
    }

    #[track_caller]
    pub(crate) fn operations(&self) -> Vec<String> {
        self.server.calls().iter().map(|call| crate::peer::operation(&call.request)).collect()
    }

    /// The changes that were applied, without their dry runs.
    pub(crate) fn changes(&self) -> Vec<Value> {
        let calls = self.server.calls().into_iter();
        let changes = calls.filter(|c| crate::peer::operation(&c.request) == "UpdateDomainConfig");
        changes.map(|c| c.request.json()).filter(|change| change.get("DryRun").is_none()).collect()
    }
}

#[track_caller]
pub(crate) fn succeeded(answer: &Value) -> String {
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    answer["PhysicalResourceId"].as_str().unwrap().to_owned()
}

#[track_caller]
pub(crate) fn refused(answer: &Value, words: &[&str]) {
    assert_eq!(answer["Status"], "FAILED", "{answer}");
    let reason = answer["Reason"].as_str().unwrap();
    for words in words {
        assert!(reason.contains(words), "`{words}` is not in: {reason}");
    }
}
