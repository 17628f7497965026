//! The domain that the SIEM makes, and its surroundings.

use contract::clients::DEPLOY_AES_ACTIONS;
use serde_json::{Value as Json, json};
use siem::{DomainKind, ExistingDomain, Siem};
use template::Stack;

use super::{default_template, network, template_of};

fn with_domain(options: Json) -> Siem {
    let mut siem = Siem::default();
    siem.domain = serde_json::from_value(options).unwrap();
    siem
}

fn deployed(siem: Siem) -> Json {
    template_of(siem).resource("AesSiemDomainDeployedR2")["Properties"].clone()
}

#[test]
fn an_option_that_is_not_set_is_not_there() {
    let properties = deployed(Siem::default());
    assert_eq!(properties["Settings"], json!({}));
    for name in ["SubnetIds", "SecurityGroupIds"] {
        assert!(properties.get(name).is_none(), "{name}");
    }
    let configured = default_template().resource("AesSiemDomainConfiguredR2")["Properties"].clone();
    assert_eq!(configured["Settings"], json!({}));
}

#[test]
fn what_is_set_arrives_at_the_function_that_puts_it_into_effect() {
    let siem = with_domain(json!({
        "engine_version": "OpenSearch_2.19",
        "data_nodes": {"instance_type": "r7g.large.search", "count": 3},
        "logs": {"audit_days": 90},
        "snapshots": {"cron": "0 3 * * *", "keep_days": 30},
        "retention": {
            "default": {"delete_days": 365},
            "families": {"log-aws-vpcflowlogs": {"hot_days": 1, "delete_days": 30}},
        },
        "monitors": false,
    }));
    let template = template_of(siem);
    assert_eq!(
        template.resource("AesSiemDomainDeployedR2")["Properties"]["Settings"],
        json!({
            "EngineVersion": "OpenSearch_2.19",
            "DataNodes": {"InstanceType": "r7g.large.search", "Count": "3"},
            "Logs": {"AuditDays": "90"},
        })
    );
    assert_eq!(
        template.resource("AesSiemDomainConfiguredR2")["Properties"]["Settings"],
        json!({
            "Retention": {"log-aws-vpcflowlogs": {"HotDays": "1", "DeleteDays": "30"}},
            "DefaultRetention": {"DeleteDays": "365"},
            "Snapshots": {"Cron": "0 3 * * *", "KeepDays": "30"},
            "Monitors": "false",
        })
    );
}

#[test]
fn the_custom_resources_keep_type_and_properties_of_v2_10_4() {
    let template = default_template();
    let (target, name) =
        (json!({"Ref": "DeploymentTarget"}), json!({"Ref": "DomainOrCollectionName"}));
    for id in ["AesSiemDomainDeployedR2", "AesSiemDomainConfiguredR2"] {
        let resource = template.resource(id);
        assert_eq!(resource["Type"], "AWS::CloudFormation::CustomResource", "{id}");
        assert_eq!(resource["Properties"]["Target"], target, "{id}");
        assert_eq!(resource["Properties"]["Name"], name, "{id}");
        assert!(resource["Properties"]["ConfigVersion"].is_string(), "{id}");
    }
    assert_eq!(
        template.resource("AesSiemDomainDeployedR2")["Properties"]["vpce"],
        json!({"Ref": "VpcEndpointId"})
    );
    let configured = template.resource("AesSiemDomainConfiguredR2");
    assert_eq!(configured["DeletionPolicy"], "Retain");
    assert!(configured["DependsOn"].to_string().contains("AesSiemDomainDeployedR2"));
}

#[test]
fn a_domain_in_a_vpc_gets_its_subnets_and_a_group_of_its_own() {
    let properties = deployed(network::imported_vpc());
    assert_eq!(properties["SubnetIds"], json!(["subnet-0a1b2c3d4e5f60718"]));
    assert_eq!(
        properties["SecurityGroupIds"],
        json!([{"Fn::GetAtt": ["AesSiemVpcSecurityGroupC784BBE6", "GroupId"]}])
    );
}

#[test]
fn the_loader_writes_to_the_domain_that_is_made() {
    let template = default_template();
    let variables = &template.resource("LambdaEsLoader4B1E2DD9")["Properties"]["Environment"];
    let endpoint = json!({"Fn::GetAtt": ["AesSiemDomainDeployedR2", "endpoint"]});
    assert_eq!(variables["Variables"]["ENDPOINT"], endpoint);
    assert!(template.section("Parameters").get("OpenSearchEndpoint").is_none());
}

#[test]
fn a_domain_that_is_there_is_not_made() {
    let mut siem = Siem::default();
    siem.existing_domain.endpoint = Some("search-acme-abc.example.com".parse().unwrap());
    let template = template_of(siem);
    let variables = &template.resource("LambdaEsLoader4B1E2DD9")["Properties"]["Environment"];
    assert_eq!(variables["Variables"]["ENDPOINT"], "search-acme-abc.example.com");
    let resources = template.section("Resources");
    for id in ["LambdaDeployAES636B5079", "AesSiemDomainDeployedR2", "AesSiemDomainConfiguredR2"] {
        assert!(resources.get(id).is_none(), "{id}");
    }
}

