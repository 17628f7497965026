//! The policies against IAM's own list of actions and the resources that they take, which
//! comes with cfn-lint.

use std::process::Command;

use serde_json::Value as Json;
use test_support::python;
use test_support::services::or_skip;

use super::{every_schema, handler_actions, siem, statements, texts};
use crate::DeployerPolicy;
use crate::kinds::TAKE_NO_RESOURCE;
use crate::properties::{NEVER, UNLISTED};
use crate::scope::{NO_NAME, NO_RESOURCE, Names};

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

/// Types of the user's own stacks: the SIEM's stacks make none of these, and a statement on
/// everything does for them.
const OF_USERS: &[&str] = &[
    "AWS::EC2::ClientVpnEndpoint",
    "AWS::EKS::Cluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElasticLoadBalancing::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::FSx::FileSystem",
    "AWS::MSK::Cluster",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
];

#[test]
fn each_action_of_each_type_is_known_to_iam_and_bound_to_what_it_takes() {
    let Some(known) = known() else { return };
    let names = Names::of(&[]);
    let mut wrong = vec![];
    for schema in every_schema() {
        let kind = schema["typeName"].as_str().unwrap();
        let unlisted = UNLISTED.iter().filter(|(of, _)| *of == kind);
        let unlisted = unlisted.map(|(_, action)| (*action).to_owned());
        for action in handler_actions(&schema).into_iter().chain(unlisted) {
            let never = NEVER.iter().any(|(never, _)| *never == action);
            if never || OF_USERS.contains(&kind) || action.starts_with("s3tables:") {
                continue;
            }
            let Some(found) = find(&known, &action) else {
                wrong.push(format!("{kind}: IAM does not know {action}; put it into `NEVER`"));
                continue;
            };
            let scope = names.scope(&action, kind);
            let takes_none = found["Resources"].is_null();
            if scope.sid == NO_NAME || takes_none != (scope.sid == NO_RESOURCE) {
                let takes = &found["Resources"];
                wrong.push(format!("{kind}: {action} takes {takes}, `{}` has it", scope.sid));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
