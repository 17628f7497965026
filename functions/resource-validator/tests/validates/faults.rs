//! APIs that refuse, and properties of another form.

use crate::*;

fn xml_refusal(status: u16, code: &str) -> Reply {
    let error = format!("<Error><Code>{code}</Code><Message>no\nhunter2</Message></Error>");
    let body = format!("<Response><Errors>{error}</Errors></Response>");
    Reply::Answer { status, headers: vec![], body: body.into_bytes() }
}

/// What a call asks for, by the words in it.
fn is_call(call: &Call, words: &str) -> bool {
    call.operation.contains(words)
        || String::from_utf8_lossy(&call.request.body).contains(&format!("Action={words}&"))
}

/// An endpoint in a VPC that is not asked for.
fn endpoint() -> Reply {
    let options = json!({ "VPCId": "vpc-1", "SubnetIds": ["subnet-1"] });
    Reply::json(200, &json!({ "VpcEndpoints": [{ "Status": "ACTIVE", "VpcOptions": options }] }))
}

#[tokio::test]
async fn a_denied_call_is_tried_again_and_then_names_its_permission() {
    for (words, permission) in [
        ("vpcEndpoints/describe", "es:DescribeVpcEndpoints"),
        ("DescribeVpcAttribute", "ec2:DescribeVpcAttribute"),
        ("DescribeVpcEndpointServices", "ec2:DescribeVpcEndpointServices"),
    ] {
        let Some(account) = Account::new().await else { return };
        let on = b"<R><enableDnsSupport><value>true</value></enableDnsSupport>\
                   <enableDnsHostnames><value>true</value></enableDnsHostnames></R>";
        let peer = account.peer(move |call| {
            if is_call(call, words) {
                return Some(match words {
                    "vpcEndpoints/describe" => {
                        Reply::json(403, &json!({ "__type": "AccessDeniedException" }))
                    }
                    _ => xml_refusal(403, "UnauthorizedOperation"),
                });
            }
            if is_call(call, "DescribeVpcAttribute") {
                return Some(Reply::Answer { status: 200, headers: vec![], body: on.to_vec() });
            }
            is_call(call, "vpcEndpoints/describe").then(endpoint)
        });
        let answer = account.serve_at(&peer.url(), create(validation(DOMAIN_ENDPOINT))).await;
        let reason = reason(&answer);
        assert!(reason.contains(permission) && !reason.contains("hunter2"), "{reason}");
        let tries = peer.calls().iter().filter(|call| is_call(call, words)).count();
        assert_eq!(tries, 2, "{words}: a permission may need a while to spread");
    }
}

#[tokio::test]
async fn a_bucket_that_denies_its_policy_is_told_with_the_permission() {
    for (method, permission) in [("GET", "s3:GetBucketPolicy"), ("PUT", "s3:PutObject")] {
        let Some(account) = Account::new().await else { return };
        account.set_policy(&policy("people's")).await;
        let body = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_vec();
        let peer = account.peer(move |call| {
            (call.request.method == method).then(|| Reply::Answer {
                status: 403,
                headers: vec![],
                body: body.clone(),
            })
        });
        let answer = account.serve_at(&peer.url(), create(validation(""))).await;
        assert!(reason(&answer).contains(permission), "{answer:#}");
        assert!(
            answer["PhysicalResourceId"].as_str().unwrap().starts_with("create-failed:"),
            "{answer:#}"
        );
    }
}

#[tokio::test]
async fn services_that_fail_or_say_nothing_are_told() {
    for fault in
        [xml_refusal(500, "InternalError"), xml_refusal(503, "RequestLimitExceeded"), Reply::HangUp]
    {
        let Some(account) = Account::new().await else { return };
        let mut properties = validation("");
        properties["VpcId"] = json!("vpc-1");
        let reply = fault.clone();
        let peer =
            account.peer(move |call| is_call(call, "DescribeVpcAttribute").then(|| reply.clone()));
        let answer = account.serve_at(&peer.url(), create(properties)).await;
        let reason = reason(&answer);
        assert!(reason.contains("ec2:DescribeVpcAttribute"), "{fault:?}: {reason}");
        assert!(reason.contains("try the stack operation again"), "{fault:?}: {reason}");
    }
}

#[tokio::test]
async fn answers_of_another_form_are_told() {
    let Some(account) = Account::new().await else { return };
    let odd = || Reply::Answer { status: 200, headers: vec![], body: b"<html>".to_vec() };
    let peer = account.peer(move |call| {
        if is_call(call, "DescribeVpcAttribute") {
            return Some(odd());
        }
        is_call(call, "vpcEndpoints/describe").then(endpoint)
    });
    let answer = account.serve_at(&peer.url(), create(validation(DOMAIN_ENDPOINT))).await;
    assert!(reason(&answer).contains("DescribeVpcAttribute answers without `XML`"), "{answer:#}");
}

#[tokio::test]
async fn an_endpoint_without_subnets_does_not_take_those_of_others() {
    let Some(account) = Account::new().await else { return };
    let options = json!({ "VPCId": "vpc-1", "SubnetIds": [] });
    let endpoint = json!({ "VpcEndpoints": [{ "Status": "ACTIVE", "VpcOptions": options }] });
    let peer = account.peer(move |call| {
        is_call(call, "vpcEndpoints/describe").then(|| Reply::json(200, &endpoint))
    });
    let answer = account.serve_at(&peer.url(), create(validation(DOMAIN_ENDPOINT))).await;
    assert!(reason(&answer).contains("answers without `subnets`"), "{answer:#}");
}

#[tokio::test]
async fn properties_of_another_form_are_told_with_their_place() {
    let Some(account) = Account::new().await else { return };
    for (name, value, words) in [
        ("DeploymentTarget", json!("opensearch"), "DeploymentTarget is `opensearch`"),
        ("BucketPolicyUpdate", json!("maybe"), "BucketPolicyUpdate is `maybe`"),
        ("vpce", json!(["x"]), "ResourceProperties.vpce is a list"),
        ("SubnetIds", json!("x"), "ResourceProperties.SubnetIds is a string"),
    ] {
        let mut properties = validation("");
        properties[name] = value;
        let answer = account.serve(create(properties)).await;
        assert!(reason(&answer).contains(words), "{words}: {answer:#}");
    }
    let answer = account.serve(create(json!({ "vpce": "" }))).await;
    assert!(reason(&answer).contains("missing field `DeploymentTarget`"), "{answer:#}");
    let answer = account.serve(create(json!({ "BucketPolicyKey": "" }))).await;
    assert!(reason(&answer).contains("missing field `BucketName`"), "{answer:#}");
}
