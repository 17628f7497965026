use contract::log_types::LogTypes as Wanted;
use log_types::{LogTypes, Recognition};
use serde_json::{Value, json};

use super::convert;

const TEXT: &str = r"
[acme-app]
s3_key = acme-app/
s3_key_ignored = \.tmp$$
index_name = log-acme-app
index_suffix = prod
index_rotation = weekly
index_time = event_ingested
index_tz = +09:00
file_format = text
log_pattern = (?P<time>\S+ \S+) (?P<client>\S+) (?P<user>\S+)
text_header_line_number = 1
via_cwl = True
timestamp_key = time
timestamp_format = %d/%b/%Y %H:%M:%S.%f
timestamp_tz = -03:30
doc_id = id
doc_id_suffix = part
renamed_newfields = account
account = user
json_to_text = details more.details
ecs = source.ip
    related.user
source.ip = client peer
related.user = account
static_ecs = event.category event.kind
event.category = web
event.kind = event
clientip_xff = source.ip forwarded
geoip = source destination
ioc_ip = source.ip
user_agent_enrichment_field = user_agent
field_prefix = acme
";

const FORMATS: &str = r#"
[lines]
s3_key = lines/
index_name = log-lines
file_format = multiline
multiline_firstline = \d{4}-
log_pattern = (?s)(?P<time>\S+) (?P<text>.*)
timestamp_key_list = time cwl_timestamp
timestamp_format_list = ["%Y-%m-%d", "epoch"]

[table]
s3_key = table/
index_name = log-table
file_format = csv
csv_delimiter = ,
file_timestamp_format = (?P<year>\d{4})(?P<month>\d\d)

[events]
s3_key = events/
index_name = log-events
file_format = xml
xml_firstline = <Event xmlns=

[vpn]
s3_key = vpn/
index_name = log-vpn
file_format = cef
timestamp_key = rt
timestamp_format = syslog

[nested]
s3_key = nested/
index_name = log-nested
file_format = json
json_delimiter = Records
via_firelens = True
"#;

const BUILT_IN: &str = "
[waf]
index_rotation = daily
s3_key_ignored = (111122223333|444455556666)
ioc_ip = source.ip destination.ip
";

/// What comes out, which a loader can use, and what does not.
#[track_caller]
fn converted(ini: &str) -> (Value, Vec<String>) {
    let (yaml, left_out) = convert(ini).unwrap();
    let value: Value = serde_yaml::from_str(&yaml).unwrap();
    let wanted: Wanted = serde_json::from_value(value["log_types"].clone()).unwrap();
    LogTypes::with(&wanted).unwrap();
    (value["log_types"].clone(), left_out.iter().map(ToString::to_string).collect())
}

#[test]
fn a_log_type_of_ones_own_is_the_same_in_yaml() {
    let (log_types, left_out) = converted(TEXT);
    assert_eq!(left_out, Vec::<String>::new());
    let expected = json!({
        "name": "acme-app",
        "index_name": "log-acme-app",
        "index_naming":
            {"suffix": "prod", "rotation": "weekly", "time": "ingested", "offset": "+09:00"},
        "key_pattern": "acme-app/",
        "ignored_keys": r"\.tmp$",
        "format": {
            "type": "text",
            "pattern": r"(?P<time>\S+ \S+) (?P<client>\S+) (?P<user>\S+)",
            "header_lines": 1,
        },
        "renames": [{"from": "user", "to": "account"}],
        "timestamp": {
            "fields": ["time"],
            "formats": [{"pattern": "%d/%b/%Y %H:%M:%S%.f"}],
            "offset": "-03:30",
        },
        "document_id": {"fields": ["id", "part"]},
        "kept_as_text": ["details", "more.details"],
        "ecs": [
            {"field": "source.ip", "from": {"first_of": ["client", "peer"]}},
            {"field": "related.user", "from": {"all_of": ["account"]}},
        ],
        "static_fields": [
            {"field": "event.category", "value": ["web"]},
            {"field": "event.kind", "value": "event"},
        ],
        "enrichment": {
            "geo": ["source", "destination"],
            "indicator_ips": ["source.ip"],
            "user_agent": true,
            "forwarded_for": "forwarded",
        },
        "prefix": "acme",
    });
    assert_eq!(log_types["own"][0], expected);
}

