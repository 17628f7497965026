//! Whole invocations, with moto as Lambda, SSM, SNS and CloudWatch.

mod faults;
mod people;
mod steps;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use contract::environment;
use contract::loader_stop::Before;
use es_loader_stopper::{Done, EsLoaderStopper, Settings};
use http::Method;
use kit::aws::{self, Aws};
use kit::aws_json::{Client, Service, encoded};
use kit::errors::Failed;
use kit::patience::Patience;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::aws_peer::{AwsPeer, Call};
use test_support::http::Reply;
use test_support::moto::{self, Moto};
use test_support::names::unique;

const REGION: &str = "us-east-1";

/// The stack's parts that the function works on, in moto.
struct Stack {
    moto: &'static Moto,
    name: String,
    aws: Aws,
}

impl Stack {
    /// With this loader, which the alarm has not stopped; `None` without moto.
    async fn new(before: Before) -> Option<Self> {
        let moto = moto::shared()?;
        let aws = Aws::load(aws::Settings::emulator(moto.url())).await;
        let stack = Self { moto, name: unique("stopper"), aws };
        stack.make_loader().await;
        stack.set_loader(before).await;
        stack.remember("running").await;
        let topic = [("Name", stack.name.as_str())];
        stack.client("sns").query("CreateTopic", "2010-03-31", &topic).await.unwrap();
        Some(stack)
    }

    fn client(&self, service: &'static str) -> Client {
        let target = if service == "ssm" { "AmazonSSM" } else { "" };
        Client::new(&self.aws, Service { name: service, target }, REGION)
    }

    async fn make_loader(&self) {
        let trust = json!({ "Version": "2012-10-17", "Statement": [] }).to_string();
        let role = [("RoleName", self.name.as_str()), ("AssumeRolePolicyDocument", &trust)];
        self.client("iam").query("CreateRole", "2010-05-08", &role).await.unwrap();
        let function = json!({
            "FunctionName": self.name,
            "Runtime": "provided.al2023",
            "Handler": "es-loader",
            "Role": format!("arn:aws:iam::{}:role/{}", moto::ACCOUNT, self.name),
            "Code": { "ZipFile": "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" },
        });
        let path = "/2015-03-31/functions";
        let lambda = self.client("lambda");
        lambda.rest("Create", Method::POST, path, Some(&function)).await.unwrap();
    }

    fn loader_arn(&self) -> String {
        format!("arn:aws:lambda:{REGION}:{}:function:{}", moto::ACCOUNT, self.name)
    }

    fn alarm_arn(&self) -> String {
        format!("arn:aws:cloudwatch:{REGION}:{}:alarm:{}", moto::ACCOUNT, self.name)
    }

    /// Whoever has the console.
    async fn set_loader(&self, before: Before) {
        let path = format!("/2017-10-31/functions/{}/concurrency", encoded(&self.loader_arn()));
        let lambda = self.client("lambda");
        match before {
            Before::Reserved(number) => {
                let input = json!({ "ReservedConcurrentExecutions": number });
                lambda.rest("Put", Method::PUT, &path, Some(&input)).await.unwrap();
            }
            _ => {
                lambda.rest("Delete", Method::DELETE, &path, None).await.unwrap();
            }
        }
    }

    async fn loader(&self) -> Before {
        let path = format!("/2019-09-30/functions/{}/concurrency", encoded(&self.loader_arn()));
        let answer = self.client("lambda").rest("Get", Method::GET, &path, None).await.unwrap();
        match answer.body["ReservedConcurrentExecutions"].as_u64() {
            Some(number) => Before::Reserved(u32::try_from(number).unwrap()),
            None => Before::Unreserved,
        }
    }

    async fn remember(&self, text: &str) {
        let input =
            json!({ "Name": self.name, "Value": text, "Type": "String", "Overwrite": true });
        self.client("ssm").call("PutParameter", &input).await.unwrap();
    }

    async fn forget(&self) {
        self.client("ssm").call("DeleteParameter", &json!({ "Name": self.name })).await.unwrap();
    }

    async fn remembered(&self) -> String {
        let answer = self.client("ssm").call("GetParameter", &json!({ "Name": self.name })).await;
        answer.unwrap().body["Parameter"]["Value"].as_str().unwrap().to_owned()
    }

