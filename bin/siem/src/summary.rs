//! What became of the records of a file, in numbers.

use std::collections::BTreeMap;

use es_loader::tally::Tally;
use serde_json::json;

use crate::args::Form;

/// Counts of one file.
#[derive(Debug, Default)]
pub struct Summary {
    /// The log type.
    pub log_type: String,
    /// Records by outcome.
    pub tally: Tally,
    /// Documents that hold only a part of their record, and say so in `error.message`.
    pub in_part: u64,
    /// Records set aside, by reason.
    pub reasons: BTreeMap<String, u64>,
    /// How often each rule has matched.
    pub rules: BTreeMap<String, u64>,
}

impl Summary {
    /// The summary in a form.
    pub fn in_form(&self, form: Form) -> String {
        match form {
            Form::Text => self.in_words(),
            Form::Json => self.in_json().to_string(),
        }
    }

    fn in_words(&self) -> String {
        let Tally { read, loaded, excluded, set_aside, .. } = self.tally;
        let mut text = format!(
            "{}: {read} read, {loaded} loaded, {excluded} excluded, {set_aside} set aside",
            self.log_type
        );
        if self.in_part > 0 {
            text += &format!("; {} loaded with an error.message", self.in_part);
        }
        for (reason, count) in &self.reasons {
            text += &format!("\n  {count} set aside: {reason}");
        }
        for (rule, count) in &self.rules {
            text += &format!("\n  {count} matched by the rule {rule}");
        }
        text
    }

    fn in_json(&self) -> serde_json::Value {
        json!({
            "log_type": self.log_type,
            "read": self.tally.read,
            "loaded": self.tally.loaded,
            "excluded": self.tally.excluded,
            "set_aside": self.tally.set_aside,
            "loaded_with_error_message": self.in_part,
            "reasons": self.reasons,
            "rules": self.rules,
        })
    }
}
