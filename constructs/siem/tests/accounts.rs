//! Logs of other accounts.

use assertions::{Template, any};
use serde_json::{Value as Json, json};
use siem::{AnnouncedBucket, ControlTowerLogArchive, Organization, Siem};
use template::Stack;

const LOG_POLICY: &str = "S3BucketForLogPolicy546D5712";
const KEY: &str = "KmsAesSiemLog44B26597";

fn template_of(siem: Siem) -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Template::of(stack)
}

fn of_two_accounts() -> Template {
    let mut siem = Siem::default();
    siem.accounts = vec!["222233334444".parse().unwrap(), "333344445555".parse().unwrap()];
    template_of(siem)
}

fn of_an_organisation() -> Template {
    let mut siem = Siem::default();
    siem.organization = Some(Organization {
        id: "o-a1b2c3d4e5".parse().unwrap(),
        management_account: Some("222233334444".parse().unwrap()),
        member_accounts: vec!["333344445555".parse().unwrap()],
    });
    template_of(siem)
}

fn statements(template: &Template, id: &str, property: &str) -> Vec<Json> {
    let document = &template.resource(id)["Properties"][property];
    document["Statement"].as_array().unwrap().clone()
}

fn of_log_bucket(template: &Template) -> Vec<Json> {
    statements(template, LOG_POLICY, "PolicyDocument")
}

#[test]
fn a_service_writes_for_each_of_the_accounts() {
    let of_services = of_log_bucket(&of_two_accounts())
        .into_iter()
        .filter(|statement| statement["Principal"].get("Service").is_some());
    let mut checked = 0;
    for statement in of_services {
        if ["S3ServerAccessLogs", "ALB,CLB Policy by service"]
            .iter()
            .any(|sid| statement["Sid"] == *sid)
        {
            continue;
        }
        assert_eq!(
            statement["Condition"]["StringEquals"]["aws:SourceAccount"],
            json!([{"Ref": "AWS::AccountId"}, "222233334444", "333344445555"]),
            "{statement:#}"
        );
        checked += 1;
    }
    assert_eq!(checked, 5);
}

#[test]
fn load_balancers_are_written_below_each_of_the_accounts_ids() {
    let policy = of_log_bucket(&of_two_accounts());
    let plain = |statement: &Json| match &statement["Fn::If"][1] {
        Json::Null => statement.clone(),
        inner => inner.clone(),
    };
    for sid in ["ALB,CLB Policy", "ALB,CLB Policy by service"] {
        let statement = policy.iter().map(plain).find(|statement| statement["Sid"] == sid).unwrap();
        assert!(statement["Condition"].is_null(), "{statement:#}");
        let below = |account| json!({"Fn::Sub": format!("${{S3BucketForLog20898FE4.Arn}}/*AWSLogs/{account}/*")});
        assert_eq!(
            statement["Resource"],
            json!([below("${AWS::AccountId}"), below("222233334444"), below("333344445555")])
        );
    }
}

#[test]
fn more_accounts_than_the_buckets_policy_has_room_for_are_refused() {
    let mut siem = Siem::default();
    siem.accounts = (0..200).map(|n| format!("{n:012}").parse().unwrap()).collect();
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    let problems = stack.synthesise().unwrap_err().to_string();
    assert!(problems.contains("S3 takes 20480") && problems.contains("organization"), "{problems}");
}

#[test]
fn an_organisation_is_known_by_its_id_so_that_new_members_need_no_update() {
    let template = of_an_organisation();
    let of_services = of_log_bucket(&template).into_iter().filter(|statement| {
        statement["Condition"]["StringEquals"]["aws:SourceOrgID"] == json!(["o-a1b2c3d4e5"])
    });
    let services: Vec<_> = of_services.map(|s| s["Principal"]["Service"].to_string()).collect();
    assert_eq!(services.len(), 5, "{services:?}");
    for service in ["delivery.logs", "cloudtrail", "config", "guardduty"] {
        assert!(services.iter().any(|s| s.contains(service)), "{service}: {services:?}");
    }
}

