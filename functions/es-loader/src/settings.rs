//! What people set beside the stack: log types of their own, and which records to leave out.
//!
//! Read at the first need, while the first object is being opened, and again every few
//! minutes, in the background, so that a change needs no new function and no cold start. What
//! cannot be read or is wrong never keeps logs from being loaded: what was good before stays,
//! and an error says what to do.
//!
//! | what | where |
//! | --- | --- |
//! | log types | a file in the geo bucket, which the stack writes |
//! | patterns of records to leave out | a CSV file in the geo bucket, as in v2.10.4 |
//! | conditions for documents to leave out or count | parameters in Parameter Store, as in v2.10.4 |

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use contract::geo_bucket::{EXCLUSION_PATTERNS, LOG_TYPES};
use contract::log_types::{File, LogTypes as Wanted};
use kit::aws::Aws;
use kit::aws_json::{self, Service};
use kit::errors::chain;
use kit::patience::Patience;
use log_types::{Exclusions, LogTypes};
use serde_json::{Value, json};
use tokio::time::timeout;
use tracing::{error, info, warn};

use crate::renewal::{Look, Renewal};

/// What is older than this, because the function was not invoked for a while, is waited for.
const OLDEST: Duration = Duration::from_secs(10 * 60);
/// When they are read again if that did not succeed, where that is sooner.
const SOON: Duration = Duration::from_secs(60);
/// How long reading may take before what was there before is used.
const LONGEST: Duration = Duration::from_secs(10);
/// Where parameters with conditions are.
const PARAMETERS: &str = "/siem/exclude-logs/";
/// Systems Manager.
const SSM: Service = Service { name: "ssm", target: "AmazonSSM" };
/// Logs wait for the answer, and the next time is near.
const TRIES: Patience = Patience {
    attempts: 2,
    first_wait: Duration::from_millis(300),
    longest_wait: Duration::from_millis(300),
};

/// What people set.
#[derive(Debug, Default)]
pub struct Settings {
    /// All log types.
    pub log_types: LogTypes,
    /// Which records are left out.
    pub exclusions: Exclusions,
}

/// The settings, kept from one invocation to the next.
#[derive(Debug)]
pub struct Source {
    current: Arc<RwLock<Arc<Settings>>>,
    renewal: Renewal<Reader>,
}

/// Reads them.
#[derive(Debug)]
struct Reader {
    s3: Client,
    ssm: aws_json::Client,
    geo_bucket: String,
    every: Duration,
    state: State,
    current: Arc<RwLock<Arc<Settings>>>,
}

#[derive(Debug, Default)]
struct State {
    settings: Arc<Settings>,
    /// What the settings were made of.
    read: Read,
}

/// The texts as they were read; none where there is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Read {
    log_types: Option<Vec<u8>>,
    patterns: Option<Vec<u8>>,
    conditions: Vec<(String, String)>,
}

impl Source {
    /// The settings of a loader with this geo bucket, read again after `every`.
    pub fn new(aws: &Aws, geo_bucket: &str, every: Duration) -> Self {
        let region = aws.config().region().map_or("us-east-1", |region| region.as_ref()).to_owned();
        let current = Arc::default();
        let reader = Reader {
            s3: aws.s3(),
            ssm: aws_json::Client::new(aws, SSM, &region).patience(TRIES),
            geo_bucket: geo_bucket.to_owned(),
            every,
            state: State::default(),
            current: Arc::clone(&current),
        };
        Self { current, renewal: Renewal::new(reader, OLDEST) }
    }

    /// Whether [`current`](Self::current) does not wait.
    pub fn are_here(&self) -> bool {
        self.renewal.is_ready()
    }

