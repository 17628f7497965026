use serde_json::json;

use super::*;
use crate::canonical::template;

fn compare(before: Json, after: Json) -> Vec<AccessChange> {
    let template = |resources: Json| template(&json!({"Resources": resources}));
    super::compare(&template(before), &template(after))
}

fn document(statement: Json) -> Json {
    json!({"Version": "2012-10-17", "Statement": statement})
}

/// A role with one inline policy.
fn role(statement: Json) -> Json {
    let policy = json!({"PolicyName": "p", "PolicyDocument": document(statement)});
    json!({"R": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [policy]}}})
}

fn allow(action: Json, resource: Json) -> Json {
    json!({"Effect": "Allow", "Action": action, "Resource": resource})
}

/// Direction and actions of each change.
fn told(before: Json, after: Json) -> Vec<(Direction, String)> {
    let changes = compare(before, after).into_iter();
    changes.map(|change| (change.direction, change.actions.join(" "))).collect()
}

fn widened(actions: &str) -> (Direction, String) {
    (Direction::Widened, actions.to_owned())
}

fn narrowed(actions: &str) -> (Direction, String) {
    (Direction::Narrowed, actions.to_owned())
}

#[test]
fn an_action_more_is_wider_and_an_action_less_is_narrower() {
    let (one, two) = (
        allow(json!("s3:GetObject"), json!("*")),
        allow(json!(["s3:GetObject", "s3:PutObject"]), json!("*")),
    );
    assert_eq!(told(role(one.clone()), role(two.clone())), [widened("s3:PutObject")]);
    assert_eq!(told(role(two), role(one)), [narrowed("s3:PutObject")]);
}

#[test]
fn what_a_pattern_covers_is_no_change_but_the_pattern_is_wider() {
    let all = || role(allow(json!("s3:*"), json!("*")));
    let one = || role(allow(json!("s3:GetObject"), json!("arn:aws:s3:::b/*")));
    assert_eq!(told(one(), all()), [widened("s3:*")]);
    assert_eq!(told(all(), one()), [narrowed("s3:*")]);
    let both =
        role(json!([allow(json!("s3:*"), json!("*")), allow(json!("s3:GetObject"), json!("*"))]));
    assert_eq!(told(all(), both), []);
}

#[test]
fn lists_order_and_case_mean_nothing() {
    let before = role(allow(json!(["s3:GetObject", "s3:PutObject"]), json!(["a", "b"])));
    let after = role(json!([
        allow(json!("S3:putobject"), json!(["b", "a"])),
        allow(json!(["s3:getObject"]), json!("a")),
        allow(json!("s3:GetObject"), json!("b")),
    ]));
    assert_eq!(told(before, after), []);
}

#[test]
fn a_statement_that_moves_to_another_policy_of_the_role_changes_nothing() {
    let statement = allow(json!("s3:GetObject"), json!("*"));
    let before = role(statement.clone());
    let attached = |kind: &str, roles: Json| {
        json!({
            "R": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}},
            "P": {"Type": kind, "Properties": {"Roles": roles, "PolicyDocument": document(statement.clone())}},
        })
    };
    for kind in ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"] {
        assert_eq!(told(before.clone(), attached(kind, json!([{"Ref": "R"}]))), []);
        assert_eq!(told(before.clone(), attached(kind, json!(["r"]))), []);
    }
}