#[test]
fn everyone_is_let_in_only_as_a_member_of_the_organisation() {
    let template = of_an_organisation();
    let key = statements(&template, KEY, "KeyPolicy");
    for statement in of_log_bucket(&template).iter().chain(&key) {
        let everyone = statement["Principal"]["AWS"] == "*";
        if everyone && statement["Effect"] == "Allow" {
            let bound = &statement["Condition"]["StringEquals"]["aws:PrincipalOrgID"];
            assert_eq!(*bound, json!(["o-a1b2c3d4e5"]), "{statement:#}");
        }
    }
}

#[test]
fn another_account_writes_below_its_own_id_only() {
    let template = of_two_accounts();
    let policy = of_log_bucket(&template);
    let write = policy.iter().find(|s| s["Sid"] == "Write by roles of other accounts").unwrap();
    for resource in write["Resource"].as_array().unwrap() {
        let arn = resource["Fn::Sub"].as_str().unwrap();
        assert!(arn.ends_with("${!aws:PrincipalAccount}/*"), "{arn}");
    }
    assert_eq!(write["Principal"]["AWS"], json!(["222233334444", "333344445555"]));
}

#[test]
fn what_another_accounts_exporters_write_is_allowed_to_them() {
    let policy = of_log_bucket(&of_two_accounts());
    let write = policy.iter().find(|s| s["Sid"] == "Write by roles of other accounts").unwrap();
    let allowed: Vec<String> = write["Resource"]
        .as_array()
        .unwrap()
        .iter()
        .map(|arn| {
            arn["Fn::Sub"].as_str().unwrap().replace("${!aws:PrincipalAccount}", "222233334444")
        })
        .map(|arn| arn.split_once('/').unwrap().1.trim_end_matches('*').to_owned())
        .collect();
    let prefixes = contract::sources::ALL.iter().filter_map(|source| source.prefix);
    let mut checked = 0;
    for prefix in prefixes {
        let prefix = prefix.filled("222233334444", "us-east-1", "acme", str::to_owned);
        assert!(allowed.iter().any(|start| prefix.starts_with(start)), "{prefix}: {allowed:?}");
        checked += 1;
    }
    assert!(checked > 20, "{checked} prefixes");
}

#[test]
fn another_account_reads_its_own_and_neither_deletes_nor_ends_versions() {
    for template in [of_two_accounts(), of_an_organisation()] {
        for statement in of_log_bucket(&template) {
            if statement["Effect"] != "Allow" || statement["Principal"].get("AWS").is_none() {
                continue;
            }
            let actions = statement["Action"].to_string();
            for action in ["Delete", "PutBucket", "\"s3:*"] {
                assert!(!actions.contains(action), "{statement:#}");
            }
            if actions.contains("GetObject\"") {
                let objects = statement["Resource"].as_array().unwrap().iter();
                let mut objects = objects.map(ToString::to_string);
                assert!(
                    objects.all(|arn| arn.contains("${!aws:PrincipalAccount}/*")),
                    "{statement:#}"
                );
            }
        }
    }
}

#[test]
fn services_that_deliver_use_the_key_for_the_accounts_only() {
    let key = statements(&of_two_accounts(), KEY, "KeyPolicy");
    for service in ["guardduty.amazonaws.com", "delivery.logs.amazonaws.com"] {
        let of_service: Vec<_> =
            key.iter().filter(|s| s["Principal"]["Service"] == service).collect();
        assert_eq!(of_service.len(), 1, "{service}");
        assert_eq!(
            of_service[0]["Condition"]["StringEquals"]["aws:SourceAccount"],
            json!([{"Ref": "AWS::AccountId"}, "222233334444", "333344445555"]),
            "{service}"
        );
    }
}

#[test]
fn trails_of_the_accounts_may_use_the_key() {
    let key = statements(&of_two_accounts(), KEY, "KeyPolicy");
    let trails =
        key.iter().find(|s| s["Sid"] == "Allow CloudTrail to encrypt logs for multiaccounts");
    let bound = &trails.unwrap()["Condition"]["StringLike"];
    assert_eq!(
        bound["kms:EncryptionContext:aws:cloudtrail:arn"],
        json!([
            {"Fn::Sub": "arn:${AWS::Partition}:cloudtrail:*:222233334444:trail/*"},
            {"Fn::Sub": "arn:${AWS::Partition}:cloudtrail:*:333344445555:trail/*"},
        ])
    );
}

