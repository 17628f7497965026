//! A template as CloudFormation sees it when it deploys: with the values of parameters, in a
//! region.
//!
//! Functions are evaluated, what a condition leaves out is gone, rules are checked. What only
//! a deployment knows stays a placeholder: `Ref` of a resource becomes its logical id, an
//! attribute `LogicalId.Attribute`.

mod conditions;
mod functions;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use crate::Template;

/// The account of deployments, unless another is given.
const ACCOUNT: &str = "111122223333";

/// Start of a region's name, its partition, and the end of its services' host names.
const PARTITIONS: &[(&str, &str, &str)] = &[
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("us-iso-", "aws-iso", "c2s.ic.gov"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
    ("us-isof-", "aws-iso-f", "csp.hci.ic.gov"),
    ("eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
    ("", "aws", "amazonaws.com"),
];

/// Where a stack is deployed, and with which parameters.
#[derive(Debug, Clone)]
pub struct Deployment {
    values: BTreeMap<String, Json>,
}

impl Deployment {
    /// In this region of account 111122223333, with the defaults of all parameters.
    pub fn in_region(region: &str) -> Self {
        let (_, partition, suffix) = PARTITIONS
            .iter()
            .find(|(start, ..)| region.starts_with(start))
            .expect("the last start is that of every region");
        let values = [
            ("AWS::AccountId", ACCOUNT),
            ("AWS::Partition", partition),
            ("AWS::Region", region),
            ("AWS::StackName", "aes-siem"),
            ("AWS::StackId", "AWS::StackId"),
            ("AWS::URLSuffix", suffix),
        ];
        let values = values.map(|(name, value)| (name.to_owned(), value.into()));
        Self { values: values.into() }
    }

    /// With this value of a parameter.
    #[must_use]
    pub fn with(mut self, parameter: &str, value: impl Into<Json>) -> Self {
        self.values.insert(parameter.to_owned(), value.into());
        self
    }
}

impl Template {
    /// The template as this deployment has it.
    ///
    /// # Panics
    ///
    /// If CloudFormation would refuse it; says all the reasons.
    #[track_caller]
    pub fn deployed(&self, deployment: &Deployment) -> Self {
        self.try_deployed(deployment).unwrap_or_else(|problems| panic!("{}", problems.join("\n")))
    }

    /// The template as this deployment has it.
    ///
    /// # Errors
    ///
    /// All the reasons for which CloudFormation would refuse it: a rule that does not hold, a
    /// parameter without a value, a region that a mapping does not have.
    pub fn try_deployed(&self, deployment: &Deployment) -> Result<Self, Vec<String>> {
        let mut evaluation = Evaluation::new(&self.0, deployment);
        evaluation.check_parameters(deployment);
        evaluation.check_rules();
        let mut deployed = self.0.as_object().cloned().unwrap_or_default();
        for section in ["Parameters", "Mappings", "Conditions", "Rules"] {
            deployed.remove(section);
        }
        for section in ["Resources", "Outputs"] {
            if let Some(entries) = self.0[section].as_object() {
                deployed.insert(section.to_owned(), evaluation.kept(entries).into());
            }
        }
        let problems: Vec<String> = evaluation.problems.into_iter().collect();
        if problems.is_empty() { Ok(Self(deployed.into())) } else { Err(problems) }
    }

    /// The names of the conditions that hold in this deployment.
    pub fn conditions_of(&self, deployment: &Deployment) -> BTreeSet<String> {
        let mut evaluation = Evaluation::new(&self.0, deployment);
        let conditions = self.0["Conditions"].as_object().into_iter().flatten();
        let names = conditions.map(|(name, _)| name);
        names.filter(|name| evaluation.holds_named(name)).cloned().collect()
    }
}

/// A template while it is evaluated.
struct Evaluation<'a> {
    template: &'a Json,
    values: BTreeMap<String, Json>,
    problems: BTreeSet<String>,
}

impl<'a> Evaluation<'a> {
    fn new(template: &'a Json, deployment: &Deployment) -> Self {
        let mut values = deployment.values.clone();
        for (name, parameter) in template["Parameters"].as_object().into_iter().flatten() {
            if let Some(default) = parameter.get("Default") {
                values.entry(name.clone()).or_insert_with(|| default.clone());
            }
        }
        Self { template, values, problems: BTreeSet::new() }
    }

    fn check_parameters(&mut self, deployment: &Deployment) {
        let parameters = self.template["Parameters"].as_object();
        for (name, _) in parameters.into_iter().flatten() {
            if !self.values.contains_key(name) {
                self.problems.insert(format!("parameter `{name}` has no value"));
            }
        }
        for name in deployment.values.keys().filter(|name| !name.starts_with("AWS::")) {
            if self.template["Parameters"].get(name).is_none() {
                self.problems.insert(format!("there is no parameter `{name}`"));
            }
        }
    }

    /// The entries of a section whose condition holds, evaluated.
    fn kept(&mut self, entries: &Map<String, Json>) -> Map<String, Json> {
        let mut kept = Map::new();
        for (name, entry) in entries {
            let condition = entry.get("Condition").and_then(Json::as_str);
            if condition.is_some_and(|condition| !self.holds_named(condition)) {
                continue;
            }
            if let Some(entry) = self.value(entry) {
                kept.insert(name.clone(), entry);
            }
        }
        kept
    }

    fn problem(&mut self, problem: String) {
        self.problems.insert(problem);
    }
}

#[cfg(test)]
mod tests;
