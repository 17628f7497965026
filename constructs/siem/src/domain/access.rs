//! Who may do what within a serverless collection.

use library::iam::RoleHandle;
use library::opensearchserverless::{DataAccess, DataAccessPolicy};
use resources::opensearchserverless::AccessPolicyHandle;
use template::{Scope, Value, text};

use super::{Presence, Target};

/// Whose roles the policies are about.
pub(crate) struct Roles<'a> {
    pub(crate) deploy: &'a RoleHandle,
    pub(crate) loader: &'a RoleHandle,
    pub(crate) exporter: &'a RoleHandle,
}

/// Adds the policies, where it can be a collection; gives that of configure-aes.
pub(crate) fn build(
    scope: &mut Scope<'_>,
    target: &Target,
    roles: &Roles<'_>,
) -> Option<AccessPolicyHandle> {
    let condition = match target.serverless() {
        Presence::Never => return None,
        Presence::Always => None,
        Presence::Where(condition) => Some(condition),
    };
    let mut inside = scope.child("Domain");
    // The names are v2.10.4's, with its mistake in the first: another one would replace them.
    let loading = DataAccessPolicy::new("LoaderAccess", "siem-data-access-for-loader")
        .allow(load(target, roles.loader))
        .allow(measure(target, roles.exporter));
    inside.add(loading.only_where(condition));
    let deployment = DataAccessPolicy::new("DeploymentAccess", "siem-data-access-for-deploymet")
        .allow(set_up(target, roles.deploy))
        .allow(describe_others(roles.deploy));
    Some(inside.add(deployment.only_where(condition)))
}

fn index(target: &Target, names: &str) -> Value<String> {
    text!("index/", target.name.clone(), format!("/{names}"))
}

fn load(target: &Target, role: &RoleHandle) -> DataAccess {
    DataAccess::new("es-loader", role).to_indices(
        &[index(target, "log-*"), index(target, "metrics-*")],
        &["aoss:CreateIndex", "aoss:ReadDocument", "aoss:UpdateIndex", "aoss:WriteDocument"],
    )
}

fn measure(target: &Target, role: &RoleHandle) -> DataAccess {
    DataAccess::new("index-metrics-exporter", role)
        .to_indices(&[index(target, "*")], &["aoss:DescribeIndex"])
}

fn set_up(target: &Target, role: &RoleHandle) -> DataAccess {
    DataAccess::new("configure-aes", role)
        .to_collections(
            &[text!("collection/", target.name.clone())],
            &["aoss:CreateCollectionItems", "aoss:UpdateCollectionItems"],
        )
        .to_indices(
            &[index(target, "*")],
            &[
                "aoss:CreateIndex",
                "aoss:DeleteIndex",
                "aoss:DescribeIndex",
                "aoss:ReadDocument",
                "aoss:UpdateIndex",
                "aoss:WriteDocument",
            ],
        )
}

/// Templates are found by asking for those of every collection.
fn describe_others(role: &RoleHandle) -> DataAccess {
    DataAccess::new("configure-aes, templates", role)
        .to_collections(&["collection/*".into()], &["aoss:DescribeCollectionItems"])
}