    /// Makes the alarm, in this state from now on.
    async fn alarm_is(&self, state: &str) {
        let cloudwatch = self.client("monitoring");
        let alarm = [
            ("AlarmName", self.name.as_str()),
            ("Namespace", "AWS/ES"),
            ("MetricName", "FreeStorageSpace"),
            ("ComparisonOperator", "LessThanOrEqualToThreshold"),
            ("EvaluationPeriods", "30"),
            ("Period", "60"),
            ("Statistic", "Sum"),
            ("Threshold", "200"),
        ];
        cloudwatch.query("PutMetricAlarm", "2010-08-01", &alarm).await.unwrap();
        let name = self.name.as_str();
        let state = [("AlarmName", name), ("StateValue", state), ("StateReason", "test")];
        cloudwatch.query("SetAlarmState", "2010-08-01", &state).await.unwrap();
    }

    /// The event of EventBridge, of now.
    fn event(&self, state: &str) -> Value {
        let now = aws_smithy_types::DateTime::from(SystemTime::now());
        let now = now.fmt(aws_smithy_types::date_time::Format::DateTime).unwrap();
        json!({
            "version": "0",
            "source": "aws.cloudwatch",
            "detail-type": "CloudWatch Alarm State Change",
            "account": moto::ACCOUNT,
            "time": now,
            "region": REGION,
            "resources": [self.alarm_arn()],
            "detail": {
                "alarmName": self.name,
                "state": {
                    "value": state,
                    "reason": "Threshold Crossed: 30 datapoints",
                    "timestamp": now.replace('Z', "+0000"),
                },
                "previousState": { "value": "INSUFFICIENT_DATA" },
            },
        })
    }

    fn settings(&self) -> Settings {
        Settings {
            environment: environment::EsLoaderStopper {
                loader_arn: self.loader_arn(),
                alerts_topic_arn: format!("arn:aws:sns:{REGION}:{}:{}", moto::ACCOUNT, self.name),
                storage_alarm_arn: self.alarm_arn(),
                before_parameter: self.name.clone(),
                log_level: None,
            },
            patience: Patience::impatient(1),
            within: Duration::from_secs(45),
        }
    }

    /// moto, with `answer` before it.
    fn peer(&self, answer: impl Fn(&Call) -> Option<Reply> + Send + Sync + 'static) -> AwsPeer {
        AwsPeer::before(self.moto, answer)
    }

    /// One invocation, with nothing in its way.
    async fn run(&self, state: &str) -> (Result<Done, Failed>, Vec<Message>) {
        let peer = self.peer(|_| None);
        let done = run(&peer, self.settings(), self.event(state)).await;
        (done, messages(&peer))
    }
}

async fn run(peer: &AwsPeer, settings: Settings, event: Value) -> Result<Done, Failed> {
    let aws = Aws::load(aws::Settings::emulator(&peer.url())).await;
    let end = SystemTime::now() + Duration::from_secs(300);
    let since_epoch = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut context = Context::default();
    context.deadline = u64::try_from(since_epoch.as_millis()).unwrap();
    context.invoked_function_arn =
        format!("arn:aws:lambda:{REGION}:{}:function:aes-siem-es-loader-stopper", moto::ACCOUNT);
    EsLoaderStopper::new(settings, &aws).handle(LambdaEvent::new(event, context)).await
}

/// A notice, as SNS got it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Message {
    subject: String,
    text: String,
}

fn decoded(form: &str) -> String {
    let mut bytes = vec![];
    let mut rest = form.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// What a call asks for: an operation, or method and path with what differs left out.
fn operation(call: &Call) -> String {
    let body = String::from_utf8_lossy(&call.request.body);
    let action = body.split('&').find_map(|part| part.strip_prefix("Action="));
    match (action, call.request.method.as_str()) {
        (Some(action), _) => action.to_owned(),
        (None, "GET") => "GetFunctionConcurrency".to_owned(),
        (None, "PUT") => "PutFunctionConcurrency".to_owned(),
        (None, "DELETE") => "DeleteFunctionConcurrency".to_owned(),
        _ => call.operation.clone(),
    }
}

/// What the topic was sent, whether it took it or not.
fn messages(peer: &AwsPeer) -> Vec<Message> {
    let calls = peer.calls().into_iter().filter(|call| operation(call) == "Publish");
    calls
        .map(|call| {
            let form = String::from_utf8(call.request.body).unwrap();
            let of = |name: &str| {
                let value = form.split('&').find_map(|part| part.strip_prefix(name));
                decoded(value.unwrap())
            };
            Message { subject: of("Subject="), text: of("Message=") }
        })
        .collect()
}
