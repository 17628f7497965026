//! Where the functions write their own logs.

use assertions::Template;
use serde_json::json;
use siem::Siem;
use template::Stack;

fn template_of(siem: Siem) -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Template::of(stack)
}

#[test]
fn every_function_writes_to_a_log_group_of_the_stack() {
    let template = template_of(Siem::default());
    for (id, function) in template.resources_of("AWS::Lambda::Function") {
        let group = function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"].as_str();
        let group = template.resource(group.unwrap_or_else(|| panic!("{id} has no log group")));
        let name = group["Properties"]["LogGroupName"].as_str().unwrap();
        assert!(name.starts_with("/aes-siem/"), "{id} writes to {name}");
    }
}

#[test]
fn a_role_writes_to_its_functions_log_group_and_no_other() {
    let template = template_of(Siem::default());
    let writes = json!(["logs:CreateLogStream", "logs:PutLogEvents"]);
    for (id, function) in template.resources_of("AWS::Lambda::Function") {
        let role = &function["Properties"]["Role"]["Fn::GetAtt"][0];
        let group = &function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"];
        let mut resources = vec![];
        for (_, policy) in template.resources_of("AWS::IAM::Policy") {
            if policy["Properties"]["Roles"] != json!([{"Ref": role}]) {
                continue;
            }
            let statements = &policy["Properties"]["PolicyDocument"]["Statement"];
            let statements = statements.as_array().unwrap().iter();
            resources.extend(statements.filter(|s| s["Action"] == writes).map(|s| &s["Resource"]));
        }
        assert!(resources.contains(&&json!({"Fn::GetAtt": [group, "Arn"]})), "{id}");
        // deploy-aes and configure-aes share the role that the domain knows.
        let users = template.resources_of("AWS::Lambda::Function");
        let users =
            users.filter(|(_, other)| other["Properties"]["Role"]["Fn::GetAtt"][0] == *role);
        assert_eq!(resources.len(), users.count(), "{id}");
    }
}

#[test]
fn the_retention_is_the_options_and_the_key_is_the_siems() {
    let mut siem = Siem::default();
    siem.log_retention = 731.try_into().unwrap();
    let template = template_of(siem);
    let mut groups = 0;
    for (id, group) in template.resources_of("AWS::Logs::LogGroup") {
        let properties = &group["Properties"];
        if !properties["LogGroupName"].to_string().starts_with("\"/aes-siem/") {
            continue;
        }
        assert_eq!(properties["RetentionInDays"], 731, "{id}");
        let key = json!({"Fn::GetAtt": ["KmsAesSiemLog44B26597", "Arn"]});
        assert_eq!(properties["KmsKeyId"], key, "{id}");
        groups += 1;
    }
    assert!(groups >= 3, "{groups} log groups");
}

#[test]
fn the_key_lets_cloudwatch_use_it_for_those_log_groups_only() {
    let template = template_of(Siem::default());
    let policy = &template.resource("KmsAesSiemLog44B26597")["Properties"]["KeyPolicy"];
    let statements = policy["Statement"].as_array().unwrap();
    let of_logs: Vec<_> = statements
        .iter()
        .filter(|statement| {
            statement["Principal"]["Service"].to_string().contains("logs.${AWS::Region}")
        })
        .collect();
    let bounds: Vec<_> = of_logs
        .iter()
        .map(|s| s["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"].to_string())
        .collect();
    assert_eq!(bounds.len(), 2, "{bounds:?}");
    for names in ["/aes-siem/*", "/aws/vendedlogs/states/aes-siem-ioc-logs*"] {
        let end = format!("${{AWS::AccountId}}:log-group:{names}");
        assert!(bounds.iter().any(|bound| bound.contains(&end)), "{names} is not in {bounds:?}");
    }
}

#[test]
fn a_log_group_goes_with_its_stack_so_that_its_name_blocks_no_other() {
    let template = template_of(Siem::default());
    for (id, group) in template.resources_of("AWS::Logs::LogGroup") {
        assert_eq!(group["DeletionPolicy"], "Delete", "{id}");
    }
}
