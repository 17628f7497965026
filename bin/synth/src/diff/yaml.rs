//! Templates in YAML.
//!
//! CloudFormation adds tags to YAML, the short form of its functions: `!Ref A` is
//! `{"Ref": "A"}`, `!GetAtt A.Arn` is `{"Fn::GetAtt": "A.Arn"}`.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html>

use serde_json::{Map, Value as Json};
use serde_yaml::Value as Yaml;

/// The template as JSON; what is wrong, with its place, if it is no YAML.
pub(super) fn parse(text: &str) -> Result<Json, String> {
    let yaml: Yaml = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    json(yaml)
}

fn json(yaml: Yaml) -> Result<Json, String> {
    match yaml {
        Yaml::Null => Ok(Json::Null),
        Yaml::Bool(flag) => Ok(flag.into()),
        Yaml::Number(number) => {
            serde_json::to_value(&number).map_err(|_| format!("`{number}` is no number of JSON"))
        }
        Yaml::String(text) => Ok(text.into()),
        Yaml::Sequence(items) => items.into_iter().map(json).collect(),
        Yaml::Mapping(entries) => {
            let entries = entries.into_iter().map(|(key, value)| Ok((name(&key)?, json(value)?)));
            Ok(Json::Object(entries.collect::<Result<_, String>>()?))
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            let function = match tag.trim_start_matches('!') {
                name @ ("Ref" | "Condition") => name.to_owned(),
                name => format!("Fn::{name}"),
            };
            Ok(Json::Object(Map::from_iter([(function, json(tagged.value)?)])))
        }
    }
}

/// Keys are text in JSON; a mapping by account or port has numbers.
fn name(key: &Yaml) -> Result<String, String> {
    match key {
        Yaml::String(text) => Ok(text.clone()),
        Yaml::Number(number) => Ok(number.to_string()),
        Yaml::Bool(flag) => Ok(flag.to_string()),
        other => Err(format!("a key is text, not {other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn short_functions_are_functions() {
        let text = "\
            - !Ref A\n\
            - !GetAtt A.Arn\n\
            - !Sub 'x-${A}'\n\
            - !If [C, !Ref A, !Ref AWS::NoValue]\n\
            - !Join ['', [a, !Ref B]]\n\
            - !Condition C\n\
            - Fn::Base64: !Sub x\n";
        assert_eq!(
            parse(text),
            Ok(json!([
                {"Ref": "A"},
                {"Fn::GetAtt": "A.Arn"},
                {"Fn::Sub": "x-${A}"},
                {"Fn::If": ["C", {"Ref": "A"}, {"Ref": "AWS::NoValue"}]},
                {"Fn::Join": ["", ["a", {"Ref": "B"}]]},
                {"Condition": "C"},
                {"Fn::Base64": {"Fn::Sub": "x"}},
            ]))
        );
    }

    #[test]
    fn dates_and_account_numbers_are_as_they_are_written() {
        let parsed = parse("Version: 2012-10-17\nAccount: 012345678901\n443: true\n").unwrap();
        assert_eq!(
            parsed,
            json!({"Version": "2012-10-17", "Account": "012345678901", "443": true})
        );
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        assert!(parse("a: b: c").unwrap_err().contains("line 1"));
    }
}