    /// The settings. The first call reads them; later ones do not wait.
    pub async fn current(&self) -> Arc<Settings> {
        self.renewal.renew().await;
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Look for Reader {
    async fn look(&mut self) -> Duration {
        let Ok((read, is_whole)) = timeout(LONGEST, self.read(&self.state.read)).await else {
            warn!("the settings were not read in time, those from before count");
            return self.every.min(SOON);
        };
        self.state.take(read);
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Arc::clone(&self.state.settings);
        if is_whole { self.every } else { self.every.min(SOON) }
    }
}

impl Reader {
    /// What is there now, and whether all of it could be read.
    async fn read(&self, before: &Read) -> (Read, bool) {
        let (log_types, patterns, conditions) = tokio::join!(
            self.object(LOG_TYPES),
            self.object(EXCLUSION_PATTERNS),
            self.parameters()
        );
        let is_whole = log_types.is_ok() && patterns.is_ok() && conditions.is_ok();
        let read = Read {
            log_types: or_before(log_types, &before.log_types, LOG_TYPES),
            patterns: or_before(patterns, &before.patterns, EXCLUSION_PATTERNS),
            conditions: or_before(conditions, &before.conditions, PARAMETERS),
        };
        (read, is_whole)
    }

    async fn object(&self, key: &str) -> Result<Option<Vec<u8>>, String> {
        let got = self.s3.get_object().bucket(&self.geo_bucket).key(key).send().await;
        match got {
            Ok(object) => {
                let body = object.body.collect().await.map_err(|error| error.to_string())?;
                Ok(Some(body.to_vec()))
            }
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => {
                Ok(None)
            }
            Err(error) => Err(aws_sdk_s3::error::DisplayErrorContext(error).to_string()),
        }
    }

    /// Names without the prefix, and values.
    async fn parameters(&self) -> Result<Vec<(String, String)>, String> {
        let mut parameters = vec![];
        let mut token = Value::Null;
        loop {
            let mut input = json!({"Path": PARAMETERS, "Recursive": true, "MaxResults": 10});
            if let (Value::String(_), Some(input)) = (&token, input.as_object_mut()) {
                input.insert("NextToken".to_owned(), token);
            }
            let answer = self.ssm.call("GetParametersByPath", &input).await;
            let body = answer.map_err(|error| error.to_string())?.body;
            for parameter in body.get("Parameters").and_then(Value::as_array).into_iter().flatten()
            {
                let text = |name: &str| parameter.get(name).and_then(Value::as_str);
                if let (Some(name), Some(value)) = (text("Name"), text("Value")) {
                    let name = name.strip_prefix(PARAMETERS).unwrap_or(name);
                    parameters.push((name.to_owned(), value.to_owned()));
                }
            }
            token = body.get("NextToken").cloned().unwrap_or_default();
            if token.as_str().is_none_or(str::is_empty) {
                parameters.sort();
                return Ok(parameters);
            }
        }
    }
}

/// What was read, or what was there before if it could not be.
fn or_before<T: Clone>(read: Result<T, String>, before: &T, place: &str) -> T {
    read.unwrap_or_else(|why| {
        warn!(place, why, "settings cannot be read, those from before count");
        before.clone()
    })
}

impl State {
    /// Makes settings of what was read, if it is new.
    fn take(&mut self, read: Read) {
        if read == self.read {
            return;
        }
        let log_types = if read.log_types == self.read.log_types {
            self.settings.log_types.clone()
        } else {
            types(read.log_types.as_deref()).unwrap_or_else(|why| {
                error!(
                    error_type = "LogTypesInvalid",
                    %why, "the file of log types cannot be used, those from before count"
                );
                self.settings.log_types.clone()
            })
        };
        let exclusions = exclusions(&read);
        info!(log_types = log_types.iter().count(), rules = exclusions.len(), "settings were read");
        self.settings = Arc::new(Settings { log_types, exclusions });
        self.read = read;
    }
}

/// Why a file of log types cannot be used.
#[derive(Debug)]
pub struct Unusable(Vec<String>);

impl Unusable {
    /// Everything that is wrong with it.
    pub fn problems(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("; "))
    }
}

/// The log types that a file adds and changes; without one, the built-in ones.
///
/// # Errors
///
/// Everything that is wrong with the file.
pub fn types(file: Option<&[u8]>) -> Result<LogTypes, Unusable> {
    let Some(text) = file else { return Ok(LogTypes::built_in()) };
    let one = |why: String| Unusable(vec![why]);
    let file: File = serde_json::from_slice(text).map_err(|error| one(error.to_string()))?;
    let wanted = Wanted::of(file).map_err(|error| one(error.to_string()))?;
    LogTypes::with(&wanted)
        .map_err(|wrong| Unusable(wrong.iter().map(|error| chain(error)).collect()))
}

fn exclusions(read: &Read) -> Exclusions {
    let mut exclusions = Exclusions::default();
    let mut wrong = exclusions.add_csv(read.patterns.as_deref().unwrap_or_default());
    for (name, value) in &read.conditions {
        wrong.extend(exclusions.add_parameter(name, value).err());
    }
    for rule in wrong {
        error!(error_type = "ExclusionInvalid", %rule, "a rule cannot be used, the others are");
    }
    exclusions
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{"version":1,"log_types":{"own":[{"name":"app","index_name":"log-app",
        "key_pattern":"/app/","format":{"type":"json"},
        "timestamp":{"fields":["time"],"formats":["iso8601"]}}]}}"#;

    fn read(log_types: &str) -> Read {
        Read { log_types: Some(log_types.as_bytes().to_vec()), ..Read::default() }
    }

    #[test]
    fn a_wrong_file_leaves_what_was_there() {
        let mut state = State::default();
        state.take(read(FILE));
        assert!(state.settings.log_types.get("app").is_some());
        state.take(read("{"));
        assert!(state.settings.log_types.get("app").is_some());
        state.take(Read::default());
        assert!(state.settings.log_types.get("app").is_none(), "the file is gone");
    }

    #[test]
    fn everything_wrong_with_a_file_is_said_with_its_cause() {
        let wrong = FILE.replace("/app/", "(").replace("\"iso8601\"", "{\"pattern\":\"%Y\"}");
        let why = types(Some(wrong.as_bytes())).unwrap_err().to_string();
        assert!(why.contains("log type `app`") && why.contains("unclosed group"), "{why}");
        let newer = types(Some(br#"{"version":9,"log_types":{}}"#)).unwrap_err().to_string();
        assert!(newer.contains("version 9"), "{newer}");
    }

    #[test]
    fn a_wrong_rule_costs_no_other() {
        let mut state = State::default();
        let conditions =
            [("waf/wrong", "{}"), ("waf/right", r#"{"action":"EXCLUDE","expression":"a"}"#)];
        let conditions = conditions.map(|(name, value)| (name.to_owned(), value.to_owned()));
        state.take(Read { conditions: conditions.to_vec(), ..Read::default() });
        assert_eq!(state.settings.exclusions.len(), 1);
    }
}
