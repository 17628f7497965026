//! Signing of requests that no client of the SDK makes.
//!
//! SigV4: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>

use std::time::SystemTime;

use aws_sdk_s3::config::{Credentials, ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{
    PayloadChecksumKind, SignableBody, SignableRequest, SigningSettings, sign as sign_request,
};
use aws_sigv4::sign::v4;
use bytes::Bytes;
use http::Request;

use crate::errors::chain;

/// What a signature is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The service, as it is called in signatures: `es`, `firehose`.
    pub service: &'static str,
    /// The region that the request goes to.
    pub region: String,
}

/// Signs a request with the credentials that `provider` has now: adds the signature's headers,
/// and the body's hash, without which OpenSearch's collections refuse a request.
///
/// # Errors
///
/// Words for a person, without any secret.
pub async fn sign(
    request: &mut Request<Bytes>,
    scope: &Scope,
    provider: Option<&SharedCredentialsProvider>,
) -> Result<(), String> {
    let provider = provider.ok_or("there are no AWS credentials")?;
    let credentials = provider
        .provide_credentials()
        .await
        .map_err(|error| format!("no AWS credentials: {}", chain(&error)))?;
    sign_at(request, scope, credentials, SystemTime::now())
}

fn sign_at(
    request: &mut Request<Bytes>,
    scope: &Scope,
    credentials: Credentials,
    now: SystemTime,
) -> Result<(), String> {
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    let identity = credentials.into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(&scope.region)
        .name(scope.service)
        .time(now)
        .settings(settings)
        .build()
        .map_err(|error| error.to_string())?;
    let url = request.uri().to_string();
    let headers = request
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let body = SignableBody::Bytes(request.body());
    let signable = SignableRequest::new(request.method().as_str(), url.as_str(), headers, body)
        .map_err(|error| error.to_string())?;
    let (instructions, _) =
        sign_request(signable, &parameters.into()).map_err(|error| error.to_string())?.into_parts();
    instructions.apply_to_request_http1x(request);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_covers_the_body_and_names_the_service() {
        let mut request =
            Request::post("https://x.eu-west-1.aoss.amazonaws.com/_bulk?filter_path=a%2Cb")
                .header("content-encoding", "gzip")
                .body(Bytes::from_static(b"body"))
                .unwrap();
        let scope = Scope { service: "aoss", region: "eu-west-1".to_owned() };
        sign_at(&mut request, &scope, Credentials::for_tests(), SystemTime::UNIX_EPOCH).unwrap();
        let header = |name: &str| request.headers()[name].to_str().unwrap().to_owned();
        assert!(header("authorization").contains("/19700101/eu-west-1/aoss/aws4_request"));
        assert_eq!(
            header("x-amz-content-sha256"),
            "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5",
        );
    }
}
