//! The templates themselves.

use std::collections::BTreeMap;

use contract::log_spec::{FieldType, LogSpec};
use log_types::{BASE_FIELDS, SHARED_FIELDS, registry};
use serde_json::{Map, Value, json};

use crate::engine::Engine;
use crate::properties::properties;

/// Grows with each change of any template; those of v2.10.4 are 1 to 3.
const VERSION: u32 = 12;

/// A template to be put into OpenSearch.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// Which kind it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The body of the request.
    pub body: Value,
}

/// A kind of template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A part that index templates are composed of.
    Component,
    /// What new indices are made from.
    Index,
}

impl Template {
    /// The path that the body is put to.
    pub fn path(&self) -> String {
        let api = match self.kind {
            Kind::Component => "_component_template",
            Kind::Index => "_index_template",
        };
        format!("/{api}/{}", self.name)
    }
}

/// All templates that every engine takes, in the order in which they have to be put.
pub fn index_templates(engine: Engine) -> Vec<Template> {
    let mut components = vec![every_log(engine), every_aws_log(engine)];
    components.extend(by(component_of).into_iter().map(|(name, specs)| own(name, &specs, engine)));
    let mut indices = vec![
        index("log_aws", "log-*", 0, &[LOG], &json!({})),
        index("log-aws_aws", "log-aws-*", 1, &[LOG, LOG_AWS], &json!({})),
    ];
    indices.extend(by(|spec| family(&spec.index_name)).into_iter().filter_map(|(name, specs)| {
        let own = own_name(component_of(specs.first()?));
        let priority = if name == OCSF { 1 } else { 2 };
        let pattern = format!("{name}-*");
        let template = with_alias(json!({}), &specs);
        Some(index(&format!("{name}_aws"), &pattern, priority, &parts(name, &own), &template))
    }));
    indices.extend(indices_of_plugins());
    components.extend(indices);
    components
}

/// Index templates for logs whose indices are rolled over by size, to be put after those
/// of [`index_templates`]. Only a domain with Index State Management knows their setting.
pub fn rollover_templates() -> Vec<Template> {
    let templates = by(|spec| &spec.index_name).into_iter().filter_map(|(name, specs)| {
        let own = own_name(component_of(specs.first()?));
        let rollover = json!({"plugins.index_state_management.rollover_alias": name});
        let template = with_alias(json!({"settings": rollover}), &specs);
        let pattern = format!("{name}-0*");
        Some(index(&format!("{name}_rollover"), &pattern, 5, &parts(name, &own), &template))
    });
    templates.collect()
}

/// Beginnings of index names that v2.10.4 has one template for. OpenSearch refuses two
/// templates of one priority whose patterns overlap, so that `log-win-event-*` beside the
/// `log-win-*` of a domain that was v2.10.4's would be none.
const FAMILIES: &[&str] = &["log-aws-rds", "log-linux", OCSF, "log-win"];

const OCSF: &str = "log-ocsf";

/// What the template for an index is named after.
fn family(index_name: &str) -> &str {
    let is_in = |family: &&&str| {
        index_name
            .strip_prefix(**family)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    FAMILIES.iter().find(is_in).copied().unwrap_or(index_name)
}

/// What the component template with a type's fields is named after: what is also found
/// among the logs of a family has the fields of all of them.
fn component_of(spec: &LogSpec) -> &str {
    family(spec.index_settings.alias.as_ref().unwrap_or(&spec.index_name))
}

/// What the template of an index is composed of.
fn parts<'a>(index_name: &str, own: &'a str) -> Vec<&'a str> {
    let shared = ["log-aws-", "log-linux", "log-win", "metrics-"];
    let is_shared = shared.iter().any(|start| index_name.starts_with(start));
    if is_shared { vec![LOG, LOG_AWS, own] } else { vec![LOG, own] }
}

/// With the alias that one of the types gives its indices.
fn with_alias(mut template: Value, specs: &[&LogSpec]) -> Value {
    let alias = specs.iter().find_map(|spec| spec.index_settings.alias.as_deref());
    if let (Some(alias), Some(template)) = (alias, template.as_object_mut()) {
        template.insert("aliases".to_owned(), json!({alias: {"is_write_index": false}}));
    }
    template
}

