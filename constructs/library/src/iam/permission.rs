//! Permissions as data.

use template::{ConditionHandle, Value};

use super::actions::Actions;
use super::statement::{Principal, Statement, Test};

/// What one may do to some resources. A handle's verbs give it (`queue.consume()`); a
/// [`RoleHandle`](super::RoleHandle) takes it.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a Permission is only described; grant it to a role"]
pub struct Permission {
    statements: Vec<Statement>,
}

impl Permission {
    /// Actions on resources.
    pub fn new(
        actions: Actions,
        resources: impl IntoIterator<Item = impl Into<Value<String>>>,
    ) -> Self {
        let statement = resources.into_iter().fold(Statement::allow(actions), Statement::on);
        Self { statements: vec![statement] }
    }

    /// Both permissions.
    pub fn and(mut self, other: Self) -> Self {
        self.statements.extend(other.statements);
        self
    }

    /// The permission only where a condition of IAM holds.
    pub fn when(mut self, test: &Test) -> Self {
        self.statements =
            self.statements.into_iter().map(|statement| statement.when(test.clone())).collect();
        self
    }

    /// The permission only where a condition of the stack holds.
    pub fn only_where(mut self, condition: &ConditionHandle) -> Self {
        self.statements =
            self.statements.into_iter().map(|statement| statement.only_where(condition)).collect();
        self
    }

    /// The permission in a resource's own policy.
    pub fn to(self, principal: &Principal) -> Vec<Statement> {
        self.statements.into_iter().map(|statement| statement.to(principal.clone())).collect()
    }

    /// The statements for an identity's policy.
    pub fn into_statements(self) -> Vec<Statement> {
        self.statements
    }
}

impl From<Statement> for Permission {
    fn from(statement: Statement) -> Self {
        Self { statements: vec![statement] }
    }
}
