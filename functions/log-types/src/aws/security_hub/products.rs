//! What is different for each product that a finding comes from.

use ecs::{Document, Value};

use super::{guardduty, product_field};
use crate::notes::Notes;
use crate::steps::finding_type::{FindingType, exchange_ends};

/// The module is the product's name; what else follows from it is set.
pub(super) fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    let name = product_field(document, "aws/securityhub/ProductName")
        .or_else(|| document.text_at("ProductName"));
    let Some(module) = name.map(str::to_lowercase) else {
        notes.problem("the name of the finding's product is missing");
        return;
    };
    if module == "guardduty" || module == "macie" {
        of_type(document, &module, notes);
    }
    if module.contains("security hub") {
        control(document);
    } else if module.contains("inspector") {
        vulnerability(document);
    }
    document.set(ecs::EVENT_MODULE, module);
}

/// A finding of GuardDuty or Macie, by its type.
fn of_type(document: &mut Document<'_>, module: &str, notes: &mut Notes) {
    let Some(text) = document.text_at("Types.0").map(str::to_owned) else { return };
    let Some(kind) = parse(&text) else {
        notes.problem("`Types` has not the form of the types of its product");
        return;
    };
    let purpose = kind.purpose.replace(' ', "");
    let kind = FindingType { purpose: &purpose, ..kind };
    kind.add_to(document);
    document.set(ecs::EVENT_CATEGORY, "intrusion_detection");
    if module != "guardduty" {
        return;
    }
    if let Some(direction) = guardduty::direction(document, kind.is_file()) {
        if direction == "outbound" {
            exchange_ends(document);
        }
        document.set(ecs::NETWORK_DIRECTION, direction);
    }
    if kind.is_malware() {
        document.set(ecs::EVENT_CATEGORY, "malware");
    }
}

/// `TTPs/Discovery/Recon:EC2-PortProbeUnprotectedPort`,
/// `Sensitive Data Identifications/PII/SensitiveData:S3Object-Personal`, the same without a
/// category or without a purpose, or the type as the product itself has it.
fn parse(text: &str) -> Option<FindingType<'_>> {
    let (namespace, rest) = text.split_once('/')?;
    // The product's own: the purpose comes before any slash.
    if namespace.contains(':') {
        return FindingType::parse(text);
    }
    let (category, rest) = match rest.split_once('/') {
        Some((category, rest)) if !category.contains(':') => (Some(category), rest),
        _ => (None, rest),
    };
    let (purpose, rest) = match rest.split_once(':') {
        Some((purpose, rest)) => (purpose, rest),
        None => (category?, rest),
    };
    let end = rest.find(['/', '-', '.'])?;
    let (resource, family) = (rest.get(..end)?, rest.get(end + 1..)?);
    Some(FindingType::of(purpose, resource, family))
}

/// A control of Security Hub's own.
fn control(document: &mut Document<'_>) {
    let generator = document.text_at("GeneratorId").unwrap_or_default().to_owned();
    let view = document.text_at("Compliance.SecurityControlId").is_some();
    document.insert("consolidated_controls_view", Value::Bool(view));
    let findings = generator.starts_with("security-control");
    document.insert("consolidated_control_findings", Value::Bool(findings));
    if !generator.is_empty() {
        document.set(ecs::RULE_ID, generator);
    }
}

/// A finding of Inspector's. That of the first generation names its rule, and has all its
/// types for the rule's id; for the second it is the type and the vulnerability.
fn vulnerability(document: &mut Document<'_>) {
    let types = match document.get("Types") {
        Some(Value::List(types)) => types.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => return,
    };
    let is_package = |text: &str| text.contains("Vulnerabilities");
    let mut texts = types.iter().filter_map(Value::as_text);
    let first = texts.clone().next().and_then(|text| text.split("/CVE").next());
    let package = texts.any(is_package);
    let first_generation = product_field(document, "aws/inspector/id").map(str::to_owned);
    let title = document.text_at("Title").and_then(|title| title.split_whitespace().next());
    let rule = first.map(|kind| match title {
        Some(vulnerability) if is_package(kind) => format!("{kind}/{vulnerability}"),
        _ => kind.to_owned(),
    });
    if let Some(name) = first_generation {
        document.set(ecs::RULE_NAME, name);
    } else if let Some(rule) = rule {
        document.set(ecs::RULE_ID, rule);
    }
    if package {
        document.set(ecs::EVENT_CATEGORY, "package");
    }
}