#[test]
fn every_format_has_its_like() {
    let (log_types, left_out) = converted(FORMATS);
    assert_eq!(left_out, Vec::<String>::new());
    let of = |number: usize, field: &str| log_types["own"][number][field].clone();
    assert_eq!(of(0, "format")["first_line"], r"\d{4}-");
    assert_eq!(of(0, "timestamp")["formats"], json!([{"pattern": "%Y-%m-%d"}, "epoch_auto"]));
    let table =
        json!({"type": "columns", "header": "first_line", "separator": "comma", "quoting": "csv"});
    assert_eq!(of(1, "format"), table);
    assert_eq!(of(1, "timestamp")["fields"], json!(["key_timestamp"]));
    assert_eq!(of(2, "format"), json!({"type": "xml", "element": "Event"}));
    assert_eq!(of(3, "format"), json!({"type": "cef"}));
    assert_eq!(of(4, "format"), json!({"type": "json", "records": "Records"}));
}

#[test]
fn a_built_in_type_keeps_what_is_not_changed() {
    let (log_types, left_out) = converted(BUILT_IN);
    assert_eq!(left_out, Vec::<String>::new());
    let waf = &log_types["built_in"]["waf"];
    assert_eq!(waf["index_naming"], json!({"rotation": "daily"}));
    assert_eq!(waf["ignored_keys"], "(111122223333|444455556666)");
    assert_eq!(waf["enrichment"]["indicator_ips"], json!(["source.ip", "destination.ip"]));
    assert_eq!(waf["enrichment"]["geo"], json!(["source"]), "it was so");
    let wanted: Wanted = serde_json::from_value(log_types).unwrap();
    let types = LogTypes::with(&wanted).unwrap();
    let key = "AWSLogs/333344445555/WAFLogs/us-east-1/web/333344445555_waflogs_us-east-1_web.log";
    assert!(matches!(types.recognise(key), Recognition::Type(_)));
}

#[test]
fn what_cannot_be_converted_is_named_with_section_key_and_reason() {
    let (log_types, left_out) = converted(
        "[DEFAULT]\nindex_rotation = daily\nmax_log_count = 1\n\
         [app]\ns3_key = app/(?!old)\nindex_name = log-app\nfile_format = json\n\
         script_ecs = event.action\ntimestamp_key = t\ntimestamp_format = %d %Z\nsatic_ecs = a\n\
         [table]\ns3_key = ${app:s3_key}\nindex_name = log-table\nfile_format = csv\n\
         csv_delimiter = :\necs = user.name\n\
         [waf]\nlog_pattern = a\n",
    );
    let expected = [
        ("[DEFAULT] index_rotation: ", "no longer in every built-in"),
        ("[app] s3_key: ", "look ahead"),
        ("[app] script_ecs: ", "sf_app.py"),
        ("[app] timestamp_format: ", "`%Z`"),
        ("[app] satic_ecs: ", "misspelled"),
        ("[app]: ", "the whole section: missing field `key_pattern`"),
        ("[table] s3_key: ", "${"),
        ("[table] csv_delimiter: ", "`:` is no separator"),
        ("[table] user.name: ", "`ecs` names it"),
        ("[waf] log_pattern: ", "part of the loader"),
    ];
    for (start, part) in expected {
        let said = left_out.iter().any(|said| said.starts_with(start) && said.contains(part));
        assert!(said, "{start}…{part}: {left_out:#?}");
    }
    assert_eq!(log_types["built_in"]["waf"]["index_naming"]["rotation"], "daily");
    assert_eq!(log_types["own"], Value::Null);
}
