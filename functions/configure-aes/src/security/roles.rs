//! The SIEM's roles.

use serde_json::{Value, json};

use crate::object::strip::{only, without_nothing};
use crate::object::{Ask, Entry, Kind, Mark, Needs, Object, originals};

/// es-loader, as in v2.10.4.
pub(super) const LOADER: &str = "aws_log_loader";
/// index-metrics-exporter.
pub(super) const EXPORTER: &str = "aes_siem_metrics_exporter";
/// People who only read.
pub(super) const ANALYST: &str = "aes_siem_analyst";
/// People who run the SIEM.
pub(super) const ADMIN: &str = "aes_siem_admin";

/// Indices of the SIEM.
const LOGS: [&str; 2] = ["log-*", "metrics-*"];

/// All of them.
pub(super) fn all() -> Vec<Object> {
    vec![loader(), exporter(), analyst(), admin()]
}

fn loader() -> Object {
    role(
        LOADER,
        "Loads logs: es-loader",
        &["cluster_monitor", "cluster_composite_ops"],
        &json!([on(&LOGS, &["crud", "create_index", "manage_aliases"])]),
        &json!([]),
    )
}

fn exporter() -> Object {
    role(
        EXPORTER,
        "Reads sizes of indices and shards: index-metrics-exporter",
        &["cluster_monitor", "cluster:admin/cold/indices/search"],
        &json!([on(
            &["*"],
            &["indices_monitor", "indices:monitor/settings/get", "indices:monitor/stats"]
        )]),
        &json!([]),
    )
}

fn analyst() -> Object {
    role(
        ANALYST,
        "Reads logs, dashboards and alerts: map people or groups to the backend role \
         aes-siem-analyst",
        &[
            "cluster_composite_ops_ro",
            "cluster:admin/opendistro/alerting/alerts/get",
            "cluster:admin/opendistro/alerting/monitor/get",
            "cluster:admin/opendistro/alerting/monitor/search",
        ],
        &json!([on(
            &LOGS,
            &[
                "read",
                "indices:admin/get",
                "indices:admin/mappings/fields/get*",
                "indices:admin/resolve/index"
            ],
        )]),
        &json!([{"tenant_patterns": ["global_tenant"], "allowed_actions": ["kibana_all_read"]}]),
    )
}

fn admin() -> Object {
    role(
        ADMIN,
        "Runs the SIEM, but for security: map people or groups to the backend role aes-siem-admin",
        &[
            "cluster_monitor",
            "cluster_composite_ops",
            "cluster_manage_index_templates",
            "cluster_manage_pipelines",
            "manage_snapshots",
            "cluster:admin/opendistro/alerting/*",
            "cluster:admin/opendistro/ism/*",
            "cluster:admin/opensearch/notifications/*",
            "cluster:admin/opensearch/snapshot_management/*",
            "indices:admin/index_template/*",
        ],
        &json!([on(&LOGS, &["indices_all"])]),
        &json!([{"tenant_patterns": ["global_tenant"], "allowed_actions": ["kibana_all_write"]}]),
    )
}

fn on(patterns: &[&str], actions: &[&str]) -> Value {
    json!({"index_patterns": patterns, "allowed_actions": actions})
}

fn role(
    name: &str,
    description: &str,
    cluster: &[&str],
    indices: &Value,
    tenants: &Value,
) -> Object {
    let body = json!({
        "description": description,
        "cluster_permissions": cluster,
        "index_permissions": indices,
        "tenant_permissions": tenants,
    });
    Object { name: name.to_owned(), body }
}

/// Roles of the security plugin.
pub(super) struct Role;

/// What a role says; the rest is the plugin's.
const SAID: &[&str] =
    &["description", "cluster_permissions", "index_permissions", "tenant_permissions"];

impl Kind for Role {
    fn what(&self) -> &'static str {
        "role"
    }

    fn needs(&self) -> Needs {
        Needs::DOMAIN
    }

    fn list(&self) -> Ask {
        Ask::get("/_plugins/_security/api/roles")
    }

    /// Those that come with the plugin are nobody's to change.
    fn entries(&self, answer: Value) -> Vec<Entry> {
        let Value::Object(roles) = answer else { return vec![] };
        let is_fixed = |role: &Value| {
            ["reserved", "hidden", "static"].iter().any(|flag| role.get(flag) == Some(&true.into()))
        };
        let roles = roles.into_iter().filter(|(_, role)| !is_fixed(role));
        roles.map(|(name, role)| Entry::named(&name, only(SAID, role))).collect()
    }

    fn mark(&self) -> Mark {
        Mark::Text(&["description"])
    }

    fn put(&self, name: &str, body: Value, _: Option<&Entry>) -> Ask {
        Ask::put(format!("/_plugins/_security/api/roles/{name}"), body)
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("/_plugins/_security/api/roles/{}", entry.id))
    }

    fn normal(&self, body: Value) -> Value {
        without_nothing(only(SAID, body))
    }

    fn originals(&self, name: &str) -> &'static [&'static str] {
        originals::of(originals::ROLES, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::digest::digest;

    #[test]
    fn what_the_plugin_adds_is_no_change() {
        let put = loader().body;
        let mut read = put.clone();
        for flag in ["reserved", "hidden", "static"] {
            read[flag] = json!(false);
        }
        read["index_permissions"][0]["dls"] = json!(null);
        read["index_permissions"][0]["fls"] = json!([]);
        read["index_permissions"][0]["masked_fields"] = json!([]);
        assert_eq!(digest(&Role.normal(put)), digest(&Role.normal(read.clone())));
        read["index_permissions"][0]["fls"] = json!(["~user.name"]);
        assert_ne!(digest(&Role.normal(loader().body)), digest(&Role.normal(read)));
    }

    #[test]
    fn an_analyst_can_change_nothing() {
        let body = analyst().body.to_string();
        for action in ["crud", "write", "index_all", "indices_all", "create", "delete", "manage"] {
            assert!(!body.contains(&format!("\"{action}")), "{action}: {body}");
        }
    }
}
