//! The custom resource `AesSiemDomainDeployedR2`.

use contract::custom_resources::DomainSettings;
use kit::custom_resource::{Call, LongResource, Previous, Request, Step};
use kit::function_arn::Place;
use tracing::warn;

use crate::Settings;
use crate::api::Api;
use crate::deployed::{self, ATTRIBUTES};
use crate::error::Error;
use crate::wanted::{Properties, Target, Wanted};

/// One request's surroundings.
pub(crate) struct Deployment<'a> {
    pub(crate) api: &'a Api,
    pub(crate) settings: &'a Settings,
    pub(crate) place: Place,
}

/// What the last update wanted, as far as it was said.
pub(crate) struct Before {
    /// Whatever release said it.
    pub(crate) target: Option<(Target, String)>,
    pub(crate) vpc_endpoint: Option<String>,
    pub(crate) subnets: Vec<String>,
    pub(crate) settings: DomainSettings,
}

impl Before {
    fn read(previous: &Previous<Properties>) -> Self {
        match previous.properties().cloned().and_then(|p| Wanted::new(p).ok()) {
            Some(wanted) => Self {
                target: Some((wanted.target, wanted.name)),
                vpc_endpoint: wanted.vpc_endpoint,
                subnets: wanted.subnets,
                settings: wanted.settings,
            },
            None => Self::nothing(),
        }
    }

    pub(crate) fn nothing() -> Self {
        Self {
            target: None,
            vpc_endpoint: None,
            subnets: vec![],
            settings: DomainSettings::default(),
        }
    }

    /// The name of what was used, where another is wanted now.
    pub(crate) fn elsewhere(&self, wanted: &Wanted) -> Option<Error> {
        let (target, name) = self.target.as_ref()?;
        (*target != wanted.target || *name != wanted.name).then(|| Error::Elsewhere {
            kind: wanted.target.words(),
            name: wanted.name.clone(),
            before: name.clone(),
        })
    }
}

impl LongResource for Deployment<'_> {
    type Properties = Properties;
    type Error = Error;
    const ATTRIBUTES: &'static [&'static str] = ATTRIBUTES;

    /// Names the very creation, so that what it has made can be told from what others have.
    fn physical_id(&self, request: &Request) -> String {
        format!("aes-siem-domain-{}", request.request_id)
    }

    async fn create(&self, properties: Properties, call: &Call<'_>) -> Result<Step, Error> {
        let wanted = Wanted::new(properties)?;
        let step = match wanted.target {
            Target::Domain => self.create_domain(&wanted, call).await,
            Target::Collection => self.create_collection(&wanted, call).await,
        };
        outlast(step, call)
    }

    async fn update(
        &self,
        properties: Properties,
        previous: Previous<Properties>,
        call: &Call<'_>,
    ) -> Result<Step, Error> {
        let wanted = Wanted::new(properties)?;
        let before = Before::read(&previous);
        let step = match wanted.target {
            Target::Domain => self.update_domain(&wanted, &before, call).await,
            Target::Collection => self.update_collection(&wanted, &before, call).await,
        };
        outlast(step, call)
    }

    async fn delete(&self, properties: Properties, call: &Call<'_>) -> Result<Step, Error> {
        let wanted = Wanted::new(properties)?;
        let step = match wanted.target {
            Target::Domain => self.delete_domain(&wanted.name, call).await,
            Target::Collection => self.delete_collection(&wanted.name, call).await,
        };
        outlast(step, call)
    }
}

/// A service that has a bad minute does not end what has begun, nor one that is busy what is to
/// begin; and permissions that the stack has just made need a moment. The next visit asks
/// again.
fn outlast(step: Result<Step, Error>, call: &Call<'_>) -> Result<Step, Error> {
    match step {
        Err(error)
            if error.is_busy()
                || (call.is_revisit && error.is_transient())
                || (!call.is_revisit && error.is_denied()) =>
        {
            Ok(Step::Wait(error.to_string()))
        }
        step => step,
    }
}

impl Deployment<'_> {
    /// Whether the stack goes back. Where that cannot be seen, it does not: then a Delete keeps
    /// what is there, and an Update is held to what it says.
    pub(crate) async fn rolls_back(&self, call: &Call<'_>) -> bool {
        self.api.rolls_back(&call.request.stack_id).await.unwrap_or_else(|error| {
            warn!(%error, "whether the stack rolls back cannot be seen");
            false
        })
    }

    /// Whose password is known, of a resource without a password of its own.
    pub(crate) fn other_admin(&self, call: &Call<'_>) -> deployed::Admin<'static> {
        if deployed::is_of_original(call.physical_resource_id) {
            deployed::Admin::OfOriginal
        } else {
            deployed::Admin::Unknown
        }
    }
}
