//! All statements of a template, by whom they are for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::AccessKind;
use super::set::Set;
use super::statement::{
    Grant, Guard, Owner, items, of_document, of_statement, principal, resolved,
};
use crate::canonical::{entries, function, spelled};

/// Resource policies: type, property with the policy, and property with what it protects, if
/// that is another resource.
const RESOURCE_POLICIES: &[(&str, &str, Option<&str>)] = &[
    ("AWS::Backup::BackupVault", "AccessPolicy", None),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument", None),
    ("AWS::ECR::Repository", "RepositoryPolicyText", None),
    ("AWS::Elasticsearch::Domain", "AccessPolicies", None),
    ("AWS::Events::EventBus", "Policy", None),
    ("AWS::KMS::Key", "KeyPolicy", None),
    ("AWS::Kinesis::ResourcePolicy", "ResourcePolicy", Some("ResourceArn")),
    ("AWS::Logs::ResourcePolicy", "PolicyDocument", None),
    ("AWS::OpenSearchService::Domain", "AccessPolicies", None),
    ("AWS::S3::AccessPoint", "Policy", None),
    ("AWS::S3::BucketPolicy", "PolicyDocument", Some("Bucket")),
    ("AWS::SNS::TopicPolicy", "PolicyDocument", Some("Topics")),
    ("AWS::SQS::QueuePolicy", "PolicyDocument", Some("Queues")),
    ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", Some("SecretId")),
];

/// The properties that say to whom an identity policy is attached.
const ATTACHED_TO: &[&str] = &["Roles", "Users", "Groups", "RoleName", "UserName", "GroupName"];

/// Every statement of a template in its one spelling.
pub(crate) fn grants(template: &Json) -> Vec<Grant> {
    let resources = entries(template, "Resources");
    let names = Names::of(&resources);
    let mut found = vec![];
    for (id, resource) in &resources {
        let properties = resource.get("Properties").unwrap_or(&Json::Null);
        let condition = resource.get("Condition").and_then(Json::as_str);
        let when: BTreeSet<Guard> =
            condition.map(|name| (name.to_owned(), true)).into_iter().collect();
        let owner = |holder: &str, kind| Owner {
            holder: holder.to_owned(),
            kind,
            source: id,
            when: when.clone(),
        };
        let kind = resource["Type"].as_str().unwrap_or_default();
        match kind {
            "AWS::IAM::Role" | "AWS::IAM::User" | "AWS::IAM::Group" => {
                let identity = owner(id, AccessKind::Identity);
                found.extend(inline(&identity, properties));
                found.extend(managed(&identity, properties, &resources));
                found.extend(boundary(&identity, properties));
                if let Some(trust) = properties.get("AssumeRolePolicyDocument") {
                    found.extend(of_document(&owner(id, AccessKind::Trust), trust));
                }
            }
            "AWS::IAM::Policy"
            | "AWS::IAM::ManagedPolicy"
            | "AWS::IAM::RolePolicy"
            | "AWS::IAM::UserPolicy"
            | "AWS::IAM::GroupPolicy" => {
                for (holder, guards) in attached(id, kind, properties, &names, &resources) {
                    let mut owner = owner(&holder, AccessKind::Identity);
                    owner.when.extend(guards);
                    found.extend(of_document(&owner, &properties["PolicyDocument"]));
                }
            }
            "AWS::Lambda::Permission" => {
                let holder = names.holder(&properties["FunctionName"]);
                found.extend(invoke(&owner(&holder, AccessKind::Resource), properties));
            }
            "AWS::Events::EventBusPolicy" => {
                let holder = format!("event bus {}", spelled(&properties["EventBusName"]));
                let owner = owner(&holder, AccessKind::Resource);
                found.extend(of_statement(&owner, &properties["Statement"]));
            }
            "AWS::OpenSearchServerless::AccessPolicy" => {
                found.extend(data_access(&owner(id, AccessKind::Resource), properties));
            }
            _ => found.extend(resource_policy(kind, properties, &names, |holder| {
                owner(holder.unwrap_or(id), AccessKind::Resource)
            })),
        }
    }
    found
}

/// Logical ids by the fixed names of their resources.
struct Names(BTreeMap<String, String>);

impl Names {
    fn of(resources: &BTreeMap<&str, &Json>) -> Self {
        let named = resources.iter().filter_map(|(id, resource)| {
            let (_, name) = crate::facts::fixed_name(resource)?;
            Some((spelled(name), (*id).to_owned()))
        });
        Self(named.collect())
    }

    /// A logical id where the value refers to a resource of the template, by reference, by
    /// attribute or by name.
    fn holder(&self, value: &Json) -> String {
        let referred = match function(value) {
            Some(("Ref", Json::String(id))) => Some(id.clone()),
            Some(("Fn::GetAtt", Json::Array(parts))) => {
                parts.first().and_then(Json::as_str).map(str::to_owned)
            }
            _ => None,
        };
        let text = spelled(value);
        referred.or_else(|| self.0.get(&text).cloned()).unwrap_or(text)
    }
}

fn inline(owner: &Owner<'_>, properties: &Json) -> Vec<Grant> {
    let policies = items(properties.get("Policies").unwrap_or(&Json::Null));
    let grants = policies.into_iter().flat_map(|(guards, policy)| {
        let mut owner = owner.clone();
        owner.when.extend(guards);
        of_document(&owner, &policy["PolicyDocument"])
    });
    grants.collect()
}

