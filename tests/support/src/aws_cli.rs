//! What the AWS CLI would say of a command line, by the models of the APIs that botocore
//! holds, from which the CLI itself makes its commands and options.
//!
//! Known are operations, options, the form of JSON values, and the words of enumerations. What
//! AWS checks beyond that is not.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::python;
use crate::services::or_skip;

/// Stands for an option's value that another command prints.
pub const PRINTED: &str = "@printed@";

/// Reads lists of words, each a command without `aws`, writes a list of complaints for each.
const PROGRAM: &str = r#"
import json, sys
from botocore import xform_name
from botocore.session import Session
from botocore.validate import ParamValidator
PRINTED = '@printed@'
SERVICES = {'s3api': 's3'}
GLOBAL = {'query', 'output'}
session = Session()

def enumerations(value, shape, place):
    kind = shape.type_name
    if kind == 'structure' and isinstance(value, dict):
        for name, inner in value.items():
            if name in shape.members:
                yield from enumerations(inner, shape.members[name], f'{place}.{name}')
            else:
                yield f'{place}: no member `{name}`'
    elif kind == 'list' and isinstance(value, list):
        for inner in value:
            yield from enumerations(inner, shape.member, f'{place}[]')
    elif kind == 'map' and isinstance(value, dict):
        for key, inner in value.items():
            yield from enumerations(key, shape.key, f'{place} key')
            yield from enumerations(inner, shape.value, f'{place}.{key}')
    elif kind == 'string' and shape.enum and value not in shape.enum:
        yield f'{place}: `{value}` is none of {shape.enum}'

def complaints(words):
    service = SERVICES.get(words[0], words[0])
    if service not in session.get_available_services():
        return [f'no service `{words[0]}`']
    model = session.get_service_model(service)
    operations = {xform_name(name, '-'): name for name in model.operation_names}
    if words[1] not in operations:
        return [f'no operation `{words[1]}`']
    shape = model.operation_model(operations[words[1]]).input_shape
    options = {xform_name(name, '-'): (name, inner) for name, inner in shape.members.items()}
    found, given, printed, rest = [], {}, [], words[2:]
    while rest:
        option = rest.pop(0)
        if not option.startswith('--'):
            found.append(f'`{option}` is no option')
            continue
        if option[2:] in GLOBAL:
            rest.pop(0)
            continue
        if option[2:] not in options:
            found.append(f'no option `{option}`')
            continue
        name, inner = options[option[2:]]
        if inner.type_name == 'boolean':
            given[name] = True
            continue
        value = rest.pop(0)
        if value == PRINTED:
            printed.append(name)
        elif inner.type_name in ('structure', 'list', 'map'):
            given[name] = json.loads(value)
            found += enumerations(given[name], inner, name)
        else:
            given[name] = value
            found += enumerations(value, inner, name)
    report = ParamValidator().validate(given, shape).generate_report()
    missing = [f'"{name}"' for name in printed]
    lines = filter(None, report.split('\n'))
    return found + [line for line in lines if not any(name in line for name in missing)]

json.dump([complaints(words) for words in json.load(sys.stdin)], sys.stdout)
"#;

/// What is wrong with each command, given as its words without `aws`; nothing for one that
/// the CLI would take; `None`, after saying so, without Python.
///
/// # Panics
/// When botocore cannot be installed, or a value that must be JSON is none.
#[must_use]
#[track_caller]
pub fn complaints(commands: &[Vec<String>]) -> Option<Vec<Vec<String>>> {
    let python = or_skip(python::environment())?;
    let mut program = Command::new(python.interpreter())
        .args(["-c", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter was there a moment ago");
    let given = Value::from(commands.to_vec()).to_string();
    let mut stdin = program.stdin.take().expect("it is piped");
    stdin.write_all(given.as_bytes()).expect("the program reads all");
    drop(stdin);
    let output = program.wait_with_output().expect("the program ends");
    assert!(output.status.success(), "a command cannot be read, see above");
    Some(serde_json::from_slice(&output.stdout).expect("the program above writes this form"))
}
