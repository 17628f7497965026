//! Who has a role.
//!
//! A mapping belongs to whoever has put somebody into it, so that it is only added to.

use serde_json::{Map, Value, json};
use tracing::info;

use super::roles::{ADMIN, ANALYST, EXPORTER, LOADER};
use crate::error::Error;
use crate::object::{Ask, Needs};
use crate::report::Report;
use crate::settings::Environment;
use crate::work::{Work, is_unknown};

const WHAT: &str = "role mappings";
const PATH: &str = "/_plugins/_security/api/rolesmapping";

/// What a mapping says; the rest is the plugin's.
const SAID: [&str; 5] = ["backend_roles", "users", "hosts", "and_backend_roles", "description"];

/// Backend roles that are to have a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mapping {
    role: &'static str,
    backend_roles: Vec<String>,
    /// Whether the role comes with the domain, if it has it.
    is_of_the_domain: bool,
}

/// configure-aes itself, as in v2.10.4.
pub(super) fn administrators(role_arn: &str) -> Vec<Mapping> {
    ["all_access", "security_manager"]
        .map(|role| Mapping {
            role,
            backend_roles: vec![role_arn.to_owned()],
            is_of_the_domain: true,
        })
        .into()
}

/// The functions, and people by backend roles of these names.
pub(super) fn of_the_siem(environment: &Environment) -> Vec<Mapping> {
    let mapping = |role, backend_roles: &[&str]| Mapping {
        role,
        backend_roles: backend_roles.iter().map(|role| (*role).to_owned()).collect(),
        is_of_the_domain: false,
    };
    let loaders = [environment.loader_role_arn.as_str(), environment.ec2_role_arn.as_str()];
    let exporter = environment.metrics_exporter_role_arn.as_deref();
    let exporter = exporter.map(|arn| mapping(EXPORTER, &[arn]));
    let mappings = [
        mapping(LOADER, &loaders),
        mapping(ANALYST, &["aes-siem-analyst"]),
        mapping(ADMIN, &["aes-siem-admin"]),
    ];
    mappings.into_iter().chain(exporter).collect()
}

/// Adds to mappings what they lack.
pub(super) async fn add(work: &Work<'_>, mappings: &[Mapping]) -> Result<(), Error> {
    if !work.has(WHAT, Needs::DOMAIN) {
        return Ok(());
    }
    let ask = Ask::get(PATH);
    let answer = work.ask(&ask).await?;
    if is_unknown(&answer) {
        let why = "the domain has no fine-grained access control";
        work.report(|report| report.left_out(WHAT, why));
        return Ok(());
    }
    if !answer.is_success() {
        return Err(Error::refused(&ask, "the role mappings", &answer));
    }
    for mapping in mappings {
        add_one(work, mapping, answer.body.get(mapping.role)).await?;
    }
    Ok(())
}

async fn add_one(work: &Work<'_>, mapping: &Mapping, found: Option<&Value>) -> Result<(), Error> {
    if mapping.is_of_the_domain && found.is_none() {
        let note = format!("the domain has no role {}, which nobody is given", mapping.role);
        work.report(|report| report.note(note));
        return Ok(());
    }
    let Some(body) = mapping.added_to(found) else {
        work.report(Report::unchanged);
        return Ok(());
    };
    let ask = Ask::put(format!("{PATH}/{}", mapping.role), body);
    let answer = work.ask(&ask).await?;
    // One role only Amazon's domains have, and the other only whoever runs the nodes may give
    // elsewhere; that the list was given shows that the function may do what it needs.
    let (status, words) = (answer.status, answer.words());
    if mapping.is_of_the_domain && (status == 404 || (status == 403 && words.contains("reserved")))
    {
        let note = format!("nobody can be given the role {}: {words}", mapping.role);
        work.report(|report| report.note(note));
        return Ok(());
    }
    if !answer.is_success() {
        let wanted =
            format!("{} to have the role `{}`", mapping.backend_roles.join(", "), mapping.role);
        return Err(Error::refused(&ask, &wanted, &answer));
    }
    info!(role = mapping.role, added = ?mapping.backend_roles, "mapped");
    work.report(Report::written);
    Ok(())
}

impl Mapping {
    /// The mapping with what it lacks; nothing where it lacks nothing.
    fn added_to(&self, found: Option<&Value>) -> Option<Value> {
        let mut body: Map<String, Value> = found
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter(|(name, value)| SAID.contains(&name.as_str()) && !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let roles = body.entry("backend_roles").or_insert_with(|| json!([])).as_array_mut()?;
        let before = roles.len();
        for role in &self.backend_roles {
            if !roles.iter().any(|found| found == role) {
                roles.push(Value::from(role.as_str()));
            }
        }
        (roles.len() > before).then_some(Value::Object(body))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping() -> Mapping {
        let backend_roles = vec!["a".to_owned(), "b".to_owned()];
        Mapping { role: LOADER, backend_roles, is_of_the_domain: false }
    }

    #[test]
    fn who_has_a_role_keeps_it() {
        let found = json!({
            "hosts": ["h"], "users": ["u"], "reserved": false, "hidden": false,
            "backend_roles": ["x", "a"], "and_backend_roles": ["y"], "description": null,
        });
        let expected = json!({
            "hosts": ["h"], "users": ["u"], "backend_roles": ["x", "a", "b"],
            "and_backend_roles": ["y"],
        });
        assert_eq!(mapping().added_to(Some(&found)), Some(expected));
    }

    #[test]
    fn what_lacks_nothing_is_left_alone() {
        assert_eq!(mapping().added_to(Some(&json!({"backend_roles": ["b", "a", "c"]}))), None);
        assert_eq!(mapping().added_to(None), Some(json!({"backend_roles": ["a", "b"]})));
    }
}
