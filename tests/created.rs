//! Every variant is created by moto's CloudFormation, as far as moto knows the types.
//!
//! moto takes order, references and names from the template and makes the resources, so this
//! shows that they hold; it does not show that AWS would accept every property. What moto
//! lists as unknown is taken out. Conditions are decided beforehand: moto knows no condition
//! that is another's name, `{"Condition": …}`, and puts a null where `AWS::NoValue` leaves
//! an item out.

mod account;

use assertions::{Deployment, Template};
use siem::Siem;
use template::Stack;
use test_support::moto;

use crate::decided::{Answers, Decided};
use crate::variants::VARIANTS;
use account::{Account, NAMED};

const LOG_BUCKET: &str = "aes-siem-111122223333-log";

/// Values of parameters: those that have no default.
const ASKED_FOR: &[(&str, &str)] = &[
    ("EsLoaderServiceRole", "arn:aws:iam::111122223333:role/aes-siem-es-loader"),
    ("LogBucketName", LOG_BUCKET),
    ("LogKeyArn", "arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666"),
    ("OpenSearchEndpoint", "search-aes-siem-test.us-east-1.es.amazonaws.com"),
    ("RouteTableIds", "rtb-0a1b2c3d4e5f60718"),
    ("SubnetIds", "subnet-0a1b2c3d4e5f60718"),
    ("VpcCidrBlock", "10.0.0.0/16"),
    ("VpcId", "vpc-0a1b2c3d4e5f60718"),
];

/// Values with which optional parts are made.
const OPTIONAL: &[(&str, &str)] = &[
    ("SnsEmail", "security@example.com"),
    ("GeoLite2LicenseKey", "0123456789abcdef"),
    ("OtxApiKey", "0123456789abcdef"),
    ("EnableTor", "true"),
    ("EnableAbuseCh", "true"),
    ("ReservedConcurrency", "10"),
    ("ControlTowerLogBucketNameList", "aws-controltower-logs-222233334444-us-east-1"),
    ("ControlTowerRoleArnForEsLoader", "arn:aws:iam::222233334444:role/ct-role-for-es-loader"),
    ("ControlTowerSqsForLogBuckets", "arn:aws:sqs:us-east-1:111122223333:ct-split-logs"),
    ("SecurityLakeExternalId", "0123456789"),
    ("SecurityLakeRoleArn", "arn:aws:iam::222233334444:role/AmazonSecurityLake-test"),
    (
        "SecurityLakeSubscriberSqs",
        "arn:aws:sqs:us-east-1:111122223333:AmazonSecurityLake-test-Main-Queue",
    ),
];

/// A template, and what is given when it is deployed.
struct Case {
    template: Template,
    values: Vec<(&'static str, &'static str)>,
    deployment: Deployment,
}

impl Case {
    /// With those of the values that the template asks for.
    fn new(stack: Stack, values: &[&[(&'static str, &'static str)]]) -> Self {
        let template = Template::of(stack);
        let asked = |name: &str| template.section("Parameters").get(name).is_some();
        let values: Vec<_> =
            values.iter().copied().flatten().filter(|(name, _)| asked(name)).copied().collect();
        let region = Deployment::in_region(moto::REGION);
        let deployment =
            values.iter().fold(region, |deployment, (name, value)| deployment.with(name, *value));
        Self { template, values, deployment }
    }

    /// Creates or updates the stack, and looks at what there is then.
    #[track_caller]
    fn deploy(&self, account: &Account, action: &str, wanted: &str, name: &str) {
        let decided =
            Decided::new(&self.template, &self.deployment, &account.known, &Answers::new());
        let deployed = self.template.deployed(&self.deployment);
        account.upload_functions(&deployed);
        let status = account.deploy(action, &decided, &self.values);
        assert_eq!(status, wanted, "{name}");
        assert_eq!(account.resources(), decided.logical_ids(), "{name}");
        for kind in NAMED {
            let resources = deployed.resources_of(kind.name);
            let names = resources
                .filter_map(|(_, resource)| resource["Properties"][kind.property].as_str());
            let there = account.names(kind);
            let missing: Vec<_> = names.filter(|name| !there.contains(*name)).collect();
            assert!(missing.is_empty(), "{name}: no {} {missing:?} in {there:?}", kind.name);
        }
    }
}

#[test]
fn every_variant_is_created_with_all_that_has_a_name() {
    let Some(account) = Account::new() else { return };
    for variant in VARIANTS {
        account.forget();
        let case = Case::new((variant.stack)(), &[ASKED_FOR]);
        if case.values.iter().any(|(name, _)| *name == "LogBucketName") {
            account.make_bucket(LOG_BUCKET);
        }
        case.deploy(&account, "CreateStack", "CREATE_COMPLETE", variant.name);
    }
}

/// moto does not make rules of a lifecycle; that the update with them ends well is all it says.
#[test]
fn an_update_brings_what_is_asked_for_since() {
    let Some(account) = Account::new() else { return };
    account.forget();
    let case = Case::new(stack(Siem::default()), &[ASKED_FOR]);
    case.deploy(&account, "CreateStack", "CREATE_COMPLETE", "before");
    let mappings = account.event_source_mappings();

    account.make_queue("ct-split-logs");
    account.make_queue("AmazonSecurityLake-test-Main-Queue");
    let options = "{loader: {memory_mb: 4096}, \
                   log_bucket: {lifecycle: {rules: by_stack, expire_after_days: 400}}}";
    let siem: Siem = serde_yaml::from_str(options).unwrap();
    let case = Case::new(stack(siem), &[ASKED_FOR, OPTIONAL]);
    case.deploy(&account, "UpdateStack", "UPDATE_COMPLETE", "after");
    assert_eq!(account.function("aes-siem-es-loader")["MemorySize"], 4096);
    assert_eq!(account.event_source_mappings(), mappings + 2, "Control Tower and Security Lake");
}

fn stack(siem: Siem) -> Stack {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    stack
}
