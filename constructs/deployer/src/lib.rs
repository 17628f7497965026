//! The smallest IAM policy with which a stack can be created, updated and deleted.
//!
//! The CloudFormation registry lists for each resource type the actions that its handlers
//! may call. Here those are taken that the properties in use bring (`properties.rs`), on the
//! resources whose names or kinds are known (`kinds.rs`), together with what a deployment
//! needs beyond them (`beyond.rs`). It is for people to attach by copy and paste: each file
//! is one policy document, short enough for one managed policy.
//!
//! What it cannot know: rights that a value given at deployment brings, and those to remove
//! what an earlier template had and this one has not. For an update that removes something,
//! whoever deploys holds the old policy too.

mod beyond;
mod kinds;
mod names;
mod needed;
mod properties;
mod report;
mod resource;
mod scope;
mod statement;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::Value as Json;
use template::Synthesised;

use scope::Names;
pub use statement::MAX_POLICY_CHARACTERS;
use statement::Statement;

/// Policies for whoever deploys some stacks.
#[derive(Debug, Clone, PartialEq)]
pub struct DeployerPolicy {
    policies: Vec<Json>,
    uncovered: BTreeSet<String>,
}

impl DeployerPolicy {
    /// What it takes to deploy these stacks.
    pub fn of(stacks: &[Synthesised]) -> Self {
        let resources = resource::all(stacks);
        let names = Names::of(&resources);
        let mut statements = beyond::statements(stacks, &resources, &names);
        let mut uncovered = BTreeSet::new();
        for resource in &resources {
            match &resource.actions {
                Some(actions) => statements.extend(own(&names, &resource.resource_type, actions)),
                None if resource.is_custom() => {}
                None => _ = uncovered.insert(resource.resource_type.clone()),
            }
        }
        Self { policies: statement::policies(statement::merged(statements)), uncovered }
    }

    /// The policy documents, each of at most [`MAX_POLICY_CHARACTERS`].
    pub fn policies(&self) -> &[Json] {
        &self.policies
    }

    /// Types of which the registry does not say what they need, so that it is not in the
    /// policies.
    pub fn uncovered(&self) -> impl Iterator<Item = &str> {
        self.uncovered.iter().map(String::as_str)
    }

    /// The files to write: `deployer-policy.json`, as many numbered ones as it takes
    /// besides, and `deployer-policy.md` with how to use them and why they are as they are.
    pub fn files(&self) -> Vec<(String, String)> {
        let file = |(index, policy): (usize, &Json)| (file_name(index), format!("{policy:#}\n"));
        let mut files: Vec<_> = self.policies.iter().enumerate().map(file).collect();
        files.push(("deployer-policy.md".to_owned(), report::markdown(self)));
        files
    }
}

/// The name of a policy's file, counted from 0.
fn file_name(index: usize) -> String {
    match index {
        0 => "deployer-policy.json".to_owned(),
        _ => format!("deployer-policy-{}.json", index + 1),
    }
}

/// What a resource's own handlers need. Roles to pass and files to read are of the whole
/// stack.
fn own<'a>(
    names: &'a Names,
    resource_type: &'a str,
    actions: &'a [String],
) -> impl Iterator<Item = Statement> + use<'a> {
    let elsewhere = ["iam:PassRole", "s3:GetObject", "s3:GetObjectVersion"];
    let own = actions.iter().filter(move |action| !elsewhere.contains(&action.as_str()));
    own.map(|action| Statement::allow(names.scope(action, resource_type), [action.clone()]))
}
