//! Alarm: stops the loader while the domain has no room, and lets it run again once it has.
//!
//! Lambda runs no invocation of a function that has 0 reserved. So the loader's reserved
//! concurrency is remembered in an SSM parameter ([`contract::loader_stop`]), set to 0, and set
//! back, or removed, when the alarm is over. People are told of each.
//!
//! The order is what makes it safe to be cut off and called again:
//! - To stop: remember, set to 0, tell. What is remembered is not overwritten by the 0 that this
//!   function has set.
//! - To run again: set back, tell, forget. As long as it is not forgotten, the next call does all
//!   of it again, so that nobody is left untold; being told twice is the price.
//!
//! What people do meanwhile is respected. Whoever sets the loader going while the alarm lasts has
//! it run as he said, also after the alarm; the next alarm stops it again, and remembers what he
//! had set. Whoever had stopped the loader before the alarm finds it stopped after it.
//!
//! An event that comes late, because earlier calls failed, may be out of date: the alarm is
//! asked what it knows now ([`alarm`]). A call is given less time than an alarm has from one
//! state to the next, so that no two of them work at once.
//!
//! A failure is told too, if the topic takes it, and Lambda calls again.
//!
//! Needed IAM actions:
//! - `lambda:GetFunctionConcurrency`, `lambda:PutFunctionConcurrency` and
//!   `lambda:DeleteFunctionConcurrency` on the loader.
//! - `ssm:GetParameter` and `ssm:PutParameter` on the parameter.
//! - `cloudwatch:DescribeAlarms` on the alarm.
//! - `sns:Publish` on the topic, and `kms:GenerateDataKey` and `kms:Decrypt` on its key.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

mod alarm;
mod error;
mod event;
mod loader;
mod memory;
mod notice;

use std::time::{Duration, SystemTime};

use contract::environment;
use contract::loader_stop::Before;
use kit::aws::Aws;
use kit::aws_json::{Client, Service};
use kit::errors::{Failed, chain};
use kit::function_arn::Place;
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde::Serialize;
use serde_json::Value;
use tokio::time::timeout;
use tracing::{error, info};

use alarm::{Alarm, CLOUDWATCH};
pub use error::Error;
use event::{Change, State};
use loader::{LAMBDA, Loader};
use memory::{Memory, Remembered, SSM};
use notice::{Notice, SNS, Topic};

/// The loader when it is stopped.
const STOPPED: Before = Before::Reserved(0);

/// How long it may take, less than the minute that the alarm has between two states.
const WITHIN: Duration = Duration::from_secs(45);

/// How long a failure may take to be told.
const TO_TELL: Duration = Duration::from_secs(10);

/// How often one call is tried: within some ten seconds.
const PATIENCE: Patience = Patience {
    attempts: 5,
    first_wait: Duration::from_millis(500),
    longest_wait: Duration::from_secs(5),
};

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The names of everything.
    pub environment: environment::EsLoaderStopper<String, Option<String>>,
    /// How often one call is tried.
    pub patience: Patience,
    /// How long it may take.
    pub within: Duration,
}

impl Settings {
    /// The settings in use.
    pub fn new(environment: environment::EsLoaderStopper<String, Option<String>>) -> Self {
        Self { environment, patience: PATIENCE, within: WITHIN }
    }
}

/// What has been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// The loader is stopped.
    Stopped,
    /// It runs again.
    Restored,
    /// It ran already, since somebody had set it going.
    LeftRunning,
    /// It had not been stopped.
    NotStopped,
    /// It stays as it is until more is known.
    StillStopped,
    /// The event is out of date.
    Outdated,
}

/// The function.
#[derive(Debug)]
pub struct EsLoaderStopper {
    settings: Settings,
    aws: Aws,
}

/// The clients of one invocation.
struct Clients {
    lambda: Client,
    ssm: Client,
    cloudwatch: Client,
    sns: Client,
}

/// Everything that one invocation works on.
struct Work<'a> {
    loader: Loader<'a>,
    memory: Memory<'a>,
    alarm: Alarm<'a>,
    topic: Topic<'a>,
}

impl EsLoaderStopper {
    /// Works on the APIs of `aws`.
    pub fn new(settings: Settings, aws: &Aws) -> Self {
        Self { settings, aws: aws.clone() }
    }