#[test]
fn a_managed_policy_of_aws_is_wider_as_a_whole() {
    let role = |arns: Json| json!({"R": {"Type": "AWS::IAM::Role", "Properties": {"ManagedPolicyArns": arns}}});
    let told = told(role(json!([])), role(json!(["arn:aws:iam::aws:policy/AdministratorAccess"])));
    assert!(told[0].1.contains("AdministratorAccess"), "{told:?}");
    let same = json!([{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess"}]);
    assert_eq!(super::compare(&json!({}), &json!({})), []);
    assert_eq!(
        compare(role(json!(["arn:aws:iam::aws:policy/AdministratorAccess"])), role(same)),
        []
    );
}

#[test]
fn a_managed_policy_of_the_template_counts_for_the_roles_that_name_it() {
    let template = |arns: Json| {
        json!({
            "R": {"Type": "AWS::IAM::Role", "Properties": {"ManagedPolicyArns": arns}},
            "P": {"Type": "AWS::IAM::ManagedPolicy",
                "Properties": {"PolicyDocument": document(allow(json!("s3:*"), json!("*")))}},
        })
    };
    let changes = compare(template(json!([])), template(json!([{"Ref": "P"}])));
    assert_eq!((changes[0].holder.as_str(), changes[0].actions[0].as_str()), ("R", "s3:*"));
}

#[test]
fn a_permissions_boundary_that_goes_is_wider() {
    let role =
        |properties: Json| json!({"R": {"Type": "AWS::IAM::Role", "Properties": properties}});
    let bounded = || role(json!({"PermissionsBoundary": "arn:aws:iam::111122223333:policy/b"}));
    let changes = compare(bounded(), role(json!({})));
    assert_eq!((changes[0].direction, changes[0].effect), (Direction::Widened, Effect::Deny));
    assert!(changes[0].actions[0].contains("permissions boundary"), "{changes:?}");
    assert_eq!(compare(role(json!({})), bounded())[0].direction, Direction::Narrowed);
    let other = role(json!({"PermissionsBoundary": "arn:aws:iam::111122223333:policy/c"}));
    assert_eq!(compare(bounded(), other).len(), 2, "what another allows is not known");
}

#[test]
fn not_action_and_not_resource_are_all_the_rest() {
    let all_but =
        |actions: Json| role(json!({"Effect": "Allow", "NotAction": actions, "Resource": "*"}));
    assert_eq!(
        told(all_but(json!(["iam:*", "sts:*"])), all_but(json!("iam:*"))),
        [widened("not iam:*")]
    );
    assert_eq!(
        told(all_but(json!("iam:*")), all_but(json!(["iam:*", "sts:*"]))),
        [narrowed("not iam:*")]
    );
    assert_eq!(
        told(role(allow(json!("s3:*"), json!("*"))), all_but(json!("iam:*"))),
        [widened("not iam:*")]
    );
}

#[test]
fn a_denial_that_goes_is_wider_and_one_that_comes_is_narrower() {
    let deny = json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*"});
    assert_eq!(told(role(deny.clone()), role(json!([]))), [widened("s3:*")]);
    assert_eq!(told(role(json!([])), role(deny.clone())), [narrowed("s3:*")]);
    assert_eq!(told(role(deny), json!({})), [], "with the role, nothing is left to deny");
}

#[test]
fn a_condition_less_is_wider() {
    let with = |condition: Json| {
        let mut statement = allow(json!("s3:GetObject"), json!("*"));
        statement["Condition"] = condition;
        role(statement)
    };
    let account = |accounts: Json| with(json!({"StringEquals": {"aws:SourceAccount": accounts}}));
    assert_eq!(told(account(json!("1")), with(json!({}))), [widened("s3:GetObject")]);
    assert_eq!(told(account(json!("1")), account(json!(["1", "2"]))), [widened("s3:GetObject")]);
    assert_eq!(told(account(json!(["1", "2"])), account(json!("1"))), [narrowed("s3:GetObject")]);
    let not = |values: Json| with(json!({"StringNotEquals": {"aws:SourceAccount": values}}));
    assert_eq!(told(not(json!(["1", "2"])), not(json!("1"))), [widened("s3:GetObject")]);
    let like = |arn: &str| with(json!({"ArnLike": {"aws:SourceArn": arn}}));
    assert_eq!(told(like("arn:aws:s3:::*"), like("arn:aws:s3:::b")), [narrowed("s3:GetObject")]);
}

#[test]
fn a_statement_under_a_condition_of_the_stack_is_covered_by_one_without() {
    let conditional = || {
        role(json!([{"Fn::If": ["C", allow(json!("s3:*"), json!("*")), {"Ref": "AWS::NoValue"}]}]))
    };
    let always = || role(json!([allow(json!("s3:*"), json!("*"))]));
    assert_eq!(told(always(), conditional()), [narrowed("s3:*")]);
    let changes = compare(conditional(), always());
    assert_eq!(changes[0].direction, Direction::Widened);
    let changes = compare(role(json!([])), conditional());
    assert_eq!(changes[0].when, ["C"]);
}

#[test]
fn an_item_under_a_condition_of_the_stack_is_wider_where_that_holds() {
    let before = role(allow(json!("s3:GetObject"), json!(["a"])));
    let after = role(allow(
        json!("s3:GetObject"),
        json!(["a", {"Fn::If": ["C", "b", {"Ref": "AWS::NoValue"}]}]),
    ));
    let changes = compare(before, after);
    assert_eq!(
        (&changes[0].resources[..], &changes[0].when[..]),
        (&["b".to_owned()][..], &["C".to_owned()][..])
    );
    assert_eq!(changes.len(), 1);
}

#[test]
fn who_may_take_on_a_role_is_compared_for_itself() {
    let trust = |principal: Json| {
        let statement =
            json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal});
        json!({"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": document(statement)}}})
    };
    let lambda = trust(json!({"Service": "lambda.amazonaws.com"}));
    let changes = compare(
        lambda.clone(),
        trust(json!({"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]})),
    );
    assert_eq!(changes[0].kind, AccessKind::Trust);
    assert_eq!(changes[0].principals, ["Service:ec2.amazonaws.com"]);
    let account = trust(json!({"AWS": "111122223333"}));
    let root = trust(json!({"AWS": "arn:aws:iam::111122223333:root"}));
    assert_eq!(compare(account, root), []);
}

#[test]
fn resource_policies_are_gathered_by_what_they_protect() {
    let statement = |principal: &str| {
        document(
            json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Principal": {"AWS": principal}}),
        )
    };
    for (kind, target, policy) in [
        ("AWS::S3::BucketPolicy", "Bucket", "PolicyDocument"),
        ("AWS::SQS::QueuePolicy", "Queues", "PolicyDocument"),
        ("AWS::SNS::TopicPolicy", "Topics", "PolicyDocument"),
        ("AWS::SecretsManager::ResourcePolicy", "SecretId", "ResourcePolicy"),
    ] {
        let template = |id: &str, principal: &str| json!({id: {"Type": kind, "Properties": {target: [{"Ref": "Thing"}], policy: statement(principal)}}});
        assert_eq!(compare(template("A", "1"), template("B", "1")), [], "{kind}: another id");
        let changes = compare(template("A", "1"), template("A", "2"));
        assert_eq!(changes[0].holder, "Thing", "{kind}");
    }
    let key = |principal: &str| json!({"K": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": statement(principal)}}});
    assert_eq!(compare(key("1"), key("2")).len(), 2);
}

#[test]
fn a_lambda_permission_is_a_statement_of_the_function() {
    let permission = |source: Json| {
        let mut properties = json!({"Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com",
            "FunctionName": {"Fn::GetAtt": ["F", "Arn"]}});
        properties.as_object_mut().unwrap().extend(source.as_object().unwrap().clone());
        json!({"P": {"Type": "AWS::Lambda::Permission", "Properties": properties}})
    };
    let with = || permission(json!({"SourceArn": "arn:aws:s3:::b"}));
    let changes = compare(with(), permission(json!({})));
    assert_eq!((changes[0].direction, changes[0].holder.as_str()), (Direction::Widened, "F"));
    assert_eq!(changes[0].principals, ["Service:s3.amazonaws.com"]);
}

#[test]
fn data_access_policies_of_serverless_are_read_from_their_text() {
    let policy = |permission: &str| {
        let text = format!(
            r#"[{{"Rules":[{{"ResourceType":"index","Resource":["index/c/*"],"Permission":["{permission}"]}}],"Principal":["${{R.Arn}}"]}}]"#
        );
        json!({"P": {"Type": "AWS::OpenSearchServerless::AccessPolicy",
            "Properties": {"Name": "p", "Policy": {"Fn::Sub": text}}}})
    };
    let changes = compare(policy("aoss:ReadDocument"), policy("aoss:*"));
    assert_eq!(changes[0].actions, ["aoss:*"]);
    assert_eq!(changes[0].principals, ["AWS:${R.Arn}"]);
}
