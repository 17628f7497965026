//! What a policy says.

use serde_json::{Value, json};

use super::Family;
use crate::object::Object;

/// What the names of indices look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// They end in a date.
    Dated,
    /// They end in a number, and an alias leads to the newest.
    RolledOver,
}

/// The size at which v2.10.4 rolls an index over.
const ROLLOVER_SIZE: &str = "100gb";

/// Moving a large index takes hours, and AWS moves few at once.
///
/// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ism.html>
const MOVING: (&str, u32, &str) = ("24h", 5, "1h");

/// The name of a family's policy.
pub(super) fn name(family: &Family, form: Form) -> String {
    match form {
        Form::Dated => format!("aes-siem-{}", family.name),
        Form::RolledOver => format!("aes-siem-{}-rollover", family.name),
    }
}

/// The patterns of a family's indices. Six digits begin with two zeros, and no month or
/// day does.
pub(super) fn patterns(family: &Family, form: Form) -> Vec<String> {
    let end = match form {
        Form::Dated => "*",
        Form::RolledOver => "*-00*",
    };
    family.starts.iter().map(|start| format!("{start}{end}")).collect()
}

/// The policy of v2.10.4, for indices that no family speaks of.
pub(super) fn by_size(name: &str, priority: usize) -> Object {
    let states = json!([{
        "name": "rollover",
        "actions": [{"rollover": {"min_size": ROLLOVER_SIZE}}],
        "transitions": [],
    }]);
    let description = "Rolls indices over by size, where they are loaded through an alias";
    body(name.to_owned(), description, "rollover", &states, &["log-*-00*".to_owned()], priority)
}

/// A family's policy.
pub(super) fn policy(family: &Family, form: Form) -> Object {
    let ages = &family.ages;
    let mut first = vec![];
    if form == Form::RolledOver {
        let mut rollover = json!({"min_size": ROLLOVER_SIZE});
        if let (Some(days), Some(rollover)) = (ages.hot_days, rollover.as_object_mut()) {
            rollover.insert("min_index_age".to_owned(), age(days));
        }
        first.push(json!({"rollover": rollover}));
    }
    let is_cold = ages.cold_days.is_some();
    let delete = if is_cold { json!({"cold_delete": {}}) } else { json!({"delete": {}}) };
    let stages = [
        (ages.warm_days, "warm", moving(json!({"warm_migration": {}}))),
        (
            ages.cold_days,
            "cold",
            moving(json!({"cold_migration": {"timestamp_field": "@timestamp"}})),
        ),
        (ages.delete_days, "delete", delete),
    ];
    let stages: Vec<(u32, &str, Value)> =
        stages.into_iter().filter_map(|(days, name, action)| Some((days?, name, action))).collect();
    let next = |number: usize| -> Vec<Value> {
        let stage = stages.get(number);
        let to = stage.map(|(days, name, _)| {
            json!({"state_name": name, "conditions": {"min_index_age": age(*days)}})
        });
        to.into_iter().collect()
    };
    let mut states = vec![json!({"name": "hot", "actions": first, "transitions": next(0)})];
    states.extend(stages.iter().enumerate().map(|(number, (_, name, action))| {
        json!({"name": name, "actions": [action], "transitions": next(number + 1)})
    }));
    let description = format!("Age of indices of {}, from the stack's options", family.name);
    let priority = family.priority + usize::from(form == Form::RolledOver);
    let patterns = patterns(family, form);
    body(name(family, form), &description, "hot", &json!(states), &patterns, priority)
}

fn age(days: u32) -> Value {
    Value::from(format!("{days}d"))
}

fn moving(mut action: Value) -> Value {
    let (timeout, count, delay) = MOVING;
    if let Some(action) = action.as_object_mut() {
        action.insert("timeout".to_owned(), json!(timeout));
        let retry = json!({"count": count, "backoff": "exponential", "delay": delay});
        action.insert("retry".to_owned(), retry);
    }
    action
}

fn body(
    name: String,
    description: &str,
    default_state: &str,
    states: &Value,
    patterns: &[String],
    priority: usize,
) -> Object {
    let body = json!({"policy": {
        "description": description,
        "default_state": default_state,
        "states": states,
        "ism_template": [{"index_patterns": patterns, "priority": priority}],
    }});
    Object { name, body }
}
