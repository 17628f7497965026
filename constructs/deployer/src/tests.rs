//! The policies against the registry's schemas and against what IAM itself knows.

mod examples;
mod iam;
mod tables;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use resources::logs;
use serde_json::{Value as Json, json};
use siem::Siem;
use template::{AssetStore, Resource, Stack, Synthesised};
use test_support::snapshots;

use self::examples::Examples;
use crate::properties::{BROUGHT, NEVER};
use crate::scope::{NO_NAME, NO_RESOURCE, covers};
use crate::statement::characters;
use crate::{DeployerPolicy, MAX_POLICY_CHARACTERS};

fn siem() -> Vec<Synthesised> {
    let mut stack = Stack::new("aes-siem");
    stack.add(Siem::default());
    vec![stack.synthesise().unwrap_or_else(|problems| panic!("{problems}"))]
}

fn with(group: logs::LogGroup) -> DeployerPolicy {
    let mut stack = Stack::new("example");
    stack.add(Resource::new("Group", group));
    DeployerPolicy::of(&[stack.synthesise().unwrap()])
}

fn statements(policies: &[Json]) -> Vec<&Json> {
    policies.iter().flat_map(|policy| policy["Statement"].as_array().unwrap()).collect()
}

fn texts(list: &Json) -> Vec<&str> {
    list.as_array().into_iter().flatten().map(|item| item.as_str().unwrap()).collect()
}

fn actions(policies: &[Json]) -> BTreeSet<&str> {
    statements(policies).into_iter().flat_map(|statement| texts(&statement["Action"])).collect()
}

/// A call, on a resource: what IAM decides about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Call {
    action: String,
    arn: String,
    /// A condition key that some statement may ask for, and its value.
    limit: Option<(&'static str, String)>,
}

impl Call {
    fn new(action: &str, arn: &str) -> Self {
        Self { action: action.to_owned(), arn: arn.to_owned(), limit: None }
    }

    fn is_allowed(&self, policies: &[Json]) -> bool {
        statements(policies).into_iter().any(|statement| {
            let condition = &statement["Condition"];
            let passes = match &self.limit {
                Some((key, value)) => {
                    texts(&condition["StringLike"][key]).iter().any(|known| covers(known, value))
                }
                None => condition.is_null(),
            };
            texts(&statement["Action"]).contains(&&*self.action)
                && texts(&statement["Resource"]).iter().any(|known| covers(known, &self.arn))
                && passes
        })
    }
}

fn schemas() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../resources/schemas")
}

/// The registry's schema of a type, read anew from its file.
fn schema(resource_type: &str) -> Option<Json> {
    let file = resource_type.to_lowercase().replace("::", "-") + ".json";
    let text = fs::read(schemas().join(file)).ok()?;
    Some(serde_json::from_slice(&text).unwrap())
}

fn every_schema() -> Vec<Json> {
    let files = fs::read_dir(schemas()).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.map(|path| serde_json::from_slice(&fs::read(path).unwrap()).unwrap()).collect()
}

fn handler_actions(schema: &Json) -> BTreeSet<String> {
    let handlers = ["create", "read", "update", "delete"].map(|name| &schema["handlers"][name]);
    let listed = handlers.into_iter().filter_map(|handler| handler["permissions"].as_array());
    listed
        .flatten()
        .map(|action| action.as_str().unwrap().split_once(':').unwrap())
        .map(|(service, name)| format!("{}:{name}", service.to_lowercase()))
        .collect()
}

/// What it takes to deploy the SIEM: from the schemas' own files what no property brings,
/// and what goes beyond them.
fn needed(stacks: &[Synthesised]) -> BTreeSet<Call> {
    let mut needed = BTreeSet::from([
        Call::new("cloudformation:CreateStack", "arn:aws:cloudformation:a:1:stack/aes-siem/0a1b"),
        Call::new("cloudformation:DeleteStack", "arn:aws:cloudformation:a:1:stack/aes-siem/0a1b"),
        Call::new("lambda:InvokeFunction", "arn:aws:lambda:a:1:function:aes-siem-BucketNotif-0A"),
        Call::new("s3:GetObject", "arn:aws:s3:::cdk-hnb659fds-assets-111122223333-a/0a1b.zip"),
        Call::new("sts:AssumeRole", "arn:aws:iam::1:role/cdk-hnb659fds-deploy-role-1-a"),
    ]);
    for action in ["kms:Decrypt", "kms:GenerateDataKey"] {
        let limit = Some(("kms:ViaService", "secretsmanager.a.amazonaws.com".to_owned()));
        needed.insert(Call { limit, ..Call::new(action, "arn:aws:kms:a:1:key/0a1b") });
    }
    let examples = Examples::of(&stacks[0]);
    for (id, resource) in stacks[0].template.resources() {
        let resource_type = resource.resource_type();
        for service in examples.trusted_services(id) {
            let role = Call::new("iam:PassRole", &examples.arn("iam:PassRole", id));
            needed.insert(Call { limit: Some(("iam:PassedToService", service)), ..role });
        }
        let Some(schema) = schema(resource_type) else { continue };
        for action in handler_actions(&schema) {
            let by_property = BROUGHT
                .iter()
                .any(|row| row.resource_type == resource_type && row.actions.contains(&&*action));
            let never = NEVER.iter().any(|(never, _)| *never == action);
            if !by_property && !never && action != "iam:PassRole" {
                needed.insert(Call::new(&action, &examples.arn(&action, id)));
            }
        }
    }
    needed
}

fn refused(needed: &BTreeSet<Call>, policies: &[Json]) -> Vec<Call> {
    needed.iter().filter(|call| !call.is_allowed(policies)).cloned().collect()
}

