//! AWS WAF through Firehose.
//!
//! WAF demands how the stream's name begins; the loader knows the log by the same text. WAF
//! can also write to a bucket by itself, whose name must begin so too.
//!
//! <https://docs.aws.amazon.com/waf/latest/developerguide/logging-kinesis.html>

use std::str::FromStr;

use contract::sources::{Source, WAF};
use library::firehose::DeliveryStreamHandle;
use resources::wafv2;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::{Resource, Scope};

use super::destination::Destination;
use super::id::{Id, camel_case};
use super::places::Region;
use super::source::{Form, LogSource};
use super::stream::{Buffering, Filling, StreamName, stream};
use crate::checked;

/// The ARN of a web ACL of WAF v2.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct WebAclArn(
    #[schemars(regex(
        pattern = r"^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:\d{12}:(regional|global)/webacl/[\w-]+/[\w-]+$"
    ))]
    String,
);

/// Why a text is no ARN of a web ACL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no web ACL's ARN; wanted is \
     `arn:<partition>:wafv2:<region>:<account>:regional/webacl/<name>/<id>`, or `global` for \
     CloudFront, as `aws wafv2 list-web-acls` shows it"
)]
pub struct InvalidWebAclArn(String);

impl WebAclArn {
    /// The region, and the name of the ACL.
    fn parts(arn: &str) -> Option<(Region, &str)> {
        let parts: Vec<_> = arn.split(':').collect();
        let [prefix, partition, "wafv2", region, account, resource] = parts.as_slice() else {
            return None;
        };
        let digits = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        let path: Vec<_> = resource.split('/').collect();
        let [scope, "webacl", name, id] = path.as_slice() else { return None };
        let sound = *prefix == "arn"
            && partition.starts_with("aws")
            && digits
            && matches!(*scope, "regional" | "global")
            && !name.is_empty()
            && !id.is_empty();
        sound.then(|| Some((region.parse().ok()?, *name)))?
    }

    /// The region of its API: us-east-1 for one of CloudFront.
    fn region(&self) -> Option<Region> {
        Self::parts(&self.0).map(|(region, _)| region)
    }

    fn name(&self) -> &str {
        Self::parts(&self.0).map_or("", |(_, name)| name)
    }
}

impl FromStr for WebAclArn {
    type Err = InvalidWebAclArn;

    fn from_str(arn: &str) -> Result<Self, InvalidWebAclArn> {
        match Self::parts(arn) {
            Some(_) => Ok(Self(arn.to_owned())),
            None => Err(InvalidWebAclArn(arn.to_owned())),
        }
    }
}

impl<'de> Deserialize<'de> for WebAclArn {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

/// Requests that AWS WAF has looked at, through Firehose.
///
/// A web ACL has room for one logging configuration, and logs to a stream of its own account
/// and region. One for CloudFront is of us-east-1.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WafFirehose {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// The web ACLs. Without one, the stream is there for those that are added elsewhere.
    pub web_acls: Vec<WebAclArn>,
    /// The stream's name, which begins with `aws-waf-logs-`; `aws-waf-logs-siem`, with the id,
    /// if not given.
    pub stream_name: Option<StreamName>,
    /// How much the stream collects before it writes an object.
    pub buffering: Buffering,
}

impl LogSource for WafFirehose {
    type Handle = DeliveryStreamHandle;

    const NAME: &'static str = "waf_firehose";
    const LOGS: &'static [&'static Source] = &[&WAF];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "web_acls: ['arn:aws:wafv2:us-east-1:111122223333:\
        regional/webacl/shop/0a1b2c3d-1111-2222-3333-444455556666']";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, destination: &Destination) -> Option<String> {
        let elsewhere = destination.region().and_then(|region| {
            let other = |acl: &&WebAclArn| acl.region().as_ref() != Some(region);
            let acl = self.web_acls.iter().find(other)?;
            Some(format!(
                "the web ACL `{}` is not of the stack's region `{region}`; WAF logs to streams of \
                 its own region only: put the source into a stack for that region",
                acl.0
            ))
        });
        elsewhere.or_else(|| self.stream_name.as_ref().and_then(|name| name.refusal(&WAF)))
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let name = self.stream_name.unwrap_or_else(|| StreamName::of(&WAF, self.id.as_ref()));
        let stream =
            stream("Stream", &WAF, &name, &Filling::default(), self.buffering, destination);
        let stream = scope.add(stream);
        for acl in self.web_acls {
            let id = format!("Logging{}", camel_case(acl.name()));
            let logging = wafv2::LoggingConfiguration::new([stream.arn()], acl.0);
            scope.add(Resource::new(id, logging));
        }
        stream
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_acl_is_known_by_its_arn_in_any_partition() {
        for right in [
            "arn:aws:wafv2:us-east-1:111122223333:global/webacl/cdn/0a1b",
            "arn:aws-cn:wafv2:cn-north-1:111122223333:regional/webacl/shop/0a1b",
        ] {
            assert!(right.parse::<WebAclArn>().is_ok(), "{right}");
        }
        for wrong in [
            "shop",
            "arn:aws:wafv2:us-east-1:1111:regional/webacl/shop/0a1b",
            "arn:aws:wafv2:us-east-1:111122223333:regional/rulegroup/shop/0a1b",
            "arn:aws:waf::111122223333:webacl/0a1b",
        ] {
            assert!(wrong.parse::<WebAclArn>().is_err(), "{wrong}");
        }
    }
}
