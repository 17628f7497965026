//! A validator of JSON Schema, draft 2020-12: the one that cfn-lint brings along.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::python;
use crate::services::or_skip;

/// Reads a schema and documents, writes a list of complaints for each document.
const PROGRAM: &str = "\
import json, sys
from jsonschema import Draft202012Validator
given = json.load(sys.stdin)
Draft202012Validator.check_schema(given['schema'])
validator = Draft202012Validator(given['schema'])
found = [['%s: %s' % (e.json_path, e.message) for e in validator.iter_errors(d)] for d in given['documents']]
json.dump(found, sys.stdout)
";

/// What the validator says of each document, nothing for one that is as the schema wants it;
/// `None`, after saying so, without Python.
///
/// # Panics
/// When the schema itself is wrong, or the validator cannot be installed.
#[must_use]
#[track_caller]
pub fn complaints(schema: &Value, documents: &[Value]) -> Option<Vec<Vec<String>>> {
    let python = or_skip(python::environment())?;
    let mut validator = Command::new(python.interpreter())
        .args(["-c", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter was there a moment ago");
    let given = json!({"schema": schema, "documents": documents}).to_string();
    let mut stdin = validator.stdin.take().expect("it is piped");
    stdin.write_all(given.as_bytes()).expect("the validator reads all");
    drop(stdin);
    let output = validator.wait_with_output().expect("the validator ends");
    assert!(output.status.success(), "the schema is no schema, see above");
    Some(serde_json::from_slice(&output.stdout).expect("the program above writes this form"))
}