#[test]
fn every_type_of_the_stack_is_covered() {
    let stacks = siem();
    let policy = DeployerPolicy::of(&stacks);
    assert_eq!(policy.uncovered().count(), 0, "{:?}", policy.uncovered);
    let needed = needed(&stacks);
    for service in ["s3:", "lambda:", "iam:", "kms:", "sqs:", "sns:", "events:", "secretsmanager:"]
    {
        assert!(needed.iter().any(|call| call.action.starts_with(service)), "{service}");
    }
    assert_eq!(refused(&needed, policy.policies()), []);
}

#[test]
fn a_statement_that_is_removed_is_missed() {
    let stacks = siem();
    let needed = needed(&stacks);
    let policy = DeployerPolicy::of(&stacks);
    for (which, whole) in policy.policies().iter().enumerate() {
        for index in 0..whole["Statement"].as_array().unwrap().len() {
            let mut policies = policy.policies().to_vec();
            let list = policies[which]["Statement"].as_array_mut().unwrap();
            let removed = list.remove(index);
            assert_ne!(refused(&needed, &policies), [], "nobody misses {removed:#}");
        }
    }
}

#[test]
fn a_property_brings_its_actions_and_one_that_is_not_used_does_not() {
    let policy = DeployerPolicy::of(&siem());
    let siem = actions(policy.policies());
    assert!(siem.contains("lambda:PutFunctionConcurrency"), "es-loader may reserve invocations");
    assert!(!siem.contains("s3:PutBucketLogging"));
    assert!(!siem.contains("lambda:PutFunctionCodeSigningConfig"));

    let bare = with(logs::LogGroup::new());
    let keeping = with(logs::LogGroup::new().retention_in_days(30));
    for action in ["logs:PutRetentionPolicy", "logs:DeleteRetentionPolicy"] {
        assert!(!actions(bare.policies()).contains(action), "{action}");
        assert!(actions(keeping.policies()).contains(action), "{action}");
    }
}

#[test]
fn what_the_stack_does_not_own_is_refused() {
    let policy = DeployerPolicy::of(&siem());
    for (action, arn) in [
        ("s3:DeleteBucket", "arn:aws:s3:::acme-payroll"),
        ("lambda:UpdateFunctionCode", "arn:aws:lambda:eu-central-1:111122223333:function:payroll"),
        ("iam:PutRolePolicy", "arn:aws:iam::111122223333:role/Admin"),
        ("cloudformation:DeleteStack", "arn:aws:cloudformation:a:111122223333:stack/payroll/0a1b"),
    ] {
        assert!(!Call::new(action, arn).is_allowed(policy.policies()), "{action} on {arn}");
    }
    let role = Call::new("iam:PassRole", "arn:aws:iam::111122223333:role/aes-siem-snapshot-role");
    let passed =
        Call { limit: Some(("iam:PassedToService", "glue.amazonaws.com".to_owned())), ..role };
    assert!(!passed.is_allowed(policy.policies()));
}

#[test]
fn only_actions_that_take_no_resource_are_allowed_on_all() {
    let policy = DeployerPolicy::of(&siem());
    for statement in statements(policy.policies()) {
        let sid = statement["Sid"].as_str().unwrap();
        assert!(!sid.starts_with(NO_NAME), "write down what these are about: {statement:#}");
        assert_eq!(
            texts(&statement["Resource"]) == ["*"],
            sid.starts_with(NO_RESOURCE),
            "{statement:#}"
        );
    }
}

#[test]
fn no_policy_is_longer_than_iam_takes_and_no_more_are_needed_than_a_role_takes() {
    let policy = DeployerPolicy::of(&siem());
    for policy in policy.policies() {
        assert!(characters(policy) <= MAX_POLICY_CHARACTERS);
    }
    assert!(policy.policies().len() <= 10, "a role takes 10 managed policies");
    let names: Vec<_> = policy.files().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.first().unwrap(), "deployer-policy.json");
    assert_eq!(names.len(), policy.policies().len() + 1);
}

#[test]
fn a_type_that_the_registry_says_nothing_of_is_named() {
    let mut stack = Stack::new("example");
    stack.add(Resource::raw("Widget", "Acme::Example::Widget"));
    let policy = DeployerPolicy::of(&[stack.synthesise().unwrap()]);
    assert_eq!(policy.uncovered().collect::<Vec<_>>(), ["Acme::Example::Widget"]);
    let (_, report) = policy.files().pop().unwrap();
    assert!(report.contains("- `Acme::Example::Widget`"), "{report}");
}

#[test]
fn files_in_a_bucket_of_ones_own_are_read_and_written_there() {
    let mut stack = Stack::new("example");
    let prefix = "siem/".to_owned();
    stack.store_assets_in(AssetStore::Bucket { name: "acme-artifacts".to_owned(), prefix });
    let policy = DeployerPolicy::of(&[stack.synthesise().unwrap()]);
    let object = |key| Call::new("s3:PutObject", &format!("arn:aws:s3:::acme-artifacts/{key}"));
    assert!(object("siem/0a1b.zip").is_allowed(policy.policies()));
    assert!(!object("payroll/0a1b.zip").is_allowed(policy.policies()));
    assert!(!actions(policy.policies()).contains("sts:AssumeRole"));
}

#[test]
fn the_policies_of_the_siem() {
    let _bound = snapshots::bind();
    let policy = DeployerPolicy::of(&siem());
    insta::assert_snapshot!("deployer-policy@default", format!("{:#}", json!(policy.policies())));
}