/// Indices that the plugins for index states and alarms make: one shard, and copies as
/// far as there are nodes, so that a domain of one or two nodes stays green.
fn indices_of_plugins() -> Vec<Template> {
    let settings = json!({"index.number_of_shards": 1, "index.auto_expand_replicas": "1-2"});
    let names: [(&str, &[&str]); 3] = [
        ("ism-history-indices_aws", &[".opendistro-ism-managed-index-history-*"]),
        ("alert-history-indices_aws", &[".opendistro-alerting-alert-history-*"]),
        (
            "default-opendistro-indices_aws",
            &[
                ".opendistro-alerting-alerts",
                ".opendistro-alerting-config",
                ".opendistro-ism-config",
                ".opendistro-job-scheduler-lock",
            ],
        ),
    ];
    let template = json!({"settings": settings});
    names.map(|(name, patterns)| index_of(name, patterns, 0, &[], &template)).into()
}

const LOG: &str = "component_template_log";
const LOG_AWS: &str = "component_template_log-aws";

/// Fields and settings of every log.
fn every_log(engine: Engine) -> Template {
    let base = BASE_FIELDS.iter().map(|field| (field.path.as_ref(), field.kind));
    let ecs = ecs::FIELDS.iter().map(|field| (field.path, field.kind));
    let delivered =
        [("cwe_timestamp", FieldType::Date), ("cwl_timestamp", FieldType::DateEpochMilliseconds)];
    let settings = json!({
        "index.refresh_interval": "2s",
        "index.number_of_shards": 3,
        "index.max_docvalue_fields_search": 200,
        // Those of ECS, and those of a service with findings of many kinds.
        "index.mapping.total_fields.limit": 2000,
        // A value that is no address or number costs its field, not the document.
        "index.mapping.ignore_malformed": true,
    });
    let mappings = json!({
        "date_detection": false,
        "dynamic_templates": [{
            "strings": {"match_mapping_type": "string", "mapping": {"type": "keyword"}},
        }],
        "properties": properties(base.chain(ecs).chain(delivered), engine),
    });
    component(LOG, &json!({"settings": settings, "mappings": mappings}))
}

/// Fields that several AWS logs share.
fn every_aws_log(engine: Engine) -> Template {
    let fields = SHARED_FIELDS.iter().map(|field| (field.path.as_ref(), field.kind));
    component(LOG_AWS, &json!({"mappings": {"properties": properties(fields, engine)}}))
}

/// The types by a name that several may share.
fn by(
    name: impl Fn(&'static LogSpec) -> &'static str,
) -> BTreeMap<&'static str, Vec<&'static LogSpec>> {
    let mut named: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for spec in registry().iter().map(|log_type| log_type.spec()) {
        named.entry(name(spec)).or_default().push(spec);
    }
    named
}

/// Fields and settings of the types that share a component template. Where they disagree on a setting, that
/// of the first that has it counts.
fn own(name: &str, specs: &[&LogSpec], engine: Engine) -> Template {
    let fields = specs.iter().flat_map(|spec| spec.fields.iter());
    let fields = fields.map(|field| (field.path.as_ref(), field.kind));
    let refresh = specs.iter().find_map(|spec| spec.index_settings.refresh_interval_seconds);
    let shards = specs.iter().find_map(|spec| spec.index_settings.shards);
    let settings = [
        refresh.map(|seconds| ("index.refresh_interval", json!(format!("{seconds}s")))),
        shards.map(|shards| ("index.number_of_shards", json!(shards))),
    ];
    let settings: Map<String, Value> =
        settings.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect();
    let mappings = json!({"properties": properties(fields, engine)});
    component(&own_name(name), &json!({"settings": settings, "mappings": mappings}))
}

fn own_name(index_name: &str) -> String {
    format!("component_template_{index_name}")
}

fn component(name: &str, template: &Value) -> Template {
    let body = json!({"template": template, "version": VERSION, "_meta": meta()});
    Template { kind: Kind::Component, name: name.to_owned(), body }
}

fn index(name: &str, pattern: &str, priority: u32, parts: &[&str], template: &Value) -> Template {
    index_of(name, &[pattern], priority, parts, template)
}

fn index_of(
    name: &str,
    patterns: &[&str],
    priority: u32,
    parts: &[&str],
    template: &Value,
) -> Template {
    let body = json!({
        "index_patterns": patterns,
        "priority": priority,
        "composed_of": parts,
        "template": template,
        "version": VERSION,
        "_meta": meta(),
    });
    Template { kind: Kind::Index, name: name.to_owned(), body }
}

fn meta() -> Value {
    json!({"description": "Written by aes-siem. One that you change is kept, and gets no new fields; better put one of higher priority beside it"})
}

#[cfg(test)]
mod tests;
