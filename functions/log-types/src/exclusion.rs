//! Which documents are not to be loaded.
//!
//! Rules come from three places, and work as in v2.10.4:
//! - the log type's own `exclude`: conditions in JMESPath;
//! - a CSV file, `log_type,field,pattern,pattern_type,comment`: a pattern, as a regular
//!   expression or as text, for the whole value of one field of the record;
//! - parameters below `/siem/exclude-logs/LOG_TYPE/`: JSON with an `action` (`EXCLUDE`,
//!   `COUNT` or `DISABLE`) and an `expression` in JMESPath about the document.
//!
//! A pattern looks at the record as it was delivered, a condition at the finished
//! document. In a list a pattern looks at every element; v2.10.4 stopped at the first.

use std::collections::BTreeMap;

use ecs::{Document, Value};
use jmespath::{Expression, Variable};
use regex::Regex;

/// What a type's own condition is called.
const OWN_CONDITION: &str = "exclude of the log type";

/// The rules of one log type.
#[derive(Debug, Default)]
pub struct Rules {
    patterns: Vec<(String, FieldPattern)>,
    conditions: Vec<(String, Action, Condition)>,
}

/// What rules say of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matched<'r> {
    /// The rule that excludes it.
    pub excluded_by: Option<&'r str>,
    /// The rules that only count it.
    pub counted_by: Vec<&'r str>,
}

/// What a rule does with a document that it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Exclude,
    Count,
}

/// A pattern for one field.
#[derive(Debug)]
struct FieldPattern {
    path: String,
    pattern: Regex,
}

/// A condition about a whole document.
#[derive(Debug)]
pub(crate) struct Condition(Expression<'static>);

/// A rule that cannot be used. The others are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {why}")]
pub struct WrongRule {
    /// Where the rule stands.
    pub place: String,
    /// What is wrong with it, and what is wanted.
    pub why: String,
}

impl Rules {
    /// No rule.
    pub fn none() -> &'static Self {
        static NONE: Rules = Rules { patterns: Vec::new(), conditions: Vec::new() };
        &NONE
    }

    /// Which pattern matches a record as it was delivered.
    pub(crate) fn of_record(&self, record: &Document<'_>) -> Option<&str> {
        let mut patterns = self.patterns.iter();
        patterns.find(|(_, pattern)| pattern.matches(record)).map(|(name, _)| name.as_str())
    }

    /// What the conditions say of a document, given as JSON, and those that its type has of
    /// its own.
    pub(crate) fn of_document(&self, json: &[u8], own: &[Condition]) -> Matched<'_> {
        let mut matched = Matched::default();
        if self.conditions.is_empty() && own.is_empty() {
            return matched;
        }
        let Some(variable) = variable(json) else { return matched };
        for (name, action, condition) in &self.conditions {
            if condition.holds(&variable) {
                match action {
                    Action::Count => matched.counted_by.push(name),
                    Action::Exclude => {
                        matched.excluded_by = Some(name);
                        break;
                    }
                }
            }
        }
        if own.iter().any(|condition| condition.holds(&variable)) {
            matched.excluded_by = Some(OWN_CONDITION);
        }
        matched
    }
}

impl FieldPattern {
    fn new(field: &str, pattern: &str) -> Result<Self, regex::Error> {
        let pattern = Regex::new(&format!("^(?:{pattern})$"))?;
        Ok(Self { path: field.to_owned(), pattern })
    }

    fn matches(&self, record: &Document<'_>) -> bool {
        let (step, rest) = split(&self.path);
        record.get(step).is_some_and(|value| self.matches_below(value, rest))
    }

    fn matches_below(&self, value: &Value<'_>, path: Option<&str>) -> bool {
        match (value, path) {
            (Value::List(elements), _) => {
                elements.iter().any(|element| self.matches_below(element, path))
            }
            (Value::Object(object), Some(path)) => {
                let (step, rest) = split(path);
                object.get(step).is_some_and(|value| self.matches_below(value, rest))
            }
            (Value::Text(text) | Value::Number(text), None) => self.pattern.is_match(text),
            // As Python writes them, which is what people's patterns were made for.
            (Value::Bool(true), None) => self.pattern.is_match("True"),
            (Value::Bool(false), None) => self.pattern.is_match("False"),
            (Value::Null, None) => self.pattern.is_match("None"),
            _ => false,
        }
    }
}

