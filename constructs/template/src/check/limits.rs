//! Sizes that CloudFormation and the services allow.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>

use crate::expr::Expr;
use crate::logical_id::LogicalId;
use crate::problem::Problem;
use crate::template::{ResourceDefinition, Template};

const MAX_RESOURCES: usize = 500;
const MAX_PARAMETERS: usize = 200;
const MAX_MAPPINGS: usize = 200;
const MAX_OUTPUTS: usize = 200;
const MAX_TEMPLATE_BYTES: usize = 1_000_000;

pub(super) fn check(template: &Template, problems: &mut Vec<Problem>) {
    let counts = [
        ("resources", template.resources.len(), MAX_RESOURCES),
        ("parameters", template.parameters.len(), MAX_PARAMETERS),
        ("mappings", template.mappings.len(), MAX_MAPPINGS),
        ("outputs", template.outputs.len(), MAX_OUTPUTS),
    ];
    for (what, found, limit) in counts {
        if found > limit {
            problems.push(Problem::TooMany { what, found, limit });
        }
    }
    let found = template.to_json().len();
    if found > MAX_TEMPLATE_BYTES {
        problems.push(Problem::TemplateTooLarge { found, limit: MAX_TEMPLATE_BYTES });
    }
    for (id, resource) in &template.resources {
        check_names(id, resource, problems);
        if template.parameters.contains_key(id) {
            problems.push(Problem::AmbiguousName { name: id.clone() });
        }
    }
    check_section("parameter", template.parameters.keys(), problems);
    check_section("condition", template.conditions.keys(), problems);
    check_section("mapping", template.mappings.keys(), problems);
    check_section("rule", template.rules.keys(), problems);
    check_section("output", template.outputs.keys(), problems);
}

/// Names in all sections follow the rules of logical ids.
fn check_section<'a>(
    section: &'static str,
    names: impl Iterator<Item = &'a String>,
    problems: &mut Vec<Problem>,
) {
    for name in names.filter(|name| !LogicalId::is_valid(name)) {
        problems.push(Problem::InvalidName { section, name: name.clone() });
    }
}

/// Lengths of names that are known now. Others are CloudFormation's to check.
fn check_names(id: &str, resource: &ResourceDefinition, problems: &mut Vec<Problem>) {
    for constraint in resource.schema.map_or(&[][..], |schema| schema.constraints) {
        let Some(value) = resource.properties.get(constraint.property).and_then(Expr::as_str)
        else {
            continue;
        };
        let length = value.chars().count();
        if !(constraint.min_length..=constraint.max_length).contains(&length) {
            problems.push(Problem::NameLength {
                place: format!("{id}.{}", constraint.property),
                resource_type: resource.resource_type.clone(),
                value: value.to_owned(),
                length,
                min: constraint.min_length,
                max: constraint.max_length,
            });
        }
    }
}
