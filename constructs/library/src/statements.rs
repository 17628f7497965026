//! Policies that gain statements after they are in the stack.

use template::{Expr, Handle, Object, Stack};

use crate::iam::Statement;

/// Adds statements to the policy document of a resource that is in the stack.
pub(crate) fn append(
    stack: &mut Stack,
    resource: &impl Handle,
    property: &str,
    statements: impl IntoIterator<Item = Statement>,
) {
    stack.amend(resource, |properties| {
        let Some(Expr::Object(document)) = properties.get_mut(property) else {
            return;
        };
        let mut all = take_list(document);
        all.extend(statements.into_iter().map(Expr::from));
        document.set("Statement", all);
    });
}

fn take_list(document: &mut Object) -> Vec<Expr> {
    match document.get_mut("Statement") {
        Some(Expr::List(statements)) => std::mem::take(statements),
        _ => vec![],
    }
}
