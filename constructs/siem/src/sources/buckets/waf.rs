//! AWS WAF straight to S3, without Firehose.
//!
//! WAF and the loader know the bucket by the beginning of its name.
//!
//! <https://docs.aws.amazon.com/waf/latest/developerguide/logging-s3.html>

use contract::sources::{Source, WAF};
use library::s3::BucketHandle;
use resources::wafv2::LoggingConfigurationHandle;
use schemars::JsonSchema;
use serde::Deserialize;
use template::Scope;

use super::super::destination::Destination;
use super::super::given::WebAclArn;
use super::super::id::Id;
use super::super::native::{Logging, Redact, WafFilter};
use super::super::source::{Form, LogSource};
use super::keep::KeepDays;
use super::wired::{Wired, let_vended_logs_in};

/// Logs of AWS WAF in a bucket of their own, to which WAF writes every five minutes. It
/// costs less than Firehose ([`WafFirehose`](crate::sources::WafFirehose)) and is slower.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WafBucket {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// The web ACLs. Without one, the bucket is there for those that are added elsewhere.
    pub web_acls: Vec<WebAclArn>,
    /// Parts of requests that are not logged; none if not given.
    pub redact: Redact,
    /// Which requests are logged; all if not given.
    pub filter: Option<WafFilter>,
    /// How many days files are kept; 365 if not given.
    pub keep_days: KeepDays,
}

impl WafBucket {
    /// Logs of these web ACLs.
    pub fn of(web_acls: impl IntoIterator<Item = WebAclArn>) -> Self {
        Self { web_acls: web_acls.into_iter().collect(), ..Self::default() }
    }

    fn logging(&self) -> Logging<'_> {
        let Self { web_acls, redact, filter, .. } = self;
        Logging { web_acls, redact, filter: filter.as_ref() }
    }
}

impl LogSource for WafBucket {
    type Handle = (BucketHandle, Vec<LoggingConfigurationHandle>);

    const NAME: &'static str = "waf_bucket";
    const LOGS: &'static [&'static Source] = &[&WAF];
    const FORM: Form = Form::Bucket;
    const EXAMPLE: &'static str = "web_acls: ['arn:aws:wafv2:us-east-1:111122223333:regional/\
        webacl/shop/0a1b2c3d-1111-2222-3333-444455556666']";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, destination: &Destination) -> Option<String> {
        self.logging().refusal(destination).or_else(|| Wired::refusal(destination))
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        // With an id, `siem-` would make the name longer than S3 allows.
        let beginning = WAF.stream.unwrap_or_default();
        let name = match &self.id {
            Some(_) => beginning.to_owned(),
            None => format!("{beginning}siem-"),
        };
        let (id, keep) = (self.id.as_ref(), self.keep_days);
        let bucket = Wired { name: &name, id, keep, with_acls: false }.build(scope, destination);
        let_vended_logs_in(scope.stack(), &bucket);
        let logging = self.logging();
        let configurations = logging.web_acls.iter().map(|web_acl| {
            scope.add(logging.to(web_acl, bucket.arn().into()).depends_on(bucket.policy()))
        });
        let configurations = configurations.collect();
        (bucket, configurations)
    }
}
