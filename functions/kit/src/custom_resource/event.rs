//! A request as CloudFormation sends it.
//!
//! It is read field by field, because a field that is missing must not keep the others
//! from being answered.

use std::fmt;

use http::Uri;
use serde_json::Value;

use crate::errors::Stable;
use crate::http::url;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The resource is new.
    Create,
    /// Its properties have changed, or a stack is rolled back.
    Update,
    /// It is removed.
    Delete,
    /// CloudFormation knows none other today.
    Unknown(String),
}

/// One request.
#[derive(Clone)]
pub struct Request {
    /// What is asked for.
    pub kind: Kind,
    /// The stack's ARN.
    pub stack_id: String,
    /// Names this request; the answer repeats it.
    pub request_id: String,
    /// The id in the template.
    pub logical_resource_id: String,
    /// `Custom::…` or `AWS::CloudFormation::CustomResource`.
    pub resource_type: String,
    /// Not there in a Create.
    pub physical_resource_id: Option<String>,
    pub(super) response_url: Uri,
    pub(super) properties: Value,
    pub(super) old_properties: Value,
}

/// The event has no address to answer to.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{field}` of the event is {found}; it must be {wanted}: the function serves custom \
     resources and is called by CloudFormation, not by hand"
)]
pub struct InvalidEvent {
    field: &'static str,
    found: &'static str,
    wanted: &'static str,
}

impl Stable for InvalidEvent {
    fn error_type(&self) -> &'static str {
        "CustomResourceEventInvalid"
    }
}

impl Request {
    /// Reads an event.
    ///
    /// # Errors
    ///
    /// Where there is no URL to answer to. All else is answered.
    pub fn read(mut event: Value) -> Result<Self, InvalidEvent> {
        let invalid =
            |found| InvalidEvent { field: "ResponseURL", found, wanted: "a presigned URL" };
        let response_url = match event.get("ResponseURL") {
            None => return Err(invalid("missing")),
            Some(Value::String(text)) => url(text).map_err(|_| invalid("not a URL"))?,
            Some(_) => return Err(invalid("not a string")),
        };
        let text = |name: &str| event.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut request = Self {
            kind: match text("RequestType").unwrap_or_default().as_str() {
                "Create" => Kind::Create,
                "Update" => Kind::Update,
                "Delete" => Kind::Delete,
                other => Kind::Unknown(other.to_owned()),
            },
            stack_id: text("StackId").unwrap_or_default(),
            request_id: text("RequestId").unwrap_or_default(),
            logical_resource_id: text("LogicalResourceId").unwrap_or_default(),
            resource_type: text("ResourceType").unwrap_or_default(),
            physical_resource_id: text("PhysicalResourceId").filter(|id| !id.is_empty()),
            response_url,
            properties: Value::Null,
            old_properties: Value::Null,
        };
        let mut take = |name: &str| event.get_mut(name).map(Value::take).unwrap_or_default();
        request.properties = take("ResourceProperties");
        request.old_properties = take("OldResourceProperties");
        Ok(request)
    }
}

/// Without the URL, which is a credential, and the properties, which may hold one.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, logical_resource_id, stack_id, request_id, .. } = self;
        write!(f, "{kind:?} of {logical_resource_id} in {stack_id}, request {request_id}")
    }
}
