//! The VPC, and who is in it.

use std::collections::BTreeSet;

use assertions::{Deployment, Template};
use contract::clients::{self, Client};
use serde_json::{Value as Json, json};
use siem::{Bundles, ImportedVpc, NewVpc, PINNED_WITH_VPC, Siem, Vpc};
use template::Stack;

use super::{default_template, template_of};

fn inside(vpc: Vpc) -> Siem {
    let mut siem = Siem::default();
    siem.vpc = Some(vpc);
    siem
}

fn new_vpc() -> Siem {
    inside(Vpc::New(NewVpc::default()))
}

pub(crate) fn imported_vpc() -> Siem {
    inside(Vpc::Imported(ImportedVpc {
        id: Some("vpc-0a1b2c3d4e5f60718".parse().unwrap()),
        subnet_ids: vec!["subnet-0a1b2c3d4e5f60718".parse().unwrap()],
        route_table_ids: vec!["rtb-0a1b2c3d4e5f60718".parse().unwrap()],
        cidrs: vec!["10.0.0.0/16".parse().unwrap(), "100.64.0.0/16".parse().unwrap()],
    }))
}

#[test]
fn without_a_vpc_there_is_nothing_of_one() {
    let template = default_template().deployed(&Deployment::in_region("eu-west-1"));
    for (id, resource) in template.section("Resources").as_object().unwrap() {
        let kind = resource["Type"].as_str().unwrap();
        assert!(!kind.starts_with("AWS::EC2::"), "{id} is of type {kind}");
        assert!(resource["Properties"].get("VpcConfig").is_none(), "{id} is in a VPC");
    }
}

/// Where a function is, and whether it is there only where the condition holds.
fn placement(function: &Json) -> Option<&Json> {
    function["Properties"].get("VpcConfig")
}

#[test]
fn who_talks_to_the_domain_is_inside_and_reaches_all_it_calls() {
    for template in [default_template(), template_of(new_vpc())] {
        let mut seen = BTreeSet::new();
        for (id, function) in template.resources_of("AWS::Lambda::Function") {
            let handler = function["Properties"]["Handler"].as_str().unwrap();
            let called = clients::of(handler)
                .unwrap_or_else(|| panic!("{id}: `{handler}` is not in `contract::clients`"));
            let inside = placement(function).is_some();
            assert_eq!(inside, called.contains(&Client::OpenSearch), "{id} calls {called:?}");
            for client in called.iter().filter(|_| inside) {
                let reached = Client::INSIDE_A_VPC.contains(client);
                assert!(reached, "{id} is inside a VPC, and calls {client:?} all the same");
            }
            seen.insert(handler.to_owned());
        }
        let listed: BTreeSet<_> =
            clients::CLIENTS.iter().map(|(handler, _)| (*handler).to_owned()).collect();
        assert_eq!(seen, listed, "a function that is not in the stack is listed");
    }
}

/// IAM's prefix of each service's actions, where only that client calls it.
const PREFIXES: &[(&str, Client)] = &[
    ("aoss:Create", Client::OpenSearchServerless),
    ("cloudwatch:", Client::CloudWatch),
    ("es:CreateDomain", Client::OpenSearchService),
    ("es:ESHttp", Client::OpenSearch),
    ("cloudformation:", Client::CloudFormation),
    ("cloudwatch:Get", Client::CloudWatch),
    ("iam:Create", Client::Iam),
    ("scheduler:", Client::Scheduler),
    ("lambda:", Client::Lambda),
    ("s3:", Client::S3),
    ("secretsmanager:", Client::SecretsManager),
    ("sns:", Client::Sns),
    ("sqs:", Client::Sqs),
    ("ssm:", Client::Ssm),
];

/// The actions that a role may do.
pub(crate) fn actions<'a>(template: &'a Template, role: &str) -> Vec<&'a str> {
    let mut found = vec![];
    for (_, policy) in template.resources_of("AWS::IAM::Policy") {
        if policy["Properties"]["Roles"].to_string().contains(&format!("\"{role}\"")) {
            collect_actions(&policy["Properties"]["PolicyDocument"], &mut found);
        }
    }
    collect_actions(&template.resource(role)["Properties"]["Policies"], &mut found);
    found
}

fn collect_actions<'a>(json: &'a Json, found: &mut Vec<&'a str>) {
    match json {
        Json::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value) {
                    ("Action", Json::String(action)) => found.push(action),
                    ("Action", Json::Array(actions)) => {
                        found.extend(actions.iter().filter_map(Json::as_str));
                    }
                    _ => collect_actions(value, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect_actions(item, found)),
        _ => {}
    }
}

