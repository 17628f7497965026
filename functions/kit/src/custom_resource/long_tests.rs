use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lambda_runtime::Context;
use serde::Deserialize;
use serde_json::json;
use test_support::aws_peer::{AwsPeer, Call as ApiCall};
use test_support::http::Reply;

use super::*;
use crate::aws::{Aws, Settings};
use crate::patience::Patience;

/// Does what its property says.
struct Slow;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    does: String,
}

#[derive(Debug, thiserror::Error)]
#[error("broken")]
struct Broken;

impl Stable for Broken {
    fn error_type(&self) -> &'static str {
        "Broken"
    }
}

impl Slow {
    async fn work(&self, properties: Properties, call: &Call<'_>) -> Result<Step, Broken> {
        match properties.does.as_str() {
            "wait once" if call.is_revisit => Ok(Step::Done(Success::new())),
            "wait once" | "wait" => Ok(Step::Wait("the kettle to boil".to_owned())),
            "hang" => std::future::pending().await,
            _ => Err(Broken),
        }
    }
}

impl LongResource for Slow {
    type Properties = Properties;
    type Error = Broken;

    async fn create(&self, properties: Properties, call: &Call<'_>) -> Result<Step, Broken> {
        self.work(properties, call).await
    }
    async fn update(
        &self,
        properties: Properties,
        _: Previous<Properties>,
        call: &Call<'_>,
    ) -> Result<Step, Broken> {
        self.work(properties, call).await
    }
    async fn delete(&self, properties: Properties, call: &Call<'_>) -> Result<Step, Broken> {
        self.work(properties, call).await
    }
}

/// EventBridge Scheduler and CloudFormation.
struct World {
    peer: AwsPeer,
    schedule: Arc<Mutex<Option<Value>>>,
}

impl World {
    /// A Scheduler that answers `fault` first, if there is one.
    fn new(fault: Option<Reply>) -> Self {
        let schedule: Arc<Mutex<Option<Value>>> = Arc::default();
        let (kept, fault) = (Arc::clone(&schedule), Mutex::new(fault));
        let peer = AwsPeer::start(move |call: &ApiCall| {
            let mut kept = kept.lock().unwrap();
            let is_schedule = call.operation.contains("/schedules/");
            if is_schedule && let Some(fault) = fault.lock().unwrap().take() {
                return Some(fault);
            }
            let gone = || Reply::json(404, &json!({ "__type": "ResourceNotFoundException" }));
            Some(match call.request.method.as_str() {
                "POST" if is_schedule => {
                    *kept = Some(call.request.json());
                    Reply::json(200, &json!({ "ScheduleArn": "arn" }))
                }
                "GET" | "DELETE" if kept.is_none() => gone(),
                "DELETE" => {
                    *kept = None;
                    Reply::json(200, &json!({}))
                }
                _ => Reply::empty(200),
            })
        });
        Self { peer, schedule }
    }

    async fn serve(&self, seconds: u64, event: Value) -> Result<Answered, Failed> {
        let aws = Aws::load(Settings::emulator(&self.peer.url())).await;
        let revisits = Revisits::new(&aws, "slow-", "arn:role").patience(Patience::impatient(3));
        let mut context = Context::default();
        let end = (SystemTime::now() + Duration::from_secs(seconds)).duration_since(UNIX_EPOCH);
        context.deadline = u64::try_from(end.unwrap().as_millis()).unwrap();
        "arn:aws:lambda:x".clone_into(&mut context.invoked_function_arn);
        let delivery = Delivery::new(Patience::impatient(2));
        serve_long(&Slow, &delivery, &revisits, LambdaEvent::new(event, context)).await
    }

    fn event(&self, kind: &str, does: &str) -> Value {
        json!({
            "RequestType": kind, "ResponseURL": format!("{}/answers", self.peer.url()),
            "RequestId": "r/1", "LogicalResourceId": "Kettle", "PhysicalResourceId": "kettle",
            "ResourceProperties": { "Does": does },
        })
    }

    /// The event of the next visit, as if the first had been so many minutes ago.
    fn visit(&self, minutes: u64) -> Value {
        let schedule = self.schedule.lock().unwrap().clone().unwrap();
        let input = schedule["Target"]["Input"].as_str().unwrap();
        let mut event: Value = serde_json::from_str(input).unwrap();
        event[REVISIT] = json!(event[REVISIT].as_u64().unwrap() - minutes * 60);
        event
    }

    fn answers(&self) -> Vec<Value> {
        let answers = self.peer.calls_of("PUT /answers").into_iter();
        answers.map(|call| call.request.json()).collect()
    }

