//! Records in the form of v2.10.4, which the log type `trustedadvisor` reads.
//!
//! A check gives one record with its whole result. If it flags resources, one for each
//! follows, in whose result `flaggedResource` stands for the lists and sums; `number`
//! counts from 1.

use kit::export::{Error, Records};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Sums, which a flagged resource's record does not repeat.
const OF_THE_WHOLE: [&str; 2] = ["resourcesSummary", "categorySpecificSummary"];

/// What all records of a check share.
#[derive(Debug, Clone)]
pub struct Context<'a> {
    /// The id of the request that brought the result.
    pub request_id: &'a str,
    /// When it was brought, in UTC and without an offset; the time of the documents.
    pub creation_date: String,
    /// The account.
    pub account: &'a str,
    /// The check in English.
    pub check: Option<&'a Value>,
    /// The check in Japanese, where that is wanted.
    pub check_ja: Option<&'a Value>,
    /// Whether a refresh can be asked for.
    pub refreshable: bool,
}

#[derive(Serialize)]
struct Record<'a> {
    requestid: &'a str,
    creation_date: &'a str,
    account: &'a str,
    check: Option<&'a Value>,
    result: &'a Map<String, Value>,
    refreshable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    check_ja: Option<&'a Value>,
}

/// Adds the records of one check.
///
/// # Errors
///
/// Where a record has no form in JSON.
pub fn push(
    records: &mut Records,
    context: &Context<'_>,
    result: Map<String, Value>,
) -> Result<(), Error> {
    records.push(&context.record(&result))?;
    let mut result = result;
    let flagged = result.remove("flaggedResources").map(into_list).unwrap_or_default();
    for part in OF_THE_WHOLE {
        result.remove(part);
    }
    for (at, mut resource) in flagged.into_iter().enumerate() {
        if let Some(resource) = resource.as_object_mut() {
            resource.insert("number".to_owned(), json!(at + 1));
        }
        result.insert("flaggedResource".to_owned(), resource);
        records.push(&context.record(&result))?;
    }
    Ok(())
}

fn into_list(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        _ => vec![],
    }
}

impl<'a> Context<'a> {
    fn record(&'a self, result: &'a Map<String, Value>) -> Record<'a> {
        Record {
            requestid: self.request_id,
            creation_date: &self.creation_date,
            account: self.account,
            check: self.check,
            result,
            refreshable: self.refreshable,
            check_ja: self.check_ja,
        }
    }
}
