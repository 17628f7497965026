//! A domain as the service describes it.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::error::Error;

/// What a domain is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It has no address yet.
    Creating,
    /// Nothing else.
    Active,
    /// It serves, and cannot be changed now.
    Busy,
    Deleting,
    /// The service has suspended it.
    Isolated,
}

/// A domain as it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Domain {
    name: String,
    arn: String,
    status: Value,
}

impl Domain {
    pub(crate) fn read(name: &str, mut answer: Value) -> Result<Self, Error> {
        let unreadable =
            |field| Error::Unreadable { name: name.to_owned(), operation: "DescribeDomain", field };
        let status = answer.get_mut("DomainStatus").map(Value::take);
        let status = status.ok_or_else(|| unreadable("DomainStatus"))?;
        let arn = status.get("ARN").and_then(Value::as_str).map(str::to_owned);
        let arn = arn.ok_or_else(|| unreadable("ARN"))?;
        Ok(Self { name: name.to_owned(), arn, status })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn arn(&self) -> &str {
        &self.arn
    }

    /// Its host name, inside or outside of a VPC, once it has one.
    pub(crate) fn endpoint(&self) -> Option<&str> {
        self.text("/Endpoint").or_else(|| self.text("/Endpoints/vpc"))
    }

    pub(crate) fn is_in_vpc(&self) -> bool {
        self.text("/VPCOptions/VPCId").is_some() || !self.subnets().is_empty()
    }

    pub(crate) fn subnets(&self) -> Vec<&str> {
        let subnets = self.status.pointer("/VPCOptions/SubnetIds").and_then(Value::as_array);
        subnets.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    pub(crate) fn engine_version(&self) -> &str {
        self.text("/EngineVersion").unwrap_or_default()
    }

    pub(crate) fn state(&self) -> State {
        let is = |pointer| self.flag(pointer).unwrap_or_default();
        // Some regions do not say this one.
        let processing = self.text("/DomainProcessingStatus");
        match processing {
            Some("Isolated") => State::Isolated,
            _ if is("/Deleted") || processing == Some("Deleting") => State::Deleting,
            Some("Creating") => State::Creating,
            _ if self.flag("/Created") == Some(false) || self.endpoint().is_none() => {
                State::Creating
            }
            Some("Active") | None if !is("/Processing") && !is("/UpgradeProcessing") => {
                State::Active
            }
            _ => State::Busy,
        }
    }

    /// The change that is under way or was the last, if it began at or after `since`.
    pub(crate) fn change_since(&self, since: SystemTime) -> Option<&Value> {
        let change = self.status.pointer("/ChangeProgressDetails")?;
        let start = change.get("StartTime").and_then(Value::as_f64)?;
        began_since(start, since).then_some(change)
    }

    pub(crate) fn text(&self, pointer: &str) -> Option<&str> {
        self.status.pointer(pointer)?.as_str().filter(|text| !text.is_empty())
    }

    pub(crate) fn flag(&self, pointer: &str) -> Option<bool> {
        self.status.pointer(pointer)?.as_bool()
    }

    pub(crate) fn number(&self, pointer: &str) -> Option<u32> {
        u32::try_from(self.status.pointer(pointer)?.as_u64()?).ok()
    }
}

/// Whether something began at or after a time, give or take a minute between two clocks.
pub(crate) fn began_since(start: f64, since: SystemTime) -> bool {
    start + 60.0 >= since.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn state(status: &Value) -> State {
        let mut answer = json!({ "DomainStatus": { "ARN": "arn" } });
        let given = status.as_object().unwrap().clone();
        answer["DomainStatus"].as_object_mut().unwrap().extend(given);
        Domain::read("aes-siem", answer).unwrap().state()
    }

    #[test]
    fn a_domain_without_an_address_is_being_made() {
        assert_eq!(state(&json!({ "Created": true, "Processing": false })), State::Creating);
        let named = json!({ "DomainProcessingStatus": "Creating", "Endpoint": "x" });
        assert_eq!(state(&named), State::Creating);
    }

    #[test]
    fn where_the_status_is_not_said_flags_are_looked_at() {
        assert_eq!(state(&json!({ "Endpoint": "x", "Processing": true })), State::Busy);
        assert_eq!(state(&json!({ "Endpoint": "x", "UpgradeProcessing": true })), State::Busy);
        assert_eq!(state(&json!({ "Endpoint": "x", "Processing": false })), State::Active);
        assert_eq!(
            state(&json!({ "Endpoints": { "vpc": "x" }, "Deleted": true })),
            State::Deleting
        );
    }

    #[test]
    fn a_domain_that_updates_its_software_cannot_be_changed() {
        let status = "UpdatingServiceSoftware";
        let domain = json!({ "Endpoint": "x", "DomainProcessingStatus": status });
        assert_eq!(state(&domain), State::Busy);
    }
}
