//! What a value of a template is when CloudFormation deploys it: into the account
//! 111122223333 and us-east-1.

use assertions::Template;
use serde_json::Value as Json;

pub(super) const ACCOUNT: &str = "111122223333";
pub(super) const REGION: &str = "us-east-1";

/// The text that a value becomes. A resource, or attribute of one, is its logical id.
pub(super) fn text(template: &Template, value: &Json) -> String {
    if let Some(text) = value.as_str() {
        return text.to_owned();
    }
    if let Some(name) = value["Ref"].as_str() {
        return reference(template, name);
    }
    if let Some(attribute) = value["Fn::GetAtt"].as_array() {
        return attribute[0].as_str().unwrap().to_owned();
    }
    match &value["Fn::Sub"] {
        Json::String(pattern) => substituted(template, pattern, &Json::Null),
        Json::Array(parts) => substituted(template, parts[0].as_str().unwrap(), &parts[1]),
        _ => panic!("no text: {value:#}"),
    }
}

fn reference(template: &Template, name: &str) -> String {
    match name {
        "AWS::AccountId" => ACCOUNT.to_owned(),
        "AWS::Region" => REGION.to_owned(),
        "AWS::Partition" => "aws".to_owned(),
        "LogBucketName" => format!("aes-siem-{ACCOUNT}-log"),
        parameter => match template.section("Parameters")[parameter]["Default"].as_str() {
            Some(default) => default.to_owned(),
            None => parameter.to_owned(),
        },
    }
}

fn substituted(template: &Template, pattern: &str, variables: &Json) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("${") {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap();
        text += &match (name.strip_prefix('!'), variables.get(name)) {
            (Some(literal), _) => format!("${{{literal}}}"),
            (None, Some(value)) => self::text(template, value),
            (None, None) => reference(template, name),
        };
        rest = after;
    }
    text + rest
}
