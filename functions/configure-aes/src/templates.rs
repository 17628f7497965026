//! Component and index templates.
//!
//! They are derived from the log types by the crate `index-templates`. What is added here
//! is what a user has changed: a component template of the user's stays in effect, together
//! with ours, whose fields it may not have.

mod kinds;
mod normal;

use std::collections::BTreeSet;

use index_templates::{Kind as TemplateKind, Template, index_templates, rollover_templates};
use serde_json::{Value, json};
use tracing::warn;

use crate::error::Error;
use crate::object::{Ask, BESIDE, Object};
use crate::policies;
use crate::work::Work;
use kinds::{Component, Index, Legacy};

/// Puts all templates, and removes those of earlier releases that are of no use any more.
pub(crate) async fn put(work: &Work<'_>) -> Result<(), Error> {
    let mut templates = index_templates(work.target.engine());
    if work.target.is_collection() {
        templates.retain(|template| !is_for_plugins(template));
    } else if policies::are_known(work).await? {
        templates.extend(rollover_templates());
    }
    let (components, indices): (Vec<_>, Vec<_>) =
        templates.into_iter().partition(|template| template.kind == TemplateKind::Component);
    let components = work.settle(&Component, &objects(components)).await?;
    let mut indices = objects(indices);
    if let Some(settled) = &components {
        for index in &mut indices {
            compose(work, index, &settled.kept).await?;
        }
    }
    if let Some(settled) = work.settle(&Index, &indices).await? {
        work.remove_obsolete(&Index, &settled).await?;
    }
    if let Some(settled) = components {
        work.remove_obsolete(&Component, &settled).await?;
    }
    legacy(work).await
}

/// Whether a template is for indices that plugins make for themselves.
fn is_for_plugins(template: &Template) -> bool {
    let patterns = template.body.get("index_patterns").and_then(Value::as_array);
    patterns
        .into_iter()
        .flatten()
        .any(|pattern| pattern.as_str().is_some_and(|p| p.starts_with('.')))
}

fn objects(templates: Vec<Template>) -> Vec<Object> {
    templates.into_iter().map(|t| Object { name: t.name, body: t.body }).collect()
}

/// Composes an index template of ours and the user's where the user has changed a
/// component template: the user's counts where the two disagree. Where they cannot be
/// composed, the user's alone is used.
async fn compose(
    work: &Work<'_>,
    index: &mut Object,
    kept: &BTreeSet<String>,
) -> Result<(), Error> {
    let parts = index.body.get("composed_of").and_then(Value::as_array);
    let parts: Vec<String> =
        parts.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    if !parts.iter().any(|part| kept.contains(part)) {
        return Ok(());
    }
    let both = parts.iter().flat_map(|part| {
        let beside = kept.contains(part).then(|| format!("{part}{BESIDE}"));
        beside.into_iter().chain([part.clone()])
    });
    let mut body = index.body.clone();
    if let Some(composed_of) = body.get_mut("composed_of") {
        *composed_of = both.collect();
    }
    // Under its own patterns it would be in its own way.
    let mut tried = body.clone();
    if let Some(patterns) = tried.get_mut("index_patterns") {
        *patterns = json!(["aes-siem-simulated-*"]);
    }
    let answer = work.ask(&Ask::post("/_index_template/_simulate", tried)).await?;
    if answer.is_success() {
        index.body = body;
    } else {
        let said = answer.words();
        warn!(template = index.name, said, "composed of the user's component templates alone");
        let name = &index.name;
        work.report(|report| {
            report.note(format!("{name} has the user's component templates alone: {said}"));
        });
    }
    Ok(())
}

/// Removes what v2.10.4 left of the old kind, and tells of a user's that have no effect on
/// indices of logs any more.
async fn legacy(work: &Work<'_>) -> Result<(), Error> {
    let Some(settled) = work.settle(&Legacy, &[]).await? else { return Ok(()) };
    work.remove_obsolete(&Legacy, &settled).await?;
    let without_effect: Vec<_> = settled
        .before
        .entries()
        .filter(|entry| !settled.before.is_of_the_original(&Legacy, entry))
        .filter(|entry| matches_logs(&entry.body))
        .map(|entry| entry.name.as_str())
        .collect();
    if !without_effect.is_empty() {
        let names = without_effect.join(", ");
        work.report(|report| {
            report.note(format!(
                "legacy templates without effect on indices of logs, which index templates \
                 match: {names}; make index templates of a higher priority of them"
            ));
        });
    }
    Ok(())
}

fn matches_logs(template: &Value) -> bool {
    let patterns = template.get("index_patterns").and_then(Value::as_array);
    let mut patterns = patterns.into_iter().flatten().filter_map(Value::as_str);
    patterns.any(|pattern| {
        let start = pattern.split('*').next().unwrap_or_default();
        ["log-", "metrics-"].iter().any(|logs| start.starts_with(logs) || logs.starts_with(start))
    })
}
