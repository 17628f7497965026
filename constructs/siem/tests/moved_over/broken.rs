//! A template that breaks just one rule, for each rule.
//!
//! The template that is broken is the inventory itself: an update from it to itself breaks
//! none.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::play::{Expected, Play, RULES};
use super::{original, stack_of_the_original as before};

/// Breaks resources or outputs of a template of the inventory.
type Breaking = fn(&mut Json, &mut Json);

/// Each rule, and changes that break it alone.
const BROKEN: &[(&str, &[Breaking])] = &[
    (
        "what is named or holds data stays in the stack",
        &[
            |r, _| remove(r, "S3BucketForLog20898FE4"),
            |r, _| remove(r, "AesSiemSnsRole64262F46"),
            |r, _| remove(r, "IocStateMachineLogGroupC1AB417E"),
        ],
    ),
    (
        "what is named or holds data is not replaced",
        &[
            |r, _| r["S3BucketForGeoip04B5F171"]["Properties"]["BucketName"] = json!("acme-geo"),
            |r, _| {
                r["AesSiemVpcSecurityGroup2nd"]["Properties"]["GroupDescription"] = json!("other");
            },
            |r, _| r["LambdaIocPlan6E369BFB"]["Properties"]["PackageType"] = json!("Image"),
        ],
    ),
    (
        "what is named or holds data gets no new condition",
        &[
            |r, _| r["SnsTopic2C1570A4"]["Condition"] = json!("HasSnsEmail"),
            |r, _| r["SIEMDashboard35199390"]["Condition"] = json!("IsServerless"),
        ],
    ),
    (
        "what is kept when the stack goes is kept further on",
        &[
            |r, _| r["KmsAesSiemLog44B26597"]["DeletionPolicy"] = json!("Delete"),
            |r, _| {
                _ = r["KmsAesSiemLogAliasE0A4C571"]
                    .as_object_mut()
                    .unwrap()
                    .remove("DeletionPolicy");
            },
        ],
    ),
    (
        "a logical id keeps its type",
        &[|r, _| {
            r["TotalFreeStorageSpaceRemainsLowAlarm3888040E"]["Type"] =
                json!("AWS::CloudWatch::CompositeAlarm");
        }],
    ),
    (
        "a role keeps its ARN",
        &[
            |r, _| {
                r["LambdaEsLoaderServiceRoleFFD43869"]["Properties"]["RoleName"] = json!("loader");
            },
            |r, _| r["LambdaEsLoaderServiceRoleFFD43869"]["Properties"]["Path"] = json!("/siem/"),
        ],
    ),
    (
        "a custom resource keeps its function",
        &[|r, _| {
            r["ExecLambdaGeoipDownloader"]["Properties"]["ServiceToken"] =
                json!({"Fn::GetAtt": "LambdaDeployAES636B5079.Arn"});
        }],
    ),
    (
        "what has room for one owner keeps its owner",
        &[
            |r, _| copy(r, "S3BucketForLogPolicy546D5712"),
            |r, _| copy(r, "SnsTopicPolicy520DD923"),
            |r, _| copy(r, "SnsTopicTokenSubscriptionD7374A11"),
            |r, _| copy(r, "EventSourceMappingForCT63FDE1BA"),
            |r, _| copy(r, "aessiempolicytoloadentriestoesE6506021"),
            |r, _| copy(r, "KmsAesSiemLogAliasE0A4C571"),
            |r, _| copy(r, "VpcAesSiemSQSEndpoint8BFF7847"),
            |r, _| copy(r, "VpcAesSiemS3Endpoint003F70DF"),
            |r, _| copy(r, "S3BucketForLogNotificationsAEE88E1E"),
            |r, _| rename(r, "SnsTopicTokenSubscriptionD7374A11"),
            |r, _| rename(r, "S3BucketForSnapshotPolicy3DEBD2C0"),
            // A queue that has no policy in v2.10.4 gets two.
            |r, _| {
                let policy = json!({"Type": "AWS::SQS::QueuePolicy",
                    "Properties": {"Queues": [{"Ref": "AesSiemDlq1CD8439D"}]}});
                (r["One"], r["Two"]) = (policy.clone(), policy);
            },
            // The policy of a bucket that is given by its name.
            |r, _| {
                r["Named"] = json!({"Type": "AWS::S3::BucketPolicy", "Properties":
                    {"Bucket": {"Fn::Sub": "aes-siem-${AWS::AccountId}-log"}}});
            },
            // The notification of a bucket that says so itself.
            |r, _| {
                r["S3BucketForLog20898FE4"]["Properties"]["NotificationConfiguration"] = json!({});
            },
            // An inline policy that stands in the role already.
            |r, _| {
                r["Again"] = json!({"Type": "AWS::IAM::Policy", "Properties":
                    {"PolicyName": inline_name(), "Roles": [{"Ref": "AesSiemSnapshotRoleF313ED39"}]}});
            },
        ],
    ),
    (
        "what has room for one owner is not replaced",
        &[|r, _| {
            r["SnsTopicTokenSubscriptionD7374A11"]["Properties"]["Endpoint"] =
                json!("team@example.com");
        }],
    ),
    (
        "a log group that Lambda has made is not made again",
        &[|r, _| {
            r["Group"] = json!({"Type": "AWS::Logs::LogGroup",
                "Properties": {"LogGroupName": "/aws/lambda/aes-siem-es-loader"}});
        }],
    ),
    (
        "an export stays",
        &[
            |_, o| remove(o, "DashboardsPassword"),
            |_, o| o["RoleDeploy"]["Export"]["Name"] = json!("other"),
        ],
    ),
];

