//! What the registry does not say of a type: whether it holds data, and which property is its
//! fixed name.

use serde_json::Value as Json;

/// Types whose resources hold what cannot be made again from a template. In the order of
/// their names; a `*` at the end stands for all types of a service.
const HOLDS_DATA: &[&str] = &[
    "AWS::Backup::BackupVault",
    "AWS::CloudTrail::EventDataStore",
    "AWS::Cognito::UserPool",
    "AWS::DocDB::DBCluster",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::EC2::Volume",
    "AWS::ECR::Repository",
    "AWS::EFS::FileSystem",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::Elasticsearch::Domain",
    "AWS::FSx::FileSystem",
    "AWS::KMS::Key",
    "AWS::KMS::ReplicaKey",
    "AWS::Kinesis::Stream",
    "AWS::Logs::LogGroup",
    "AWS::MSK::Cluster",
    "AWS::Neptune::DBCluster",
    "AWS::OpenSearchServerless::Collection",
    "AWS::OpenSearchService::Domain",
    "AWS::RDS::*",
    "AWS::Redshift::Cluster",
    "AWS::S3::Bucket",
    "AWS::S3Tables::TableBucket",
    "AWS::SQS::Queue",
    "AWS::SSM::Parameter",
    "AWS::SecretsManager::Secret",
    "AWS::SecurityLake::DataLake",
    "AWS::Timestream::Table",
];

/// Properties with a fixed name that are not called `Name` or after the type.
const NAME_PROPERTY: &[(&str, &str)] = &[
    ("AWS::CloudFormation::Stack", "StackName"),
    ("AWS::EC2::SecurityGroup", "GroupName"),
    ("AWS::IAM::ManagedPolicy", "ManagedPolicyName"),
    ("AWS::KMS::Alias", "AliasName"),
    ("AWS::RDS::DBCluster", "DBClusterIdentifier"),
    ("AWS::RDS::DBInstance", "DBInstanceIdentifier"),
];

/// Names that are unique within their owner only, or that every resource of the type has.
const NAMED_WITHIN_ITS_OWNER: &[&str] = &[
    "AWS::IAM::Policy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserPolicy",
    "AWS::Logs::SubscriptionFilter",
];

/// Whether resources of the type hold what cannot be made again from a template.
pub fn holds_data(resource_type: &str) -> bool {
    HOLDS_DATA.iter().any(|known| match known.strip_suffix('*') {
        Some(service) => resource_type.starts_with(service),
        None => resource_type == *known,
    })
}

/// The property that can give a resource of the type a fixed name, such as `QueueName`. A
/// second resource of that name cannot be made, so CloudFormation cannot replace the first.
pub fn name_property(resource_type: &str) -> Option<String> {
    if NAMED_WITHIN_ITS_OWNER.contains(&resource_type) || is_custom(resource_type) {
        return None;
    }
    if let Some((_, property)) = NAME_PROPERTY.iter().find(|(of, _)| *of == resource_type) {
        return Some((*property).to_owned());
    }
    let kind = resource_type.rsplit("::").next().unwrap_or_default();
    Some(format!("{kind}Name"))
}

/// A resource that a function of the user's makes.
pub(crate) fn is_custom(resource_type: &str) -> bool {
    resource_type == "AWS::CloudFormation::CustomResource" || resource_type.starts_with("Custom::")
}

/// The fixed name of a resource, and the property that has it.
pub(crate) fn fixed_name(resource: &Json) -> Option<(String, &Json)> {
    let kind = resource["Type"].as_str()?;
    let property = name_property(kind)?;
    let properties = resource.get("Properties")?;
    match properties.get(&property) {
        Some(name) => Some((property, name)),
        // A rule, a secret or a collection is called by its `Name`.
        None => properties.get("Name").map(|name| ("Name".to_owned(), name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_list_is_sorted_and_without_doubles() {
        assert!(HOLDS_DATA.is_sorted());
        assert!(HOLDS_DATA.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn names_are_found_by_the_type() {
        let name = |kind: &str, property: &str| {
            fixed_name(&json!({"Type": kind, "Properties": {property: "x"}})).is_some()
        };
        assert!(name("AWS::SQS::Queue", "QueueName"));
        assert!(name("AWS::KMS::Alias", "AliasName"));
        assert!(name("AWS::Events::Rule", "Name"));
        assert!(!name("AWS::IAM::Policy", "PolicyName"));
        assert!(!name("AWS::CloudFormation::CustomResource", "Name"));
        assert!(!name("AWS::SQS::Queue", "DelaySeconds"));
    }
}
