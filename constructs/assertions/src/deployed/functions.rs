//! Functions within resources and outputs.

use serde_json::{Map, Value as Json};

use super::Evaluation;
use super::conditions::as_text;

impl Evaluation<'_> {
    /// The value; none where it is `AWS::NoValue`.
    pub(super) fn value(&mut self, json: &Json) -> Option<Json> {
        match json {
            Json::Array(items) => {
                Some(items.iter().filter_map(|item| self.value(item)).collect::<Vec<_>>().into())
            }
            Json::Object(entries) => match call(entries) {
                Some((function, argument)) => self.call(function, argument),
                None => {
                    let entries = entries.iter();
                    let entries =
                        entries.filter_map(|(key, value)| Some((key.clone(), self.value(value)?)));
                    Some(Json::Object(entries.collect()))
                }
            },
            plain => Some(plain.clone()),
        }
    }

    fn call(&mut self, function: &str, argument: &Json) -> Option<Json> {
        let list = argument.as_array().map_or(&[][..], Vec::as_slice);
        match (function, list) {
            ("Ref", _) => self.reference(argument.as_str()?),
            ("Fn::GetAtt", [resource, attribute]) => {
                let (resource, attribute) = (resource.as_str()?, attribute.as_str()?);
                Some(format!("{resource}.{attribute}").into())
            }
            ("Fn::If", [condition, then, otherwise]) => {
                let holds = self.holds_named(condition.as_str()?);
                self.value(if holds { then } else { otherwise })
            }
            ("Fn::Sub", [text, variables]) => {
                let variables = self.value(variables)?;
                Some(self.substitute(text.as_str()?, variables.as_object()?).into())
            }
            ("Fn::Sub", _) => Some(self.substitute(argument.as_str()?, &Map::new()).into()),
            ("Fn::Join", [separator, items]) => {
                let items = self.value(items)?;
                let items: Vec<_> = items.as_array()?.iter().map(as_text).collect();
                Some(items.join(separator.as_str()?).into())
            }
            ("Fn::Split", [separator, text]) => {
                let text = as_text(&self.value(text)?);
                Some(text.split(separator.as_str()?).collect::<Vec<_>>().into())
            }
            ("Fn::Select", [index, items]) => self.select(index, items),
            ("Fn::FindInMap", [mapping, first, second]) => self.find(mapping, first, second),
            ("Fn::ImportValue", _) => {
                let export = as_text(&self.value(argument)?);
                Some(format!("export {export}").into())
            }
            ("Fn::Base64", _) => self.value(argument),
            ("Fn::GetAZs", _) => Some(["a", "b", "c"].to_vec().into()),
            _ => {
                self.problem(format!("`{function}` is not known here, or has other arguments"));
                None
            }
        }
    }

    fn reference(&mut self, name: &str) -> Option<Json> {
        if name == "AWS::NoValue" {
            return None;
        }
        if let Some(value) = self.values.get(name) {
            return Some(value.clone());
        }
        if self.template["Resources"].get(name).is_none() {
            self.problem(format!("`{name}` is neither a parameter with a value nor a resource"));
        }
        Some(name.into())
    }

    /// The text with `${…}` replaced.
    fn substitute(&mut self, text: &str, variables: &Map<String, Json>) -> String {
        let mut whole = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            whole.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            if let Some(literal) = name.strip_prefix('!') {
                whole.push_str(&format!("${{{literal}}}"));
            } else if let Some(value) = variables.get(name) {
                whole.push_str(&as_text(value));
            } else if name.contains('.') {
                whole.push_str(name);
            } else {
                whole.push_str(&self.reference(name).map(|v| as_text(&v)).unwrap_or_default());
            }
            rest = after;
        }
        whole + rest
    }

    /// CloudFormation refuses an index beyond the end.
    fn select(&mut self, index: &Json, items: &Json) -> Option<Json> {
        let index: usize = as_text(index).parse().ok()?;
        let items = self.value(items)?;
        let found = items.as_array().and_then(|items| items.get(index)).cloned();
        if found.is_none() {
            self.problem(format!("`{items}` has no item {index}"));
        }
        found
    }

    fn find(&mut self, mapping: &Json, first: &Json, second: &Json) -> Option<Json> {
        let mapping = mapping.as_str()?;
        let (first, second) = (as_text(&self.value(first)?), as_text(&self.value(second)?));
        let found = self.template["Mappings"][mapping][&first].get(&second).cloned();
        if found.is_none() {
            self.problem(format!("unable to get mapping for {mapping}::{first}::{second}"));
        }
        Some(found.unwrap_or_default())
    }
}

/// The function and its argument, if the object is a call.
fn call(entries: &Map<String, Json>) -> Option<(&str, &Json)> {
    let (name, argument) = entries.iter().next()?;
    let function = name == "Ref" || name.starts_with("Fn::");
    (entries.len() == 1 && function).then_some((name.as_str(), argument))
}