fn split(path: &str) -> (&str, Option<&str>) {
    path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)))
}

impl Condition {
    /// Makes an expression ready.
    pub(crate) fn new(expression: &str) -> Result<Self, String> {
        jmespath::compile(expression).map(Self).map_err(|error| error.to_string())
    }

    /// Whether it holds for a document. One that fails for a document does not hold for it.
    fn holds(&self, document: &Variable) -> bool {
        self.0.search(document).is_ok_and(|result| result.is_truthy())
    }
}

fn variable(json: &[u8]) -> Option<Variable> {
    Variable::from_json(std::str::from_utf8(json).ok()?).ok()
}

/// The rules of all log types.
#[derive(Debug, Default)]
pub struct Exclusions(BTreeMap<String, Rules>);

impl Exclusions {
    /// The rules of one log type.
    pub fn of(&self, log_type: &str) -> &Rules {
        self.0.get(log_type).unwrap_or(Rules::none())
    }

    /// How many rules there are.
    pub fn len(&self) -> usize {
        self.0.values().map(|rules| rules.patterns.len() + rules.conditions.len()).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the patterns of a CSV file, and gives those that cannot be used.
    pub fn add_csv(&mut self, csv: &[u8]) -> Vec<WrongRule> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(csv);
        let headers = reader.headers().cloned().unwrap_or_default();
        let mut wrong = vec![];
        for (n, row) in reader.records().enumerate() {
            let place = format!("line {} of the exclusion patterns", n + 2);
            let added = row.map_err(|error| error.to_string()).and_then(|row| {
                let column = |name: &str| {
                    let at = headers.iter().position(|header| header.trim() == name);
                    at.and_then(|at| row.get(at)).map(str::trim).filter(|text| !text.is_empty())
                };
                self.add_pattern(&place, column)
            });
            wrong.extend(added.err().map(|why| WrongRule { place, why }));
        }
        wrong
    }

