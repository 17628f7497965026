//! Audit logs of AWS CloudHSM, through Firehose.
//!
//! A record has a line for each field, `Name : value`; which ones depends on the command.
//! They are found by their names, so that neither their order nor a new one does harm.
//!
//! Where a document differs from that of v2.10.4:
//! - Only the return code `SUCCESS` is a success; every code was.
//! - A file without envelopes is split into its records; its pattern of a first line could
//!   not match.
//! - A record without opcode, user or target is loaded; it ended the loading of its file.
//! - Its id is that of its place and content, not sequence number and microseconds.
//! - `timestamp`, `local_time` and `host_time` are written in ISO 8601.
//! - `user.target` is there only as far as the record names it.
//!
//! Records: <https://docs.aws.amazon.com/cloudhsm/latest/userguide/interpreting-audit-log.html>

use std::borrow::Cow;

use contract::log_spec::FieldType::{Date, Keyword, Long};
use contract::log_spec::{
    EcsMapping, Field, Format, IndexSettings, LogSpec, Timestamp as Times, TimestampFormat,
    UtcOffset,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;
use crate::time::Timestamp;

/// CloudHSM's audit log.
pub(crate) const CLOUDHSM: Definition =
    definition("cloudhsm", sources::CLOUDHSM.pattern);

/// A type of CloudHSM's audit log.
pub(super) const fn definition(name: &'static str, pattern: &'static str) -> Definition {
    Definition::new(
        LogSpec::new(
            name,
            "log-aws-cloudhsm",
            pattern,
            Format::multiline(r"(?:20\S+Z )?\s*Time: [0-9]{2}/[0-9]{2}/[0-9]{2}", PATTERN),
            Times::new("timestamp", TimestampFormat::Iso8601),
        )
        .ecs(ECS)
        .prefix("cloudhsm")
        .fields(FIELDS)
        .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: Some(1), alias: None }),
    )
    .adapted_by(adapt)
    .refined_by(refine)
}

/// The first line; `adapt` reads the others.
const PATTERN: &str =
    r"(?s:.*?)Time: (?P<timestamp>[^,\n]*), usecs:(?P<timestamp_usec>[0-9]*)";

const ECS: &[EcsMapping] = &[ecs::USER_ID.from("user_id")];

/// Lines that hold one value.
const PLAIN: &[(&str, &str)] = &[
    ("Version No", "version_no"),
    ("User id", "user_id"),
    ("Session Handle", "session_handle"),
    ("Priv/Secret Key Handle", "priv_secret_key_handle"),
    ("Public Key Handle", "public_key_handle"),
    ("Key Handle", "key_handle"),
    ("User Name", "user_name"),
    ("Mechanism", "mechanism"),
    ("Target User Name", "target_user_name"),
    ("Target User id", "target_user_id"),
    ("Mfa enabled", "mfa_enabled"),
    ("Number of Users", "number_of_users"),
    ("UserIDs", "user_ids"),
];

/// Lines that hold a name and, in brackets, its number.
const NUMBERED: &[(&str, &str, &str)] = &[
    ("Command Type(hex)", "command_type", "command_type_hex"),
    ("Opcode", "opcode", "opcode_hex"),
    ("Log type", "log_type", "log_type_code"),
    ("User Type", "user_type", "user_type_code"),
    ("Target User Type", "target_user_type", "target_user_type_code"),
    ("Operation", "operation", "operation_code"),
];

fn adapt<'a>(document: &mut Document<'a>, text: &'a str) {
    if document.is_empty() {
        return;
    }
    if let Some(time) = document.text_at("timestamp").and_then(iso_time) {
        document.insert("timestamp", time);
    }
    let mut unknown: Vec<&'a str> = Vec::new();
    for line in text.lines().skip_while(|line| !line.contains("Time: ")).skip(1) {
        let (name, value) = line.split_once(" :").or_else(|| line.split_once(':')).unwrap_or((line, ""));
        if !add_line(document, name.trim(), value.trim()) && !line.trim().is_empty() {
            unknown.push(line.trim());
        }
    }
    if !unknown.is_empty() {
        document.insert("unknown_field_value", unknown.join("\n"));
    }
}

