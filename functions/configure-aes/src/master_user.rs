//! The domain's master user, from its secret.

use aws_sdk_secretsmanager::Client;
use kit::errors::chain;
use kit::open_search::Identity;
use serde_json::Value;

use crate::error::Error;

/// Reads name and password. Neither is in an error.
pub(crate) async fn identity(secrets: &Client, arn: &str) -> Result<Identity, Error> {
    let unusable = |said: String| Error::Secret { arn: arn.to_owned(), said };
    let answer = secrets.get_secret_value().secret_id(arn).send().await;
    let answer = answer.map_err(|error| unusable(chain(&error)))?;
    let secret: Option<Value> =
        answer.secret_string().and_then(|text| serde_json::from_str(text).ok());
    let of = |name: &str| secret.as_ref()?.get(name)?.as_str();
    match (of("username"), of("password")) {
        (Some(name), Some(password)) => Ok(Identity::user(name, password)),
        _ => Err(unusable("it is no JSON with both".to_owned())),
    }
}
