//! One start and one end for every function's `main.rs`.
//!
//! A function that fails before its first invocation is otherwise seen only as
//! `Runtime.ExitError`; here the reason is reported through the Runtime API's init error.
//!
//! Runtime API: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>

use std::future::Future;
use std::panic::{AssertUnwindSafe, PanicHookInfo};
use std::pin::Pin;
use std::process::ExitCode;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderValue, Method, Request};
use lambda_runtime::{LambdaEvent, service_fn};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use tracing::error;

use crate::errors::{Failed, Stable};
use crate::{http as client, logging};

/// A function about to start: logging is on, panics are logged.
#[derive(Debug)]
pub struct Lambda {
    runtime_api: Option<String>,
    missing: Option<&'static str>,
}

/// Variables that the Lambda runtime cannot do without; Lambda sets them.
const SET_BY_LAMBDA: [&str; 4] = [
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
];

/// The program was started by hand.
#[derive(Debug, thiserror::Error)]
#[error(
    "environment variable `{0}` is not set; this program runs as a Lambda function, which sets it"
)]
struct NotInLambda(&'static str);

impl Stable for NotInLambda {
    fn error_type(&self) -> &'static str {
        "NotInLambda"
    }
}

impl Lambda {
    /// Starts logging. `get` reads the environment, `|name| std::env::var(name).ok()` in
    /// `main.rs`; `crates` are those of the function, see [`logging::init`].
    pub fn start(get: impl Fn(&str) -> Option<String>, crates: &[&str]) -> Self {
        logging::init(get("LOG_LEVEL").filter(|level| !level.is_empty()).as_deref(), crates);
        std::panic::set_hook(Box::new(log_panic));
        Self {
            runtime_api: get("AWS_LAMBDA_RUNTIME_API"),
            missing: SET_BY_LAMBDA.into_iter().find(|name| get(name).is_none()),
        }
    }

    /// Serves invocations with what `init` makes, until Lambda ends the process.
    ///
    /// A failed `init` is reported as the function's init error.
    pub async fn run<I, H, A, R, F>(&self, init: I) -> ExitCode
    where
        I: Future<Output = Result<H, Failed>>,
        H: Fn(LambdaEvent<A>) -> F,
        A: DeserializeOwned,
        R: Serialize,
        F: Future<Output = Result<R, Failed>>,
    {
        if let Some(name) = self.missing {
            return self.init_failed(&NotInLambda(name).into()).await;
        }
        let handler = match boxed(init).await {
            Ok(handler) => handler,
            Err(failed) => return self.init_failed(&failed).await,
        };
        let handler = &handler;
        let service =
            service_fn(|event: LambdaEvent<A>| boxed(guarded(async move { handler(event).await })));
        match boxed(lambda_runtime::run(service)).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                error!(error_type = "RuntimeApiLost", reason = %error, "the Runtime API is gone");
                ExitCode::FAILURE
            }
        }
    }

    /// Tells Lambda why the function cannot start, and logs it.
    pub async fn init_failed(&self, failed: &Failed) -> ExitCode {
        error!(
            error_type = failed.error_type,
            reason = failed.message,
            "the function cannot start"
        );
        if let Some(host) = &self.runtime_api
            && let Err(error) = report_init_error(host, failed).await
        {
            error!(error_type = error.error_type(), reason = %error, "init error not reported");
        }
        ExitCode::FAILURE
    }
}

/// Logs a failure under its stable name; a panic gets one too, and its message, which may
/// hold a piece of a record, stays out of the answer.
async fn guarded<R>(answer: impl Future<Output = Result<R, Failed>>) -> Result<R, Failed> {
    let outcome = AssertUnwindSafe(answer).catch_unwind().await;
    let result = outcome.unwrap_or_else(|_| Err(Panicked.into()));
    result.inspect_err(|failed| {
        error!(error_type = failed.error_type, reason = failed.message, "failed");
    })
}

/// The function has a defect.
#[derive(Debug, thiserror::Error)]
#[error("the function panicked, which is a defect of it; the log says where")]
struct Panicked;

impl Stable for Panicked {
    fn error_type(&self) -> &'static str {
        "Panicked"
    }
}

/// Hides a future's type. Handlers are deep, and the runtime wraps them in layers: the
/// compiler gives up on the whole.
fn boxed<'a, T>(future: impl Future<Output = T> + 'a) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    Box::pin(future)
}

async fn report_init_error(host: &str, failed: &Failed) -> Result<(), client::Error> {
    let url = client::url(&format!("http://{host}/2018-06-01/runtime/init/error"))?;
    let body = json!({
        "errorType": failed.error_type,
        "errorMessage": failed.message,
        "stackTrace": [],
    });
    let mut request = Request::new(Bytes::from(body.to_string()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = url;
    let headers = request.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    headers
        .insert("lambda-runtime-function-error-type", HeaderValue::from_static(failed.error_type));
    let second = Duration::from_secs(1);
    let timeouts = client::Timeouts { connect: second, response: second, body: second };
    client::Client::new(timeouts).send(request).await.map(drop)
}

/// Logs where a panic happened. Its message is logged only where it is a literal: one
/// made at run time may hold a piece of a record.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let at = panic.location().map(ToString::to_string).unwrap_or_default();
    let literal = panic.payload().downcast_ref::<&'static str>().copied();
    error!(error_type = "Panicked", at, literal, "panicked; this is a defect of the program");
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use test_support::http::{Reply, Server};

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("no such thing")]
    struct Broken;

    impl Stable for Broken {
        fn error_type(&self) -> &'static str {
            "Broken"
        }
    }

    #[tokio::test]
    async fn a_function_that_cannot_start_tells_lambda_why() {
        let (sender, requests) = mpsc::channel();
        let server = Server::start(move |request| {
            sender.send(request.clone()).unwrap();
            Reply::empty(202)
        });
        let lambda = Lambda { runtime_api: Some(server.address()), missing: None };
        let code = lambda.init_failed(&Broken.into()).await;
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::FAILURE));
        let request = requests.try_recv().unwrap();
        assert_eq!(request.path, "/2018-06-01/runtime/init/error");
        assert_eq!(request.header("lambda-runtime-function-error-type"), Some("Broken"));
        assert_eq!(request.json()["errorType"], "Broken");
        assert_eq!(request.json()["errorMessage"], "no such thing");
    }

    #[tokio::test]
    async fn a_panic_has_a_name_and_keeps_its_message() {
        let failed = guarded::<()>(async { panic!("hunter2") }).await.unwrap_err();
        assert_eq!(failed.error_type, "Panicked");
        assert!(!failed.message.contains("hunter2"), "{failed:?}");
    }

    #[tokio::test]
    async fn a_program_started_by_hand_says_that_it_is_a_lambda_function() {
        let lambda = Lambda { runtime_api: None, missing: Some("AWS_LAMBDA_RUNTIME_API") };
        let init = async { Ok(|_: LambdaEvent<()>| async { Ok(()) }) };
        let code = lambda.run(init).await;
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::FAILURE));
        assert!(NotInLambda("X").to_string().contains("`X` is not set"));
    }
}
