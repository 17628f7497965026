use std::collections::BTreeSet;

use super::*;

const ENGINE: Engine = Engine::new(2, 19);

fn all() -> Vec<Template> {
    [index_templates(ENGINE), rollover_templates()].concat()
}

fn template(name: &str) -> Value {
    let templates = all();
    let found = templates.into_iter().find(|template| template.name == name);
    found.unwrap_or_else(|| panic!("no template {name}")).body
}

/// The types of all fields that an index of this template has, by path.
fn types(name: &str) -> Vec<(String, String)> {
    let mut types = Vec::new();
    for part in template(name)["composed_of"].as_array().unwrap() {
        let properties =
            template(part.as_str().unwrap())["template"]["mappings"]["properties"].clone();
        collect(&properties, "", &mut types);
    }
    types
}

fn collect(properties: &Value, path: &str, types: &mut Vec<(String, String)>) {
    for (name, field) in properties.as_object().unwrap() {
        let path = format!("{path}{name}");
        if let Some(kind) = field["type"].as_str() {
            types.push((path.clone(), kind.to_owned()));
        }
        if field["properties"].is_object() {
            collect(&field["properties"], &format!("{path}."), types);
        }
    }
}

#[test]
fn an_index_template_comes_after_its_parts() {
    let mut before = BTreeSet::new();
    for template in all() {
        let parts = template.body["composed_of"].as_array().cloned().unwrap_or_default();
        assert!(
            parts.iter().all(|part| before.contains(part.as_str().unwrap())),
            "{}",
            template.name
        );
        before.insert(template.name);
    }
}

#[test]
fn the_waf_templates_have_the_names_and_places_of_the_original() {
    let waf = template("log-aws-waf_aws");
    assert_eq!(waf["index_patterns"], json!(["log-aws-waf-*"]));
    assert_eq!(waf["priority"], 2);
    let parts =
        ["component_template_log", "component_template_log-aws", "component_template_log-aws-waf"];
    assert_eq!(waf["composed_of"], json!(parts));
    assert_eq!(template(parts[2])["template"]["settings"]["index.refresh_interval"], "30s");
    assert_eq!(template("log-aws-waf_rollover")["priority"], 5);
}

#[test]
fn the_logs_of_a_family_share_the_template_of_the_original() {
    for (name, pattern) in [("log-win_aws", "log-win-*"), ("log-linux_aws", "log-linux-*")] {
        assert_eq!(template(name)["index_patterns"], json!([pattern]));
    }
    let own = |name: &str| template(name)["composed_of"].as_array().unwrap().last().cloned();
    for name in ["log-linux-os_rollover", "log-linux-secure_rollover", "log-linux_aws"] {
        assert_eq!(own(name), Some(json!("component_template_log-linux")), "{name}");
    }
    assert_eq!(family("log-aws-rds-mysql"), "log-aws-rds");
    assert_eq!(family("log-ocsf"), "log-ocsf");
    assert_eq!(family("log-windows"), "log-windows");
}

#[test]
fn logs_of_windows_from_services_are_found_among_those_of_windows() {
    for service in ["directory-service", "fsx-win"] {
        for kind in ["aws", "rollover"] {
            let template = template(&format!("log-aws-{service}_{kind}"));
            let alias = format!("log-win-aws-{service}");
            assert_eq!(template["template"]["aliases"], json!({alias: {"is_write_index": false}}));
            assert_eq!(template["composed_of"][2], "component_template_log-win");
        }
    }
}

#[test]
fn what_is_no_log_of_aws_has_no_fields_of_aws() {
    let parts = ["component_template_log", "component_template_log-web-nginx"];
    assert_eq!(template("log-web-nginx_aws")["composed_of"], json!(parts));
}

#[test]
fn no_field_has_two_types() {
    let types = types("log-aws-waf_aws");
    let paths: BTreeSet<_> = types.iter().map(|(path, _)| path).collect();
    assert_eq!(paths.len(), types.len());
}

#[test]
fn no_two_priorities_are_equal_for_one_index() {
    let templates = all();
    let matching = |index: &str| -> Vec<u64> {
        let matches =
            |pattern: &Value| index.starts_with(pattern.as_str().unwrap().trim_end_matches('*'));
        let of_index = templates.iter().filter(|template| template.kind == Kind::Index);
        of_index
            .filter(|t| t.body["index_patterns"].as_array().unwrap().iter().any(matches))
            .map(|t| t.body["priority"].as_u64().unwrap())
            .collect()
    };
    assert_eq!(matching("log-aws-waf-2026-11"), [0, 1, 2]);
    assert_eq!(matching("log-aws-waf-000001"), [0, 1, 2, 5]);
}

