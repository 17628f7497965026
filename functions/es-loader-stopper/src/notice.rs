//! What people are told.
//!
//! API: <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>

use contract::loader_stop::Before;
use kit::aws_json::{Client, Service};

use crate::error::Error;

pub(crate) const SNS: Service = Service { name: "sns", target: "" };
const VERSION: &str = "2010-03-31";

/// A message to the topic.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    /// Up to 100 characters of ASCII.
    subject: &'static str,
    text: String,
}

/// The topic.
#[derive(Debug)]
pub(crate) struct Topic<'a> {
    pub(crate) client: &'a Client,
    pub(crate) arn: &'a str,
}

impl Topic<'_> {
    pub(crate) async fn tell(&self, notice: &Notice) -> Result<(), Error> {
        let input =
            [("TopicArn", self.arn), ("Subject", notice.subject), ("Message", &notice.text)];
        let answer = self.client.query("Publish", VERSION, &input).await;
        answer
            .map(drop)
            .map_err(|said| Error::Notice { topic: self.arn.to_owned(), said: Box::new(said) })
    }
}

/// How it runs, in words.
fn words(before: Before) -> String {
    match before {
        Before::Running => "as before".to_owned(),
        Before::Unreserved => "without reserved concurrency".to_owned(),
        Before::Reserved(0) => "not at all (0 invocations reserved)".to_owned(),
        Before::Reserved(invocations) => {
            format!("with a reserved concurrency of {invocations}")
        }
    }
}

impl Notice {
    pub(crate) fn stopped(loader: &str, before: Before, reason: &str) -> Self {
        let was = match before {
            Before::Reserved(0) => "It was stopped already, by somebody else, and stays so when \
                                    there is room again"
                .to_owned(),
            _ => format!("It ran {} and will again when there is room", words(before)),
        };
        Self {
            subject: "[SIEM] es-loader is stopped: the domain has no room",
            text: format!(
                "The domain has almost no free storage, so {loader} does not run any more. {was}.\n\
                 \n\
                 Logs still arrive in the log bucket, and are loaded later. Those that wait for \
                 more than six hours go to the dead-letter queue aes-siem-dlq, from where they can \
                 be loaded.\n\
                 \n\
                 What to do: delete old indices, or enlarge the domain's storage. To run the \
                 loader at once, set its reserved concurrency; that is respected until the next \
                 alarm.\n\
                 \n\
                 CloudWatch says: {reason}"
            ),
        }
    }

    pub(crate) fn set_going(loader: &str, before: Before, reason: &str) -> Self {
        let (subject, now) = match before {
            Before::Reserved(0) => (
                "[SIEM] The domain has room again; es-loader stays stopped",
                "stays stopped, as somebody had it before the alarm: set its reserved \
                 concurrency to run it"
                    .to_owned(),
            ),
            _ => ("[SIEM] es-loader runs again", format!("runs again, {}", words(before))),
        };
        Self {
            subject,
            text: format!(
                "The domain has free storage again, and {loader} {now}.\n\nCloudWatch says: {reason}"
            ),
        }
    }

    pub(crate) fn ran_already(loader: &str, now: Before, before: Before, reason: &str) -> Self {
        Self {
            subject: "[SIEM] es-loader runs already; the domain has room again",
            text: format!(
                "The domain has free storage again. Somebody has set {loader} going meanwhile, {}, \
                 and it stays so. Before the alarm it ran {}.\n\nCloudWatch says: {reason}",
                words(now),
                words(before)
            ),
        }
    }

    pub(crate) fn still_stopped(loader: &str, before: Before, reason: &str) -> Self {
        Self {
            subject: "[SIEM] es-loader is still stopped; the free storage is unknown",
            text: format!(
                "CloudWatch has no figures of the domain's free storage any more, and {loader} \
                 stays stopped until it has. Before the alarm it ran {}. Look whether the domain \
                 is there and well.\n\nCloudWatch says: {reason}",
                words(before)
            ),
        }
    }

    pub(crate) fn failed(loader: &str, failure: &str) -> Self {
        Self {
            subject: "[SIEM] es-loader-stopper has failed: look at es-loader",
            text: format!(
                "The alarm of the domain's free storage has changed, and es-loader-stopper could \
                 not act on it. Lambda calls it twice more. Look whether {loader} runs as it \
                 should.\n\nThe failure: {failure}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_what_sns_takes() {
        let before = Before::Reserved(10);
        for notice in [
            Notice::stopped("l", before, "r"),
            Notice::stopped("l", Before::Reserved(0), "r"),
            Notice::set_going("l", before, "r"),
            Notice::set_going("l", Before::Reserved(0), "r"),
            Notice::ran_already("l", before, before, "r"),
            Notice::still_stopped("l", before, "r"),
            Notice::failed("l", "f"),
        ] {
            let subject = notice.subject;
            assert!(subject.is_ascii() && subject.len() <= 100, "{subject}");
            assert!(!subject.contains('\n'), "{subject}");
        }
    }

    #[test]
    fn a_loader_that_was_stopped_before_stays_so() {
        let stopped = Notice::stopped("l", Before::Reserved(0), "r");
        assert!(stopped.text.contains("stays so when there is room again"), "{}", stopped.text);
        let after = Notice::set_going("l", Before::Reserved(0), "r");
        assert!(after.subject.contains("stays stopped"), "{}", after.subject);
    }
}
