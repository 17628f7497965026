//! Asking Trusted Advisor: which checks there are, to refresh them, what they found.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt;
use kit::aws_json::{Client, Service};
use kit::patience::Patience;
use serde_json::{Map, Value, json};
use tokio::time::sleep;
use tracing::{info, warn};

use crate::AT_A_TIME;
use crate::error::Error;

/// AWS Support.
pub(crate) const SUPPORT: Service = Service { name: "support", target: "AWSSupport_20130415" };

/// The region of a partition that has the API.
///
/// <https://docs.aws.amazon.com/general/latest/gr/awssupport.html>
pub(crate) fn region(partition: &str) -> Result<&'static str, Error> {
    match partition {
        "aws" => Ok("us-east-1"),
        "aws-cn" => Ok("cn-north-1"),
        "aws-us-gov" => Ok("us-gov-west-1"),
        _ => Err(Error::Partition { partition: partition.to_owned() }),
    }
}

/// All checks, in the API's order, each with its description.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    ids: Vec<String>,
    english: BTreeMap<String, Value>,
    japanese: BTreeMap<String, Value>,
}

impl Checks {
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(String::as_str)
    }

    pub(crate) fn english(&self, id: &str) -> Option<&Value> {
        self.english.get(id)
    }

    pub(crate) fn japanese(&self, id: &str) -> Option<&Value> {
        self.japanese.get(id)
    }
}

/// What became of a refresh.
#[derive(Debug, Default)]
pub(crate) struct Refreshed {
    unrefreshable: BTreeSet<String>,
}

impl Refreshed {
    /// Whether Trusted Advisor refreshes this check by itself only.
    pub(crate) fn is_unrefreshable(&self, id: &str) -> bool {
        self.unrefreshable.contains(id)
    }
}

/// The result of one check.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) request_id: String,
    pub(crate) result: Map<String, Value>,
}

/// Trusted Advisor, asked by one account.
#[derive(Debug)]
pub(crate) struct Advisor<'a> {
    client: Client,
    account: &'a str,
}

impl<'a> Advisor<'a> {
    pub(crate) fn new(client: Client, account: &'a str) -> Self {
        Self { client, account }
    }

    /// All checks, with their Japanese descriptions if wanted.
    pub(crate) async fn checks(&self, japanese: bool) -> Result<Checks, Error> {
        let mut checks = Checks::default();
        for (id, check) in self.descriptions("en").await? {
            checks.ids.push(id.clone());
            checks.english.insert(id, check);
        }
        if japanese {
            checks.japanese.extend(self.descriptions("ja").await?);
        }
        Ok(checks)
    }

    async fn descriptions(&self, language: &str) -> Result<Vec<(String, Value)>, Error> {
        const OPERATION: &str = "DescribeTrustedAdvisorChecks";
        let answer = self.call(OPERATION, &json!({ "language": language })).await?;
        let missing = |wanted| Error::Answer { operation: OPERATION, wanted };
        let checks = answer.1.get("checks").and_then(Value::as_array).ok_or(missing("checks"))?;
        checks
            .iter()
            .map(|check| {
                let id = check.get("id").and_then(Value::as_str).ok_or(missing("checks[].id"))?;
                Ok((id.to_owned(), check.clone()))
            })
            .collect()
    }

    /// Has all checks refreshed, and waits for a while until they are.
    ///
    /// Never fails: results that are a little old are better than none. Notes in
    /// `refreshed` as it goes, for whoever does not await the end.
    pub(crate) async fn refresh(
        &self,
        checks: &Checks,
        patience: Patience,
        refreshed: &mut Refreshed,
    ) {
        let mut waited_for = vec![];
        let requests = checks.ids().map(|id| async move { (id, self.refresh_one(id).await) });
        let mut answers = futures_util::stream::iter(requests).buffered(AT_A_TIME);
        while let Some((id, answer)) = answers.next().await {
            match answer {
                Ok(status) if is_settled(&status) => {}
                Ok(_) => waited_for.push(id),
                Err(Error::Api(error)) if error.code().is_some_and(is_unrefreshable) => {
                    refreshed.unrefreshable.insert(id.to_owned());
                }
                Err(error) => warn!(check = id, %error, "check not refreshed"),
            }
        }
        self.wait_for(waited_for, patience).await;
    }

