//! Where documents go and as whom.

use anyhow::Context;
use es_loader::bulk::documents::Action;
use es_loader::bulk::endpoint::{Endpoint, WrongEndpoint};
use es_loader::bulk::request::Client;
use http::HeaderValue;
use kit::aws::Aws;
use kit::sigv4::Scope;

use crate::Usage;
use crate::args::Load;

const PASSWORD: &str = "OPENSEARCH_PASSWORD";

/// Whether requests need AWS's credentials.
pub(super) fn is_signed(args: &Load) -> bool {
    let is_here = args.to.trim_start().starts_with("http://");
    args.identity.user.is_none() && (!is_here || args.identity.sigv4.is_some())
}

/// What OpenSearch is to do with documents.
pub(super) fn action(args: &Load) -> Action {
    if args.identity.time_series { Action::CreateWithoutId } else { Action::Index }
}

/// A client of the OpenSearch that is asked for.
pub(super) fn client(args: &Load, aws: Option<&Aws>) -> anyhow::Result<Client> {
    let region = aws.and_then(|aws| aws.config().region()).map(|region| region.as_ref().to_owned());
    let endpoint = endpoint(args, region.as_deref())?;
    let credentials = aws.and_then(|aws| aws.config().credentials_provider());
    let client = Client::new(kit::http::Client::default(), endpoint, credentials);
    let Some(user) = &args.identity.user else { return Ok(client) };
    let both = format!("{user}:{}", password(args)?);
    let header = format!("Basic {}", aws_smithy_types::base64::encode(both));
    Ok(client.authorized_by(HeaderValue::try_from(header)?))
}

fn endpoint(args: &Load, region: Option<&str>) -> Result<Endpoint, Usage> {
    let is_collection = args.identity.sigv4.as_deref() == Some("aoss");
    let wrong = |error: WrongEndpoint| Usage(format!("--to: {error}"));
    // A region for the host's form to be looked at; with a password nothing is signed.
    let assumed = args.identity.user.as_ref().map(|_| "us-east-1");
    let mut endpoint = Endpoint::new(&args.to, is_collection, region.or(assumed)).map_err(wrong)?;
    let is_aws =
        args.to.contains(".amazonaws.com") || args.to.trim_end_matches('/').ends_with(".on.aws");
    if args.identity.user.is_some() {
        endpoint.signing = None;
    } else if endpoint.signing.is_none() && args.identity.sigv4.is_some() {
        let region = region.ok_or_else(|| wrong(WrongEndpoint::NoRegion(args.to.clone())))?;
        let service = if is_collection { "aoss" } else { "es" };
        endpoint.signing = Some(Scope { service, region: region.to_owned() });
    } else if endpoint.signing.is_some() && !is_aws && args.identity.sigv4.is_none() {
        return Err(Usage(format!(
            "--to {}: say as whom, with --sigv4 es (or aoss) for a custom endpoint of AWS, or with \
             --user",
            args.to
        )));
    }
    Ok(endpoint)
}

fn password(args: &Load) -> anyhow::Result<String> {
    let text = match &args.identity.password_file {
        Some(file) => std::fs::read_to_string(file)
            .with_context(|| format!("{} cannot be read", file.display()))?,
        None => std::env::var(PASSWORD).map_err(|_| {
            Usage(format!("--user needs --password-file, or the password in {PASSWORD}"))
        })?,
    };
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