#[test]
fn an_account_that_is_given_twice_counts_once() {
    let mut siem = Siem::default();
    siem.accounts = vec!["222233334444".parse().unwrap(), "222233334444".parse().unwrap()];
    siem.organization = Some(Organization {
        id: "o-a1b2c3d4e5".parse().unwrap(),
        management_account: None,
        member_accounts: vec!["111122223333".parse().unwrap()],
    });
    let ids: Vec<_> = siem.source_accounts().iter().map(|id| id.as_str().to_owned()).collect();
    assert_eq!(ids, ["111122223333", "222233334444"]);
}

#[test]
fn more_buckets_and_keys_are_read_under_the_names_that_v2_10_4_gives_the_policies() {
    let mut siem = Siem::default();
    siem.additional_buckets = vec!["acme-more-logs".parse().unwrap()];
    let key = "arn:aws:kms:eu-west-1:222233334444:key/0a1b2c3d-1111-2222-3333-444455556666";
    siem.additional_keys = vec![key.parse().unwrap()];
    let template = template_of(siem);
    let bucket = template.resource("accesstoadditionalbuckets0D78879E");
    assert_eq!(bucket["Properties"]["PolicyName"], "access_to_additional_buckets");
    assert_eq!(
        bucket["Properties"]["PolicyDocument"]["Statement"][0]["Resource"],
        json!({"Fn::Sub": "arn:${AWS::Partition}:s3:::acme-more-logs/*"})
    );
    let keys = template.resource("accesstoadditionalcmksF2B51149");
    assert_eq!(keys["Properties"]["PolicyDocument"]["Statement"][0]["Resource"], key);
}

#[test]
fn buckets_that_are_announced_are_read_and_their_notifications_kept_each_alone() {
    let mut siem = Siem::default();
    siem.additional_buckets = vec!["acme-more-logs".parse().unwrap()];
    let mut some = AnnouncedBucket::new("acme-app.logs".parse().unwrap());
    some.prefix = Some("AWSLogs/".to_owned());
    let mut other = some.clone();
    other.prefix = Some("UserLogs/".to_owned());
    other.suffix = Some(".gz".to_owned());
    let more = AnnouncedBucket::new("acme-more-logs".parse().unwrap());
    siem.announced_buckets = vec![some, more, other];
    let template = template_of(siem);
    let loader = json!({"Fn::GetAtt": ["LambdaEsLoader4B1E2DD9", "Arn"]});
    let created = json!(["s3:ObjectCreated:*"]);
    let more = template.resource("AnnouncedBucketsAcmeMoreLogs");
    assert_eq!(more["Type"], "Custom::S3BucketNotifications");
    assert_eq!(more["Properties"]["BucketName"], "acme-more-logs");
    assert_eq!(more["Properties"]["Managed"], "false", "a roll-back must not empty the bucket");
    assert_eq!(
        more["Properties"]["NotificationConfiguration"],
        json!({"LambdaFunctionConfigurations": [
            {"Events": created, "LambdaFunctionArn": loader},
        ]})
    );
    let rules = [
        json!([{"Name": "prefix", "Value": "AWSLogs/"}]),
        json!([{"Name": "prefix", "Value": "UserLogs/"}, {"Name": "suffix", "Value": ".gz"}]),
    ];
    let told = rules.map(|rules| {
        let filter = json!({"Key": {"FilterRules": rules}});
        json!({"Events": created, "LambdaFunctionArn": loader, "Filter": filter})
    });
    assert_eq!(
        template.resource("AnnouncedBucketsAcmeAppLogs")["Properties"]["NotificationConfiguration"],
        json!({"LambdaFunctionConfigurations": told})
    );
    let arns = ["acme-app.logs", "acme-more-logs"]
        .map(|name| json!({"Fn::Sub": format!("arn:${{AWS::Partition}}:s3:::{name}")}));
    for (id, arn) in ["AcmeAppLogs", "AcmeMoreLogs"].into_iter().zip(&arns) {
        let permission = template.resource(&format!("AnnouncedBuckets{id}Permission"));
        assert_eq!(&permission["Properties"]["SourceArn"], arn);
        assert_eq!(permission["Properties"]["SourceAccount"], json!({"Ref": "AWS::AccountId"}));
    }
    let handler =
        "BucketNotificationsHandler050a0587b7544547bf325f094a3db834RoleDefaultPolicy2CF63D36";
    let managed = &template.resource(handler)["Properties"]["PolicyDocument"]["Statement"];
    assert_eq!(managed[1]["Resource"], json!(arns), "{managed:#}");
    let manage = json!(["s3:GetBucketNotification", "s3:PutBucketNotification"]);
    assert_eq!(managed[1]["Action"], manage);
    let read = template.resource("accesstoadditionalbuckets0D78879E");
    let objects = &read["Properties"]["PolicyDocument"]["Statement"][0]["Resource"];
    assert_eq!(objects.as_array().unwrap().len(), 2, "each once: {objects:#}");
}