    async fn refresh_one(&self, id: &str) -> Result<Value, Error> {
        let mut answer = self.call("RefreshTrustedAdvisorCheck", &json!({ "checkId": id })).await?;
        Ok(answer.1.get_mut("status").map(Value::take).unwrap_or_default())
    }

    async fn wait_for(&self, mut ids: Vec<&str>, patience: Patience) {
        let mut attempt = 1;
        while !ids.is_empty() {
            let Some(wait) = patience.wait_after(attempt) else {
                info!(checks = ids.len(), "still being refreshed; the last result is taken");
                return;
            };
            sleep(wait).await;
            let input = json!({ "checkIds": ids });
            let operation = "DescribeTrustedAdvisorCheckRefreshStatuses";
            match self.call(operation, &input).await {
                Ok((_, answer)) => {
                    let under_way = under_way(&answer);
                    ids.retain(|id| under_way.contains(id));
                }
                Err(error) => {
                    warn!(%error, "refreshed checks are not waited for");
                    return;
                }
            }
            attempt += 1;
        }
    }

    /// What a check found.
    pub(crate) async fn result(&self, id: &str) -> Result<Answer, Error> {
        const OPERATION: &str = "DescribeTrustedAdvisorCheckResult";
        let (request_id, mut answer) = self.call(OPERATION, &json!({ "checkId": id })).await?;
        match answer.get_mut("result").map(Value::take) {
            Some(Value::Object(result)) => Ok(Answer { request_id, result }),
            _ => Err(Error::Answer { operation: OPERATION, wanted: "result" }),
        }
    }

    async fn call(&self, operation: &'static str, input: &Value) -> Result<(String, Value), Error> {
        let answer = self.client.call(operation, input).await;
        let answer = answer.map_err(|error| Error::of_api(error, self.account))?;
        Ok((answer.request_id, answer.body))
    }
}

/// The documentation and the API differ in the name.
fn is_unrefreshable(code: &str) -> bool {
    code == "InvalidParameterValueException" || code == "InvalidParameterValue"
}

/// Whether nothing comes after this status; one that is not known is not waited for.
fn is_settled(status: &Value) -> bool {
    !matches!(status.get("status").and_then(Value::as_str), Some("enqueued" | "processing"))
}

/// The checks that are still being refreshed.
fn under_way(answer: &Value) -> BTreeSet<&str> {
    let statuses = answer.get("statuses").and_then(Value::as_array).into_iter().flatten();
    statuses
        .filter(|status| !is_settled(status))
        .filter_map(|status| status.get("checkId")?.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_one_region_with_the_api() {
        assert_eq!(region("aws").unwrap(), "us-east-1");
        assert_eq!(region("aws-cn").unwrap(), "cn-north-1");
        assert_eq!(region("aws-us-gov").unwrap(), "us-gov-west-1");
        assert!(region("aws-iso").unwrap_err().to_string().contains("`aws-iso`"));
    }

    #[test]
    fn only_what_is_enqueued_or_processed_is_under_way() {
        let status = |id: &str, status: &str| json!({ "checkId": id, "status": status });
        let answer = json!({ "statuses": [
            status("a", "enqueued"), status("b", "processing"), status("c", "success"),
            status("d", "abandoned"), status("e", "none"), status("f", "new"),
        ] });
        assert_eq!(under_way(&answer), BTreeSet::from(["a", "b"]));
        assert_eq!(under_way(&json!({})), BTreeSet::new());
    }
}
