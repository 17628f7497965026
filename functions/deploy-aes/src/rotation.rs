//! A new password, when somebody has Secrets Manager rotate it.
//!
//! Secrets Manager calls the function four times: make a password, set it at the domain, try
//! it, and make it the current one. Any step can come again. Between the second and the last
//! the domain has the new password already, which the secret's stage `AWSPENDING` holds.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html>

use aws_smithy_types::base64;
use bytes::Bytes;
use http::Request;
use kit::errors::chain;
use kit::function_arn::Place;
use serde_json::{Value, json};
use tokio::time::sleep;
use tracing::info;

use crate::Settings;
use crate::api::{Api, NOT_FOUND, failed};
use crate::domain::{Domain, State};
use crate::error::Error;
use crate::memory::Memory;
use crate::password::Credentials;

const PENDING: &str = "AWSPENDING";
const CURRENT: &str = "AWSCURRENT";

/// Characters of a password. OpenSearch takes 8 to 128; those that are left out need care in a
/// shell or a URL. The same as the stack's for the first password.
const LENGTH: u32 = 32;
const LEFT_OUT: &str = "\"'\\/@ ";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Make,
    Set,
    Try,
    Finish,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rotation {
    stage: Stage,
    secret: String,
    /// Also the version of the new password.
    token: String,
}

impl Rotation {
    pub(crate) fn read(event: &Value) -> Result<Self, Error> {
        let text = |name: &str| event.get(name).and_then(Value::as_str).map(str::to_owned);
        let stage = match event.get("Step").and_then(Value::as_str) {
            Some("createSecret") => Stage::Make,
            Some("setSecret") => Stage::Set,
            Some("testSecret") => Stage::Try,
            Some("finishSecret") => Stage::Finish,
            Some(_) => return Err(Error::Event("its `Step` is none of a rotation's")),
            None => return Err(Error::Event("it has neither `RequestType` nor `Step`")),
        };
        Ok(Self {
            stage,
            secret: text("SecretId").ok_or(Error::Event("it has no `SecretId`"))?,
            token: text("ClientRequestToken")
                .ok_or(Error::Event("it has no `ClientRequestToken`"))?,
        })
    }

    pub(crate) fn name(&self) -> &'static str {
        match self.stage {
            Stage::Make => "made",
            Stage::Set => "set",
            Stage::Try => "tried",
            Stage::Finish => "finished",
        }
    }

    fn refused(&self, reason: impl Into<String>) -> Error {
        Error::Rotation { secret: self.secret.clone(), reason: reason.into() }
    }

    /// Names the version of the new password.
    fn version(&self) -> Value {
        json!({ "SecretId": self.secret, "VersionId": self.token })
    }
}

/// Does a step.
pub(crate) async fn rotate(
    api: &Api,
    settings: &Settings,
    place: &Place,
    step: &Rotation,
) -> Result<(), Error> {
    if step.secret != settings.admin_secret_arn {
        let reason = format!("this function rotates {} only", settings.admin_secret_arn);
        return Err(step.refused(reason));
    }
    let current = current_version(api, step).await?;
    if current.as_deref() == Some(step.token.as_str()) {
        info!(secret = step.secret, "the password is current already");
        return Ok(());
    }
    let domain = domain(api, settings, step).await?;
    match step.stage {
        Stage::Make => make(api, step).await,
        Stage::Set => {
            let domain = active(api, settings, step, domain).await?;
            let credentials = api.credentials(&step.secret, &step.version()).await?;
            api.set_master_user(domain.name(), &credentials).await
        }
        Stage::Try => {
            let domain = active(api, settings, step, domain).await?;
            try_out(api, settings, step, &domain).await
        }
        Stage::Finish => finish(api, step, current).await,
    }
    .inspect(|()| {
        info!(secret = step.secret, region = place.region, done = step.name(), "rotation");
    })
}

/// The version that is current, where the step's own is one that may become it.
async fn current_version(api: &Api, step: &Rotation) -> Result<Option<String>, Error> {
    let called = api.secrets.call("DescribeSecret", &json!({ "SecretId": step.secret })).await;
    let answer = called.map_err(|source| failed(&step.secret, "looking at it", source))?;
    let versions = answer.body.get("VersionIdsToStages").and_then(Value::as_object);
    let versions = versions.ok_or_else(|| step.refused("it has no version"))?;
    let is_at = |stages: &Value, stage: &str| {
        stages.as_array().is_some_and(|stages| stages.iter().any(|s| s.as_str() == Some(stage)))
    };
    let ours = versions.get(&step.token);
    if !ours.is_some_and(|stages| is_at(stages, PENDING) || is_at(stages, CURRENT)) {
        let reason = "the version asked for is neither pending nor current: start a new rotation";
        return Err(step.refused(reason));
    }
    let mut current = versions.iter().filter(|(_, stages)| is_at(stages, CURRENT));
    Ok(current.next().map(|(version, _)| version.clone()))
}

