//! The loader's own traces in the logs that it loads.
//!
//! Each object that the loader reads is a record in S3's access log of the bucket and, with
//! data events, an event of CloudTrail; each line that a function writes is an event of
//! CloudWatch Logs. Where such logs come to the log bucket, loading them makes the records
//! of the next load, for ever. So those records are left out, and counted as excluded.
//!
//! Security Lake reads and writes its buckets in the same way, and its records are left out
//! too, as v2.10.4 left them out: all that AWS says was done from that service itself.
//!
//! A user agent is whatever a client says, so that it alone hides nothing: a record of a
//! read is the loader's own only if AWS says besides that one of the loader's own sessions
//! has made it.

use contract::log_groups;
use contract::sources::{CLOUDTRAIL, OCSF_JSON, S3_ACCESS_LOGS, SECURITY_LAKE};
use formats::Record;
use serde::Deserialize;
use std::borrow::Cow;

/// The name that each request of the loader has in its user agent.
pub const APP_NAME: &str = "aes-siem-es-loader";
/// How that looks there.
///
/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-appid.html>
const MARK: &str = "app/aes-siem-es-loader";

/// The address that AWS writes for a request of Security Lake's own, and behind `svc:` the
/// requester.
const LAKE: &str = "securitylake.amazonaws.com";

/// Tells the loader's own traces from what others do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// ARNs of the sessions that the loader's requests are made in.
    sessions: Vec<String>,
}

impl Own {
    /// No session: reads are nobody's own.
    pub const NONE: Self = Self { sessions: vec![] };

    /// The loader that makes its requests in these sessions.
    pub fn new(sessions: impl IntoIterator<Item = String>) -> Self {
        Self { sessions: sessions.into_iter().collect() }
    }

    /// Whether logs of this type have records of the loader's reads.
    pub fn may_be_in(log_type: &str) -> bool {
        log_type == S3_ACCESS_LOGS.log_type || log_type == CLOUDTRAIL.log_type
    }

    /// Whether a record is a trace of the loader itself.
    pub fn has_made(&self, log_type: &str, record: &Record<'_>) -> bool {
        if record.envelope.log_group.as_deref().is_some_and(log_groups::is_own) {
            return true;
        }
        let is_ocsf = log_type == SECURITY_LAKE.log_type || log_type == OCSF_JSON.log_type;
        if !is_ocsf && !Self::may_be_in(log_type) {
            return false;
        }
        let Ok(text) = std::str::from_utf8(record.bytes) else { return false };
        if text.contains(LAKE) && is_of_lake(log_type, text) {
            return true;
        }
        if self.sessions.is_empty() || is_ocsf {
            return false;
        }
        // Most records of others end here.
        text.contains(MARK)
            && if log_type == S3_ACCESS_LOGS.log_type {
                requester(text).is_some_and(|requester| self.is_session(requester))
            } else {
                self.is_event(text)
            }
    }

    fn is_session(&self, arn: &str) -> bool {
        self.sessions.iter().any(|session| session == arn)
    }

    fn is_event(&self, text: &str) -> bool {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Event<'a> {
            #[serde(borrow)]
            user_agent: Option<Cow<'a, str>>,
            #[serde(borrow)]
            user_identity: Option<Identity<'a>>,
        }
        #[derive(Deserialize)]
        struct Identity<'a> {
            #[serde(borrow)]
            arn: Option<Cow<'a, str>>,
        }
        let Ok(event) = serde_json::from_str::<Event<'_>>(text) else { return false };
        let arn = event.user_identity.and_then(|identity| identity.arn);
        event.user_agent.is_some_and(|agent| agent.contains(MARK))
            && arn.is_some_and(|arn| self.is_session(&arn))
    }
}

/// Whether a record that names Security Lake is of what it did itself.
fn is_of_lake(log_type: &str, text: &str) -> bool {
    #[derive(Deserialize)]
    struct Event<'a> {
        #[serde(borrow, rename = "sourceIPAddress")]
        address: Option<Cow<'a, str>>,
        #[serde(borrow)]
        src_endpoint: Option<Endpoint<'a>>,
    }
    #[derive(Deserialize)]
    struct Endpoint<'a> {
        #[serde(borrow)]
        domain: Option<Cow<'a, str>>,
    }
    if log_type == S3_ACCESS_LOGS.log_type {
        return requester(text).and_then(|requester| requester.strip_prefix("svc:")) == Some(LAKE);
    }
    let Ok(event) = serde_json::from_str::<Event<'_>>(text) else { return false };
    let address = if log_type == CLOUDTRAIL.log_type {
        event.address
    } else {
        event.src_endpoint.and_then(|endpoint| endpoint.domain)
    };
    address.is_some_and(|address| address == LAKE)
}

/// The sixth field of an access record, which no client can write into: owner, bucket,
/// `[time`, `zone]`, address, requester.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html>
fn requester(line: &str) -> Option<&str> {
    line.split(' ').nth(5)
}