/// A managed policy that is not in the template counts as one action of its own name.
fn managed(owner: &Owner<'_>, properties: &Json, resources: &BTreeMap<&str, &Json>) -> Vec<Grant> {
    let policies = items(properties.get("ManagedPolicyArns").unwrap_or(&Json::Null));
    let mut found = vec![];
    for (guards, policy) in policies {
        if referred_policy(policy, resources) {
            continue;
        }
        let mut owner = owner.clone();
        owner.when.extend(guards);
        let action =
            format!("all of the managed policy {}", super::statement::neutral(&spelled(policy)));
        let statement = json!({"Effect": "Allow", "Action": action, "Resource": "*"});
        found.extend(of_statement(&owner, &statement));
    }
    found
}

/// A permissions boundary counts as a denial of what is outside it.
fn boundary(owner: &Owner<'_>, properties: &Json) -> Vec<Grant> {
    let policies = items(properties.get("PermissionsBoundary").unwrap_or(&Json::Null));
    let grants = policies.into_iter().flat_map(|(guards, policy)| {
        let mut owner = owner.clone();
        owner.when.extend(guards);
        let policy = super::statement::neutral(&spelled(policy));
        let action = format!("all outside of the permissions boundary {policy}");
        of_statement(&owner, &json!({"Effect": "Deny", "Action": action, "Resource": "*"}))
    });
    grants.collect()
}

fn referred_policy(policy: &Json, resources: &BTreeMap<&str, &Json>) -> bool {
    let Some(("Ref", Json::String(id))) = function(policy) else { return false };
    resources.get(id.as_str()).is_some_and(|found| found["Type"] == "AWS::IAM::ManagedPolicy")
}

/// Who has the policy; itself if nobody in the template.
fn attached(
    id: &str,
    kind: &str,
    properties: &Json,
    names: &Names,
    resources: &BTreeMap<&str, &Json>,
) -> Vec<(String, BTreeSet<Guard>)> {
    let mut found = vec![];
    for property in ATTACHED_TO {
        let holders = items(properties.get(property).unwrap_or(&Json::Null));
        found.extend(holders.into_iter().map(|(when, holder)| (names.holder(holder), when)));
    }
    if kind == "AWS::IAM::ManagedPolicy" {
        for (holder, resource) in resources {
            let list = resource.get("Properties").and_then(|p| p.get("ManagedPolicyArns"));
            for (when, policy) in items(list.unwrap_or(&Json::Null)) {
                if *policy == json!({"Ref": id}) {
                    found.push(((*holder).to_owned(), when));
                }
            }
        }
        if found.is_empty() {
            found.push((id.to_owned(), BTreeSet::new()));
        }
    }
    found
}

fn resource_policy<'a>(
    kind: &str,
    properties: &Json,
    names: &Names,
    owner: impl Fn(Option<&str>) -> Owner<'a>,
) -> Vec<Grant> {
    let Some((_, policy, target)) = RESOURCE_POLICIES.iter().find(|(of, ..)| *of == kind) else {
        return vec![];
    };
    let Some(document) = properties.get(policy) else { return vec![] };
    let document = from_text(document).unwrap_or_else(|| document.clone());
    let Some(target) = target else { return of_document(&owner(None), &document) };
    let targets = items(properties.get(target).unwrap_or(&Json::Null));
    let grants = targets.into_iter().flat_map(|(guards, target)| {
        let mut owner = owner(Some(&names.holder(target)));
        owner.when.extend(guards);
        of_document(&owner, &document)
    });
    grants.collect()
}

/// A policy that the template holds as a text, with references in it as they are spelled.
pub(crate) fn from_text(policy: &Json) -> Option<Json> {
    let is_text = policy.is_string() || function(policy).is_some_and(|(name, _)| name == "Fn::Sub");
    if !is_text {
        return None;
    }
    serde_json::from_str(&spelled(policy)).ok()
}

fn invoke(owner: &Owner<'_>, properties: &Json) -> Vec<Grant> {
    let mut conditions = json!({});
    for (property, operator, key) in [
        ("SourceArn", "ArnLike", "aws:SourceArn"),
        ("SourceAccount", "StringEquals", "aws:SourceAccount"),
        ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
        ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
        ("FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"),
    ] {
        if let Some(value) = properties.get(property) {
            conditions[operator][key] = value.clone();
        }
    }
    let mut found = vec![];
    for (guards, who) in resolved(&properties["Principal"]) {
        let text = spelled(who);
        let is_service = text.contains(".amazonaws.") || text.contains("${AWS::URLSuffix}");
        let mut owner = owner.clone();
        owner.when.extend(guards);
        let statement = json!({"Action": properties["Action"], "Condition": conditions});
        for mut grant in of_statement(&owner, &statement) {
            let who = principal(if is_service { "Service" } else { "AWS" }, &text);
            grant.principals = Set::Only([who].into());
            found.push(grant);
        }
    }
    found
}

/// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html>
fn data_access(owner: &Owner<'_>, properties: &Json) -> Vec<Grant> {
    let policy = properties.get("Policy").and_then(from_text).unwrap_or_default();
    let mut found = vec![];
    for entry in policy.as_array().into_iter().flatten() {
        for rule in entry["Rules"].as_array().into_iter().flatten() {
            let statement = json!({
                "Principal": {"AWS": entry["Principal"]},
                "Action": rule["Permission"],
                "Resource": rule["Resource"],
            });
            found.extend(of_statement(owner, &statement));
        }
    }
    found
}
