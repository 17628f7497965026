//! AWS WAF through Firehose: requests, what was done to them and why.
//!
//! WAF and the loader know the stream by the beginning of its name. The logs of a web ACL of
//! CloudFront are switched on in us-east-1, those of another in its own region. A web ACL has
//! room for one destination.
//!
//! - <https://docs.aws.amazon.com/waf/latest/developerguide/logging-kinesis.html>
//! - CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-loggingconfiguration.html>

use std::str::FromStr;

use contract::sources::{Source, WAF};
use library::firehose::DeliveryStreamHandle;
use resources::wafv2::LoggingConfiguration;
use resources::wafv2::logging_configuration as aws;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::{Object, Resource, Scope, Value};

use super::super::destination::Destination;
use super::super::given::{WebAclArn, naming};
use super::super::id::Id;
use super::super::source::{Form, LogSource};
use super::super::stream::{Buffering, Filling, StreamName, stream};
use crate::checked;

/// Logs of AWS WAF, through Firehose. [`WafBucket`](super::super::WafBucket) does without
/// Firehose, and is up to ten minutes slower.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WafFirehose {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// The web ACLs. Without one, the stream is there for those that are added elsewhere.
    pub web_acls: Vec<WebAclArn>,
    /// Parts of requests that are not logged; none if not given.
    pub redact: Redact,
    /// Which requests are logged; all if not given.
    pub filter: Option<WafFilter>,
    /// The stream's name, which begins with `aws-waf-logs-`; `aws-waf-logs-siem`, with the id,
    /// if not given.
    pub stream_name: Option<StreamName>,
    /// How much the stream collects before it writes an object.
    pub buffering: Buffering,
}

/// Parts of requests that WAF writes as `xxx`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Redact {
    /// Parts that every request has.
    pub parts: Vec<RequestPart>,
    /// Headers by name, such as `authorization`.
    pub headers: Vec<HeaderName>,
}

/// A part that every request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum RequestPart {
    Method,
    QueryString,
    UriPath,
}

/// The name of a header: letters, digits and `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct HeaderName(#[schemars(regex(pattern = "^[a-zA-Z0-9_-]{1,64}$"))] String);

/// Why a text is no name of a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("header `{0}` has 1 to 64 letters, digits, `-` and `_` in its name")]
pub struct InvalidHeaderName(String);

impl FromStr for HeaderName {
    type Err = InvalidHeaderName;

    fn from_str(name: &str) -> Result<Self, InvalidHeaderName> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if (1..=64).contains(&name.len()) && name.bytes().all(allowed) {
            Ok(Self(name.to_ascii_lowercase()))
        } else {
            Err(InvalidHeaderName(name.to_owned()))
        }
    }
}

impl<'de> Deserialize<'de> for HeaderName {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

/// Which requests are logged.
///
/// <https://docs.aws.amazon.com/waf/latest/developerguide/logging-management-configure.html>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WafFilter {
    /// The filters, of which the first that matches counts.
    pub filters: Vec<Filter>,
    /// What becomes of requests that none matches.
    pub otherwise: Behavior,
}

/// One filter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// What becomes of requests that match.
    pub behavior: Behavior,
    /// Whether a request must meet all of the conditions or any; any if not given.
    #[serde(default)]
    pub requirement: Requirement,
    /// Conditions: what WAF did.
    #[serde(default)]
    pub actions: Vec<WafAction>,
    /// Conditions: labels that the request has, in full.
    #[serde(default)]
    pub labels: Vec<String>,
}

/// What becomes of a request's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Behavior {
    /// It is logged.
    Keep,
    /// It is not.
    Drop,
}

/// How many conditions a request must meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Requirement {
    #[default]
    Any,
    All,
}

/// What WAF did to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum WafAction {
    Allow,
    Block,
    Count,
    Captcha,
    Challenge,
    /// A rule of a group would have blocked it, and is set to count.
    ExcludedAsCount,
}

impl WafAction {
    fn value(self) -> aws::ActionConditionAction {
        use aws::ActionConditionAction as To;
        match self {
            Self::Allow => To::Allow,
            Self::Block => To::Block,
            Self::Count => To::Count,
            Self::Captcha => To::Captcha,
            Self::Challenge => To::Challenge,
            Self::ExcludedAsCount => To::ExcludedAsCount,
        }
    }
}

impl Redact {
    fn fields(&self) -> Vec<aws::FieldToMatch> {
        let part = |part: &RequestPart| match part {
            RequestPart::Method => aws::FieldToMatch::new().method(Object::new()),
            RequestPart::QueryString => aws::FieldToMatch::new().query_string(Object::new()),
            RequestPart::UriPath => aws::FieldToMatch::new().uri_path(Object::new()),
        };
        let header = |name: &HeaderName| {
            aws::FieldToMatch::new().single_header(aws::SingleHeader::new(&*name.0))
        };
        self.parts.iter().map(part).chain(self.headers.iter().map(header)).collect()
    }
}

