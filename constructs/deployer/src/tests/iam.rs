//! The policies against IAM's own list of actions and the resources that they take, which
//! comes with cfn-lint.

use std::process::Command;

use serde_json::Value as Json;
use test_support::python;
use test_support::services::or_skip;

use super::{siem, statements, texts};
use crate::DeployerPolicy;
use crate::kinds::TAKE_NO_RESOURCE;

/// Prints the list.
const PRINT: &str = "
import json
from cfnlint.helpers import load_resource
from cfnlint.data import AdditionalSpecs
print(json.dumps(load_resource(AdditionalSpecs, 'Policies.json')))
";

/// The list; `None`, after saying so, without Python.
fn known() -> Option<Json> {
    let python = or_skip(python::environment())?;
    let output = Command::new(python.interpreter()).args(["-c", PRINT]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// What is known of an action, or `None` if IAM has no such action.
fn find<'a>(known: &'a Json, action: &str) -> Option<&'a Json> {
    let (service, name) = action.split_once(':').unwrap();
    known[service]["Actions"].get(name.to_lowercase())
}

#[test]
fn iam_knows_every_action_and_takes_the_resource_that_it_is_bound_to() {
    let Some(known) = known() else { return };
    let policy = DeployerPolicy::of(&siem());
    for statement in statements(policy.policies()) {
        let bound = texts(&statement["Resource"]) != ["*"];
        for action in texts(&statement["Action"]) {
            let found = find(&known, action);
            assert!(found.is_some(), "{action}: IAM has no such action; put it into `NEVER`");
            let takes_resource = found.is_some_and(|found| found["Resources"].is_array());
            assert_eq!(takes_resource, bound, "{action} in {statement:#}");
        }
    }
}

#[test]
fn what_is_said_to_take_no_resource_takes_none() {
    let Some(known) = known() else { return };
    for action in TAKE_NO_RESOURCE {
        let found = find(&known, action).unwrap_or_else(|| panic!("{action} is no action"));
        assert!(found["Resources"].is_null(), "{action} takes {}", found["Resources"]);
    }
}
