//! The master user and its password, on the way from the secret to the domain.

use contract::custom_resources::deployed::ADMIN_NAME;
use kit::aws_json;
use serde_json::{Map, Value, json};

use crate::api::{Api, failed};
use crate::error::Error;

/// Where in a secret they are.
const NAME: &str = "username";
const PASSWORD: &str = "password";

/// Name and password. Never printed.
pub(crate) struct Credentials {
    pub(crate) name: String,
    pub(crate) password: String,
}

impl Credentials {
    /// Reads a secret's text without telling it.
    fn read(text: &str) -> Option<Self> {
        let secret: Value = serde_json::from_str(text).ok()?;
        let of = |name: &str| secret.get(name)?.as_str().filter(|text| !text.is_empty());
        Some(Self {
            name: of(NAME).unwrap_or(ADMIN_NAME).to_owned(),
            password: of(PASSWORD)?.to_owned(),
        })
    }

    pub(crate) fn text(&self) -> String {
        json!({ NAME: self.name, PASSWORD: self.password }).to_string()
    }
}

/// An error whose words do not hold the password, should the service repeat it.
fn without(mut error: Error, password: &str) -> Error {
    if let Error::Aws { source, .. } = &mut error
        && let aws_json::Error::Refused { message, .. } = source.as_mut()
    {
        *message = message.replace(password, "(the password)");
    }
    error
}

/// The change that makes it the domain's master user. The role that was one before stays an
/// administrator.
fn master_user(credentials: &Credentials) -> Map<String, Value> {
    let options = json!({
        "InternalUserDatabaseEnabled": true,
        "MasterUserOptions": {
            "MasterUserName": credentials.name,
            "MasterUserPassword": credentials.password,
        },
    });
    Map::from_iter([("AdvancedSecurityOptions".to_owned(), options)])
}

impl Api {
    /// Makes it the domain's master user. There is no dry run: a password goes nowhere twice.
    pub(crate) async fn set_master_user(
        &self,
        name: &str,
        credentials: &Credentials,
    ) -> Result<(), Error> {
        let set = self.set(name, &master_user(credentials)).await;
        set.map_err(|error| without(error, &credentials.password))
    }

    pub(crate) async fn current(&self, secret: &str) -> Result<Credentials, Error> {
        self.credentials(secret, &json!({ "SecretId": secret })).await
    }

    /// The credentials of a version, as `input` names it.
    pub(crate) async fn credentials(
        &self,
        secret: &str,
        input: &Value,
    ) -> Result<Credentials, Error> {
        let called = self.secrets.call("GetSecretValue", input).await;
        let answer = called.map_err(|source| failed(secret, "reading the password", source))?;
        let text = answer.body.get("SecretString").and_then(Value::as_str);
        text.and_then(Credentials::read).ok_or(Error::Unreadable {
            name: secret.to_owned(),
            operation: "GetSecretValue",
            field: "SecretString.password",
        })
    }
}
