//! A secret in a header appears nowhere in a document, whatever the type of log.

use contract::log_spec::{Format, SECRET_HEADERS, Texts};
use contract::sources;
use formats::Record;
use log_types::{Aids, LogType, Origin, Outcome, Timestamp, registry};
use serde_json::{Map, Value, json};

/// What a header may hold beside its secret.
const FORMS: &[&str] = &[
    "SECRET",
    "Bearer SECRET",
    "Basic SECRET",
    "sid=SECRET; lang=en",
    "a=1; sid=SECRET",
    "theme=dark;sid=\"SECRET\"",
];

const SECRETS: &[&str] = &[
    "eyJhbGciOiJIUzI1NiJ9.c2lnbmF0dXJl",
    "7f3c9a2b4d5e6f70",
    "dXNlcjpwYXNzd29yZA==",
    "s3cr3t/c00kie+value%2B1",
    "onlyletterswhichareverylong",
];

fn types() -> impl Iterator<Item = &'static LogType> {
    let declares = |log_type: &&LogType| !log_type.spec().redaction.is_nothing();
    registry().iter().map(AsRef::as_ref).filter(declares)
}

/// The document of a record, as text.
fn written(log_type: &LogType, text: &str, is_json: bool) -> String {
    let source = sources::ALL.iter().find(|source| source.log_type == log_type.name()).unwrap();
    let ingested = Timestamp::from_unix_micros(1_795_500_030_000_001);
    let origin = Origin::new("aes-siem-111122223333-log", source.examples[0], ingested);
    let record = Record { is_json, ..Record::new(1, text.as_bytes()) };
    let mut out = Vec::new();
    let Outcome::Document(..) = log_type.normalise(&record, Aids::only(&origin), &mut out) else {
        panic!("no rule excludes anything");
    };
    String::from_utf8(out).unwrap()
}

/// An object with a value at a path.
fn object_with(path: &str, value: Value) -> Value {
    path.rsplit('.')
        .fold(value, |inner, name| Value::Object(Map::from_iter([(name.to_owned(), inner)])))
}

/// Records with a header in every place where the type has one. In some the same text
/// stands elsewhere too.
fn records(log_type: &LogType, header: &str, value: &str, secret: &str) -> Vec<Value> {
    let what = &log_type.spec().redaction;
    let pair = json!([{"name": "Host", "value": "x"}, {"name": header, "value": value}]);
    let encoded = value.replace('%', "%25").replace(' ', "%20").replace(';', "%3B");
    let mut records = Vec::new();
    let mut add = |paths: &Texts, holds: &[Value]| {
        for path in paths.iter() {
            for held in holds {
                let mut record = object_with(path, held.clone());
                records.push(record.clone());
                record["other"] = json!({"text": format!("a {secret} b"), "list": [secret]});
                records.push(record);
            }
        }
    };
    add(&what.header_lists, &[pair]);
    add(
        &what.header_objects,
        &[json!({header: value}), json!({"Host": ["x"], header: ["y", value]})],
    );
    add(
        &what.header_texts,
        &[
            json!(format!("Host:x%0A{header}:{encoded}%0AAccept:*")),
            json!(format!("{header}: {value}\nHost: x")),
        ],
    );
    add(&what.secrets, &[json!(value), json!(["x", value])]);
    records
}

#[test]
fn a_secret_in_any_header_appears_nowhere() {
    let mut tried = 0;
    for log_type in types() {
        for (n, header) in SECRET_HEADERS.iter().enumerate() {
            let header = if n % 2 == 0 { header.to_uppercase() } else { (*header).to_owned() };
            for (m, form) in FORMS.iter().enumerate() {
                let secret = SECRETS[(n + m) % SECRETS.len()];
                let value = form.replace("SECRET", secret);
                for record in records(log_type, &header, &value, secret) {
                    let text = record.to_string();
                    let written = written(log_type, &text, true);
                    assert!(!written.contains(secret), "{}: {written} of {text}", log_type.name());
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 1_000);
}

#[test]
fn a_secret_in_a_column_appears_nowhere() {
    let mut tried = 0;
    for log_type in types() {
        let Format::Columns(columns) = &log_type.spec().format else { continue };
        let names: Vec<_> = columns.names.iter().collect();
        let what = &log_type.spec().redaction;
        for (form, secret) in FORMS.iter().flat_map(|form| SECRETS.iter().map(move |s| (form, s))) {
            let value = form.replace("SECRET", secret).replace('%', "%25").replace(' ', "%20");
            for place in names.iter().filter(|name| {
                what.secrets.iter().chain(what.header_texts.iter()).any(|path| path == **name)
            }) {
                let is_text = what.header_texts.iter().any(|path| path == *place);
                let held =
                    if is_text { format!("Host:x%0ACookie:{value}%0AA:b") } else { value.clone() };
                let column = |name: &&str| match *name {
                    name if name == *place => held.clone(),
                    "cs_uri_query" => format!("token={secret}"),
                    _ => "1".to_owned(),
                };
                let line = names.iter().map(column).collect::<Vec<_>>().join("\t");
                let written = written(log_type, &line, false);
                assert!(!written.contains(secret), "{}: {written} of {line}", log_type.name());
                assert!(written.contains("[REDACTED]"), "{written}");
                tried += 1;
            }
        }
    }
    assert!(tried > 50);
}

#[test]
fn a_short_secret_appears_nowhere_either() {
    for log_type in types() {
        for record in records(log_type, "Cookie", "q7", "nothing") {
            let written = written(log_type, &record.to_string(), true);
            assert!(!written.contains("\"q7\"") && !written.contains("=q7"), "{written}");
        }
    }
}

#[test]
fn what_is_no_secret_stays() {
    for log_type in types() {
        for record in records(log_type, "Accept-Language", "en-US", "other") {
            let what = &log_type.spec().redaction;
            let is_secret =
                |path: &str| record.pointer(&format!("/{}", path.replace('.', "/"))).is_some();
            if !what.secrets.iter().any(is_secret) {
                let written = written(log_type, &record.to_string(), true);
                assert!(!written.contains("REDACTED"), "{}: {written}", log_type.name());
            }
        }
    }
}

#[test]
fn logs_that_carry_headers_declare_them() {
    let names: Vec<_> = types().map(LogType::name).collect();
    for name in [
        "cloudfront-realtime",
        "cloudfront-standard",
        "cloudfront-standard-v2",
        "eks-audit",
        "lambda",
        "ocsf-json",
        "opensearch-audit",
        "securitylake",
        "waf",
    ] {
        assert!(names.contains(&name), "{name}");
    }
}
