//! A template as moto can make it: conditions decided, unknown types taken out.

use std::collections::{BTreeMap, BTreeSet};

use assertions::{Deployment, Template};
use serde_json::{Map, Value as Json, json};

const NO_VALUE: &str = "AWS::NoValue";

/// Properties that AWS fills where they are not given, and moto does not.
const WANTED_BY_MOTO: &[(&str, &str)] = &[("AWS::SSM::Parameter", "Name")];

/// Properties that moto reads as another service's form of them, and fails.
const MISREAD_BY_MOTO: &[(&str, &str)] =
    &[("AWS::KMS::Key", "Tags"), ("AWS::SSM::Parameter", "Tags")];

/// What custom resources have answered: their attributes by logical id.
pub(crate) type Answers = BTreeMap<String, Json>;

/// The template. References between its resources are still references.
pub(crate) struct Decided(pub(crate) Json);

impl Decided {
    /// For a deployment, with nothing but types that are `known`. Attributes of other resources
    /// are what those have answered, or something that stands for them.
    pub(crate) fn new(
        template: &Template,
        deployment: &Deployment,
        known: &BTreeSet<String>,
        answers: &Answers,
    ) -> Self {
        let hold = template.conditions_of(deployment);
        let made = template.section("Resources").as_object().unwrap().iter();
        let made = made
            .filter(|(_, resource)| {
                resource["Condition"].as_str().is_none_or(|name| hold.contains(name))
                    && known.contains(resource["Type"].as_str().unwrap())
            })
            .map(|(id, _)| id.clone())
            .collect();
        let others = template.section("Parameters").as_object().into_iter().flatten();
        let others = others.map(|(name, _)| name.clone());
        let decision = Decision { hold, made, others: others.collect(), answers };
        let mut decided = template.as_json().as_object().unwrap().clone();
        decided.remove("Conditions");
        decided.remove("Rules");
        decided["Resources"] = decision.resources(&decided["Resources"]);
        if let Some(outputs) = decided.get_mut("Outputs") {
            *outputs = decision.outputs(outputs);
        }
        Self(decided.into())
    }

    pub(crate) fn logical_ids(&self) -> BTreeSet<String> {
        self.0["Resources"].as_object().unwrap().keys().cloned().collect()
    }
}

struct Decision<'a> {
    /// Conditions that hold.
    hold: BTreeSet<String>,
    /// Resources that are made.
    made: BTreeSet<String>,
    /// What else a reference may name.
    others: BTreeSet<String>,
    answers: &'a Answers,
}

impl Decision<'_> {
    fn resources(&self, resources: &Json) -> Json {
        let made = resources.as_object().unwrap().iter();
        let made = made.filter(|(id, _)| self.made.contains(*id)).map(|(id, resource)| {
            let mut resource = resource.as_object().unwrap().clone();
            resource.remove("Condition");
            // moto refuses a reference in metadata to what is taken out.
            resource.remove("Metadata");
            if let Some(Json::Array(ids)) = resource.get_mut("DependsOn") {
                ids.retain(|id| self.made.contains(id.as_str().unwrap()));
            }
            let mut resource = self.value(&resource.into()).unwrap();
            for (kind, property) in WANTED_BY_MOTO {
                if resource["Type"] == *kind && resource["Properties"][property].is_null() {
                    resource["Properties"][property] = id.clone().into();
                }
            }
            for (kind, property) in MISREAD_BY_MOTO {
                let misread = resource["Type"] == *kind;
                if let Some(properties) = resource["Properties"].as_object_mut().filter(|_| misread)
                {
                    properties.remove(*property);
                }
            }
            (id.clone(), resource)
        });
        made.collect::<Map<_, _>>().into()
    }

    fn outputs(&self, outputs: &Json) -> Json {
        let holds =
            |output: &Json| output["Condition"].as_str().is_none_or(|name| self.holds(name));
        let kept = outputs.as_object().unwrap().iter().filter(|(_, output)| holds(output));
        let kept = kept.map(|(name, output)| {
            let mut output = output.as_object().unwrap().clone();
            output.remove("Condition");
            (name.clone(), self.value(&output.into()).unwrap())
        });
        kept.collect::<Map<_, _>>().into()
    }

    fn holds(&self, condition: &str) -> bool {
        self.hold.contains(condition)
    }

    /// `None` is `AWS::NoValue`.
    fn value(&self, value: &Json) -> Option<Json> {
        match value {
            Json::Array(list) => Some(list.iter().filter_map(|item| self.value(item)).collect()),
            Json::Object(object) => self.object(object),
            other => Some(other.clone()),
        }
    }

    fn object(&self, object: &Map<String, Json>) -> Option<Json> {
        let call = object.iter().next().filter(|_| object.len() == 1);
        match call.map(|(name, argument)| (name.as_str(), argument)) {
            Some(("Ref", Json::String(name))) if name == NO_VALUE => None,
            Some(("Ref", Json::String(name))) if self.is_gone(name) => Some(stand_in(name).into()),
            Some(("Fn::GetAtt", Json::Array(path))) if self.is_gone(path[0].as_str()?) => {
                Some(self.attribute(path[0].as_str()?, path[1].as_str()?))
            }
            Some(("Fn::If", Json::Array(choice))) => {
                let holds = self.holds(choice[0].as_str()?);
                self.value(&choice[if holds { 1 } else { 2 }])
            }
            Some(("Fn::Sub", Json::String(text))) => {
                Some(json!({ "Fn::Sub": self.text(text, &Json::Null) }))
            }
            Some(("Fn::Sub", Json::Array(call))) => {
                let text = self.text(call[0].as_str()?, &call[1]);
                Some(json!({ "Fn::Sub": [text, self.value(&call[1])?] }))
            }
            _ => {
                let entries = object.iter();
                let kept =
                    entries.filter_map(|(key, value)| Some((key.clone(), self.value(value)?)));
                Some(kept.collect::<Map<_, _>>().into())
            }
        }
    }

    /// The text of `Fn::Sub` without references to what is gone.
    fn text(&self, text: &str, given: &Json) -> String {
        let mut parts = text.split("${");
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').unwrap();
            let id = name.split('.').next().unwrap();
            if given.get(name).is_none() && self.is_gone(id) {
                match name.split_once('.') {
                    Some((id, attribute)) => whole += &text_of(&self.attribute(id, attribute)),
                    None => whole += &stand_in(id),
                }
                whole += rest;
            } else {
                whole += "${";
                whole += part;
            }
        }
        whole
    }

    /// What the resource has answered, or what stands for it.
    fn attribute(&self, id: &str, attribute: &str) -> Json {
        let answer = self.answers.get(id).map(|answer| &answer[attribute]);
        answer.filter(|value| !value.is_null()).cloned().unwrap_or_else(|| stand_in(id).into())
    }

    fn is_gone(&self, name: &str) -> bool {
        let literal = name.starts_with('!') || name.starts_with("AWS::");
        !literal && !self.made.contains(name) && !self.others.contains(name)
    }
}

/// As `Fn::Sub` puts it into text.
fn text_of(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// What stands for a reference to a resource that is not made: an ARN, which does where text
/// is wanted too.
fn stand_in(id: &str) -> String {
    format!("arn:aws:iam::111122223333:role/{id}")
}
