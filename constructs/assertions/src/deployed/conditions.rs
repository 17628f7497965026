//! Conditions and rules.

use serde_json::Value as Json;

use super::Evaluation;

impl Evaluation<'_> {
    /// Adds the text of each assertion that does not hold.
    pub(super) fn check_rules(&mut self) {
        let rules = self.template["Rules"].as_object();
        for (_, rule) in rules.into_iter().flatten() {
            let applies = rule.get("RuleCondition").is_none_or(|condition| self.holds(condition));
            for assertion in rule["Assertions"].as_array().into_iter().flatten() {
                if applies && !self.holds(&assertion["Assert"]) {
                    let text = assertion["AssertDescription"].as_str().unwrap_or("a rule");
                    self.problem(text.to_owned());
                }
            }
        }
    }

    /// Whether a condition of the template holds.
    pub(super) fn holds_named(&mut self, name: &str) -> bool {
        let template = self.template;
        match template["Conditions"].get(name) {
            Some(condition) => self.holds(condition),
            None => {
                self.problem(format!("there is no condition `{name}`"));
                false
            }
        }
    }

    fn holds(&mut self, condition: &Json) -> bool {
        let call = condition.as_object().and_then(|call| call.iter().next());
        let list = |argument: &Json| argument.as_array().cloned().unwrap_or_default();
        match call {
            Some((function, argument)) => match (function.as_str(), argument) {
                ("Condition", Json::String(name)) => self.holds_named(name),
                ("Fn::Equals", argument) => {
                    let sides: Vec<_> = list(argument)
                        .iter()
                        .map(|side| self.value(side).map(|value| as_text(&value)))
                        .collect();
                    sides.len() == 2 && sides[0] == sides[1]
                }
                ("Fn::And", argument) => list(argument).iter().all(|inner| self.holds(inner)),
                ("Fn::Or", argument) => list(argument).iter().any(|inner| self.holds(inner)),
                ("Fn::Not", argument) => !list(argument).iter().all(|inner| self.holds(inner)),
                (function, _) => {
                    self.problem(format!("`{function}` is no function of conditions"));
                    false
                }
            },
            None => {
                self.problem(format!("`{condition}` is no condition"));
                false
            }
        }
    }
}

/// CloudFormation compares texts: a number and its digits are the same.
pub(super) fn as_text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
