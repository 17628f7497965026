//! `deployer-policy.md`: how to use the policies, and why they allow what they allow.

use std::fmt::Write;

use crate::properties::NEVER;
use crate::scope::{NO_NAME, NO_RESOURCE};
use crate::statement::{MAX_POLICY_CHARACTERS, characters};
use crate::{DeployerPolicy, file_name};

const HEAD: &str = "\
# Policies for whoever deploys

Each file below is a policy document: paste it into a customer managed policy of its own, and
attach all of them to the role or user that deploys. With the CDK command line they belong to
the role with which CloudFormation works, in place of `AdministratorAccess`:
`cdk bootstrap --cloudformation-execution-policies` takes their ARNs, with commas between.

Whoever may make a role can give it any right. To bound that, give the stack's roles a
permissions boundary and require it of whoever deploys (`iam:PermissionsBoundary`).

To remove what an earlier template had and this one has not, attach the earlier policies too.
";

pub(crate) fn markdown(policy: &DeployerPolicy) -> String {
    let mut text = HEAD.to_owned();
    text += "\n| file | characters | of |\n| --- | --- | --- |\n";
    for (index, json) in policy.policies.iter().enumerate() {
        let (file, length) = (file_name(index), characters(json));
        _ = writeln!(text, "| `{file}` | {length} | {MAX_POLICY_CHARACTERS} |");
    }
    everything(&mut text, policy);
    text += "\n## Left out of what the registry lists\n\n";
    for (action, reason) in NEVER {
        _ = writeln!(text, "- `{action}`: {reason}");
    }
    text += "\nActions that only some properties bring are left out where no resource has those.\n";
    if !policy.uncovered.is_empty() {
        text += "\n## Not covered\n\nThe registry does not say what these types need; add it:\n\n";
        for resource_type in &policy.uncovered {
            _ = writeln!(text, "- `{resource_type}`");
        }
    }
    text
}

/// The actions that are allowed on every resource.
fn everything(text: &mut String, policy: &DeployerPolicy) {
    let statements = policy.policies.iter().filter_map(|policy| policy["Statement"].as_array());
    for statement in statements.flatten() {
        let sid = statement["Sid"].as_str().unwrap_or_default();
        let reason = match sid {
            sid if sid.starts_with(NO_RESOURCE) => "IAM lets nobody give these actions a resource",
            sid if sid.starts_with(NO_NAME) => {
                "how the ARNs look that these actions are about is not written down in this program"
            }
            _ => continue,
        };
        _ = writeln!(text, "\n## `{sid}`: allowed on `*`\n\nBecause {reason}:\n");
        for action in statement["Action"].as_array().into_iter().flatten() {
            _ = writeln!(text, "- `{}`", action.as_str().unwrap_or_default());
        }
    }
}
