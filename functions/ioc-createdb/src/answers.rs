//! What the steps before hand over: the list of all downloads, with those that failed.

use std::collections::BTreeSet;

use contract::indicators::{DOWNLOAD, Download, ERROR, Provider};
use serde_json::Value;
use tracing::warn;

use crate::error::Error;

/// The downloads, put together.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Answers {
    providers: BTreeSet<Provider>,
    /// The pulses of OTX, the newest first.
    pub(crate) pulses: BTreeSet<std::cmp::Reverse<String>>,
    /// Whether these are not all: then those count too whose copies are there.
    pub(crate) more_pulses: bool,
    /// What failed, and Step Functions' words for it.
    pub(crate) failed: Vec<(Provider, String)>,
    /// Answers of nobody known.
    pub(crate) unknown: usize,
}

impl Answers {
    /// Reads the event.
    pub(crate) fn read(event: &Value) -> Result<Self, Error> {
        let Some(list) = event.as_array() else {
            return Err(Error::Event { reason: "it is no list".to_owned() });
        };
        let mut answers = Self::default();
        for answer in list {
            answers.add(answer);
        }
        if answers.providers.is_empty() {
            let reason = format!("none of its {} answers names a known `ioc`", list.len());
            return Err(Error::Event { reason });
        }
        Ok(answers)
    }

    fn add(&mut self, answer: &Value) {
        // A download that failed is handed on as it was asked for.
        let download = answer.get(DOWNLOAD).unwrap_or(answer).clone();
        let download: Download = match serde_json::from_value(download) {
            Ok(download) => download,
            Err(error) => {
                warn!(reason = %error, "an answer that is none is left out");
                self.unknown += 1;
                return;
            }
        };
        let provider = download.provider;
        self.providers.insert(provider);
        if let Some(error) = answer.get(ERROR) {
            self.failed.push((provider, words(error)));
        }
        if provider == Provider::Otx {
            // v2.10.4's plan has no pulse where it could not be made.
            self.more_pulses |= download.unplanned.is_some() || download.ids.is_empty();
            self.pulses.extend(download.ids.into_iter().map(std::cmp::Reverse));
        }
    }

    pub(crate) fn has(&self, provider: Provider) -> bool {
        self.providers.contains(&provider)
    }
}

/// Step Functions gives an error's name, and its cause as JSON in a text.
fn words(error: &Value) -> String {
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    let cause: Value = serde_json::from_str(text("Cause")).unwrap_or_default();
    let message = cause.get("errorMessage").and_then(Value::as_str).unwrap_or(text("Cause"));
    format!("{}: {message}", text("Error")).chars().take(500).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_download_that_failed_counts_with_what_it_was_asked_for() {
        let cause = json!({ "errorType": "IocKeyRefused", "errorMessage": "refused" }).to_string();
        let event = json!([
            { "ioc": "tor", "planned": 1, "updated": 1 },
            { "mapped": { "ioc": "otx", "ids": ["a1", "b2"] }, "error": { "Error": "IocKeyRefused", "Cause": cause } },
            { "ioc": "otx", "ids": ["b2", "c3"] },
        ]);
        let answers = Answers::read(&event).unwrap();
        assert!(answers.has(Provider::Tor) && !answers.has(Provider::AbuseCh));
        let pulses: Vec<_> = answers.pulses.iter().map(|id| id.0.as_str()).collect();
        assert_eq!(pulses, ["c3", "b2", "a1"]);
        assert!(!answers.more_pulses);
        assert_eq!(answers.failed, [(Provider::Otx, "IocKeyRefused: refused".to_owned())]);
    }

    #[test]
    fn where_the_pulses_are_not_known_those_that_are_there_count() {
        for otx in [
            json!({ "ioc": "otx", "unplanned": "refused" }),
            json!({ "ioc": "otx", "ids": [] }),
            json!({ "mapped": { "ioc": "otx" }, "error": {} }),
        ] {
            assert!(Answers::read(&json!([otx])).unwrap().more_pulses, "{otx}");
        }
    }

    #[test]
    fn an_answer_of_nobody_costs_none_of_the_others() {
        let event =
            json!([{ "ioc": "tor" }, { "ioc": "unheard of" }, null, 7, { "ioc": "tor", "ids": 5 }]);
        let answers = Answers::read(&event).unwrap();
        assert!(answers.has(Provider::Tor));
        assert_eq!(answers.unknown, 4);
    }

    #[test]
    fn an_event_of_somebody_else_is_refused() {
        for event in [json!(null), json!({ "mapped": [] }), json!([]), json!([{}])] {
            let error = Answers::read(&event).unwrap_err();
            assert!(error.to_string().contains("state machine"), "{error}");
        }
    }
}
