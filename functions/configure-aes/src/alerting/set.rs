//! The monitors.

use serde_json::{Value, json};

use super::conditions::{
    FOUND, INGESTED, all, is, is_at_least, is_one_of, loaded_between, loaded_within, newest,
};
use super::message::each_hit;

/// A monitor, before it is put into OpenSearch's words.
#[derive(Debug)]
pub(super) struct Monitor {
    /// Its name, by which it is found again.
    pub(super) name: &'static str,
    /// What has happened when it fires; the subject of the mail.
    pub(super) title: &'static str,
    /// What that may mean and what to do.
    pub(super) meaning: &'static str,
    /// Where it looks.
    pub(super) indices: &'static str,
    /// How often, in minutes.
    pub(super) every_minutes: u32,
    /// 1 is the highest, 5 the lowest.
    pub(super) severity: u8,
    /// The search.
    pub(super) search: fn() -> Value,
    /// In Painless, whether its answer is reason to fire.
    pub(super) condition: &'static str,
    /// The lines of the message about what was found.
    pub(super) lines: fn() -> String,
}

const CLOUDTRAIL: &str = "log-aws-cloudtrail-*";
const GUARDDUTY: &str = "log-aws-guardduty-*";
const WAF: &str = "log-aws-waf-*";

/// All of them.
pub(super) const ALL: &[Monitor] = &[
    Monitor {
        name: "aes-siem-root-login",
        title: "Console sign-in as root",
        meaning: "Somebody has signed in to the AWS console as an account's root user, or has \
                  tried to. Nearly nothing needs it: find out who it was.",
        indices: CLOUDTRAIL,
        every_minutes: 5,
        severity: 1,
        search: || {
            newest([
                loaded_within(10),
                is("eventName", "ConsoleLogin"),
                is("userIdentity.type", "Root"),
            ])
        },
        condition: FOUND,
        lines: sign_in,
    },
    Monitor {
        name: "aes-siem-console-login-without-mfa",
        title: "Console sign-in without MFA",
        meaning: "Somebody has signed in to the AWS console with a password alone. Give the \
                  user a second factor, and demand one by policy.",
        indices: CLOUDTRAIL,
        every_minutes: 5,
        severity: 2,
        search: || {
            // Who comes by federation or a role has given the second factor elsewhere.
            newest([
                loaded_within(10),
                is("eventName", "ConsoleLogin"),
                is("responseElements.ConsoleLogin", "Success"),
                is("additionalEventData.MFAUsed", "No"),
                is_one_of("userIdentity.type", &["IAMUser", "Root"]),
            ])
        },
        condition: FOUND,
        lines: sign_in,
    },
    Monitor {
        name: "aes-siem-guardduty-high",
        title: "GuardDuty finding of high severity",
        meaning: "GuardDuty holds a resource to be compromised and in use for no good. Look at \
                  it now.",
        indices: GUARDDUTY,
        every_minutes: 5,
        severity: 2,
        search: || newest([loaded_within(10), is_at_least("severity", 7.0, Some(9.0))]),
        condition: FOUND,
        lines: finding,
    },
    Monitor {
        name: "aes-siem-guardduty-critical",
        title: "GuardDuty finding of critical severity",
        meaning: "GuardDuty has seen a sequence of an attack under way or just over. Look at it \
                  first.",
        indices: GUARDDUTY,
        every_minutes: 5,
        severity: 1,
        search: || newest([loaded_within(10), is_at_least("severity", 9.0, None)]),
        condition: FOUND,
        lines: finding,
    },
    Monitor {
        name: "aes-siem-waf-block-spike",
        title: "WAF blocks far more than usual",
        meaning: "WAF has blocked at least 100 requests in a quarter of an hour, and five times \
                  as many as in the quarters of the four hours before. It may be a scan, an \
                  attack, or a rule that hits customers.",
        indices: WAF,
        every_minutes: 15,
        severity: 3,
        search: || {
            let blocked = is("action", "BLOCK");
            json!({
                "size": 0,
                "query": all([blocked, loaded_between("255m", "0m")]),
                "aggregations": {
                    "now": {"filter": loaded_within(15)},
                    "before": {"filter": loaded_between("255m", "15m")},
                },
            })
        },
        // Four hours are sixteen quarters.
        // Where no index is there, neither are aggregations.
        condition: "def found = ctx.results[0].aggregations; \
                    if (found == null) { return false } \
                    def now = found.now.doc_count; \
                    return now >= 100 && now * 16 >= 5 * found.before.doc_count",
        lines: || {
            "{{ctx.results.0.aggregations.now.doc_count}} requests blocked in 15 minutes, after \
             {{ctx.results.0.aggregations.before.doc_count}} in the four hours before.\n"
                .to_owned()
        },
    },
    Monitor {
        name: "aes-siem-cloudtrail-stopped",
        title: "CloudTrail was stopped or changed",
        meaning: "Somebody has stopped or deleted a trail, or changed what it logs. Unless it \
                  was planned, switch it on again and find out who it was.",
        indices: CLOUDTRAIL,
        every_minutes: 5,
        severity: 1,
        search: || {
            newest([
                loaded_within(10),
                is("eventSource", "cloudtrail.amazonaws.com"),
                is_one_of(
                    "eventName",
                    &["StopLogging", "DeleteTrail", "UpdateTrail", "PutEventSelectors"],
                ),
                is("event.outcome", "success"),
            ])
        },
        condition: FOUND,
        lines: || {
            each_hit(&[
                ("at", "@timestamp"),
                ("account", "cloud.account.id"),
                ("region", "cloud.region"),
                ("call", "eventName"),
                ("by", "userIdentity.arn"),
                ("from", "sourceIPAddress"),
            ])
        },
    },
    Monitor {
        name: "aes-siem-no-logs",
        title: "No logs from a source for a day",
        meaning: "A source that sent logs in the last week has sent none for a day. See whether \
                  it was switched off, and whether its objects still reach the log bucket and \
                  are loaded.",
        indices: "log-*",
        every_minutes: 60,
        severity: 3,
        search: || {
            json!({
                "size": 0,
                "query": all([loaded_between("8d", "0m")]),
                "aggregations": {"sources": {
                    "terms": {"field": "@log_type", "size": 1000},
                    "aggregations": {
                        "last": {"max": {"field": INGESTED}},
                        "today": {"filter": loaded_between("1d", "0m")},
                        // Only the silent ones are left.
                        "silent": {"bucket_selector": {
                            "buckets_path": {"today": "today._count"},
                            "script": {"source": "params.today == 0", "lang": "painless"},
                        }},
                    },
                }},
            })
        },
        condition: "def found = ctx.results[0].aggregations; \
                    return found != null && found.sources.buckets.size() > 0",
        lines: || {
            "{{#ctx.results.0.aggregations.sources.buckets}}\n- {{key}}, the last at \
             {{last.value_as_string}}\n{{/ctx.results.0.aggregations.sources.buckets}}\n"
                .to_owned()
        },
    },
];

fn sign_in() -> String {
    each_hit(&[
        ("at", "@timestamp"),
        ("account", "cloud.account.id"),
        ("user", "userIdentity.arn"),
        ("from", "sourceIPAddress"),
        ("with MFA", "additionalEventData.MFAUsed"),
        ("outcome", "event.outcome"),
    ])
}

fn finding() -> String {
    each_hit(&[
        ("at", "@timestamp"),
        ("account", "cloud.account.id"),
        ("region", "cloud.region"),
        ("severity", "severity"),
        ("type", "rule.id"),
        ("title", "rule.name"),
    ])
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use crate::alerting::message::subject;

    #[test]
    fn names_and_subjects_are_fit_for_their_services() {
        for monitor in ALL {
            assert!(monitor.name.starts_with("aes-siem-"), "{}", monitor.name);
            let subject = subject(monitor.title);
            assert!(subject.is_ascii() && subject.len() <= 100, "{subject}");
            assert!((1..=5).contains(&monitor.severity), "{}", monitor.name);
        }
    }

    #[test]
    fn each_has_a_name_of_its_own() {
        let mut names: Vec<_> = ALL.iter().map(|monitor| monitor.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