/// Adds what a line says, if it is known.
fn add_line<'a>(document: &mut Document<'a>, name: &str, value: &'a str) -> bool {
    if let Some((_, field)) = PLAIN.iter().find(|(known, _)| *known == name) {
        document.insert(*field, value);
        return true;
    }
    if let Some((_, field, code)) = NUMBERED.iter().find(|(known, ..)| *known == name) {
        let (text, number) = value.split_once(" (").unwrap_or((value, ""));
        document.insert(*field, text.trim());
        document.insert(*code, number.trim_end_matches(')'));
        return true;
    }
    match name {
        "Sequence No" => document.insert("sequence_no", from_hex(value)),
        "Reboot counter" => document.insert("reboot_counter", from_hex(value)),
        "Response" => {
            let (response, rest) = value.split_once(':').unwrap_or((value, ""));
            document.insert("response", response.trim());
            if let Some(code) = rest.trim_start().strip_prefix("HSM Return:") {
                document.insert("hsm_return", code.trim());
            } else if let Some(error) = rest.trim_start().strip_prefix("HSM Error:") {
                document.insert("hsm_error", error.trim());
            }
        }
        "local time" => add_time(document, value, "local_time", "local_time_usec"),
        "host time" => add_time(document, value, "host_time", "host_time_usec"),
        "propagation delay" => {
            document.insert("propagation_delay", value.trim_start_matches("usec:"));
        }
        _ => return false,
    }
    true
}

/// `04/30/22 20:13:18.189504, usec:1650658398189504`, with or without the comma.
fn add_time<'a>(document: &mut Document<'a>, value: &'a str, field: &'static str, micros: &'static str) {
    let (time, number) = value.split_once("usec:").unwrap_or((value, ""));
    let time = time.trim_end_matches([',', ' ']);
    document.insert(field, iso_time(time).map_or(Value::from(time), Value::from));
    document.insert(micros, number.trim());
}

fn iso_time(text: &str) -> Option<String> {
    let format = TimestampFormat::pattern("%m/%d/%y %H:%M:%S%.f");
    let never = Timestamp::from_unix_micros(0);
    Timestamp::read_at(text, &format, UtcOffset::UTC, never).map(|time| time.to_string())
}

/// A number of `0x…`; what is none stays as it is.
fn from_hex(text: &str) -> Value<'_> {
    let number = text.strip_prefix("0x").and_then(|digits| i64::from_str_radix(digits, 16).ok());
    number.map_or(Value::from(text), |number| Value::Number(Cow::Owned(number.to_string())))
}

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    set_place(document);
    let text = |name| document.text_at(name).map(str::to_owned);
    let user = (text("user_name"), text("user_type"));
    match document.text_at("opcode").unwrap_or_default() {
        "CN_LOGIN" | "CN_LOGOUT" | "CN_APP_FINALIZE" | "CN_CLOSE_SESSION" => {
            set_text(document, ecs::USER_NAME.path, user.0);
            set_text(document, ecs::USER_ROLES.path, user.1);
        }
        "CN_CREATE_USER" | "CN_CREATE_CO" | "CN_CREATE_APPLIANCE_USER" | "CN_DELETE_USER"
        | "CN_SET_M_VALUE" | "CN_CHANGE_PSWD" | "CN_APPROVE_TOKEN" => {
            let target = (text("target_user_name"), text("target_user_type"));
            let id = text("target_user_id");
            set_text(document, "user.target.name", target.0.or(user.0));
            set_text(document, "user.target.roles", target.1.or(user.1));
            set_text(document, "user.target.id", id);
        }
        _ => {}
    }
    let outcome = match (document.text_at("hsm_return"), document.text_at("response")) {
        (Some("SUCCESS"), _) => "success",
        (None, None) => "unknown",
        _ => "failure",
    };
    document.set(ecs::EVENT_OUTCOME, outcome);
    // However it came, it is the same log.
    document.insert("@log_type", "cloudhsm");
}

fn set_text(document: &mut Document<'_>, path: &'static str, text: Option<String>) {
    if let Some(text) = text {
        document.set_at(path, text);
    }
}

