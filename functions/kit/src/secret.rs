//! The text of a secret of Secrets Manager, and keys that go into a header.
//!
//! API: <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>

use http::HeaderValue;
use serde_json::{Value, json};

use crate::aws::Aws;
use crate::aws_json::{self, Client, Service};
use crate::errors::Stable;

/// Secrets Manager.
pub const SECRETS_MANAGER: Service = Service { name: "secretsmanager", target: "secretsmanager" };

/// A key's place has none in it as long as it holds nothing but this letter, as in v2.10.4.
const PLACEHOLDER: char = 'x';

/// A secret holds no key that can be sent.
#[derive(Debug, thiserror::Error)]
pub enum NoKey {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(Unreadable),
    /// It holds something else.
    #[error(
        "secret {arn} holds no key but a text of {length} characters with some that no key has; \
         update the stack with the key as its provider shows it"
    )]
    Malformed {
        /// The secret.
        arn: String,
        /// How long it is.
        length: usize,
    },
}

impl Stable for NoKey {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Unreadable(error) => error.error_type(),
            Self::Malformed { .. } => "SecretKeyMalformed",
        }
    }
}

/// A key for a header, which no `Debug` shows; `None` where the secret holds none.
///
/// # Errors
///
/// [`NoKey`], without the key.
pub async fn key(aws: &Aws, arn: &str) -> Result<Option<HeaderValue>, NoKey> {
    let text = read(aws, arn).await.map_err(NoKey::Unreadable)?;
    header(&text)
        .ok_or_else(|| NoKey::Malformed { arn: arn.to_owned(), length: text.chars().count() })
}

/// A text as a key; `None` where it is none, `Some(None)` where there is none yet.
fn header(text: &str) -> Option<Option<HeaderValue>> {
    if text.chars().all(|c| c == PLACEHOLDER) {
        return Some(None);
    }
    let fits = text.bytes().all(|byte| byte.is_ascii_graphic());
    let mut value = HeaderValue::from_str(text).ok().filter(|_| fits)?;
    value.set_sensitive(true);
    Some(Some(value))
}

/// A secret cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "secret {arn} cannot be read: {reason}; the function's role needs \
     secretsmanager:GetSecretValue on it, and kms:Decrypt where it has a key of its own"
)]
pub struct Unreadable {
    /// The secret.
    pub arn: String,
    /// Why.
    pub reason: Reason,
}

/// Why a secret cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// It has no region.
    #[error("this is no ARN")]
    NoArn,
    /// The API's words.
    #[error(transparent)]
    Api(Box<aws_json::Error>),
}

impl Stable for Unreadable {
    fn error_type(&self) -> &'static str {
        "SecretUnreadable"
    }
}

/// Reads a secret's text, without white space around it; empty where it holds none.
///
/// # Errors
///
/// [`Unreadable`].
pub async fn read(aws: &Aws, arn: &str) -> Result<String, Unreadable> {
    let failed = |reason| Unreadable { arn: arn.to_owned(), reason };
    let mut parts = arn.split(':');
    let is_arn = parts.next() == Some("arn");
    let region = parts.nth(2).filter(|region| is_arn && !region.is_empty());
    let region = region.ok_or_else(|| failed(Reason::NoArn))?;
    let answer = Client::new(aws, SECRETS_MANAGER, region)
        .call("GetSecretValue", &json!({ "SecretId": arn }))
        .await
        .map_err(|error| failed(Reason::Api(Box::new(error))))?;
    let text = answer.body.get("SecretString").and_then(Value::as_str);
    Ok(text.unwrap_or_default().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use test_support::moto;
    use test_support::{aws_peer::AwsPeer, http::Reply};

    use super::*;
    use crate::aws::Settings;

    #[tokio::test]
    async fn a_secret_is_read_without_the_white_space_around_it() {
        let Some(moto) = moto::shared() else { return };
        let aws = Aws::load(Settings::emulator(moto.url())).await;
        let name = test_support::names::unique("secret");
        let made = json!({ "Name": name, "SecretString": " hunter2\n", "ClientRequestToken": name.repeat(4) });
        let client = Client::new(&aws, SECRETS_MANAGER, "us-east-1");
        let made = client.call("CreateSecret", &made).await.unwrap();
        let arn = made.body["ARN"].as_str().unwrap();
        assert_eq!(read(&aws, arn).await.unwrap(), "hunter2");
    }

    #[tokio::test]
    async fn a_refusal_names_the_secret_and_the_way_out() {
        let peer = AwsPeer::start(|_| {
            Some(Reply::json(400, &json!({ "__type": "AccessDeniedException", "message": "no" })))
        });
        let aws = Aws::load(Settings::emulator(&peer.url())).await;
        let arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf";
        let words = read(&aws, arn).await.unwrap_err().to_string();
        assert!(words.contains(arn) && words.contains("AccessDeniedException"), "{words}");
        assert!(words.contains("kms:Decrypt"), "{words}");
        let words = read(&aws, "key").await.unwrap_err().to_string();
        assert!(words.contains("no ARN"), "{words}");
    }

    #[test]
    fn a_key_is_shown_to_nobody() {
        let key = header("hunter2").unwrap().unwrap();
        assert_eq!(key, "hunter2");
        assert!(!format!("{key:?}").contains("hunter2"));
        assert_eq!(header("").unwrap(), None);
        assert_eq!(header(&"x".repeat(64)).unwrap(), None, "the placeholder of v2.10.4");
        for no_key in ["two words", "{\"key\":\"a\"}\n", "schlüssel"] {
            assert!(header(no_key).is_none(), "{no_key}");
        }
    }
}