#[test]
fn every_text_and_number_of_the_original_keeps_its_type() {
    let types = types("log-aws-waf_aws");
    for (path, expected) in [
        ("@message", "text"),
        ("@timestamp", "date"),
        ("event.ingested", "date"),
        ("source.ip", "ip"),
        ("source.geo.location", "geo_point"),
        ("related.ip", "ip"),
        ("httpRequest.clientIp", "ip"),
        ("formatVersion", "keyword"),
        ("timestamp", "date"),
        ("threat.enrichments", "nested"),
        ("threat.enrichments.indicator.ip", "ip"),
        ("user_agent.original", "keyword"),
        ("error.message", "text"),
    ] {
        let found = types.iter().find(|(p, _)| p == path).map(|(_, kind)| kind.as_str());
        assert_eq!(found, Some(expected), "{path}");
    }
}

#[test]
fn a_header_that_nobody_knows_becomes_no_field() {
    let own = template("component_template_log-aws-waf");
    let header = &own["template"]["mappings"]["properties"]["httpRequest"]["properties"]["header"];
    assert_eq!(header["dynamic"], "false");
    assert_eq!(header["properties"]["user_agent"]["type"], "keyword");
}

#[test]
fn an_index_is_far_from_its_limit_of_fields() {
    // 1,000 is OpenSearch's own limit; fields of a later AWS log must still fit.
    assert!(types("log-aws-waf_aws").len() < 600);
}

/// Paths of the fields of a document that are no text, lists having no part in them. A
/// text is a keyword if nothing else is said; what becomes of a number depends on whether
/// the first one has decimals.
fn paths_of(value: &Value, path: &str, paths: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                paths_of(value, &path, paths);
            }
        }
        Value::Array(elements) => {
            elements.iter().for_each(|element| paths_of(element, path, paths));
        }
        Value::String(_) => {}
        _ => {
            paths.insert(path.to_owned());
        }
    }
}

/// Whether a path is that of a field in an object that is not indexed field by field.
fn is_free_form(path: &str, log_type: &log_types::LogType) -> bool {
    use contract::log_spec::FieldType::{FlatObject, GeoPoint, ObjectOfKnownFields};
    let free = |kind| matches!(kind, FlatObject | GeoPoint | ObjectOfKnownFields);
    let own = log_type.spec().fields.iter().map(|field| (&*field.path, field.kind));
    let ecs = ecs::FIELDS.iter().map(|field| (field.path, field.kind));
    let mut parts = own.chain(ecs).filter(|(_, kind)| free(*kind));
    parts.any(|(part, _)| path.strip_prefix(part).is_some_and(|rest| rest.starts_with('.')))
}

#[test]
fn every_field_that_a_type_sets_has_a_type_of_its_own() {
    for log_type in registry() {
        let types = types(&format!("{}_aws", family(&log_type.spec().index_name)));
        let typed: BTreeSet<_> = types.into_iter().map(|(path, _)| path).collect();
        let ecs = log_type.spec().ecs.iter().map(|mapping| mapping.field.to_string());
        let fixed = log_type.spec().static_fields.iter().map(|field| field.field.to_string());
        for path in ecs.chain(fixed) {
            assert!(typed.contains(&path), "{path} of {}", log_type.name());
        }
    }
}

/// Fields of all documents of a type's fixtures, but of those that are odd on purpose or
/// whose last value was cut.
fn fields_of_fixtures(log_type: &log_types::LogType) -> BTreeSet<String> {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = crates.join("log-types/fixtures").join(log_type.name());
    let origin = log_types::Origin::new("bucket", "key", log_types::Timestamp::from_unix_micros(0));
    let mut paths = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let notes = path.extension().is_some_and(|extension| extension == "md");
        if notes || path.file_stem().is_some_and(|stem| stem == "odd" || stem == "cut-short") {
            continue;
        }
        let content = std::fs::read(&path).unwrap();
        let limits = formats::Limits::default();
        let mut records = formats::Records::new(&content[..], &log_type.spec().format, limits);
        while let Some(item) = records.next_item().unwrap() {
            let formats::Item::Record(record) = item else { continue };
            let mut out = Vec::new();
            log_type.normalise(&record, log_types::Aids::only(&origin), &mut out);
            paths_of(&serde_json::from_slice(&out).unwrap(), "", &mut paths);
        }
    }
    paths
}

#[test]
fn every_field_of_a_fixture_that_is_no_text_has_a_type_of_its_own() {
    for log_type in registry() {
        let types = types(&format!("{}_aws", family(&log_type.spec().index_name)));
        let typed: BTreeSet<_> = types.into_iter().map(|(path, _)| path).collect();
        let mut untyped = fields_of_fixtures(log_type);
        untyped.retain(|path| !typed.contains(path) && !is_free_form(path, log_type));
        // What does not fit its field is kept beside it.
        untyped.retain(|path| !path.strip_suffix("_text").is_some_and(|p| typed.contains(p)));
        assert_eq!(untyped, BTreeSet::new(), "{}", log_type.name());
    }
}
