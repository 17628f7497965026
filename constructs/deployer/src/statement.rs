//! Statements, and policies that keep to IAM's limit.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::scope::Scope;

/// Most characters of a managed policy; white space does not count.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length>
pub const MAX_POLICY_CHARACTERS: usize = 6_144;

#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) scope: Scope,
    pub(crate) actions: BTreeSet<String>,
    /// A condition key, and the values that it may have.
    limit: Option<(&'static str, BTreeSet<String>)>,
}

impl Statement {
    pub(crate) fn allow(scope: Scope, actions: impl IntoIterator<Item = String>) -> Self {
        Self { scope, actions: actions.into_iter().collect(), limit: None }
    }

    /// Only where a condition key has one of these values.
    pub(crate) fn only(mut self, key: &'static str, values: BTreeSet<String>) -> Self {
        self.limit = Some((key, values));
        self
    }

    fn to_json(&self, sid: &str) -> Json {
        let mut json = json!({
            "Sid": sid,
            "Effect": "Allow",
            "Action": self.actions,
            "Resource": self.scope.arns,
        });
        if let Some((key, values)) = &self.limit {
            json["Condition"] = json!({"StringLike": {*key: values}});
        }
        json
    }

    /// In halves, where it is longer than a policy may be.
    fn halved(self) -> Vec<Self> {
        if characters(&policy(&[self.to_json(self.scope.sid)])) <= MAX_POLICY_CHARACTERS
            || (self.actions.len() < 2 && self.scope.arns.len() < 2)
        {
            return vec![self];
        }
        let mut first = self.clone();
        let mut second = self;
        // The longer list: the other one is written twice.
        let length = |list: &BTreeSet<String>| list.iter().map(String::len).sum::<usize>();
        let by_resource = length(&first.scope.arns) > length(&first.actions);
        if first.actions.len() < 2 || (by_resource && first.scope.arns.len() > 1) {
            let middle = first.scope.arns.iter().nth(first.scope.arns.len() / 2).cloned();
            second.scope.arns =
                middle.map(|middle| first.scope.arns.split_off(&middle)).unwrap_or_default();
            return [first, second].into_iter().flat_map(Self::halved).collect();
        }
        let middle = first.actions.iter().nth(first.actions.len() / 2).cloned();
        second.actions = middle.map(|middle| first.actions.split_off(&middle)).unwrap_or_default();
        [first, second].into_iter().flat_map(Self::halved).collect()
    }
}

/// One statement for all that is about the same resources.
pub(crate) fn merged(statements: Vec<Statement>) -> Vec<Statement> {
    let mut by_scope = BTreeMap::<_, Statement>::new();
    for statement in statements {
        let key = (statement.scope.clone(), statement.limit.clone());
        match by_scope.get_mut(&key) {
            Some(merged) => merged.actions.extend(statement.actions),
            None => _ = by_scope.insert(key, statement),
        }
    }
    by_scope.into_values().collect()
}

/// Policies of no more characters than IAM takes: each statement goes into the first that
/// has room for it.
pub(crate) fn policies(statements: Vec<Statement>) -> Vec<Json> {
    let mut policies: Vec<Vec<Json>> = vec![];
    let mut sids = BTreeMap::<_, usize>::new();
    for statement in statements.into_iter().flat_map(Statement::halved) {
        let count = sids.entry(statement.scope.sid).or_default();
        *count += 1;
        let sid = match *count {
            1 => statement.scope.sid.to_owned(),
            number => format!("{}{number}", statement.scope.sid),
        };
        let json = statement.to_json(&sid);
        let room = policies.iter_mut().find(|statements| {
            let with: Vec<Json> = statements.iter().chain([&json]).cloned().collect();
            characters(&policy(&with)) <= MAX_POLICY_CHARACTERS
        });
        match room {
            Some(statements) => statements.push(json),
            None => policies.push(vec![json]),
        }
    }
    policies.iter().map(|statements| policy(statements)).collect()
}

fn policy(statements: &[Json]) -> Json {
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// The length of a policy as IAM counts it.
pub(crate) fn characters(policy: &Json) -> usize {
    policy.to_string().chars().filter(|character| !character.is_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_that_is_too_long_is_cut_and_keeps_every_action() {
        let actions: BTreeSet<_> = (0..400).map(|i| format!("service:ActionNumber{i}")).collect();
        let scope = Scope::new("Long", ["*".to_owned()]);
        let policies = policies(vec![Statement::allow(scope, actions.clone())]);
        assert!(policies.len() > 1);
        let mut kept = BTreeSet::new();
        for policy in &policies {
            assert!(characters(policy) <= MAX_POLICY_CHARACTERS);
            for statement in policy["Statement"].as_array().unwrap() {
                let found = statement["Action"].as_array().unwrap().iter();
                kept.extend(found.map(|action| action.as_str().unwrap().to_owned()));
            }
        }
        assert_eq!(kept, actions);
    }

    #[test]
    fn one_action_on_too_many_resources_is_cut_and_keeps_every_resource() {
        let arns: BTreeSet<_> = (0..400).map(|i| format!("arn:aws:iam::*:role/Role{i}")).collect();
        let scope = Scope::new("Long", arns.clone());
        let policies = policies(vec![Statement::allow(scope, ["iam:PassRole".to_owned()])]);
        assert!(policies.len() > 1);
        let mut kept = BTreeSet::new();
        for policy in &policies {
            assert!(characters(policy) <= MAX_POLICY_CHARACTERS);
            for statement in policy["Statement"].as_array().unwrap() {
                let found = statement["Resource"].as_array().unwrap().iter();
                kept.extend(found.map(|arn| arn.as_str().unwrap().to_owned()));
            }
        }
        assert_eq!(kept, arns);
    }
}
