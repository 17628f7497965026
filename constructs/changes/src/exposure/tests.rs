use serde_json::json;

use super::*;
use crate::canonical::template;

fn opened(before: Json, after: Json) -> Vec<String> {
    let template = |resources: Json| template(&json!({"Resources": resources}));
    let changes = super::compare(&template(before), &template(after)).into_iter();
    changes.filter(|change| change.opened).map(|change| change.exposure.detail).collect()
}

fn resource(kind: &str, properties: Json) -> Json {
    json!({"A": {"Type": kind, "Properties": properties}})
}

fn policy(principal: Json, condition: Json) -> Json {
    json!({"Statement": [{
        "Effect": "Allow", "Principal": principal, "Action": "x:Do", "Resource": "*", "Condition": condition,
    }]})
}

#[test]
fn a_policy_for_everybody_opens_what_it_protects() {
    for (kind, property, target) in [
        ("AWS::S3::BucketPolicy", "PolicyDocument", "Bucket"),
        ("AWS::SQS::QueuePolicy", "PolicyDocument", "Queues"),
        ("AWS::SNS::TopicPolicy", "PolicyDocument", "Topics"),
        ("AWS::KMS::Key", "KeyPolicy", "Description"),
    ] {
        for everybody in [json!("*"), json!({"AWS": "*"}), json!({"AWS": ["*"]})] {
            let open = |condition| {
                resource(kind, json!({target: "x", property: policy(everybody.clone(), condition)}))
            };
            assert_eq!(opened(json!({}), open(json!({}))), ["everybody may: x:Do"], "{kind}");
            let account = json!({"StringEquals": {"aws:SourceAccount": "111122223333"}});
            assert!(opened(json!({}), open(account)).is_empty(), "{kind}");
            let transport = json!({"Bool": {"aws:SecureTransport": "true"}});
            assert_eq!(opened(json!({}), open(transport)).len(), 1, "{kind}");
        }
    }
}

#[test]
fn a_policy_of_a_vpc_endpoint_opens_nothing() {
    let properties = json!({"Bucket": "b", "PolicyDocument": policy(json!("*"), json!({}))});
    let before = json!({});
    assert_eq!(
        opened(before.clone(), resource("AWS::EC2::VPCEndpoint", properties.clone())),
        [""; 0]
    );
    assert_eq!(opened(before, resource("AWS::S3::BucketPolicy", properties)).len(), 1);
}

#[test]
fn what_was_open_before_is_not_opened() {
    let open = || resource("AWS::KMS::Key", json!({"KeyPolicy": policy(json!("*"), json!({}))}));
    assert!(opened(open(), open()).is_empty());
}

#[test]
fn a_denial_for_everybody_opens_nothing() {
    let mut document = policy(json!("*"), json!({}));
    document["Statement"][0]["Effect"] = "Deny".into();
    let closed =
        resource("AWS::S3::BucketPolicy", json!({"Bucket": "b", "PolicyDocument": document}));
    assert!(opened(json!({}), closed).is_empty());
}

#[test]
fn a_role_that_everybody_may_take_on_is_open() {
    let open = resource(
        "AWS::IAM::Role",
        json!({"AssumeRolePolicyDocument": policy(json!({"AWS": "*"}), json!({}))}),
    );
    assert_eq!(opened(json!({}), open).len(), 1);
}

#[test]
fn a_service_that_calls_a_function_needs_a_source() {
    let permission = |more: Json| {
        let mut properties = json!({"Action": "lambda:InvokeFunction", "FunctionName": "f", "Principal": "s3.amazonaws.com"});
        properties.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        resource("AWS::Lambda::Permission", properties)
    };
    assert!(opened(json!({}), permission(json!({})))[0].contains("no source"));
    assert!(opened(json!({}), permission(json!({"SourceArn": "arn:aws:s3:::b"}))).is_empty());
    assert!(opened(json!({}), permission(json!({"SourceAccount": "111122223333"}))).is_empty());
}

#[test]
fn a_bucket_that_loosens_its_block_is_opened() {
    let bucket = |blocks: Json| {
        resource("AWS::S3::Bucket", json!({"PublicAccessBlockConfiguration": blocks}))
    };
    let on = || bucket(json!({"BlockPublicAcls": true, "BlockPublicPolicy": true}));
    assert_eq!(
        opened(on(), bucket(json!({"BlockPublicAcls": true}))),
        ["`BlockPublicPolicy` is no longer set"]
    );
    assert_eq!(
        opened(on(), bucket(json!({"BlockPublicAcls": true, "BlockPublicPolicy": false}))),
        ["`BlockPublicPolicy` is off"]
    );
    assert!(
        opened(json!({}), resource("AWS::S3::Bucket", json!({}))).is_empty(),
        "a new one is blocked"
    );
    assert_eq!(
        opened(json!({}), resource("AWS::S3::Bucket", json!({"AccessControl": "PublicRead"})))
            .len(),
        1
    );
}

#[test]
fn a_security_group_that_lets_the_internet_in_is_open() {
    let rule = |range: &str, from: &str| json!({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, range: from});
    for (range, from) in [("CidrIp", "0.0.0.0/0"), ("CidrIpv6", "::/0")] {
        let group = resource(
            "AWS::EC2::SecurityGroup",
            json!({"SecurityGroupIngress": [rule(range, from)]}),
        );
        assert_eq!(opened(json!({}), group), [format!("tcp 443 from {from}")]);
        let alone = resource("AWS::EC2::SecurityGroupIngress", rule(range, from));
        assert_eq!(opened(json!({}), alone).len(), 1);
    }
    let group = resource(
        "AWS::EC2::SecurityGroup",
        json!({"SecurityGroupIngress": [rule("CidrIp", "10.0.0.0/8")]}),
    );
    assert!(opened(json!({}), group).is_empty());
}

#[test]
fn a_branch_that_opens_is_enough() {
    let open = json!({"PubliclyAccessible": {"Fn::If": ["C", true, false]}});
    assert_eq!(
        opened(json!({}), resource("AWS::RDS::DBInstance", open)),
        ["`PubliclyAccessible` is true"]
    );
}

#[test]
fn a_collection_on_the_internet_is_open() {
    let policy = |public: bool| {
        let text = format!(
            r#"[{{"Rules":[{{"ResourceType":"collection","Resource":["collection/c"]}}],"AllowFromPublic":{public}}}]"#
        );
        resource(
            "AWS::OpenSearchServerless::SecurityPolicy",
            json!({"Type": "network", "Policy": text}),
        )
    };
    assert_eq!(opened(policy(false), policy(true)).len(), 1);
}

#[test]
fn a_function_url_without_a_check_is_open() {
    let url = |auth: &str| resource("AWS::Lambda::Url", json!({"AuthType": auth}));
    assert_eq!(opened(url("AWS_IAM"), url("NONE")).len(), 1);
}