#[test]
fn control_tower_and_security_lake_are_read_only_where_all_is_given() {
    let template = template_of(Siem::default());
    for (policy, mapping, condition, queue, role) in [
        (
            "accesstocontroltowerlogbucketsDFC3958F",
            "EventSourceMappingForCT63FDE1BA",
            "IsControlTowerAcccess",
            "ControlTowerSqsForLogBuckets",
            "ControlTowerRoleArnForEsLoader",
        ),
        (
            "accesstosecuritylakelogbuckets32CCAD02",
            "EventSourceMappingForCT230540116",
            "IsSecurityLakeAcccess",
            "SecurityLakeSubscriberSqs",
            "SecurityLakeRoleArn",
        ),
    ] {
        assert_eq!(template.resource(policy)["Condition"], condition);
        let granted = &template.resource(policy)["Properties"]["PolicyDocument"]["Statement"];
        assert_eq!(granted[0]["Resource"], json!({"Ref": role}));
        assert_eq!(granted[1]["Resource"], json!({"Ref": queue}), "one queue, not all of them");
        let mapping = template.resource(mapping);
        assert_eq!(mapping["Condition"], condition);
        assert_eq!(mapping["DependsOn"], json!([policy]));
        assert_eq!(mapping["Properties"]["EventSourceArn"], json!({"Ref": queue}));
    }
}

#[test]
fn the_log_archive_account_gets_queue_and_role_in_a_stack_of_its_own() {
    let mut stack = Stack::new("aes-siem-control-tower");
    let mut archive = ControlTowerLogArchive::new("aes-siem-control-tower".parse().unwrap());
    archive.buckets = vec!["acme-trail".parse().unwrap()];
    stack.add(archive);
    let template = Template::of(stack);
    template.has_resource(
        "AWS::SQS::Queue",
        &json!({"Properties": {"QueueName": "aes-siem-ct", "VisibilityTimeout": 600}}),
    );
    let policy = template.resource("AesSiemCtPolicy898D7FA5");
    let statements = policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap();
    assert_eq!(statements[0]["Effect"], "Deny");
    assert_eq!(statements[2]["Principal"]["AWS"], json!({"Ref": "EsLoaderServiceRole"}));
    let role = template.resource("RoleForSiem59DE4201");
    assert_eq!(role["Properties"]["RoleName"], "ct-role-for-siem");
    let granted = &role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
    let objects = granted[0]["Resource"].as_array().unwrap();
    assert_eq!(objects.len(), 3, "{objects:?}");
    assert_eq!(objects[2], json!({"Fn::Sub": "arn:${AWS::Partition}:s3:::acme-trail/*"}));
    assert_eq!(granted[1]["Action"], "kms:Decrypt");
    template.has_resource(
        "AWS::IAM::Role",
        &json!({"Properties": {"Policies": [{"PolicyDocument": {"Statement": [
            {"Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": any()},
            {"Condition": {"ArnLike": {"kms:EncryptionContext:aws:s3:arn": any()}}},
        ]}}]}}),
    );
}