impl WafFilter {
    fn property(&self) -> aws::LoggingFilter {
        let otherwise = match self.otherwise {
            Behavior::Keep => aws::LoggingFilterDefaultBehavior::Keep,
            Behavior::Drop => aws::LoggingFilterDefaultBehavior::Drop,
        };
        aws::LoggingFilter::new(
            otherwise,
            self.filters.iter().map(Filter::property).collect::<Vec<_>>(),
        )
    }
}

impl Filter {
    fn property(&self) -> aws::Filter {
        let behavior = match self.behavior {
            Behavior::Keep => aws::FilterBehavior::Keep,
            Behavior::Drop => aws::FilterBehavior::Drop,
        };
        let requirement = match self.requirement {
            Requirement::Any => aws::FilterRequirement::MeetsAny,
            Requirement::All => aws::FilterRequirement::MeetsAll,
        };
        let actions = self.actions.iter().map(|action| {
            aws::Condition::new().action_condition(aws::ActionCondition::new(action.value()))
        });
        let labels = self.labels.iter().map(|label| {
            aws::Condition::new().label_name_condition(aws::LabelNameCondition::new(&**label))
        });
        aws::Filter::new(behavior, actions.chain(labels).collect::<Vec<_>>(), requirement)
    }
}

/// Web ACLs and what is logged of them, whatever the destination.
pub(in super::super) struct Logging<'a> {
    pub(in super::super) web_acls: &'a [WebAclArn],
    pub(in super::super) redact: &'a Redact,
    pub(in super::super) filter: Option<&'a WafFilter>,
}

impl Logging<'_> {
    /// A web ACL's logging configuration, which sends to a stream or bucket.
    pub(in super::super) fn to(
        &self,
        web_acl: &WebAclArn,
        destination: Value<String>,
    ) -> Resource<LoggingConfiguration> {
        let arn = web_acl.value();
        let mut logging = LoggingConfiguration::new([destination], arn.clone());
        let redacted = self.redact.fields();
        if !redacted.is_empty() {
            logging = logging.redacted_fields(redacted);
        }
        if let Some(filter) = self.filter {
            logging = logging.logging_filter(filter.property());
        }
        Resource::new(naming(&arn), logging)
    }

    /// Why it cannot be, if so.
    pub(in super::super) fn refusal(&self, destination: &Destination) -> Option<String> {
        let filters = self.filter.map(|filter| filter.filters.as_slice());
        let without = |filter: &Filter| filter.actions.is_empty() && filter.labels.is_empty();
        if filters.is_some_and(|filters| filters.is_empty() || filters.iter().any(without)) {
            return Some(
                "its filter, or one of its `filters`, is empty; wanted is at least one filter, \
                 each with an action or a label: add it, or leave `filter` out"
                    .to_owned(),
            );
        }
        let region = destination.region()?;
        let other = |acl: &&WebAclArn| acl.region().is_some_and(|of| of != region.as_str());
        let acl = self.web_acls.iter().find(other)?.value();
        Some(format!(
            "the web ACL `{}` is not of the stack's region `{region}`; WAF logs within a web \
             ACL's own region, us-east-1 for CloudFront: put the source into a stack for that \
             region",
            acl.known().unwrap_or_default()
        ))
    }
}

impl WafFirehose {
    /// Logs of these web ACLs.
    pub fn of(web_acls: impl IntoIterator<Item = WebAclArn>) -> Self {
        Self { web_acls: web_acls.into_iter().collect(), ..Self::default() }
    }

    fn logging(&self) -> Logging<'_> {
        let Self { web_acls, redact, filter, .. } = self;
        Logging { web_acls, redact, filter: filter.as_ref() }
    }
}

impl LogSource for WafFirehose {
    type Handle = DeliveryStreamHandle;

    const NAME: &'static str = "waf_firehose";
    const LOGS: &'static [&'static Source] = &[&WAF];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "web_acls: ['arn:aws:wafv2:us-east-1:111122223333:regional/\
        webacl/web/0a1b2c3d-1111-2222-3333-444455556666'], \
        redact: {parts: [query_string], headers: [authorization, cookie]}, \
        filter: {filters: [{behavior: keep, actions: [block, count]}], otherwise: drop}";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, destination: &Destination) -> Option<String> {
        let name = self.stream_name.as_ref().and_then(|name| name.refusal(&WAF));
        name.or_else(|| self.logging().refusal(destination))
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let name =
            self.stream_name.clone().unwrap_or_else(|| StreamName::of(&WAF, self.id.as_ref()));
        let filling = Filling::default();
        let stream = stream("Stream", &WAF, &name, &filling, self.buffering, destination);
        let stream = scope.add(stream);
        let logging = self.logging();
        for web_acl in logging.web_acls {
            let _ = scope.add(logging.to(web_acl, stream.arn().into()));
        }
        stream
    }
}