#[test]
fn options_of_a_domain_that_nothing_makes_are_refused() {
    let problems = |siem: Siem| {
        let mut stack = Stack::new("aes-siem");
        stack.add(siem);
        stack.synthesise().unwrap_err().to_string()
    };
    let mut siem = with_domain(json!({"zones": 3}));
    siem.existing_domain.endpoint = Some("search-acme-abc.example.com".parse().unwrap());
    let found = problems(siem);
    assert!(found.contains("domain: given together with `existing_domain.endpoint`"), "{found}");
}

#[test]
fn the_role_of_deploy_aes_may_do_all_that_it_calls_and_be_called_again() {
    let template = default_template();
    let allowed = network::actions(&template, "AesSiemDeployRoleForLambda654D64F2");
    let lacks: Vec<_> =
        DEPLOY_AES_ACTIONS.iter().filter(|action| !allowed.contains(action)).collect();
    assert!(lacks.is_empty(), "{lacks:?}");
    let revisits = template.resource("DomainRevisits");
    let trust = revisits["Properties"]["AssumeRolePolicyDocument"].to_string();
    assert!(trust.contains("scheduler.amazonaws.com") && trust.contains("aws:SourceAccount"));
    assert_eq!(network::actions(&template, "DomainRevisits"), ["lambda:InvokeFunction"]);
    let variables = &template.resource("LambdaDeployAES636B5079")["Properties"]["Environment"];
    let role = json!({"Fn::GetAtt": ["DomainRevisits", "Arn"]});
    assert_eq!(variables["Variables"]["ROLE_REVISIT"], role);
    assert_eq!(
        variables["Variables"]["DOMAIN_OR_COLLECTION_NAME"],
        json!({"Ref": "DomainOrCollectionName"})
    );
}

#[test]
fn secrets_manager_may_have_the_password_rotated() {
    let template = default_template();
    let rotation = &template.resource("DomainRotation")["Properties"];
    assert_eq!(rotation["Principal"], "secretsmanager.amazonaws.com");
    assert_eq!(rotation["SourceAccount"], json!({"Ref": "AWS::AccountId"}));
    let console = &template.section("Outputs")["DashboardsAdminSecretConsole"]["Value"];
    assert_eq!(
        console,
        &json!({"Fn::GetAtt": ["AesSiemDomainDeployedR2", "admin_secret_console"]})
    );
}

#[test]
fn no_password_is_in_the_template_or_its_outputs() {
    let template = default_template();
    let outputs = template.section("Outputs");
    assert!(outputs.get("DashboardsPassword").is_none());
    assert_eq!(outputs["DashboardsAdminID"]["Export"]["Name"], "dashboards-admin");
    assert_eq!(
        outputs["DashboardsAdminSecretArn"]["Value"],
        json!({"Fn::GetAtt": ["AesSiemDomainDeployedR2", "admin_secret_arn"]})
    );
    let secret = &template.resource("DomainAdmin")["Properties"];
    assert!(secret.get("SecretString").is_none(), "{secret:#}");
    assert_eq!(secret["GenerateSecretString"]["PasswordLength"], 32);
}

#[test]
fn the_administrators_role_stays_and_may_do_nothing_without_its_functions() {
    let mut siem = Siem::default();
    siem.existing_domain.endpoint = Some("search-acme-abc.example.com".parse().unwrap());
    let (given, made) = (template_of(siem), default_template());
    let role = |template: &assertions::Template| {
        template.resource("AesSiemDeployRoleForLambda654D64F2")["Properties"].clone()
    };
    assert_eq!(role(&given)["RoleName"], "aes-siem-deploy-role-for-lambda");
    assert!(role(&given).get("Policies").is_none());
    assert!(role(&made)["Policies"].is_array());
    for template in [given, made] {
        assert_eq!(template.section("Outputs")["RoleDeploy"]["Export"]["Name"], "role-deploy");
    }
}

/// Actions that know no resource, so that `*` is the only one.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
pub(super) const WITHOUT_RESOURCE: &[&str] = &[
    "aoss:BatchGetCollection",
    "aoss:BatchGetVpcEndpoint",
    "aoss:CreateCollection",
    "aoss:CreateSecurityPolicy",
    "aoss:DeleteSecurityPolicy",
    "aoss:GetSecurityPolicy",
    "aoss:UpdateSecurityPolicy",
    "cloudwatch:GetMetricStatistics",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcEndpointServices",
    "ec2:DescribeVpcs",
    "es:DescribeVpcEndpoints",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
    "secretsmanager:GetRandomPassword",
];

