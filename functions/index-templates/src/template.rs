//! The templates themselves.

use std::collections::BTreeMap;

use contract::log_spec::{FieldType, LogSpec};
use log_types::{BASE_FIELDS, registry};
use serde_json::{Map, Value, json};

use crate::engine::Engine;
use crate::properties::properties;

/// Grows with each change of any template; those of v2.10.4 are 1 to 3.
const VERSION: u32 = 10;

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
    let mut indices = vec![
        index("log_aws", "log-*", 0, &[LOG], &json!({})),
        index("log-aws_aws", "log-aws-*", 1, &[LOG, LOG_AWS], &json!({})),
    ];
    for (name, specs) in by_index() {
        let own = own(name, &specs, engine);
        let parts = [LOG, LOG_AWS, own.name.as_str()];
        indices.push(index(&format!("{name}_aws"), &format!("{name}-*"), 2, &parts, &json!({})));
        components.push(own);
    }
    components.extend(indices);
    components
}

/// Index templates for logs whose indices are rolled over by size, to be put after those
/// of [`index_templates`]. Only a domain with Index State Management knows their setting.
pub fn rollover_templates() -> Vec<Template> {
    let templates = by_index().into_keys().map(|name| {
        let own = own_name(name);
        let alias = json!({"opendistro.index_state_management.rollover_alias": name});
        let template = json!({"settings": alias});
        let parts = [LOG, LOG_AWS, own.as_str()];
        index(&format!("{name}_rollover"), &format!("{name}-0*"), 5, &parts, &template)
    });
    templates.collect()
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
    let fields = [("SchemaVersion", FieldType::Keyword), ("apiVersion", FieldType::Keyword)];
    component(LOG_AWS, &json!({"mappings": {"properties": properties(fields, engine)}}))
}

/// The types by the name of their index, which several may share.
fn by_index() -> BTreeMap<&'static str, Vec<&'static LogSpec>> {
    let mut indices: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for spec in registry().iter().map(|log_type| log_type.spec()) {
        indices.entry(spec.index_name.as_ref()).or_default().push(spec);
    }
    indices
}

/// Fields and settings of the types of one index. Where they disagree on a setting, that
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
    let body = json!({
        "index_patterns": [pattern],
        "priority": priority,
        "composed_of": parts,
        "template": template,
        "version": VERSION,
        "_meta": meta(),
    });
    Template { kind: Kind::Index, name: name.to_owned(), body }
}

fn meta() -> Value {
    json!({"description": "Written by aes-siem at each update; put a template of higher priority beside it"})
}

#[cfg(test)]
mod tests;
