//! The template of a deployed stack.
//!
//! The only AWS call of this program, and the only reader of credentials. Region,
//! credentials and endpoint are those of the AWS SDK: `AWS_PROFILE`, `AWS_REGION`,
//! `AWS_ENDPOINT_URL` and the files in `~/.aws`.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html>

use aws_config::BehaviorVersion;
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::config::ProvideCredentials;
use aws_sdk_cloudformation::error::ProvideErrorMetadata;
use aws_sdk_cloudformation::types::TemplateStage;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};

/// Why there is no template.
#[derive(Debug, thiserror::Error)]
pub(super) enum DeployedError {
    #[error("cannot wait for AWS's answer")]
    Runtime(#[source] std::io::Error),
    #[error(
        "no region to look for stack `{stack}` in: set AWS_REGION, or `region` of the profile \
         in ~/.aws/config"
    )]
    NoRegion { stack: String },
    #[error(
        "no credentials to read stack `{stack}` with: set AWS_PROFILE, or AWS_ACCESS_KEY_ID \
         and AWS_SECRET_ACCESS_KEY; for a profile with single sign-on, \
         `eval \"$(aws configure export-credentials --format env)\"` ({reason})"
    )]
    NoCredentials { stack: String, reason: String },
    #[error(
        "stack `{stack}` not found in {region} with these credentials: \
         `aws cloudformation list-stacks` shows those that are there"
    )]
    NoStack { stack: String, region: String },
    #[error(
        "stack `{stack}` in {region} cannot be read: {reason}; reading it needs \
         cloudformation:GetTemplate"
    )]
    Refused { stack: String, region: String, reason: String },
}

/// The template as it was given to CloudFormation, before transforms.
pub(super) fn template(stack: &str) -> Result<String, DeployedError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(DeployedError::Runtime)?.block_on(read(stack))
}

async fn read(stack: &str) -> Result<String, DeployedError> {
    let tls = Provider::Rustls(CryptoMode::Ring);
    let http = aws_smithy_http_client::Builder::new().tls_provider(tls).build_https();
    let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await;
    let name = || stack.to_owned();
    let region = config.region().ok_or_else(|| DeployedError::NoRegion { stack: name() })?;
    let region = region.to_string();
    // Asked for first, because the call itself would report it as a failure to send.
    if let Some(provider) = config.credentials_provider() {
        let found = provider.provide_credentials().await;
        found.map_err(|error| DeployedError::NoCredentials {
            stack: name(),
            reason: chain(&error),
        })?;
    }
    let call = Client::new(&config).get_template().stack_name(stack);
    let answer = call.template_stage(TemplateStage::Original).send().await;
    match answer {
        Ok(answer) => answer.template_body.ok_or_else(|| DeployedError::Refused {
            stack: name(),
            region,
            reason: "the answer has no template".to_owned(),
        }),
        Err(error) => match (error.code(), error.message()) {
            (Some("ValidationError"), Some(text)) if text.contains("does not exist") => {
                Err(DeployedError::NoStack { stack: name(), region })
            }
            (Some(code), text) => Err(DeployedError::Refused {
                stack: name(),
                region,
                reason: format!("{code}: {}", text.unwrap_or_default()),
            }),
            (None, _) => {
                Err(DeployedError::Refused { stack: name(), region, reason: chain(&error) })
            }
        },
    }
}

/// What went wrong and why, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let causes: Vec<_> = causes.map(ToString::to_string).collect();
    causes.join(": ").split_whitespace().collect::<Vec<_>>().join(" ")
}
