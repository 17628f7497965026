//! An answer, within CloudFormation's limits.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Success;
use super::event::Request;
use crate::errors::Failed;

/// CloudFormation takes answers below 4,096 bytes.
const MOST_BYTES: usize = 4_095;

/// A longer reason is cut. The console shows less anyway.
const LONGEST_REASON: usize = 1_500;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// The resource is as wanted.
    Success,
    /// It is not; CloudFormation rolls back.
    Failed,
}

/// An answer.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Response {
    /// How it ended.
    pub status: Status,
    /// Why it failed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The resource's id.
    pub physical_resource_id: String,
    stack_id: String,
    request_id: String,
    logical_resource_id: String,
    no_echo: bool,
    data: Map<String, Value>,
    /// The failure's stable name, for the log.
    #[serde(skip)]
    pub error_type: &'static str,
}

impl Response {
    pub(super) fn success(request: &Request, physical_id: String, success: Success) -> Self {
        Self {
            data: success.attributes,
            no_echo: success.no_echo,
            reason: success.note.chars().take(LONGEST_REASON).collect(),
            ..Self::new(request, physical_id, Status::Success)
        }
    }

    pub(super) fn failed(
        request: &Request,
        physical_id: String,
        failed: &Failed,
        log_stream: &str,
    ) -> Self {
        let mut reason: String = failed
            .message
            .chars()
            .map(|character| if character.is_control() { ' ' } else { character })
            .take(LONGEST_REASON)
            .collect();
        if !log_stream.is_empty() {
            reason.push_str(&format!(" (log stream {log_stream})"));
        }
        Self {
            reason,
            error_type: failed.error_type,
            ..Self::new(request, physical_id, Status::Failed)
        }
    }

    fn new(request: &Request, physical_resource_id: String, status: Status) -> Self {
        Self {
            status,
            reason: String::new(),
            physical_resource_id,
            stack_id: request.stack_id.clone(),
            request_id: request.request_id.clone(),
            logical_resource_id: request.logical_resource_id.clone(),
            no_echo: false,
            data: Map::new(),
            error_type: "",
        }
    }

    /// Whether the attributes leave room for the rest.
    pub(super) fn fits(&self) -> bool {
        self.bytes().len() <= MOST_BYTES
    }

    /// The JSON to send. A reason that does not fit is cut further; attributes never are.
    pub(super) fn body(mut self) -> Vec<u8> {
        let mut bytes = self.bytes();
        while bytes.len() > MOST_BYTES && !self.reason.is_empty() {
            // A character takes up to six bytes in JSON, so this ends after few rounds.
            let cut = (bytes.len() - MOST_BYTES).div_ceil(6);
            let kept = self.reason.chars().count().saturating_sub(cut);
            self.reason = self.reason.chars().take(kept).collect();
            bytes = self.bytes();
        }
        bytes
    }

    fn bytes(&self) -> Vec<u8> {
        // Strings and maps of strings: serialising them cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }
}