#[test]
fn who_may_call_a_service_says_that_it_does() {
    let template = default_template();
    for (id, function) in template.resources_of("AWS::Lambda::Function") {
        let role = function["Properties"]["Role"]["Fn::GetAtt"][0].as_str().unwrap();
        // What the functions call that share the role.
        let users = template.resources_of("AWS::Lambda::Function");
        let users = users.filter(|(_, f)| f["Properties"]["Role"]["Fn::GetAtt"][0] == role);
        let called: Vec<_> = users
            .flat_map(|(_, f)| clients::of(f["Properties"]["Handler"].as_str().unwrap()).unwrap())
            .collect();
        for action in actions(&template, role) {
            for (_, client) in PREFIXES.iter().filter(|(prefix, _)| action.starts_with(prefix)) {
                assert!(called.contains(&client), "{id} may {action}, but calls {called:?} only");
            }
        }
    }
}

#[test]
fn given_an_endpoint_of_the_domain_functions_are_where_it_is() {
    let template = default_template();
    assert_eq!(
        template.section("Conditions")["hasVpce"],
        json!({"Fn::Not": [{"Fn::Equals": [{"Ref": "VpcEndpointId"}, ""]}]})
    );
    for id in
        ["LambdaEsLoader4B1E2DD9", "LambdaConfigureAESA0471961", "LambdaMetricsExporter2737F589"]
    {
        assert_eq!(
            template.resource(id)["Properties"]["VpcConfig"],
            json!({"Fn::If": [
                "IsInVpc",
                {
                    "SubnetIds": {"Fn::GetAtt": ["ExecCustomResourceValidator", "subnets"]},
                    "SecurityGroupIds": [{"Ref": "AesSiemVpcNoinboundSecurityGroup58555CE0"}],
                },
                {"Ref": "AWS::NoValue"},
            ]}),
            "{id}"
        );
    }
}

#[test]
fn only_the_vpcs_own_addresses_reach_endpoints_and_the_domain() {
    let template = template_of(imported_vpc());
    for id in ["AesSiemVpcSecurityGroup2nd", "AesSiemVpcSecurityGroupC784BBE6"] {
        let rules = &template.resource(id)["Properties"]["SecurityGroupIngress"];
        let rules: Vec<_> = rules.as_array().unwrap().iter().collect();
        assert_eq!(rules.len(), 2, "{id}");
        for (rule, range) in rules.iter().zip(["10.0.0.0/16", "100.64.0.0/16"]) {
            assert_eq!((&rule["CidrIp"], &rule["ToPort"]), (&json!(range), &json!(443)), "{id}");
        }
    }
    let inside = template.resource("AesSiemVpcNoinboundSecurityGroup58555CE0");
    assert!(inside["Properties"].get("SecurityGroupIngress").is_none(), "{inside:#}");
}

const ENDPOINTS: &[(&str, &str)] = &[
    ("VpcAesSiemSQSEndpoint8BFF7847", "SqsVpceIsRequired"),
    ("VpcAesSiemSSMEndpoint", "SsmVpceIsRequired"),
    ("VpcAesSiemSTSEndpoint", "StsVpceIsRequired"),
    ("VpcAesSiemS3Endpoint003F70DF", "S3VpceIsRequired"),
];

#[test]
fn an_endpoint_is_made_only_where_it_is_wanted_and_of_use() {
    let template = template_of(new_vpc());
    for (id, condition) in ENDPOINTS {
        assert_eq!(template.resource(id)["Condition"], *condition, "{id}");
    }
    let conditions = template.section("Conditions");
    // There is a VPC in any case.
    assert!(conditions.get("IsInVpc").is_none(), "{conditions:#}");
    assert_eq!(
        conditions["SqsVpceIsRequired"],
        json!({"Fn::Equals": [{"Ref": "CreateSqsVpcEndpoint"}, "true"]})
    );
    let sts = conditions["StsVpceIsRequired"].to_string();
    assert!(
        sts.contains("IsControlTowerAcccess") && sts.contains("IsSecurityLakeAcccess"),
        "{sts}"
    );
}