/// The domain whose password the secret holds.
async fn domain(api: &Api, settings: &Settings, step: &Rotation) -> Result<Domain, Error> {
    let name = &settings.name;
    let Some(domain) = api.domain(name).await? else {
        return Err(step.refused(format!("there is no domain `{name}`")));
    };
    let memory = Memory::read(&api.tags(&domain).await?);
    if !memory.has_admin_secret(&settings.admin_secret_arn) {
        return Err(step.refused(format!(
            "domain `{name}` was not made by this stack and has a master user of its own: change \
             its password at the domain"
        )));
    }
    Ok(domain)
}

/// The domain when it can be changed, and has been.
async fn active(
    api: &Api,
    settings: &Settings,
    step: &Rotation,
    mut domain: Domain,
) -> Result<Domain, Error> {
    let mut attempt = 1;
    while domain.state() != State::Active {
        let Some(wait) = settings.rotation.wait_after(attempt) else {
            return Err(step.refused(format!(
                "domain `{}` is at work for too long: Secrets Manager tries again, and the \
                 password that holds may be the pending one meanwhile",
                domain.name()
            )));
        };
        sleep(wait).await;
        attempt += 1;
        domain = self::domain(api, settings, step).await?;
    }
    Ok(domain)
}

async fn make(api: &Api, step: &Rotation) -> Result<(), Error> {
    match api.secrets.call("GetSecretValue", &step.version()).await {
        Ok(_) => return Ok(()),
        Err(error) if error.code() == Some(NOT_FOUND) => {}
        Err(source) => return Err(failed(&step.secret, "looking for the new password", source)),
    }
    let name = api.current(&step.secret).await?.name;
    let input = json!({
        "PasswordLength": LENGTH,
        "ExcludeCharacters": LEFT_OUT,
        "RequireEachIncludedType": true,
    });
    let called = api.secrets.call("GetRandomPassword", &input).await;
    let answer = called.map_err(|source| failed(&step.secret, "making a password", source))?;
    let password = answer.body.get("RandomPassword").and_then(Value::as_str);
    let password = password.ok_or(Error::Unreadable {
        name: step.secret.clone(),
        operation: "GetRandomPassword",
        field: "RandomPassword",
    })?;
    let input = json!({
        "SecretId": step.secret,
        "ClientRequestToken": step.token,
        "SecretString": Credentials { name, password: password.to_owned() }.text(),
        "VersionStages": [PENDING],
    });
    let called = api.secrets.call("PutSecretValue", &input).await;
    called.map(drop).map_err(|source| failed(&step.secret, "keeping the new password", source))
}

/// Logs in. A domain in a VPC cannot be reached from here, and its API has said that the
/// password is set.
async fn try_out(
    api: &Api,
    settings: &Settings,
    step: &Rotation,
    domain: &Domain,
) -> Result<(), Error> {
    let Some(endpoint) = domain.endpoint().filter(|_| !domain.is_in_vpc()) else {
        return Ok(());
    };
    let credentials = api.credentials(&step.secret, &step.version()).await?;
    let pair = format!("{}:{}", credentials.name, credentials.password);
    let request = Request::get(format!("{}://{endpoint}/", settings.scheme))
        .header("authorization", format!("Basic {}", base64::encode(pair)))
        .body(Bytes::new())
        .map_err(|_| step.refused("the domain's address cannot be called"))?;
    match api.web.send(request).await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) if answer.status() == 401 => {
            Err(step.refused(format!("domain `{}` does not take it yet", domain.name())))
        }
        // An access policy that lets only some addresses in says nothing of the password.
        Ok(answer) if answer.status() == 403 => Ok(()),
        Ok(answer) => {
            let status = answer.status();
            Err(step.refused(format!("domain `{}` answers with status {status}", domain.name())))
        }
        Err(error) => Err(step.refused(chain(&error))),
    }
}

async fn finish(api: &Api, step: &Rotation, current: Option<String>) -> Result<(), Error> {
    let mut input = json!({
        "SecretId": step.secret,
        "VersionStage": CURRENT,
        "MoveToVersionId": step.token,
    });
    if let (Some(current), Some(input)) = (current, input.as_object_mut()) {
        input.insert("RemoveFromVersionId".to_owned(), current.into());
    }
    let called = api.secrets.call("UpdateSecretVersionStage", &input).await;
    called.map(drop).map_err(|source| failed(&step.secret, "making the password current", source))
}
