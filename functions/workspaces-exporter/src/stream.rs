//! Records to a Firehose stream.
//!
//! Firehose takes or refuses each record of a batch by itself; only the refused ones are
//! sent again. A batch whose answer is lost is sent again as a whole, so a record can
//! arrive twice; it is loaded once where ids are made of content alone, as v2.10.4's are.
//!
//! Limits: <https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html>

use kit::aws_json::{Client, Service};
use kit::patience::Patience;
use serde_json::{Value, json};
use tokio::time::sleep;
use tracing::warn;

use crate::error::Error;

/// Amazon Data Firehose.
pub(crate) const FIREHOSE: Service = Service { name: "firehose", target: "Firehose_20150804" };

const OPERATION: &str = "PutRecordBatch";

/// Records of one call.
const MOST_RECORDS: usize = 500;
/// Bytes of one record, before Base64.
const LARGEST_RECORD: usize = 1000 * 1024;
/// Bytes of one call. Whether AWS counts before or after Base64 it does not say; we count
/// after, with what the request has around each record.
const LARGEST_CALL: usize = 4 * 1024 * 1024;
const AROUND_A_RECORD: usize = 16;
const AROUND_ALL: usize = 1024;

/// One stream.
#[derive(Debug)]
pub(crate) struct Stream<'a> {
    client: &'a Client,
    name: &'a str,
    patience: Patience,
}

impl<'a> Stream<'a> {
    pub(crate) fn new(client: &'a Client, name: &'a str, patience: Patience) -> Self {
        Self { client, name, patience }
    }

    /// Sends all records, in their order, each as a line.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] before anything is sent; otherwise, after everything was tried,
    /// [`Error::NotTaken`] with the number of records that Firehose has not taken.
    pub(crate) async fn put(&self, records: &[Value]) -> Result<(), Error> {
        let encoded = records.iter().map(encoded).collect::<Result<Vec<_>, _>>()?;
        let (mut missing, mut first) = (0, None);
        for batch in batches(encoded) {
            if let Err(left) = self.put_batch(batch).await {
                missing += left.records;
                first.get_or_insert(left);
            }
        }
        match first {
            None => Ok(()),
            Some(Left { denied: Some(error), .. }) => Err(error),
            Some(Left { attempts, said, .. }) => Err(Error::NotTaken {
                stream: self.name.to_owned(),
                missing,
                records: records.len(),
                attempts,
                said,
            }),
        }
    }

    /// Sends a batch, and what is refused of it again.
    async fn put_batch(&self, mut batch: Vec<String>) -> Result<(), Left> {
        let mut attempt = 1;
        loop {
            let sent = batch.len();
            let refused = match self.put_once(&batch).await {
                Ok(refused) => refused,
                Err(error) => return Err(Left::all(sent, attempt, error)),
            };
            let Some((_, said)) = refused.first() else { return Ok(()) };
            let said = said.clone();
            // A try that brought something forward starts the count again.
            if refused.len() < sent {
                attempt = 1;
            }
            let mut refused = refused.iter().map(|(at, _)| *at).peekable();
            let mut at = 0;
            batch.retain(|_| {
                at += 1;
                refused.next_if_eq(&(at - 1)).is_some()
            });
            let Some(wait) = self.patience.wait_after(attempt) else {
                return Err(Left { records: batch.len(), attempts: attempt, said, denied: None });
            };
            warn!(attempt, records = batch.len(), said, "Firehose refuses records; trying again");
            sleep(wait).await;
            attempt += 1;
        }
    }

    /// Sends a batch once; the places of refused records, with Firehose's words.
    async fn put_once(&self, batch: &[String]) -> Result<Vec<(usize, String)>, Error> {
        let data: Vec<_> = batch.iter().map(|data| json!({ "Data": data })).collect();
        let input = json!({ "DeliveryStreamName": self.name, "Records": data });
        let answer = self.client.call(OPERATION, &input).await;
        let answer =
            answer.map_err(|error| Error::of_api(error, "firehose:PutRecordBatch", self.name))?;
        let responses = answer.body.get("RequestResponses").and_then(Value::as_array);
        let wanted = "RequestResponses, one for each record";
        let responses = responses
            .filter(|responses| responses.len() == batch.len())
            .ok_or(Error::Answer { operation: OPERATION, wanted })?;
        let refused = responses.iter().enumerate().filter_map(|(at, response)| {
            let of = |name: &str| response.get(name).and_then(Value::as_str);
            // Only what has an id was taken, whatever else is said.
            let is_refused = of("RecordId").is_none_or(str::is_empty) || of("ErrorCode").is_some();
            let code = of("ErrorCode").unwrap_or("(no code)");
            let words = of("ErrorMessage").unwrap_or("(no words)");
            is_refused.then(|| (at, format!("{code}: {words}")))
        });
        Ok(refused.collect())
    }
}

/// What is left of a batch.
struct Left {
    records: usize,
    attempts: u32,
    said: String,
    /// The error itself where it says more than that something is left.
    denied: Option<Error>,
}

impl Left {
    fn all(records: usize, attempts: u32, error: Error) -> Self {
        let said = error.to_string();
        let denied = matches!(error, Error::Denied { .. }).then_some(error);
        Self { records, attempts, said, denied }
    }
}

/// A record as the request holds it.
fn encoded(record: &Value) -> Result<String, Error> {
    let line = format!("{record}\n");
    if line.len() > LARGEST_RECORD {
        return Err(Error::TooLarge { bytes: line.len(), most: LARGEST_RECORD });
    }
    Ok(aws_smithy_types::base64::encode(line))
}

/// The records in batches that one call takes.
fn batches(records: Vec<String>) -> Vec<Vec<String>> {
    let mut batches = vec![];
    let (mut batch, mut bytes) = (vec![], AROUND_ALL);
    for record in records {
        let more = record.len() + AROUND_A_RECORD;
        if batch.len() == MOST_RECORDS || (bytes + more > LARGEST_CALL && !batch.is_empty()) {
            batches.push(std::mem::take(&mut batch));
            bytes = AROUND_ALL;
        }
        bytes += more;
        batch.push(record);
    }
    if !batch.is_empty() {
        batches.push(batch);
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(records: usize, bytes: usize) -> Vec<usize> {
        let records = vec!["x".repeat(bytes); records];
        batches(records).iter().map(Vec::len).collect()
    }

    #[test]
    fn a_batch_keeps_to_the_number_of_records() {
        assert_eq!(sizes(1001, 1), [500, 500, 1]);
        assert_eq!(sizes(500, 1), [500]);
        assert!(sizes(0, 1).is_empty());
    }

    #[test]
    fn a_request_keeps_to_its_bytes() {
        assert_eq!(sizes(7, 1024 * 1024), [3, 3, 1]);
        let batch = vec![json!({ "Data": "x".repeat(1024 * 1024) }); 3];
        assert!(json!({ "Records": batch }).to_string().len() <= LARGEST_CALL);
        let most = aws_smithy_types::base64::encode(" ".repeat(LARGEST_RECORD)).len();
        assert_eq!(sizes(4, most), [3, 1]);
    }

    #[test]
    fn a_record_that_is_too_large_is_refused() {
        let just = json!("x".repeat(LARGEST_RECORD - 3));
        assert!(encoded(&just).is_ok());
        let error = encoded(&json!("x".repeat(LARGEST_RECORD - 2))).unwrap_err();
        assert!(error.to_string().contains("1024001 bytes"), "{error}");
    }
}
