//! One template for all partitions and regions.

use assertions::{Deployment, Template};
use serde_json::{Value as Json, json};
use siem::{Architecture, Bundles, DOMAIN_NAME_PARAMETER, Organization, Siem};
use template::Stack;

/// A region of each partition; of `aws` one with an account of load balancers, and one
/// without.
const REGIONS: &[&str] = &[
    "us-east-1",
    "eu-central-2",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "us-isof-south-1",
    "eu-isoe-west-1",
    "eusc-de-east-1",
];

fn template_for(architecture: Architecture) -> Template {
    let mut siem = Siem::default();
    siem.accounts = vec!["222233334444".parse().unwrap()];
    siem.organization = Some(Organization {
        id: "o-a1b2c3d4e5".parse().unwrap(),
        management_account: Some("333344445555".parse().unwrap()),
        member_accounts: vec![],
    });
    siem.additional_buckets = vec!["acme-more-logs".parse().unwrap()];
    let bundles = Bundles::unbuilt(architecture);
    let mut stack = Stack::new("aes-siem");
    stack.add(siem.with_bundles(bundles));
    Template::of(stack)
}

fn deployed_in(region: &str) -> Template {
    let template = template_for(Architecture::X86_64);
    template.deployed(&with_domain(&template, Deployment::in_region(region)))
}

/// All parameters that have no default.
fn with_domain(template: &Template, deployment: Deployment) -> Deployment {
    let parameters = template.section("Parameters").as_object().unwrap();
    let open = parameters.iter().filter(|(_, parameter)| parameter.get("Default").is_none());
    open.fold(deployment, |deployment, (name, parameter)| {
        let value = match parameter["AllowedValues"].as_array().and_then(|values| values.first()) {
            Some(first) => first.clone(),
            None if name == DOMAIN_NAME_PARAMETER => "acme".into(),
            None => "search-acme-abcdefghij.example.com".into(),
        };
        deployment.with(name, value)
    })
}

fn arns<'a>(json: &'a Json, found: &mut Vec<&'a str>) {
    match json {
        Json::String(text) if text.starts_with("arn:") => found.push(text),
        Json::Array(items) => items.iter().for_each(|item| arns(item, found)),
        Json::Object(entries) => entries.values().for_each(|value| arns(value, found)),
        _ => {}
    }
}

#[test]
fn every_arn_is_of_the_regions_partition() {
    for region in REGIONS {
        let deployed = deployed_in(region);
        let partition = match region.split('-').take(2).collect::<Vec<_>>()[..] {
            ["cn", _] => "aws-cn",
            ["us", "gov"] => "aws-us-gov",
            ["us", "iso"] => "aws-iso",
            ["us", "isob"] => "aws-iso-b",
            ["us", "isof"] => "aws-iso-f",
            ["eu", "isoe"] => "aws-iso-e",
            ["eusc", _] => "aws-eusc",
            _ => "aws",
        };
        let mut found = vec![];
        arns(deployed.section("Resources"), &mut found);
        assert!(found.len() > 10, "{region}: {found:?}");
        for arn in found {
            assert!(arn.starts_with(&format!("arn:{partition}:")), "{region}: {arn}");
        }
    }
}

#[test]
fn load_balancers_write_by_an_account_where_the_region_has_one_and_by_a_service_everywhere() {
    for (region, account) in [
        ("us-east-1", Some("127311923021")),
        ("cn-north-1", Some("638102146993")),
        ("us-gov-west-1", Some("048591011584")),
        ("eu-central-2", None),
        ("eusc-de-east-1", None),
    ] {
        let deployed = deployed_in(region);
        let policy = &deployed.resource("S3BucketForLogPolicy546D5712")["Properties"];
        let statements = policy["PolicyDocument"]["Statement"].as_array().unwrap();
        let with_sid = |sid: &str| statements.iter().find(|statement| statement["Sid"] == sid);
        let by_account = with_sid("ALB,CLB Policy").map(|s| s["Principal"]["AWS"].to_string());
        match account {
            Some(id) => assert!(by_account.unwrap().contains(&format!("::{id}:root")), "{region}"),
            None => assert_eq!(by_account, None, "{region}"),
        }
        assert_eq!(
            with_sid("ALB,CLB Policy by service").unwrap()["Principal"]["Service"],
            "logdelivery.elasticloadbalancing.amazonaws.com"
        );
    }
}