    fn add_pattern<'c>(
        &mut self,
        place: &str,
        column: impl Fn(&str) -> Option<&'c str>,
    ) -> Result<(), String> {
        let required = |name: &str| {
            column(name).ok_or_else(|| {
                format!("`{name}` is missing; the columns are log_type, field, pattern, pattern_type, comment")
            })
        };
        let (log_type, field) = (required("log_type")?, required("field")?);
        let pattern = required("pattern")?;
        let is_text = column("pattern_type").is_some_and(|kind| kind.eq_ignore_ascii_case("text"));
        let escaped = if is_text { regex::escape(pattern) } else { pattern.to_owned() };
        let pattern = FieldPattern::new(field, &escaped)
            .map_err(|error| format!("`{pattern}` is no regular expression: {error}"))?;
        let rules = self.0.entry(log_type.to_owned()).or_default();
        rules.patterns.push((place.to_owned(), pattern));
        Ok(())
    }

    /// Adds the condition of a parameter, `name` being what follows the prefix of all.
    ///
    /// # Errors
    ///
    /// [`WrongRule`] if it cannot be used.
    pub fn add_parameter(&mut self, name: &str, value: &str) -> Result<(), WrongRule> {
        let wrong = |why: String| WrongRule { place: format!("parameter `{name}`"), why };
        let Some((log_type, _)) = name.split_once('/') else {
            return Err(wrong("its name must be `LOG_TYPE/NAME`".to_owned()));
        };
        let text =
            format!("its value must be JSON with `action` and `expression`; it is `{value}`");
        let parsed = formats::json::parse_object(value).map_err(|_| wrong(text.clone()))?;
        let (Some(action), Some(expression)) =
            (parsed.text_at("action"), parsed.text_at("expression"))
        else {
            return Err(wrong(text));
        };
        let action = match action.to_ascii_lowercase().as_str() {
            "disable" => return Ok(()),
            "exclude" => Action::Exclude,
            "count" => Action::Count,
            _ => {
                let why = format!("the action `{action}` must be EXCLUDE, COUNT or DISABLE");
                return Err(wrong(why));
            }
        };
        let condition = Condition::new(expression)
            .map_err(|error| wrong(format!("`{expression}` is no JMESPath: {error}")))?;
        let rules = self.0.entry(log_type.to_owned()).or_default();
        rules.conditions.push((name.to_owned(), action, condition));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_csv(rows: &str, record: &str) -> bool {
        let mut exclusions = Exclusions::default();
        let csv = format!("log_type,field,pattern,pattern_type,comment\n{rows}");
        assert_eq!(exclusions.add_csv(csv.as_bytes()), []);
        let document = formats::json::parse_object(record).unwrap();
        exclusions.of("cloudtrail").of_record(&document).is_some()
    }

    #[test]
    fn a_pattern_is_for_the_whole_value() {
        let row = "cloudtrail,eventSource,athena.amazonaws.com,text,why";
        assert!(by_csv(row, r#"{"eventSource":"athena.amazonaws.com"}"#));
        assert!(!by_csv(row, r#"{"eventSource":"athenaXamazonaws.com"}"#));
        assert!(!by_csv(row, r#"{"eventSource":"x.athena.amazonaws.com"}"#));
        let row = r"cloudtrail,userIdentity.invokedBy,.*\.amazonaws\.com,regex,";
        assert!(by_csv(row, r#"{"userIdentity":{"invokedBy":"x.amazonaws.com"}}"#));
        assert!(!by_csv(row, r#"{"userIdentity":{"invokedBy":"x.amazonaws.com.example"}}"#));
    }

    #[test]
    fn every_pattern_and_every_element_of_a_list_is_looked_at() {
        let rows = "cloudtrail,a.b,1,text,\ncloudtrail,a.c,2,text,\nwaf,a.d,3,text,";
        assert!(by_csv(rows, r#"{"a":{"b":7,"c":2}}"#));
        assert!(by_csv(rows, r#"{"a":[{"b":7},{"b":1}]}"#));
        assert!(!by_csv(rows, r#"{"a":{"d":3}}"#), "that rule is for another type");
    }

    #[test]
    fn a_wrong_row_costs_no_other() {
        let mut exclusions = Exclusions::default();
        let csv = "log_type,field,pattern,pattern_type\nwaf,a,(,regex\nwaf,a,x,text\nwaf,a\n";
        let wrong = exclusions.add_csv(csv.as_bytes());
        let text: Vec<_> = wrong.iter().map(ToString::to_string).collect();
        assert!(
            text[0].starts_with("line 2 of the exclusion patterns: `(` is no regular"),
            "{text:?}"
        );
        assert!(text[1].contains("line 4") && text[1].contains("`pattern` is missing"), "{text:?}");
        assert_eq!(exclusions.len(), 1);
    }

    #[test]
    fn a_parameter_excludes_or_counts() {
        let mut exclusions = Exclusions::default();
        let mut add = |name: &str, value: &str| exclusions.add_parameter(name, value);
        add("waf/count", r#"{"action":"COUNT","expression":"source.ip == '192.0.2.1'"}"#).unwrap();
        add("waf/exclude", r#"{"action":"exclude","expression":"n > `5`"}"#).unwrap();
        add("waf/off", r#"{"action":"DISABLE","expression":"`true`"}"#).unwrap();
        let rules = exclusions.of("waf");
        let matched = |json: &str| rules.of_document(json.as_bytes(), &[]);
        let both = matched(r#"{"source":{"ip":"192.0.2.1"},"n":6}"#);
        assert_eq!(both.excluded_by, Some("waf/exclude"));
        assert_eq!(both.counted_by, ["waf/count"]);
        assert_eq!(matched(r#"{"n":5}"#), Matched::default());
    }

    #[test]
    fn a_wrong_parameter_says_what_is_wanted() {
        let mut exclusions = Exclusions::default();
        let mut wrong = |name: &str, value: &str| {
            exclusions.add_parameter(name, value).unwrap_err().to_string()
        };
        assert!(wrong("x", "{}").contains("`LOG_TYPE/NAME`"));
        assert!(wrong("waf/x", "no").contains("JSON"));
        assert!(wrong("waf/x", r#"{"action":"DROP","expression":"a"}"#).contains("EXCLUDE, COUNT"));
        assert!(wrong("waf/x", r#"{"action":"COUNT","expression":"a ="}"#).contains("no JMESPath"));
    }
}
