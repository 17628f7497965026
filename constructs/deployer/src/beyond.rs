//! What a deployment needs beyond the resources' own handlers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use template::{AssetStore, Synthesised};

use crate::names::{pattern, referred};
use crate::resource::Resource;
use crate::scope::{Names, Scope, own_arns, widest};
use crate::statement::Statement;

/// Creating, changing and deleting the stack itself, and looking at how that goes.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html>
const STACK: &[&str] = &[
    "cloudformation:CancelUpdateStack",
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:CreateChangeSet",
    "cloudformation:CreateStack",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResources",
    "cloudformation:DescribeStacks",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:GetTemplate",
    "cloudformation:GetTemplateSummary",
    "cloudformation:ListChangeSets",
    "cloudformation:ListStackResources",
    "cloudformation:RollbackStack",
    "cloudformation:TagResource",
    "cloudformation:UpdateStack",
];

pub(crate) fn statements(
    stacks: &[Synthesised],
    resources: &[Resource],
    names: &Names,
) -> Vec<Statement> {
    let mut statements = vec![stack_itself(stacks)];
    statements.extend(stacks.iter().flat_map(|stack| files(&stack.store)));
    let functions = behind_custom_resources(resources, names);
    if !functions.is_empty() {
        let functions = Scope { sid: "CustomResources", arns: widest(&functions) };
        statements.push(Statement::allow(functions, ["lambda:InvokeFunction".to_owned()]));
    }
    let passes = |action: &String| action == "iam:PassRole";
    if resources.iter().flat_map(|resource| &resource.actions).flatten().any(passes) {
        statements.extend(pass_roles(resources));
    }
    statements.extend(encrypt_secrets(resources, names));
    statements
}

/// Secrets Manager encrypts with a key of the account in the name of whoever deploys. The
/// registry does not list that.
///
/// <https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-authz>
fn encrypt_secrets(resources: &[Resource], names: &Names) -> Option<Statement> {
    resources.iter().find(|resource| {
        resource.resource_type == "AWS::SecretsManager::Secret"
            && !resource.properties["KmsKeyId"].is_null()
    })?;
    let Scope { arns, .. } = names.scope("kms:DescribeKey", "AWS::KMS::Key");
    let actions = ["kms:Decrypt", "kms:GenerateDataKey"].map(ToOwned::to_owned);
    let service = BTreeSet::from(["secretsmanager.*".to_owned()]);
    let statement = Statement::allow(Scope { sid: "EncryptSecrets", arns }, actions);
    Some(statement.only("kms:ViaService", service))
}

fn stack_itself(stacks: &[Synthesised]) -> Statement {
    let arn = |stack: &Synthesised| format!("arn:*:cloudformation:*:*:stack/{}/*", stack.name);
    let actions = STACK.iter().map(|action| (*action).to_owned());
    Statement::allow(Scope::new("Stack", stacks.iter().map(arn)), actions)
}

/// The files of the functions: put there by whoever deploys, and read with the rights of
/// whoever deploys when a function is made.
fn files(store: &AssetStore) -> Vec<Statement> {
    let objects = |arn: String, actions: &[&str]| {
        let actions = actions.iter().map(|action| (*action).to_owned());
        Statement::allow(Scope::new("Files", [arn]), actions)
    };
    match store {
        AssetStore::Bootstrap { qualifier } => {
            let roles = Scope::new("Bootstrap", [format!("arn:*:iam::*:role/cdk-{qualifier}-*")]);
            vec![
                objects(format!("arn:*:s3:::cdk-{qualifier}-assets-*/*"), &["s3:GetObject"]),
                Statement::allow(roles, ["sts:AssumeRole".to_owned()]),
            ]
        }
        AssetStore::Bucket { name, prefix } => {
            let arn = format!("arn:*:s3:::{name}/{prefix}*");
            vec![objects(arn, &["s3:GetObject", "s3:PutObject"])]
        }
    }
}

/// The functions that CloudFormation invokes; all of the stack's where it is not said which.
fn behind_custom_resources(resources: &[Resource], names: &Names) -> BTreeSet<String> {
    let known: BTreeSet<&str> = resources.iter().map(|resource| &*resource.id).collect();
    let tokens = resources.iter().filter(|resource| resource.is_custom());
    let functions = tokens.flat_map(|custom| {
        let id = referred(&custom.properties["ServiceToken"], &known);
        let function = id.and_then(|id| custom.neighbour(resources, id));
        function.map_or_else(|| names.arns("Functions"), |function| own_arns(function, resources))
    });
    functions.collect()
}

/// Each role is handed to the services that its trust policy names, and to no others.
fn pass_roles(resources: &[Resource]) -> Vec<Statement> {
    let mut roles_of = BTreeMap::<_, BTreeSet<_>>::new();
    for role in resources.iter().filter(|resource| resource.resource_type == "AWS::IAM::Role") {
        let mut services = BTreeSet::new();
        collect_services(&role.properties["AssumeRolePolicyDocument"]["Statement"], &mut services);
        for service in services {
            roles_of.entry(service).or_default().extend(own_arns(role, resources));
        }
    }
    let mut services_of = BTreeMap::<_, BTreeSet<_>>::new();
    for (service, roles) in roles_of {
        services_of.entry(widest(&roles)).or_default().insert(service);
    }
    let statement = |(roles, services)| {
        let scope = Scope { sid: "PassRoles", arns: roles };
        Statement::allow(scope, ["iam:PassRole".to_owned()]).only("iam:PassedToService", services)
    };
    services_of.into_iter().map(statement).collect()
}

fn collect_services(statements: &Json, services: &mut BTreeSet<String>) {
    match statements {
        Json::Array(items) => items.iter().for_each(|item| collect_services(item, services)),
        Json::Object(_) => match &statements["Principal"]["Service"] {
            Json::Array(items) => services.extend(items.iter().map(pattern)),
            Json::Null => {}
            one => _ = services.insert(pattern(one)),
        },
        _ => {}
    }
}