    /// Acts on a change of the alarm.
    ///
    /// # Errors
    ///
    /// An event of anything else; or what kept the loader from being as it should, or people
    /// from being told.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Done, Failed> {
        let (payload, context) = event.into_parts();
        let environment = &self.settings.environment;
        let change = Change::read(&payload, &environment.storage_alarm_arn)?;
        let clients = self.clients(&Place::of(&context)?.region);
        let work = Work {
            loader: Loader { client: &clients.lambda, arn: &environment.loader_arn },
            memory: Memory { client: &clients.ssm, parameter: &environment.before_parameter },
            alarm: Alarm { client: &clients.cloudwatch, arn: &environment.storage_alarm_arn },
            topic: Topic { client: &clients.sns, arn: &environment.alerts_topic_arn },
        };
        let left = context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
        let within = self.settings.within.min(left.saturating_sub(TO_TELL));
        let out_of_time = Error::OutOfTime { seconds: within.as_secs() };
        let done = timeout(within, work.act(&change)).await.unwrap_or(Err(out_of_time));
        match done {
            Ok(done) => {
                info!(?done, state = ?change.state, "acted on the alarm");
                Ok(done)
            }
            Err(error) => {
                work.tell_failure(&error).await;
                Err(error.into())
            }
        }
    }

    fn clients(&self, region: &str) -> Clients {
        let client = |service: Service| {
            Client::new(&self.aws, service, region).patience(self.settings.patience)
        };
        Clients {
            lambda: client(LAMBDA),
            ssm: client(SSM),
            cloudwatch: client(CLOUDWATCH),
            sns: client(SNS),
        }
    }
}

impl Work<'_> {
    async fn act(&self, change: &Change) -> Result<Done, Error> {
        if self.alarm.has_changed_since(change).await {
            return Ok(Done::Outdated);
        }
        match change.state {
            State::Alarm => self.stop(&change.reason).await,
            State::Ok => self.let_run(&change.reason).await,
            State::InsufficientData => self.wait(&change.reason).await,
        }
    }

    async fn stop(&self, reason: &str) -> Result<Done, Error> {
        let now = self.loader.now().await?;
        let remembered = self.memory.read().await?;
        let before = match remembered {
            // The 0 is this function's own, of an earlier call.
            Remembered::Known(before) if before != Before::Running && now == STOPPED => before,
            Remembered::Known(before) if before == now => before,
            _ => {
                self.memory.write(now).await?;
                now
            }
        };
        if now != STOPPED {
            self.loader.run(STOPPED).await?;
        }
        self.topic.tell(&Notice::stopped(self.loader.name(), before, reason)).await?;
        Ok(Done::Stopped)
    }

    async fn let_run(&self, reason: &str) -> Result<Done, Error> {
        let before = match self.memory.read().await? {
            Remembered::Known(Before::Running) => return Ok(Done::NotStopped),
            remembered => remembered,
        };
        let now = self.loader.now().await?;
        let (notice, done) = match before {
            Remembered::Lost(problem) if now == STOPPED => {
                return Err(Error::Forgotten {
                    parameter: self.memory.parameter.to_owned(),
                    problem,
                    loader: self.loader.name().to_owned(),
                });
            }
            Remembered::Lost(_) => {
                self.memory.write(Before::Running).await?;
                return Ok(Done::NotStopped);
            }
            Remembered::Known(before) if now == STOPPED => {
                if before != STOPPED {
                    self.loader.run(before).await?;
                }
                (Notice::set_going(self.loader.name(), before, reason), Done::Restored)
            }
            // Cut off after it was set back; or somebody else has set just this.
            Remembered::Known(before) if now == before => {
                (Notice::set_going(self.loader.name(), before, reason), Done::Restored)
            }
            Remembered::Known(before) => {
                let notice = Notice::ran_already(self.loader.name(), now, before, reason);
                (notice, Done::LeftRunning)
            }
        };
        self.topic.tell(&notice).await?;
        self.memory.write(Before::Running).await?;
        Ok(done)
    }

    /// There are no figures of the storage any more.
    async fn wait(&self, reason: &str) -> Result<Done, Error> {
        match self.memory.read().await? {
            Remembered::Known(before) if before != Before::Running => {
                let notice = Notice::still_stopped(self.loader.name(), before, reason);
                self.topic.tell(&notice).await?;
                Ok(Done::StillStopped)
            }
            _ => Ok(Done::NotStopped),
        }
    }

    /// Tells of a failure, if the topic is not what failed.
    async fn tell_failure(&self, failure: &Error) {
        if matches!(failure, Error::Notice { .. }) {
            return;
        }
        let notice = Notice::failed(self.loader.name(), &chain(failure));
        match timeout(TO_TELL, self.topic.tell(&notice)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => error!(reason = %error, "nobody is told of the failure"),
            Err(_) => error!("nobody is told of the failure: the topic does not answer"),
        }
    }
}