fn statements<'a>(json: &'a Json, found: &mut Vec<&'a Json>) {
    match json {
        Json::Object(entries) if entries.contains_key("Action") => found.push(json),
        Json::Object(entries) => entries.values().for_each(|value| statements(value, found)),
        Json::Array(items) => items.iter().for_each(|item| statements(item, found)),
        _ => {}
    }
}

#[test]
fn every_resource_is_named_where_an_action_knows_one() {
    for template in [default_template(), template_of(network::imported_vpc())] {
        let mut found = vec![];
        for (_, policy) in template.resources_of("AWS::IAM::Policy") {
            statements(&policy["Properties"]["PolicyDocument"], &mut found);
        }
        for (_, role) in template.resources_of("AWS::IAM::Role") {
            statements(&role["Properties"]["Policies"], &mut found);
        }
        for statement in &found {
            let actions = match &statement["Action"] {
                Json::Array(actions) => actions.iter().collect(),
                action => vec![action],
            };
            for action in actions.iter().map(|action| action.as_str().unwrap()) {
                assert!(action != "*" && !action.ends_with(":*"), "{statement:#}");
                let everything = statement["Resource"] == "*";
                assert!(!everything || WITHOUT_RESOURCE.contains(&action), "{statement:#}");
            }
        }
        assert!(found.len() >= 30, "{} statements", found.len());
    }
}

#[test]
fn a_collection_opens_to_the_siems_roles_only() {
    let template = default_template();
    for id in ["AossDataAccessPolicyForDeployment", "AossDataAccessPolicyForLoader"] {
        let policy = template.resource(id);
        assert_eq!(policy["Condition"], "IsServerless", "{id}");
        let text = policy["Properties"]["Policy"]["Fn::Sub"].as_str().unwrap();
        let access: Json = serde_json::from_str(text).unwrap();
        for access in access.as_array().unwrap() {
            let principal = access["Principal"][0].as_str().unwrap();
            assert!(principal.starts_with("${") && principal.ends_with(".Arn}"), "{principal}");
            assert!(!access.to_string().contains("aoss:*"), "{access:#}");
        }
    }
}

#[test]
fn there_is_no_policy_of_collections_where_the_domain_is_none() {
    let of = |kind| {
        let endpoint = "search-acme-abc.example.com".parse().unwrap();
        let domain = ExistingDomain::new(endpoint, "acme", kind);
        template_of(Siem::default().existing_domain(domain))
    };
    let managed = of(DomainKind::ManagedCluster);
    managed.resource_count_is("AWS::OpenSearchServerless::AccessPolicy", 0);
    managed.resource("EventBridgeRuleAosNotificationsC282068B");
    let collection = of(DomainKind::ServerlessSearch);
    for (id, policy) in collection.resources_of("AWS::OpenSearchServerless::AccessPolicy") {
        assert!(policy.get("Condition").is_none(), "{id}");
    }
    let rules = collection.section("Resources");
    assert!(rules.get("EventBridgeRuleAosNotificationsC282068B").is_none());
}

#[test]
fn the_log_buckets_policy_is_saved_before_it_is_written_and_can_be_put_back() {
    let template = default_template();
    let policy = template.resource("S3BucketForLogPolicy546D5712");
    assert!(policy["DependsOn"].to_string().contains("ExecCustomResourceValidator"), "{policy:#}");
    let kept = template.resource("LogBucketPolicyKept");
    assert_eq!(kept["Condition"], "KeepLogBucketPolicy");
    assert!(kept["DependsOn"].to_string().contains("S3BucketForLogPolicy546D5712"), "{kept:#}");
    // Each change of the policy calls the function, before and after.
    for resource in [template.resource("ExecCustomResourceValidator"), kept] {
        let document = &resource["Properties"]["PolicyDocument"];
        assert_eq!(document, &policy["Properties"]["PolicyDocument"]);
    }
}

/// CloudFormation writes only what has changed: without this, the kept policy would stay.
#[test]
fn the_stacks_policy_is_another_one_where_the_former_is_kept() {
    let template = default_template();
    let policy = template.resource("S3BucketForLogPolicy546D5712");
    let document = &policy["Properties"]["PolicyDocument"];
    assert_eq!(document["Id"], json!({"Ref": "LogBucketPolicyUpdate"}));
    for watching in ["ExecCustomResourceValidator", "LogBucketPolicyKept"] {
        assert_eq!(&template.resource(watching)["Properties"]["PolicyDocument"], document);
    }
}

#[test]
fn what_the_service_tells_of_the_domain_goes_to_those_who_get_alerts() {
    let rule = default_template().resource("EventBridgeRuleAosNotificationsC282068B").clone();
    assert_eq!(rule["Condition"], "HasSnsEmail");
    let domain = &rule["Properties"]["EventPattern"]["resources"][0]["Fn::Sub"];
    assert!(domain.as_str().unwrap().starts_with("arn:${AWS::Partition}:es:"), "{domain}");
}
