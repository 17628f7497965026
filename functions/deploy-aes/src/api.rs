//! The APIs that are called.
//!
//! OpenSearch Service: <https://docs.aws.amazon.com/opensearch-service/latest/APIReference/Welcome.html>

use std::time::{SystemTime, UNIX_EPOCH};

use http::Method;
use kit::aws::Aws;
use kit::aws_json::{self, Client, Service, encoded};
use kit::http as web;
use kit::patience::Patience;
use serde_json::{Map, Value, json};

use crate::domain::Domain;
use crate::error::Error;

const DOMAINS: Service = Service { name: "es", target: "" };
const COLLECTIONS: Service = Service { name: "aoss", target: "OpenSearchServerless" };
const LOGS: Service = Service { name: "logs", target: "Logs_20140328" };
const SECRETS: Service = Service { name: "secretsmanager", target: "secretsmanager" };
const STACKS: Service = Service { name: "cloudformation", target: "" };
const METRICS: Service = Service { name: "monitoring", target: "" };
const IAM: Service = Service { name: "iam", target: "" };

/// Paths of OpenSearch Service begin with the version of its API.
const VERSION: &str = "/2021-01-01";

pub(crate) const NOT_FOUND: &str = "ResourceNotFoundException";

/// A client of each.
#[derive(Debug)]
pub(crate) struct Api {
    domains: Client,
    pub(crate) collections: Client,
    pub(crate) logs: Client,
    pub(crate) secrets: Client,
    pub(crate) stacks: Client,
    pub(crate) metrics: Client,
    pub(crate) iam: Client,
    /// For the domain itself.
    pub(crate) web: web::Client,
    pub(crate) aws: Aws,
}

impl Api {
    pub(crate) fn new(aws: &Aws, patience: Patience) -> Self {
        let region = aws.config().region().map(ToString::to_string).unwrap_or_default();
        let client = |service| Client::new(aws, service, &region).patience(patience);
        // IAM is one service for a partition, in one region.
        let (iam_host, iam_region) = match region.as_str() {
            region if region.starts_with("cn-") => {
                ("iam.cn-north-1.amazonaws.com.cn", "cn-north-1")
            }
            region if region.starts_with("us-gov-") => {
                ("iam.us-gov.amazonaws.com", "us-gov-west-1")
            }
            _ => ("iam.amazonaws.com", "us-east-1"),
        };
        Self {
            domains: client(DOMAINS),
            collections: client(COLLECTIONS).json_1_0(),
            logs: client(LOGS),
            secrets: client(SECRETS),
            stacks: client(STACKS),
            metrics: client(METRICS),
            iam: Client::new(aws, IAM, iam_region).host(iam_host).patience(patience),
            web: web::Client::default(),
            aws: aws.clone(),
        }
    }

    /// The domain of that name, if there is one.
    pub(crate) async fn domain(&self, name: &str) -> Result<Option<Domain>, Error> {
        let path = format!("{VERSION}/opensearch/domain/{name}");
        match self.domains.rest("DescribeDomain", Method::GET, &path, None).await {
            Ok(answer) => Domain::read(name, answer.body).map(Some),
            Err(error) if error.code() == Some(NOT_FOUND) => Ok(None),
            Err(source) => Err(failed(name, "looking for it", source)),
        }
    }

    pub(crate) async fn create_domain(&self, name: &str, input: &Value) -> Result<(), Error> {
        let path = format!("{VERSION}/opensearch/domain");
        let called = self.domains.rest("CreateDomain", Method::POST, &path, Some(input));
        called.await.map(drop).map_err(|source| failed(name, "making it", source))
    }

    /// Applies a change, after a dry run has shown that the service takes it; gives how it is
    /// deployed.
    pub(crate) async fn update_domain(
        &self,
        name: &str,
        change: &Map<String, Value>,
    ) -> Result<String, Error> {
        let path = format!("{VERSION}/opensearch/domain/{name}/config");
        let mut trial = change.clone();
        trial.insert("DryRun".to_owned(), json!(true));
        trial.insert("DryRunMode".to_owned(), json!("Basic"));
        let trial = Value::Object(trial);
        let tried = self
            .domains
            .rest("UpdateDomainConfig", Method::POST, &path, Some(&trial))
            .await
            .map_err(|source| failed(name, "trying out the change", source))?;
        self.set(name, change).await?;
        let deployment = tried.body.pointer("/DryRunResults/DeploymentType");
        Ok(deployment.and_then(Value::as_str).unwrap_or("Undetermined").to_owned())
    }

