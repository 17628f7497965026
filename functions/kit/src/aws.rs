//! Configuration and clients of the AWS SDK.
//!
//! One configuration, loaded once at cold start: one connection pool, one TLS stack
//! (rustls with ring), the same retries and timeouts for all clients. A client is a
//! handle on it and cheap to make: `aws_sdk_sqs::Client::new(aws.config())`. Only S3 has
//! a constructor here, because it needs a setting that others do not have.

use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_sdk_s3::config::{Credentials, IdentityCache, SharedCredentialsProvider};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

use crate::errors::chain;

pub(crate) const TLS: Provider = Provider::Rustls(CryptoMode::Ring);

/// Tries of one API call, the first one included.
const ATTEMPTS: u32 = 5;
const CONNECT: Duration = Duration::from_secs(5);
/// From the end of the request to the first byte of the answer.
const READ: Duration = Duration::from_secs(30);
/// One try, up to the answer's headers; a streamed body is not part of it.
const ATTEMPT: Duration = Duration::from_secs(120);
/// A body that brings nothing for this long is given up.
const STALLED: Duration = Duration::from_secs(30);
/// How long before their end a role's credentials are replaced. An object that is read with
/// them may take a while.
const BEFORE_EXPIRY: Duration = Duration::from_secs(5 * 60);

/// What `main.rs` knows about the AWS APIs to use.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where all AWS APIs are, `http://127.0.0.1:5000` for example, in place of AWS's own
    /// endpoints. Without it, the SDK's own settings decide (`AWS_ENDPOINT_URL` among them).
    pub endpoint_url: Option<String>,
    /// The region, in place of what the SDK finds in the environment.
    pub region: Option<String>,
    /// Credentials, in place of what the SDK finds.
    pub credentials: Option<SharedCredentialsProvider>,
    /// The program's name, which every request has in its user agent as `app/NAME`, so that
    /// S3's access logs and CloudTrail show who asked.
    pub app_name: Option<&'static str>,
}

impl Settings {
    /// An emulator of AWS's APIs such as moto, which takes any credentials. Nothing is
    /// read from the environment, so tests can run beside each other.
    pub fn emulator(endpoint_url: &str) -> Self {
        Self {
            endpoint_url: Some(endpoint_url.to_owned()),
            region: Some("us-east-1".to_owned()),
            credentials: Some(SharedCredentialsProvider::new(Credentials::for_tests())),
            app_name: None,
        }
    }
}

/// What a service said to a call that failed: its name for it and its words, or, where it said
/// nothing, why.
pub fn said<E, R>(error: &SdkError<E, R>) -> String
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug + 'static,
{
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        (None, _) => chain(error),
    }
}

/// A role to assume.
#[derive(Debug, Clone, Copy)]
pub struct Role<'a> {
    /// Its ARN.
    pub arn: &'a str,
    /// The external id that its trust policy asks for.
    pub external_id: Option<&'a str>,
    /// What the session is called in the other account's logs.
    pub session: &'a str,
}

/// The loaded configuration.
#[derive(Debug, Clone)]
pub struct Aws {
    config: SdkConfig,
}

impl Aws {
    /// Loads region, credentials and endpoint where the SDK looks for them.
    pub async fn load(settings: Settings) -> Self {
        let http = aws_smithy_http_client::Builder::new().tls_provider(TLS).build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .read_timeout(READ)
            .operation_attempt_timeout(ATTEMPT)
            .build();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http)
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
            .timeout_config(timeouts)
            .stalled_stream_protection(
                StalledStreamProtectionConfig::enabled().grace_period(STALLED).build(),
            );
        if let Some(region) = settings.region {
            loader = loader.region(Region::new(region));
        }
        if let Some(url) = settings.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        if let Some(credentials) = settings.credentials {
            loader = loader.credentials_provider(credentials);
        }
        // A name that may not be sent is not worth a function that does not start.
        if let Some(name) = settings.app_name.and_then(|name| AppName::new(name).ok()) {
            loader = loader.app_name(name);
        }
        Self { config: loader.load().await }
    }

    /// Uses a configuration made elsewhere, for tests.
    pub fn from_config(config: SdkConfig) -> Self {
        Self { config }
    }

    /// For the `Client::new` of any service.
    pub fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// S3. With an endpoint of its own the bucket goes into the path, because a name
    /// such as `bucket.127.0.0.1` does not resolve.
    pub fn s3(&self) -> aws_sdk_s3::Client {
        aws_sdk_s3::Client::from_conf(self.s3_config().build())
    }

    /// S3 as another role. Its credentials are got from STS in this function's region when
    /// they are first needed, and again shortly before they expire.
    pub async fn s3_as(&self, role: Role<'_>) -> aws_sdk_s3::Client {
        let mut provider = AssumeRoleProvider::builder(role.arn)
            .session_name(role.session)
            .configure(&self.config);
        if let Some(id) = role.external_id {
            provider = provider.external_id(id);
        }
        let cache = IdentityCache::lazy().buffer_time(BEFORE_EXPIRY).build();
        let config = self
            .s3_config()
            .credentials_provider(provider.build().await)
            .identity_cache(cache)
            .build();
        aws_sdk_s3::Client::from_conf(config)
    }

    /// The ARN of whose requests are made: of a function that of its role's session, which
    /// S3's access logs and CloudTrail name too.
    ///
    /// # Errors
    ///
    /// The SDK's words, where STS does not answer.
    pub async fn caller(&self) -> Result<String, String> {
        let sts = aws_sdk_sts::Client::new(&self.config);
        let identity = sts.get_caller_identity().send().await.map_err(|error| chain(&error))?;
        identity.arn.ok_or_else(|| "STS named no ARN".to_owned())
    }

    fn s3_config(&self) -> aws_sdk_s3::config::Builder {
        aws_sdk_s3::config::Builder::from(&self.config)
            .force_path_style(self.config.endpoint_url().is_some())
    }
}