#[test]
fn cloudwatch_logs_is_known_to_the_key_by_its_name_in_the_region() {
    for (region, name) in [
        ("eu-west-1", "logs.eu-west-1.amazonaws.com"),
        ("cn-north-1", "logs.cn-north-1.amazonaws.com.cn"),
        ("us-iso-east-1", "logs.us-iso-east-1.c2s.ic.gov"),
    ] {
        let key = deployed_in(region);
        let key = &key.resource("KmsAesSiemLog44B26597")["Properties"]["KeyPolicy"];
        assert!(key.to_string().contains(&format!("\"{name}\"")), "{region}");
    }
}

#[test]
fn a_function_built_for_arm64_is_refused_where_lambda_has_none() {
    let template = template_for(Architecture::Arm64);
    for region in ["cn-north-1", "us-gov-west-1", "us-iso-west-1"] {
        let refused = template.try_deployed(&with_domain(&template, Deployment::in_region(region)));
        let reasons = refused.unwrap_err();
        assert_eq!(reasons.len(), 1, "{reasons:?}");
        assert!(reasons[0].contains("--architecture x86_64"), "{reasons:?}");
    }
    template.deployed(&with_domain(&template, Deployment::in_region("eu-west-1")));
}

#[test]
fn a_region_that_is_not_in_the_table_is_refused_by_name() {
    let template = template_for(Architecture::X86_64);
    let deployment = with_domain(&template, Deployment::in_region("xx-north-9"));
    let reasons = template.try_deployed(&deployment).unwrap_err();
    assert_eq!(reasons, ["unable to get mapping for RegionMap::xx-north-9::ElbV2AccountId"]);
}

/// A stack of v2.10.4 keeps its 10; 0 stops the loader, as people stop it by hand.
#[test]
fn reserved_concurrency_is_none_by_default_and_nought_is_nought() {
    let template = template_for(Architecture::X86_64);
    let reserved = |deployment: Deployment| {
        let deployed = template.deployed(&with_domain(&template, deployment));
        let properties = &deployed.resource("LambdaEsLoader4B1E2DD9")["Properties"];
        properties.get("ReservedConcurrentExecutions").cloned()
    };
    let here = || Deployment::in_region("eu-west-1");
    assert_eq!(reserved(here()), None);
    assert_eq!(reserved(here().with("ReservedConcurrency", "-1")), None);
    assert_eq!(reserved(here().with("ReservedConcurrency", "0")), Some(json!("0")));
    assert_eq!(reserved(here().with("ReservedConcurrency", "10")), Some(json!("10")));
}

/// S3 takes 20,480 bytes of policy; KMS 32,768.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html>
#[test]
fn the_policies_have_room_for_forty_accounts_and_an_organisation() {
    let mut siem = Siem::default();
    siem.accounts =
        (0..40).map(|n| format!("{:012}", 222_233_334_444_u64 + n).parse().unwrap()).collect();
    siem.organization = Some(Organization {
        id: format!("o-{}", "a".repeat(32)).parse().unwrap(),
        management_account: None,
        member_accounts: vec![],
    });
    let mut stack = Stack::new("aes-siem");
    stack.add(siem.with_bundles(Bundles::unbuilt(Architecture::X86_64)));
    let template = Template::of(stack);
    let region = Deployment::in_region("us-gov-west-1");
    let deployed = template.deployed(&with_domain(&template, region));
    let bucket = "arn:aws-us-gov:s3:::aes-siem-111122223333-log";
    let policy = &deployed.resource("S3BucketForLogPolicy546D5712")["Properties"]["PolicyDocument"];
    let policy = policy.to_string().replace("S3BucketForLog20898FE4.Arn", bucket);
    assert!(policy.len() <= 20_480, "{} bytes", policy.len());
    let key = &deployed.resource("KmsAesSiemLog44B26597")["Properties"]["KeyPolicy"];
    assert!(key.to_string().len() <= 32_768, "{} bytes", key.to_string().len());
}