#[test]
fn an_endpoint_is_narrowed_only_where_nothing_but_the_siem_uses_it() {
    let (own, other) = (template_of(new_vpc()), template_of(imported_vpc()));
    for (id, _) in ENDPOINTS {
        assert!(own.resource(id)["Properties"]["PolicyDocument"].is_object(), "{id}");
        assert!(other.resource(id)["Properties"].get("PolicyDocument").is_none(), "{id}");
    }
    let s3 = &own.resource("VpcAesSiemS3Endpoint003F70DF")["Properties"]["PolicyDocument"];
    let write = s3["Statement"].as_array().unwrap().iter();
    let write: Vec<_> =
        write.filter(|statement| statement["Action"].to_string().contains("PutObject")).collect();
    let [write] = write.as_slice() else { panic!("{s3:#}") };
    let resources = write["Resource"].to_string();
    // Custom resources inside the VPC answer there; without it their stack waits for an hour.
    assert!(resources.contains("cloudformation-custom-resource-response-"), "{resources}");
    assert!(!resources.contains("\"*\""), "{resources}");
}

#[test]
fn a_new_vpc_has_three_subnets_without_a_way_out_and_outlives_the_stack() {
    let template = template_of(new_vpc());
    let subnets: Vec<_> = template.resources_of("AWS::EC2::Subnet").collect();
    let ranges: Vec<_> = subnets.iter().map(|(_, s)| &s["Properties"]["CidrBlock"]).collect();
    assert_eq!(ranges, ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]);
    for (index, (id, subnet)) in subnets.iter().enumerate() {
        let zone = json!({"Fn::Select": [index, {"Fn::GetAZs": ""}]});
        assert_eq!(subnet["Properties"]["AvailabilityZone"], zone, "{id}");
        assert_eq!(subnet["Properties"]["MapPublicIpOnLaunch"], false, "{id}");
        assert_eq!(subnet["DeletionPolicy"], "RetainExceptOnCreate", "{id}");
    }
    for kind in ["AWS::EC2::InternetGateway", "AWS::EC2::NatGateway", "AWS::EC2::Route"] {
        template.resource_count_is(kind, 0);
    }
}

/// What the CDK makes of the path: v2.10.4's users have these ids in templates of their own.
#[test]
fn a_vpc_that_the_cdk_made_is_kept() {
    let template = template_of(new_vpc());
    for (path, id) in PINNED_WITH_VPC {
        let kind = template.resource(id)["Type"].as_str().unwrap();
        assert!(kind.starts_with("AWS::EC2::"), "{path} is of type {kind}");
    }
    template.has_resource_properties(
        "AWS::EC2::SecurityGroup",
        &json!({
            "GroupName": "aes-siem-vpc-sg",
            "GroupDescription": "aes-siem/AesSiemVpcSecurityGroup",
        }),
    );
}

#[test]
fn what_is_not_said_of_a_vpc_is_asked_for() {
    let mut stack = Stack::new("aes-siem");
    stack.add(inside(Vpc::Imported(ImportedVpc::default())));
    let template = Template::of(stack);
    let parameters = template.section("Parameters");
    assert_eq!(parameters["VpcId"]["Type"], "AWS::EC2::VPC::Id");
    assert_eq!(parameters["SubnetIds"]["Type"], "List<AWS::EC2::Subnet::Id>");
    assert_eq!(parameters["RouteTableIds"]["Type"], "CommaDelimitedList");
    assert_eq!(parameters["VpcCidrBlock"]["Type"], "String");
    let named = template_of(imported_vpc());
    for name in ["VpcId", "SubnetIds", "RouteTableIds", "VpcCidrBlock"] {
        assert!(named.section("Parameters").get(name).is_none(), "{name}");
    }
}

#[test]
fn a_vpc_without_room_for_its_subnets_is_refused_with_the_way_out() {
    let vpc = NewVpc {
        cidr: "192.0.2.0/24".parse().unwrap(),
        subnet_mask: 25.try_into().unwrap(),
        ..NewVpc::default()
    };
    let mut stack = Stack::new("aes-siem");
    stack.add(inside(Vpc::New(vpc)).with_bundles(Bundles::default()));
    let problems = stack.synthesise().unwrap_err().to_string();
    assert!(problems.contains("vpc.new.subnet_mask: `25`, with room for 2 subnets"), "{problems}");
    assert!(problems.contains("fewer `zones`"), "{problems}");
}

/// Its answer goes to S3: called before there is a way, it would be waited for in vain.
#[test]
fn configure_aes_is_called_when_the_endpoint_of_s3_is_there() {
    for template in [default_template(), template_of(new_vpc())] {
        assert_eq!(
            template.resource("AesSiemDomainConfiguredR2")["Properties"]["S3Endpoint"],
            json!({"Fn::If": ["S3VpceIsRequired", {"Ref": "VpcAesSiemS3Endpoint003F70DF"}, ""]})
        );
    }
}
