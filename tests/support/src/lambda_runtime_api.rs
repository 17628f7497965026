//! The Lambda service, as a function's program sees it.
//!
//! A deployed function is a program called `bootstrap` that asks the Runtime API for
//! events and posts its responses there. Here that API is on loopback and the program is
//! the very one from the bundle, with the environment that Lambda would give it and
//! nothing else. As in Lambda there is one execution environment, which is started
//! again for the next event after the program has ended or was stopped for its timeout.
//!
//! Not played: the memory limit (what was used is reported), the read-only file system,
//! IAM, response streaming.
//!
//! API: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::http::Server;
use crate::install;
use crate::moto::{ACCOUNT, REGION};
use crate::names::unique;

mod api;
mod process;

use api::{Api, Initialisation};
use process::Process;

/// How long a program may take until it asks for its first event.
const INITIALISATION: Duration = Duration::from_secs(10);

/// How long is waited for a program to ask for the next event after it has responded.
const BETWEEN_EVENTS: Duration = Duration::from_secs(5);

/// A function that is only described; start it to invoke it.
#[derive(Debug, Clone)]
#[must_use = "a Function is only described; start it"]
pub struct Function {
    bootstrap: PathBuf,
    name: String,
    handler: String,
    memory: u32,
    timeout: Duration,
    environment: Vec<(String, String)>,
}

/// A function that is started. The program is killed when this is dropped.
#[derive(Debug)]
pub struct ExecutionEnvironment {
    function: Function,
    api: Arc<Api>,
    server: Server,
    process: Process,
    log: PathBuf,
    initialisation: Duration,
}

/// How an invocation ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The function's response.
    Response(Value),
    /// The function, or its initialisation, reported an error.
    Error {
        /// The stable name on which alarms match.
        error_type: String,
        /// The message.
        message: String,
    },
    /// The function's timeout passed, and it was killed.
    TimedOut,
    /// The program ended instead of responding. Holds how: `exit status: 101`, say.
    Exited(String),
}

impl Outcome {
    /// The response.
    ///
    /// # Panics
    /// When there is none, with what there is instead.
    #[must_use]
    #[track_caller]
    pub fn response(self) -> Value {
        match self {
            Self::Response(response) => response,
            other => panic!("the function did not respond: {other:?}"),
        }
    }

    /// The type of the error that the function reported; `None` for all other endings.
    #[must_use]
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Error { error_type, .. } => Some(error_type),
            _ => None,
        }
    }
}

impl Function {
    /// A program, and the `Handler` of the function's resource, with 128 MB and 3 seconds
    /// as in Lambda.
    pub fn new(bootstrap: impl AsRef<Path>, handler: &str) -> Self {
        Self {
            bootstrap: bootstrap.as_ref().to_owned(),
            name: unique("function"),
            handler: handler.to_owned(),
            memory: 128,
            timeout: Duration::from_secs(3),
            environment: Vec::new(),
        }
    }

    /// The function's name; any that is not in use by default.
    pub fn name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// What the function is told of its memory, in MB. Nothing enforces it.
    pub fn memory(mut self, megabytes: u32) -> Self {
        self.memory = megabytes;
        self
    }

    /// How long an invocation may take, for which the program gets a deadline.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Variables of the function. Later ones replace earlier ones and Lambda's own.
    pub fn environment<N: Into<String>, V: Into<String>>(
        mut self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.environment
            .extend(variables.into_iter().map(|(name, value)| (name.into(), value.into())));
        self
    }

