//! AWS's APIs with answers of the test's choice, moto behind them where there is one.
//!
//! For what moto does not know, and what it never says: a refusal, a throttled call. A
//! test gives a closure that sees each call of AWS's JSON protocol by its operation, and
//! each other one by method and path, `PUT /bucket/key`.

use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::http::{Client, Reply, Request, Server};
use crate::moto::Moto;

/// Headers that are made anew for each connection.
const OF_THE_CONNECTION: [&str; 4] = ["host", "connection", "content-length", "transfer-encoding"];

/// The peer; it stops when dropped.
#[derive(Debug)]
pub struct AwsPeer {
    server: Server,
    calls: Arc<Mutex<Vec<Call>>>,
}

/// A request, by what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// `PutRecordBatch`, or `PUT /bucket/key`.
    pub operation: String,
    /// As it came.
    pub request: Request,
}

impl AwsPeer {
    /// Answers by `answer`, or with status 501 where that gives `None`.
    #[must_use]
    pub fn start(answer: impl Fn(&Call) -> Option<Reply> + Send + Sync + 'static) -> Self {
        Self::with(answer, |_| Reply::json(501, &json!({ "message": "no answer in this test" })))
    }

    /// Answers by `answer`, or by moto where that gives `None`.
    #[must_use]
    pub fn before(
        moto: &Moto,
        answer: impl Fn(&Call) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        let moto = Client::new(moto.url());
        Self::with(answer, move |request| forward(&moto, request))
    }

    fn with(
        answer: impl Fn(&Call) -> Option<Reply> + Send + Sync + 'static,
        otherwise: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let calls: Arc<Mutex<Vec<Call>>> = Arc::default();
        let record = Arc::clone(&calls);
        let server = Server::start(move |request| {
            let call = Call { operation: operation(request), request: request.clone() };
            record.lock().expect("no test has panicked here").push(call.clone());
            answer(&call).unwrap_or_else(|| otherwise(request))
        });
        Self { server, calls }
    }

    /// The endpoint of every service: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// All calls up to now, in the order in which they came.
    ///
    /// # Panics
    /// When the closure has panicked.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().expect("no test has panicked here").clone()
    }

    /// Those of one operation.
    #[must_use]
    pub fn calls_of(&self, operation: &str) -> Vec<Call> {
        self.calls().into_iter().filter(|call| call.operation == operation).collect()
    }
}

fn operation(request: &Request) -> String {
    let target = request.header("x-amz-target").and_then(|target| target.rsplit('.').next());
    let path = request.path.split('?').next().unwrap_or_default();
    target.map_or_else(|| format!("{} {path}", request.method), str::to_owned)
}

fn forward(moto: &Client, request: &Request) -> Reply {
    let headers = request.headers.iter();
    let headers: Vec<_> = headers
        .filter(|(name, _)| !OF_THE_CONNECTION.contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    match moto.try_send(&request.method, &request.path, &headers, request.body.clone()) {
        Some(answer) => {
            let headers = answer.headers.into_iter();
            let headers =
                headers.filter(|(name, _)| !OF_THE_CONNECTION.contains(&name.as_str())).collect();
            Reply::Answer { status: answer.status, headers, body: answer.body }
        }
        None => Reply::HangUp,
    }
}