    fn is_scheduled(&self) -> bool {
        self.schedule.lock().unwrap().is_some()
    }
}

#[tokio::test]
async fn what_waits_is_visited_again_and_then_answered() {
    let world = World::new(None);
    let event = world.event("Update", "wait once");
    assert_eq!(world.serve(60, event.clone()).await.unwrap(), Answered::Later);
    assert!(world.answers().is_empty() && world.is_scheduled());
    let mut visit = world.visit(0);
    assert_eq!(world.serve(60, visit.clone()).await.unwrap(), Answered::Success);
    assert_eq!(world.answers()[0]["PhysicalResourceId"], "kettle");
    assert!(!world.is_scheduled());
    visit.as_object_mut().unwrap().remove(REVISIT);
    assert_eq!(visit, event, "the request comes as it came");
}

#[tokio::test]
async fn what_waits_for_too_long_fails_and_says_what_for() {
    let world = World::new(None);
    world.serve(60, world.event("Update", "wait")).await.unwrap();
    assert_eq!(world.serve(60, world.visit(54)).await.unwrap(), Answered::Later);
    assert_eq!(world.serve(60, world.visit(55)).await.unwrap(), Answered::Failed);
    let reason = world.answers()[0]["Reason"].as_str().unwrap().to_owned();
    assert!(
        reason.contains("after 55 minutes") && reason.contains("the kettle to boil"),
        "{reason}"
    );
    assert!(!world.is_scheduled());
}

#[tokio::test]
async fn a_visit_that_hangs_is_followed_by_the_next() {
    let world = World::new(None);
    world.serve(60, world.event("Create", "wait")).await.unwrap();
    let mut visit = world.visit(3);
    visit["ResourceProperties"]["Does"] = json!("hang");
    assert_eq!(world.serve(1, visit.clone()).await.unwrap(), Answered::Later);
    assert!(world.answers().is_empty());
    visit[REVISIT] = json!(visit[REVISIT].as_u64().unwrap() - 60 * 60);
    assert_eq!(world.serve(1, visit).await.unwrap(), Answered::Failed);
}

#[tokio::test]
async fn a_schedule_that_is_there_already_is_enough_and_one_that_is_not_is_made() {
    let conflict = Reply::json(409, &json!({ "__type": "ConflictException", "message": "x" }));
    let world = World::new(Some(conflict));
    assert_eq!(world.serve(60, world.event("Create", "wait")).await.unwrap(), Answered::Later);
    assert!(world.is_scheduled(), "a conflict alone is no schedule");
    assert_eq!(world.serve(60, world.event("Create", "wait")).await.unwrap(), Answered::Later);
}

#[tokio::test]
async fn a_role_that_is_new_is_waited_for_and_another_refusal_is_told() {
    let words = "The execution role you provide must allow AWS EventBridge Scheduler to assume it";
    let refusal = |words: &str| {
        Some(Reply::json(400, &json!({ "__type": "ValidationException", "message": words })))
    };
    let world = World::new(refusal(words));
    assert_eq!(world.serve(60, world.event("Create", "wait")).await.unwrap(), Answered::Later);
    let world = World::new(refusal("no such thing"));
    assert_eq!(world.serve(60, world.event("Create", "wait")).await.unwrap(), Answered::Failed);
    assert!(world.answers()[0]["Reason"].as_str().unwrap().contains("no such thing"));
}

#[tokio::test]
async fn an_answer_that_is_no_schedule_is_a_failure_rather_than_a_wait_for_nothing() {
    let world = World::new(Some(Reply::json(200, &json!({ "odd": true }))));
    assert_eq!(world.serve(60, world.event("Create", "wait")).await.unwrap(), Answered::Failed);
}

#[tokio::test]
async fn visits_that_cannot_be_ended_do_not_keep_the_answer() {
    let world = World::new(None);
    world.serve(60, world.event("Update", "wait once")).await.unwrap();
    let visit = world.visit(1);
    let refusal = Reply::json(403, &json!({ "__type": "AccessDeniedException" }));
    let world = World::new(Some(refusal));
    let mut visit = visit;
    visit["ResponseURL"] = json!(format!("{}/answers", world.peer.url()));
    assert_eq!(world.serve(60, visit).await.unwrap(), Answered::Success);
}

#[tokio::test]
async fn a_delete_of_what_was_never_made_succeeds_in_the_end() {
    let world = World::new(None);
    let mut event = world.event("Delete", "wait");
    event["PhysicalResourceId"] = json!("create-failed:kettle");
    world.serve(60, event).await.unwrap();
    assert_eq!(world.serve(60, world.visit(56)).await.unwrap(), Answered::Success);
}
