//! AWS's APIs, as far as moto plays them.
//!
//! One `moto_server` on loopback for all tests, so its state is shared: make what you
//! need under a name from [`crate::names::unique`]. It checks no signatures. The account
//! is 111122223333, the region whatever a request says.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Deref;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::json;

use crate::http::{Answer, Client};
use crate::names::unique;
use crate::python;
use crate::services::{Missing, or_skip};
use crate::shared_server::{Instance, LINGER, Server};

/// The account that everything in moto belongs to.
pub const ACCOUNT: &str = "111122223333";

/// The region of [`Moto::environment`].
pub const REGION: &str = "us-east-1";

/// The server.
#[derive(Debug)]
pub struct Moto {
    instance: Instance,
}

/// A server that no other test uses, so that it can forget everything.
#[derive(Debug)]
pub struct OwnMoto(Moto);

/// The server that all tests share; `None`, after saying so, without Python.
///
/// # Panics
/// When it cannot be installed or does not start.
#[track_caller]
pub fn shared() -> Option<&'static Moto> {
    static MOTO: OnceLock<Result<Moto, Missing>> = OnceLock::new();
    or_skip(MOTO.get_or_init(|| start("moto", "")).as_ref().map_err(Clone::clone))
}

/// A server for one test, which ends with it; `None`, after saying so, without Python.
///
/// # Panics
/// When it cannot be installed or does not start.
#[track_caller]
pub fn own() -> Option<OwnMoto> {
    // Its name must not begin as that of the shared one does, or it would be taken for that.
    or_skip(start("own-moto", &unique("own"))).map(OwnMoto)
}

impl Deref for OwnMoto {
    type Target = Moto;

    fn deref(&self) -> &Moto {
        &self.0
    }
}

impl OwnMoto {
    /// Makes it as it was at the start.
    ///
    /// # Panics
    /// When there is no answer.
    pub fn forget(&self) {
        let client = Client::new(self.url());
        assert_eq!(client.request("POST", "/moto-api/reset", None).status, 200);
        assert!(configure(&client), "{} does not take its configuration", self.url());
    }
}

impl Moto {
    /// The endpoint of every service: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        self.instance.url()
    }

    /// Variables that send a program with an AWS SDK to this server.
    #[must_use]
    pub fn environment(&self) -> Vec<(String, String)> {
        [
            ("AWS_ENDPOINT_URL", self.url()),
            ("AWS_REGION", REGION),
            ("AWS_DEFAULT_REGION", REGION),
            ("AWS_ACCESS_KEY_ID", "testing"),
            ("AWS_SECRET_ACCESS_KEY", "testing"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// Sends a request without an AWS SDK, as S3 and the query services take it.
    ///
    /// `service` is the name under which AWS signs, such as `s3`. moto does not check
    /// the signature, but learns from it which service is meant, and refuses to give
    /// the objects of a private bucket without one.
    ///
    /// # Panics
    /// When there is no answer.
    #[must_use]
    #[track_caller]
    pub fn request(&self, service: &str, method: &str, path: &str, body: &[u8]) -> Answer {
        let signature = format!(
            "AWS4-HMAC-SHA256 Credential=testing/20260101/{REGION}/{service}/aws4_request, \
             SignedHeaders=host, Signature=0"
        );
        // By the type of a form, moto takes a request for one of a query service.
        let is_query = service != "s3" && method == "POST";
        let kind =
            if is_query { "application/x-www-form-urlencoded" } else { "application/octet-stream" };
        Client::new(self.url())
            .try_send(
                method,
                path,
                &[("authorization", &signature), ("content-type", kind)],
                body.to_vec(),
            )
            .unwrap_or_else(|| panic!("no answer from {}{path}", self.url()))
    }

    /// What the server has printed, a line for each request.
    ///
    /// # Panics
    /// When the log cannot be read.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.instance.folder().join("log")).expect("the log of moto_server")
    }
}

fn start(name: &str, of: &str) -> Result<Moto, Missing> {
    let python = python::environment()?;
    let server = Server {
        name,
        pins: &format!("{}{of}", python.pins()),
        linger: LINGER,
        command: &|_| {
            let mut command = python.script("moto_server");
            command.args(["-H", "127.0.0.1", "-p", "0"]);
            command.env("MOTO_ACCOUNT_ID", ACCOUNT).env("PYTHONUNBUFFERED", "1");
            command
        },
        ready: &ready,
    };
    Ok(Moto { instance: server.shared() })
}

/// The server chooses its port and prints it.
fn ready(folder: &Path) -> Option<String> {
    let log = fs::read_to_string(folder.join("log")).ok()?;
    let (_, url) = log.split_once("Running on ")?;
    let (url, _) = url.split_once('\n')?;
    let url = url.trim().to_owned();
    configure(&Client::new(&url)).then_some(url)
}

/// Without this, moto looks for Docker when a function is created.
fn configure(client: &Client) -> bool {
    let no_docker = json!({"lambda": {"use_docker": false}});
    let answer = client.try_request("POST", "/moto-api/config", Some(&no_docker));
    answer.is_some_and(|answer| answer.status == 201 || answer.status == 200)
}

/// The types that moto's CloudFormation makes, as moto itself lists them; `None`, after saying
/// so, without Python.
///
/// # Panics
/// When moto cannot be installed or asked.
#[track_caller]
pub fn cloudformation_types() -> Option<BTreeSet<String>> {
    let python = or_skip(python::environment())?;
    let list = "from moto.cloudformation.parsing import get_model_map\n\
                print(*get_model_map(), sep='\\n')";
    let output = Command::new(python.interpreter()).args(["-c", list]).output();
    let output = output.unwrap_or_else(|error| panic!("cannot run Python: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}
