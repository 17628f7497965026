//! Conditions: what is decided by parameters when CloudFormation deploys.

use crate::expr::Expr;
use crate::value::Value;

/// A test that CloudFormation evaluates.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Another condition of the stack.
    Named(String),
    /// Whether two values are the same.
    Equals(Expr, Expr),
    /// Whether all hold.
    And(Vec<Condition>),
    /// Whether at least one holds.
    Or(Vec<Condition>),
    /// Whether it does not hold.
    Not(Box<Condition>),
}

/// `Fn::And` and `Fn::Or` take two to ten conditions.
const MAX_OPERANDS: usize = 10;

impl Condition {
    /// Whether two values of one type are the same.
    pub fn equals<T>(left: impl Into<Value<T>>, right: impl Into<Value<T>>) -> Self {
        Self::Equals(left.into().into_expr(), right.into().into_expr())
    }

    /// Whether a text parameter was given, that is, is not empty.
    pub fn given(text: impl Into<Value<String>>) -> Self {
        Self::equals::<String>(text, "").negate()
    }

    /// Whether all hold. Any number: groups of ten are made as CloudFormation needs.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn all(conditions: impl IntoIterator<Item = impl Into<Condition>>) -> Self {
        Self::group(conditions.into_iter().map(Into::into).collect(), Self::And)
    }

    /// Whether at least one holds. Any number, as with [`all`](Self::all).
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn any(conditions: impl IntoIterator<Item = impl Into<Condition>>) -> Self {
        Self::group(conditions.into_iter().map(Into::into).collect(), Self::Or)
    }

    /// This and the other.
    #[must_use]
    pub fn and(self, other: impl Into<Condition>) -> Self {
        Self::all([self, other.into()])
    }

    /// This or the other.
    #[must_use]
    pub fn or(self, other: impl Into<Condition>) -> Self {
        Self::any([self, other.into()])
    }

    /// Whether this does not hold.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    fn group(mut conditions: Vec<Self>, make: fn(Vec<Self>) -> Self) -> Self {
        assert!(!conditions.is_empty(), "a group of conditions needs at least one condition");
        while conditions.len() > MAX_OPERANDS {
            let rest = conditions.split_off(MAX_OPERANDS);
            conditions = std::iter::once(make(conditions)).chain(rest).collect();
        }
        if conditions.len() == 1 { conditions.remove(0) } else { make(conditions) }
    }

    /// Calls `visit` for this condition and all within it.
    pub(crate) fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Condition)) {
        visit(self);
        match self {
            Self::Named(_) | Self::Equals(..) => {}
            Self::And(inner) | Self::Or(inner) => inner.iter().for_each(|c| c.walk(visit)),
            Self::Not(inner) => inner.walk(visit),
        }
    }
}

/// A condition of a stack, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionHandle(String);

impl ConditionHandle {
    /// A condition that is defined elsewhere in the stack. Synthesis checks that it is.
    pub fn named(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The condition's name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl From<&ConditionHandle> for Condition {
    fn from(handle: &ConditionHandle) -> Self {
        Self::Named(handle.0.clone())
    }
}

impl From<ConditionHandle> for Condition {
    fn from(handle: ConditionHandle) -> Self {
        Self::Named(handle.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_ten_operands_are_nested() {
        let many = Condition::any((0..23).map(|n| Condition::equals::<i64>(n, 1)));
        let mut widest = 0;
        let mut leaves = 0;
        many.walk(&mut |condition| match condition {
            Condition::Or(inner) => widest = widest.max(inner.len()),
            Condition::Equals(..) => leaves += 1,
            _ => {}
        });
        assert!(widest <= MAX_OPERANDS);
        assert_eq!(leaves, 23);
    }

    #[test]
    fn one_operand_needs_no_group() {
        let one = Condition::equals::<i64>(1, 1);
        assert_eq!(Condition::all([one.clone()]), one);
    }

    #[test]
    fn two_negations_are_none() {
        let one = Condition::equals::<i64>(1, 1);
        assert_eq!(one.clone().negate().negate(), one);
    }
}