    /// Applies a change without a dry run.
    pub(crate) async fn set(&self, name: &str, change: &Map<String, Value>) -> Result<(), Error> {
        let path = format!("{VERSION}/opensearch/domain/{name}/config");
        let change = Value::Object(change.clone());
        let called = self.domains.rest("UpdateDomainConfig", Method::POST, &path, Some(&change));
        called.await.map(drop).map_err(|source| failed(name, "changing it", source))
    }

    /// The groups of options that have changed since a time, as `UpdateDomainConfig` names them.
    pub(crate) async fn changed_since(
        &self,
        name: &str,
        since: SystemTime,
    ) -> Result<Vec<String>, Error> {
        let path = format!("{VERSION}/opensearch/domain/{name}/config");
        let called = self.domains.rest("DescribeDomainConfig", Method::GET, &path, None).await;
        let answer = called.map_err(|source| failed(name, "looking at its options", source))?;
        let groups = answer.body.get("DomainConfig").and_then(Value::as_object);
        let groups = groups.ok_or(unreadable(name, "DescribeDomainConfig", "DomainConfig"))?;
        let since = since.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        let changed = groups.iter().filter(|(_, group)| {
            let date = group.pointer("/Status/UpdateDate").and_then(Value::as_f64);
            date.is_some_and(|date| date >= since)
        });
        Ok(changed.map(|(group, _)| group.clone()).collect())
    }

    pub(crate) async fn delete_domain(&self, name: &str) -> Result<(), Error> {
        let path = format!("{VERSION}/opensearch/domain/{name}");
        match self.domains.rest("DeleteDomain", Method::DELETE, &path, None).await {
            Err(error) if error.code() == Some(NOT_FOUND) => Ok(()),
            called => called.map(drop).map_err(|source| failed(name, "deleting it", source)),
        }
    }

    /// The tags of a domain, as the service lists them.
    pub(crate) async fn tags(&self, domain: &Domain) -> Result<Value, Error> {
        let path = format!("{VERSION}/tags/?arn={}", encoded(domain.arn()));
        let called = self.domains.rest("ListTags", Method::GET, &path, None).await;
        let answer = called.map_err(|source| failed(domain.name(), "reading its tags", source))?;
        // Without its tags a domain would be taken for somebody else's.
        let tags = answer.body.get("TagList").filter(|tags| tags.is_array()).cloned();
        tags.ok_or(unreadable(domain.name(), "ListTags", "TagList"))
    }

    /// The versions that a domain can go to in one upgrade.
    pub(crate) async fn upgrades(&self, name: &str) -> Result<Vec<String>, Error> {
        let path = format!("{VERSION}/opensearch/compatibleVersions?domainName={name}");
        let called = self.domains.rest("GetCompatibleVersions", Method::GET, &path, None).await;
        let answer = called.map_err(|source| failed(name, "asking for its upgrades", source))?;
        let sources = answer.body.get("CompatibleVersions").and_then(Value::as_array);
        let sources =
            sources.ok_or(unreadable(name, "GetCompatibleVersions", "CompatibleVersions"))?;
        let versions = sources.iter().filter_map(|source| source.get("TargetVersions")?.as_array());
        let versions = versions.flatten();
        Ok(versions.filter_map(Value::as_str).map(str::to_owned).collect())
    }

    pub(crate) async fn upgrade(&self, name: &str, version: &str) -> Result<(), Error> {
        let path = format!("{VERSION}/opensearch/upgradeDomain");
        let input = json!({ "DomainName": name, "TargetVersion": version });
        let called = self.domains.rest("UpgradeDomain", Method::POST, &path, Some(&input));
        called.await.map(drop).map_err(|source| failed(name, "upgrading it", source))
    }

    /// The last upgrade, if there has been one.
    pub(crate) async fn last_upgrade(&self, name: &str) -> Result<Option<Value>, Error> {
        let path = format!("{VERSION}/opensearch/upgradeDomain/{name}/history?maxResults=1");
        let called = self.domains.rest("GetUpgradeHistory", Method::GET, &path, None).await;
        let answer = called.map_err(|source| failed(name, "reading its upgrades", source))?;
        Ok(answer.body.pointer("/UpgradeHistories/0").cloned())
    }
}

/// What went wrong, while what was done to what.
pub(crate) fn failed(name: &str, doing: &'static str, source: aws_json::Error) -> Error {
    Error::Aws { name: format!("`{name}`"), doing, source: Box::new(source) }
}

/// An answer that lacks what its model promises.
pub(crate) fn unreadable(name: &str, operation: &'static str, field: &'static str) -> Error {
    Error::Unreadable { name: format!("`{name}`"), operation, field }
}