fn inline_name() -> Json {
    original()["AesSiemSnapshotRoleF313ED39"]["fixed"]["Policies"][0]["PolicyName"].clone()
}

/// Under an id of its own, beside the first.
fn copy(resources: &mut Json, id: &str) {
    resources["Copy"] = resources[id].clone();
    assert!(resources["Copy"].is_object(), "{id}");
}

/// Under another id, in place of the first.
fn rename(resources: &mut Json, id: &str) {
    copy(resources, id);
    remove(resources, id);
}

fn remove(resources: &mut Json, id: &str) {
    assert!(resources.as_object_mut().unwrap().remove(id).is_some(), "{id}");
}

fn broken_rules(after: &Json) -> BTreeSet<&'static str> {
    let play = Play::new(&before(), after, Expected::default());
    play.findings().into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn an_update_to_the_same_template_breaks_no_rule() {
    assert_eq!(Play::new(&before(), &before(), Expected::default()).findings(), []);
}

#[test]
fn each_rule_notices_what_breaks_it_and_no_other_does() {
    for (rule, breaking) in BROKEN {
        for (index, breaking) in breaking.iter().enumerate() {
            let mut after = before();
            let (mut resources, mut outputs) = (after["Resources"].take(), after["Outputs"].take());
            breaking(&mut resources, &mut outputs);
            (after["Resources"], after["Outputs"]) = (resources, outputs);
            assert_eq!(broken_rules(&after), [*rule].into(), "{rule}, change {index}");
        }
    }
}

#[test]
fn a_function_of_a_custom_resource_that_gets_a_name_is_noticed() {
    let mut after = before();
    let handler = "BucketNotificationsHandler050a0587b7544547bf325f094a3db8347ECC3691";
    after["Resources"][handler]["Properties"]["FunctionName"] = json!("aes-siem-notifications");
    assert!(broken_rules(&after).contains("a custom resource keeps its function"));
}

#[test]
fn a_condition_that_holds_less_often_is_noticed_and_one_that_is_written_otherwise_is_not() {
    let rule = "what is named or holds data gets no new condition";
    let broken = |condition: Json| {
        let mut after = before();
        after["Conditions"]["IsInVpc"] = condition;
        broken_rules(&after)
    };
    assert_eq!(broken(json!({"Fn::Equals": [{"Ref": "VpcEndpointId"}, "vpce-1"]})), [rule].into());
    let same = json!({"Fn::Not": [{"Fn::Equals": ["", {"Ref": "VpcEndpointId"}]}]});
    assert!(broken(same).is_empty());
    let wider =
        json!({"Fn::Or": [{"Condition": "hasVpce"}, {"Fn::Equals": [{"Ref": "New"}, "a"]}]});
    assert!(broken(wider).is_empty());
}

#[test]
fn every_rule_is_broken_once() {
    let broken: Vec<_> = BROKEN.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(broken, RULES.iter().map(|(rule, _)| *rule).collect::<Vec<_>>());
}

#[test]
fn what_is_expected_to_go_may_go() {
    let mut after = before();
    remove(&mut after["Resources"], "S3BucketForLog20898FE4");
    remove(&mut after["Resources"], "AesSiemSnsRole64262F46");
    let expected =
        Expected { goes: &[("S3BucketForLog20898FE4", "x"), ("AesSiemSnsRole64262F46", "x")] };
    assert_eq!(Play::new(&before(), &after, expected).findings(), []);
}
