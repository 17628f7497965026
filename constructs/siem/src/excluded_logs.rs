//! What the loader leaves out is said in parameters of Systems Manager, which people keep
//! themselves: `/siem/exclude-logs/<log type>/<name>`.

use library::iam::{Permission, Policy, RoleHandle};
use template::{Scope, pseudo, text};

use crate::names::named;

/// Lets these roles read the parameters.
pub(crate) fn build(scope: &mut Scope<'_>, readers: &[&RoleHandle]) {
    // Systems Manager looks for the permission on the path that is asked for.
    let parameters = |tail: &str| {
        text!(
            "arn:",
            pseudo::partition(),
            ":ssm:",
            pseudo::region(),
            ":",
            pseudo::account_id(),
            format!(":parameter/siem/exclude-logs{tail}")
        )
    };
    let read = Permission::new(&["ssm:GetParametersByPath"], [parameters(""), parameters("/*")]);
    let name = named("policy-to-get-parameters-by-path");
    scope.add(Policy::new("ExcludedLogs", name, read, readers.iter().copied()));
}
