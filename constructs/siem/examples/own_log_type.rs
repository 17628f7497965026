//! A log type of one's own, and a change to one that is built in.
//!
//! Here the own one is a constant, as the built-in ones are; `siem.yaml` can say the same under
//! `log_types`. The stack writes it into the geo bucket, and the loader reads it from there
//! every few minutes. Its objects are those below `acme-app/` in the log bucket.
//!
//! Prints the template: `cargo run -p siem --example own_log_type`

use std::borrow::Cow;

use contract::log_spec::{
    EcsMapping, Enrichment, Format, IndexNaming, LogSpec, Rotation, Sources, Texts, Timestamp,
    TimestampFormat,
};
use contract::log_types::Changes;
use siem::Siem;
use template::Stack;

/// A line such as `2026-11-24T06:00:00Z 192.0.2.7 alice login`.
const ACME_APP: LogSpec = LogSpec::new(
    "acme-app",
    "log-acme-app",
    "^acme-app/",
    Format::text(r"(?P<time>\S+) (?P<client>\S+) (?P<user>\S+) (?P<action>\S+)"),
    Timestamp::new("time", TimestampFormat::Iso8601),
)
.ecs(ECS)
.enrichment(Enrichment::NOTHING.geo(&["source"]))
.prefix("acme");

const ECS: &[EcsMapping] = &[
    from("source.ip", &["client"]),
    from("user.name", &["user"]),
    from("event.action", &["action"]),
];

const fn from(field: &'static str, paths: &'static [&'static str]) -> EcsMapping {
    EcsMapping { field: Cow::Borrowed(field), from: Sources::FirstOf(Texts::of(paths)) }
}

/// The SIEM with both.
pub fn stack() -> anyhow::Result<Stack> {
    let daily = IndexNaming { rotation: Rotation::Daily, ..IndexNaming::MONTHLY };
    let changes = Changes { index_naming: Some(daily), ..Changes::default() };

    let mut siem = Siem::default();
    siem.log_types.own.push(ACME_APP);
    siem.log_types.built_in.insert("vpcflowlogs".to_owned(), changes);

    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