/// Sets cluster and HSM by log group and log stream, else by the key, in which
/// CloudWatch Logs keeps them when it exports.
fn set_place(document: &mut Document<'_>) {
    let key = document.text_at("@log_s3key").unwrap_or_default();
    let group = document.text_at("@log_group").unwrap_or(key);
    let stream = document.text_at("@log_stream").unwrap_or(key);
    let step = |path: &str, prefix| {
        path.split('/').find(|step| step.starts_with(prefix)).map(str::to_owned)
    };
    let (cluster, hsm) = (step(group, "cluster-"), step(stream, "hsm-"));
    let hosts: Vec<_> = [&cluster, &hsm].into_iter().flatten().cloned().map(Value::from).collect();
    set_text(document, "cloudhsm.cluster_id", cluster);
    set_text(document, "cloudhsm.hsm_id", hsm.clone());
    set_text(document, ecs::CLOUD_INSTANCE_ID.path, hsm);
    if !hosts.is_empty() {
        document.set(ecs::RELATED_HOSTS, Value::List(hosts));
    }
}

const FIELDS: &[Field] = &[
    Field::new("cloudhsm.cluster_id", Keyword),
    Field::new("cloudhsm.command_type", Keyword),
    Field::new("cloudhsm.command_type_hex", Keyword),
    Field::new("cloudhsm.host_time", Date),
    Field::new("cloudhsm.host_time_usec", Long),
    Field::new("cloudhsm.hsm_error", Keyword),
    Field::new("cloudhsm.hsm_id", Keyword),
    Field::new("cloudhsm.hsm_return", Keyword),
    Field::new("cloudhsm.key_handle", Keyword),
    Field::new("cloudhsm.local_time", Date),
    Field::new("cloudhsm.local_time_usec", Long),
    Field::new("cloudhsm.log_type", Keyword),
    Field::new("cloudhsm.log_type_code", Keyword),
    Field::new("cloudhsm.opcode", Keyword),
    Field::new("cloudhsm.opcode_hex", Keyword),
    Field::new("cloudhsm.priv_secret_key_handle", Keyword),
    Field::new("cloudhsm.propagation_delay", Long),
    Field::new("cloudhsm.public_key_handle", Keyword),
    Field::new("cloudhsm.reboot_counter", Long),
    Field::new("cloudhsm.response", Keyword),
    Field::new("cloudhsm.sequence_no", Long),
    Field::new("cloudhsm.session_handle", Keyword),
    Field::new("cloudhsm.timestamp", Date),
    Field::new("cloudhsm.timestamp_usec", Long),
    Field::new("cloudhsm.unknown_field_value", Keyword),
    Field::new("cloudhsm.user_id", Keyword),
    Field::new("cloudhsm.user_name", Keyword),
    Field::new("cloudhsm.user_type", Keyword),
    Field::new("cloudhsm.user_type_code", Keyword),
    Field::new("cloudhsm.version_no", Keyword),
    Field::new("user.target.name", Keyword),
    Field::new("user.target.roles", Keyword),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(response: &'static str) -> String {
        let mut document = Document::new();
        add_line(&mut document, "Response", response);
        refine(&mut document, &mut Notes::default());
        document.text_at("event.outcome").unwrap_or_default().to_owned()
    }

    #[test]
    fn only_the_return_code_success_is_a_success() {
        assert_eq!(outcome("0:HSM Return: SUCCESS"), "success");
        assert_eq!(outcome("a5:HSM Return: USER_NOT_FOUND"), "failure");
        assert_eq!(outcome("168:HSM Error: Login failed"), "failure");
        assert_eq!(outcome("168"), "failure");
        assert_eq!(outcome(""), "unknown");
    }

    #[test]
    fn cluster_and_hsm_are_found_in_the_key_of_an_export() {
        let mut document = Document::new();
        document.insert("@log_s3key", "cloudhsm-cwl/111122223333/us-east-1/cluster-dxejcute66n/x/hsm-1a2b3c4d5e6/000000.gz");
        set_place(&mut document);
        assert_eq!(document.text_at("cloudhsm.cluster_id"), Some("cluster-dxejcute66n"));
        assert_eq!(document.text_at("cloud.instance.id"), Some("hsm-1a2b3c4d5e6"));
    }
}