    /// The function's ARN.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{}", self.name)
    }

    /// Starts the program and waits until it asks for an event, reports that it cannot
    /// start, or ends. What went wrong is the outcome of every invocation.
    ///
    /// # Panics
    /// When the program cannot be started at all.
    #[must_use]
    #[track_caller]
    pub fn start(self) -> ExecutionEnvironment {
        let api = Arc::new(Api::new(self.arn()));
        let answering = Arc::clone(&api);
        let server = Server::start(move |request| answering.answer(request));
        let log = install::root().join("run").join(format!("{}.log", unique("lambda")));
        install::write(&log, "");
        api.expect_program();
        let process = Process::start(&self, &server.address(), &log);
        let mut environment = ExecutionEnvironment {
            function: self,
            api,
            server,
            process,
            log,
            initialisation: Duration::ZERO,
        };
        environment.initialise();
        environment
    }

    /// The variables that Lambda sets, then the function's own.
    fn variables(&self, api: &str, root: &Path) -> Vec<(String, String)> {
        let memory = self.memory.to_string();
        let group = format!("/aws/lambda/{}", self.name);
        let root = root.to_string_lossy();
        [
            ("_HANDLER", self.handler.as_str()),
            ("AWS_LAMBDA_RUNTIME_API", api),
            ("AWS_LAMBDA_FUNCTION_NAME", &self.name),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", &group),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[$LATEST]00000000000000000000000000000000"),
            ("AWS_REGION", REGION),
            ("AWS_DEFAULT_REGION", REGION),
            ("LAMBDA_TASK_ROOT", &root),
            ("LANG", "en_US.UTF-8"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin"),
            ("TZ", ":UTC"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into_iter()
        .chain(self.environment.iter().cloned())
        .collect()
    }
}

impl ExecutionEnvironment {
    /// Hands the event to the program and waits for how it ends.
    ///
    /// # Panics
    /// When the program has ended before and cannot be started again.
    #[track_caller]
    pub fn invoke(&mut self, event: &Value) -> Outcome {
        if self.process.ended().is_some() {
            self.restart();
        }
        if let Some(outcome) = self.failed_initialisation() {
            return outcome;
        }
        let id = self.api.hand_out(event, self.function.timeout);
        let answered = self.api.wait(self.function.timeout, |state| {
            state.outcomes.remove(&id).or_else(|| self.process.ended().map(Outcome::Exited))
        });
        self.process.measure();
        let Some(outcome) = answered else {
            self.process.kill();
            return Outcome::TimedOut;
        };
        // Lambda too counts the time until then, in which a program writes its last lines.
        _ = self.api.wait(BETWEEN_EVENTS, |state| {
            (state.waiting || self.process.ended().is_some()).then_some(())
        });
        outcome
    }

    /// Hands the event to the program and kills it after a time, as when Lambda takes the
    /// environment away in the middle. How the invocation ended, if that was sooner.
    ///
    /// # Panics
    /// When the program has ended before and cannot be started again.
    #[track_caller]
    pub fn invoke_and_kill(&mut self, event: &Value, after: Duration) -> Option<Outcome> {
        if self.process.ended().is_some() {
            self.restart();
        }
        let failed = self.failed_initialisation();
        if failed.is_some() {
            return failed;
        }
        let id = self.api.hand_out(event, self.function.timeout);
        let ended = self.api.wait(after, |state| {
            state.outcomes.remove(&id).or_else(|| self.process.ended().map(Outcome::Exited))
        });
        self.process.kill();
        ended
    }

    /// Everything the program has written to its standard output and error, by lines.
    ///
    /// # Panics
    /// When the file it goes to cannot be read.
    #[must_use]
    pub fn logs(&self) -> Vec<String> {
        let log = std::fs::read(&self.log).expect("the log of the function");
        String::from_utf8_lossy(&log).lines().map(str::to_owned).collect()
    }

    /// The lines of [`ExecutionEnvironment::logs`] that are JSON objects: log records, and
    /// metrics, which have a member `_aws`.
    #[must_use]
    pub fn json_logs(&self) -> Vec<Value> {
        let lines = self.logs();
        let values = lines.iter().filter_map(|line| serde_json::from_str(line).ok());
        values.filter(Value::is_object).collect()
    }

    /// The time from the program's start to its first question for an event.
    #[must_use]
    pub fn initialisation(&self) -> Duration {
        self.initialisation
    }

    /// The most memory that the program has used until the end of an invocation, in bytes.
    /// `None` where the system has no `/proc`.
    #[must_use]
    pub fn peak_memory(&self) -> Option<u64> {
        self.process.peak_memory()
    }

    /// Kills the program, as when Lambda takes the environment away. The next invocation
    /// starts it again.
    pub fn kill(&mut self) {
        self.process.kill();
    }

    fn restart(&mut self) {
        self.api.expect_program();
        self.process = Process::start(&self.function, &self.server.address(), &self.log);
        self.initialise();
    }

    fn initialise(&mut self) {
        let start = std::time::Instant::now();
        _ = self.api.wait(INITIALISATION, |state| {
            let done = !matches!(state.initialisation, Initialisation::Running);
            (done || self.process.ended().is_some()).then_some(())
        });
        self.initialisation = start.elapsed();
        self.process.measure();
    }

    fn failed_initialisation(&mut self) -> Option<Outcome> {
        match self.api.initialisation() {
            Initialisation::Done => None,
            Initialisation::Failed(outcome) => Some(outcome),
            Initialisation::Running => {
                let ended = self.process.ended();
                self.process.kill();
                Some(ended.map_or(Outcome::TimedOut, Outcome::Exited))
            }
        }
    }
}

impl Drop for ExecutionEnvironment {
    fn drop(&mut self) {
        self.process.kill();
        self.api.close();
        _ = std::fs::remove_file(&self.log);
    }
}
