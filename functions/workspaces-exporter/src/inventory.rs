//! The inventory, in the form of v2.10.4, which the log type `workspaces-inventory` reads.
//!
//! Each page of the API becomes one record in the form of an EventBridge event, with the
//! WorkSpaces in `detail.Workspaces`; the loader takes the time of all from the event. To
//! each WorkSpace the fields of its connection are added. Moments, which the API gives in
//! seconds since 1970, are written as `2021-07-04T09:58:54.123000+00:00`.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use kit::aws_json::{Client, Service};
use kit::export::Moment;
use kit::function_arn::Place;
use serde_json::{Map, Value, json};
use tokio::time::sleep;

use crate::error::Error;

/// Amazon WorkSpaces.
pub(crate) const WORKSPACES: Service = Service { name: "workspaces", target: "WorkspacesService" };

/// The most that one call gives.
const PAGE: u32 = 25;

/// All fields of the two answers that hold a moment.
const MOMENTS: [&str; 3] =
    ["ConnectionStateCheckTimestamp", "LastKnownUserConnectionTimestamp", "RecoverySnapshotTime"];

/// What was read.
#[derive(Debug, Default)]
pub struct Inventory {
    /// One for each page.
    pub events: Vec<Value>,
    /// How many WorkSpaces are in them.
    pub workspaces: usize,
}

/// Reads pages, at a pace.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    client: &'a Client,
    place: &'a Place,
    pace: Duration,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(client: &'a Client, place: &'a Place, pace: Duration) -> Self {
        Self { client, place, pace }
    }

    /// Reads everything into `inventory`, page by page, so that what is there stays there
    /// when a later page fails.
    pub(crate) async fn read(&self, inventory: &mut Inventory) -> Result<(), Error> {
        let connections = self.connections().await?;
        let mut token = None;
        loop {
            let input = match &token {
                Some(token) => json!({ "Limit": PAGE, "NextToken": token }),
                None => json!({ "Limit": PAGE }),
            };
            let page = self.page(&DESCRIBE_WORKSPACES, &input).await?;
            if !page.items.is_empty() {
                inventory.workspaces += page.items.len();
                inventory.events.push(self.event(&page.request_id, page.items, &connections));
            }
            token = page.next;
            if token.is_none() {
                return Ok(());
            }
            sleep(self.pace).await;
        }
    }

    /// The state of each WorkSpace's connection, by the WorkSpace's id.
    async fn connections(&self) -> Result<HashMap<String, Map<String, Value>>, Error> {
        let mut connections = HashMap::new();
        let mut input = json!({});
        loop {
            let page = self.page(&DESCRIBE_CONNECTIONS, &input).await?;
            for item in page.items {
                if let (Some(id), Value::Object(connection)) = (id_of(&item), item) {
                    connections.insert(id, connection);
                }
            }
            sleep(self.pace).await;
            match page.next {
                Some(token) => input = json!({ "NextToken": token }),
                None => return Ok(connections),
            }
        }
    }

    async fn page(&self, operation: &Operation, input: &Value) -> Result<Page, Error> {
        let answer = self.client.call(operation.name, input).await;
        let answer = answer.map_err(|error| Error::of_api(error, operation.action, "*"))?;
        let mut body = answer.body;
        let Some(Value::Array(items)) = body.get_mut(operation.list).map(Value::take) else {
            return Err(Error::Answer { operation: operation.name, wanted: operation.list });
        };
        let next = body.get("NextToken").and_then(Value::as_str);
        let next = next.filter(|token| !token.is_empty()).map(str::to_owned);
        Ok(Page { request_id: answer.request_id, items, next })
    }

    fn event(
        &self,
        request_id: &str,
        items: Vec<Value>,
        connections: &HashMap<String, Map<String, Value>>,
    ) -> Value {
        let items: Vec<_> = items
            .into_iter()
            .map(|mut item| {
                let connection = id_of(&item).and_then(|id| connections.get(&id));
                if let (Some(item), Some(connection)) = (item.as_object_mut(), connection) {
                    item.extend(connection.clone());
                }
                write_moments(&mut item);
                item
            })
            .collect();
        json!({
            "id": request_id,
            "time": format!("{}Z", Moment::from(SystemTime::now()).second()),
            "detail-type": "WorkSpaces Fake",
            "source": "aws.fake.workspaces",
            "account": self.place.account,
            "region": self.place.region,
            "resources": [],
            "detail": { "Workspaces": items },
        })
    }
}

/// An operation that answers in pages.
struct Operation {
    name: &'static str,
    action: &'static str,
    list: &'static str,
}

const DESCRIBE_WORKSPACES: Operation = Operation {
    name: "DescribeWorkspaces",
    action: "workspaces:DescribeWorkspaces",
    list: "Workspaces",
};

const DESCRIBE_CONNECTIONS: Operation = Operation {
    name: "DescribeWorkspacesConnectionStatus",
    action: "workspaces:DescribeWorkspacesConnectionStatus",
    list: "WorkspacesConnectionStatus",
};

struct Page {
    request_id: String,
    items: Vec<Value>,
    next: Option<String>,
}

fn id_of(item: &Value) -> Option<String> {
    item.get("WorkspaceId")?.as_str().map(str::to_owned)
}

/// Replaces seconds since 1970 by text, wherever they are. A number that is no moment
/// stays.
fn write_moments(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(write_moments),
        Value::Object(fields) => {
            for (name, value) in fields {
                let seconds = value.as_f64().filter(|_| MOMENTS.contains(&name.as_str()));
                match seconds.and_then(Moment::from_epoch) {
                    Some(moment) => *value = json!(format!("{}+00:00", moment.isoformat())),
                    None => write_moments(value),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_wherever_they_are_and_other_numbers_stay() {
        let mut item = json!({
            "LastKnownUserConnectionTimestamp": 1_625_392_734.123,
            "ConnectionStateCheckTimestamp": 1_625_392_734,
            "WorkspaceProperties": { "RootVolumeSizeGib": 80 },
            "StandbyWorkspacesProperties": [{ "RecoverySnapshotTime": 1.6e9 }],
            "RecoverySnapshotTime": -1,
        });
        write_moments(&mut item);
        let written = json!({
            "LastKnownUserConnectionTimestamp": "2021-07-04T09:58:54.123000+00:00",
            "ConnectionStateCheckTimestamp": "2021-07-04T09:58:54+00:00",
            "WorkspaceProperties": { "RootVolumeSizeGib": 80 },
            "StandbyWorkspacesProperties": [
                { "RecoverySnapshotTime": "2020-09-13T12:26:40+00:00" },
            ],
            "RecoverySnapshotTime": -1,
        });
        assert_eq!(item, written);
    }
}