/// The ARN of a role's session, as logs have it.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>
pub fn session_of_role(role_arn: &str, session: &str) -> Option<String> {
    let mut parts = role_arn.splitn(6, ':');
    let (_, partition, _, _, account) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let name = parts.next()?.strip_prefix("role/")?.rsplit('/').next()?;
    Some(format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use formats::Envelope;

    const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/aes-siem-LambdaEsLoaderServiceRole/aes-siem-es-loader";
    const AGENT: &str = "aws-sdk-rust/1.3.0 ua/2.1 api/s3/1.157.0 os/linux app/aes-siem-es-loader";

    fn access(requester: &str, agent: &str) -> String {
        format!(
            "79a59df900b949e5 aes-siem-111122223333-log [24/Nov/2026:06:05:17 +0000] 192.0.2.3 \
             {requester} 3E57427F33A59F07 REST.GET.OBJECT a/b \"GET /a/b HTTP/1.1\" 200 - 9 9 2 1 \
             \"-\" \"{agent}\" - id SigV4 TLS_AES_128_GCM_SHA256 AuthHeader host TLSv1.3 - -"
        )
    }

    fn event(arn: &str, agent: &str) -> String {
        format!(
            r#"{{"eventName":"GetObject","userIdentity":{{"type":"AssumedRole","arn":"{arn}"}},"userAgent":"[{agent}]"}}"#
        )
    }

    fn is_own(log_type: &str, text: &str) -> bool {
        Own::new([SESSION.to_owned()]).has_made(log_type, &Record::new(1, text.as_bytes()))
    }

    #[test]
    fn a_read_of_the_loader_is_its_own() {
        assert!(is_own("s3accesslog", &access(SESSION, AGENT)));
        assert!(is_own("cloudtrail", &event(SESSION, AGENT)));
    }

    #[test]
    fn what_security_lake_does_itself_is_left_out() {
        let lake = r#"{"eventName":"GetObject","sourceIPAddress":"securitylake.amazonaws.com"}"#;
        let ocsf = r#"{"src_endpoint":{"domain":"securitylake.amazonaws.com","ip":null}}"#;
        let read = access("svc:securitylake.amazonaws.com", "-");
        for (log_type, text) in [
            ("cloudtrail", lake),
            ("securitylake", ocsf),
            ("ocsf-json", ocsf),
            ("s3accesslog", &read),
        ] {
            assert!(Own::NONE.has_made(log_type, &Record::new(1, text.as_bytes())), "{log_type}");
            assert!(!Own::NONE.has_made("waf", &Record::new(1, text.as_bytes())));
        }
    }

    #[test]
    fn who_only_names_security_lake_hides_nothing() {
        let agent = access("arn:aws:iam::111122223333:user/x", "svc:securitylake.amazonaws.com");
        for (log_type, text) in [
            (
                "cloudtrail",
                r#"{"eventSource":"securitylake.amazonaws.com","sourceIPAddress":"192.0.2.1","userAgent":"securitylake.amazonaws.com"}"#,
            ),
            (
                "securitylake",
                r#"{"src_endpoint":{"ip":"192.0.2.1"},"api":{"service":{"name":"securitylake.amazonaws.com"}}}"#,
            ),
            ("s3accesslog", &agent),
        ] {
            assert!(!Own::NONE.has_made(log_type, &Record::new(1, text.as_bytes())), "{log_type}");
        }
    }

    #[test]
    fn who_only_says_to_be_the_loader_hides_nothing() {
        let other = "arn:aws:sts::111122223333:assumed-role/admin/aes-siem-es-loader";
        let claim = format!("{AGENT} {SESSION}");
        assert!(!is_own("s3accesslog", &access(other, &claim)));
        assert!(!is_own("cloudtrail", &event(other, &claim)));
    }

    #[test]
    fn what_the_loaders_role_is_used_for_otherwise_is_loaded() {
        assert!(!is_own("s3accesslog", &access(SESSION, "aws-cli/2.15")));
        assert!(!is_own("cloudtrail", &event(SESSION, "aws-cli/2.15")));
        assert!(!is_own("waf", &access(SESSION, AGENT)), "no log of reads");
    }

    #[test]
    fn lines_of_the_functions_own_log_groups_are_their_own() {
        for (group, own) in [
            ("/aes-siem/es-loader", true),
            ("/aws/lambda/aes-siem-es-loader", true),
            ("/aws/lambda/checkout", false),
        ] {
            let envelope = Envelope { log_group: Some(group.to_owned()), ..Envelope::NONE };
            let record = Record { envelope: &envelope, ..Record::new(1, b"{}") };
            assert_eq!(Own::NONE.has_made("lambda", &record), own, "{group}");
        }
    }

    #[test]
    fn a_session_is_named_as_logs_name_it() {
        assert_eq!(
            session_of_role("arn:aws-cn:iam::111122223333:role/path/ct-role-for-siem", "s")
                .unwrap(),
            "arn:aws-cn:sts::111122223333:assumed-role/ct-role-for-siem/s"
        );
        assert_eq!(session_of_role("ct-role-for-siem", "s"), None);
    }
}
