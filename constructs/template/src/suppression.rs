//! Findings of template checkers that do not apply, each with its reason.
//!
//! cfn-lint, cfn-guard and checkov read what they are to leave out from a resource's
//! metadata, each in its own form. The reason stands beside it, so that whoever reads the
//! template, not only whoever reads this program, can judge it.

use crate::expr::{Expr, Object};
use crate::problem::Problem;
use crate::resource::Handle;
use crate::stack::Stack;

/// A rule of a template checker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// cfn-lint, by id: `W3005`.
    ///
    /// <https://github.com/aws-cloudformation/cfn-lint#metadata>
    Lint(&'static str),
    /// cfn-guard, by the rule's name: `CT.LAMBDA.PR.2` is
    /// `LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED_CHECK`.
    ///
    /// <https://docs.aws.amazon.com/cfn-guard/latest/ug/writing-rules.html>
    Guard(&'static str),
    /// checkov, by id: `CKV_AWS_116`.
    ///
    /// <https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html>
    Checkov(&'static str),
}

/// The key in a resource's metadata that holds the reasons.
pub const SUPPRESSIONS: &str = "aes-siem:suppressions";

impl Check {
    /// The rule's id or name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lint(name) | Self::Guard(name) | Self::Checkov(name) => name,
        }
    }

    /// Notes it where its checker looks.
    fn note(self, metadata: &mut Object, reason: &str) {
        match self {
            Self::Lint(id) => {
                let config = object_at(object_at(metadata, "cfn-lint"), "config");
                push(config, "ignore_checks", id.into());
            }
            Self::Guard(name) => push(object_at(metadata, "guard"), "SuppressedRules", name.into()),
            Self::Checkov(id) => {
                let skip = Object::new().with("id", id).with("comment", reason);
                push(object_at(metadata, "checkov"), "skip", skip.into());
            }
        }
        object_at(metadata, SUPPRESSIONS).set(self.name(), reason);
    }
}

impl Stack {
    /// Tells a template checker that its finding does not apply to a resource, and why.
    pub fn suppress(&mut self, resource: &impl Handle, check: Check, reason: &str) {
        let name = resource.logical_id().to_string();
        match self.metadata_of(&name) {
            Some(metadata) => check.note(metadata, reason),
            None => {
                let place = "a suppressed check".to_owned();
                self.problem(Problem::UnknownReference { place, name, nearest: None });
            }
        }
    }
}

/// The object at a key, made where there is none.
fn object_at<'a>(object: &'a mut Object, key: &str) -> &'a mut Object {
    if !matches!(object.get(key), Some(Expr::Object(_))) {
        object.set(key, Object::new());
    }
    match object.get_mut(key) {
        Some(Expr::Object(inner)) => inner,
        _ => unreachable!("it was set above"),
    }
}

/// Adds to the list at a key, once.
fn push(object: &mut Object, key: &str, item: Expr) {
    let mut items = match object.get(key) {
        Some(Expr::List(items)) => items.clone(),
        _ => vec![],
    };
    if !items.contains(&item) {
        items.push(item);
    }
    object.set(key, items);
}
