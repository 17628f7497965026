//! What a deployment needs beyond the resources' own handlers.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use template::{AssetStore, Synthesised};

use crate::names::pattern;
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
    if resources.iter().any(Resource::is_custom) {
        let functions = Scope::new("CustomResources", names.arns("Functions"));
        statements.push(Statement::allow(functions, ["lambda:InvokeFunction".to_owned()]));
    }
    let passes = |action: &String| action == "iam:PassRole";
    if resources.iter().flat_map(|resource| &resource.actions).flatten().any(passes) {
        statements.extend(pass_roles(resources));
    }
    statements
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
        Statement::allow(scope, ["iam:PassRole".to_owned()]).passed_to(services)
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
