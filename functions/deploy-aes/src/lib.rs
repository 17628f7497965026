//! Custom resource: the OpenSearch domain or serverless collection.
//!
//! The domain is no resource of the stack, so that it outlives it. What is of that name is
//! used; else it is made. A new domain takes half an hour and a change of one may take longer,
//! so every request is visited each minute until it is done (`kit::custom_resource`); each
//! visit looks at what is there and does the next step. All that is remembered is remembered
//! by the domain, in two tags ([`memory`]).
//!
//! What a reader would get wrong:
//! - Defaults are those of a new domain. On one that is there, only what was said and has
//!   changed since the last update is applied; all else stays as it is found, and what differs
//!   is told ([`changes`]).
//! - The master user's password is set on a domain that this program makes, and on no other.
//!   It is in the secret only: the request that sets it is the one place that it goes to.
//! - A Delete does not delete, but for a domain that its very creation has made and that is
//!   still empty when that creation is rolled back ([`removal`]).
//! - A roll-back never fails for what cannot go back: an engine has no older version. It is
//!   told, and left.
//!
//! Domains: <https://docs.aws.amazon.com/opensearch-service/latest/APIReference/Welcome.html>
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

mod access_policy;
mod api;
mod changes;
mod changing;
mod collection;
mod collection_api;
mod contents;
mod deployed;
mod deployment;
mod domain;
mod engine;
mod error;
mod logs;
mod managed;
mod memory;
mod new_domain;
mod password;
mod removal;
mod rotation;
mod space;
mod stack;
mod wanted;

use std::time::Duration;

use contract::custom_resources::REVISITS;
use contract::environment;
use kit::aws::Aws;
use kit::custom_resource::{Delivery, Revisits, is_request, serve_long};
use kit::errors::Failed;
use kit::function_arn::Place;
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};

use api::Api;
use deployment::Deployment;
pub use error::Error;

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The domain's administrator.
    pub admin_role_arn: String,
    /// The secret with name and password of the master user.
    pub admin_secret_arn: String,
    /// The domain whose password is rotated.
    pub name: String,
    /// The role that calls the function again.
    pub revisit_role_arn: String,
    /// How a domain is spoken to: `https`, but for tests.
    pub scheme: &'static str,
    /// How often an API is asked again within a visit.
    pub patience: Patience,
    /// How often Scheduler is asked again, where that is not as long as a new role may need.
    pub revisits: Option<Patience>,
    /// How long a rotation waits for the domain to take the password.
    pub rotation: Patience,
}

impl Settings {
    /// The settings in use, from the function's environment.
    pub fn new(environment: environment::DeployAes<String, Option<String>>) -> Self {
        Self {
            admin_role_arn: environment.admin_role_arn,
            admin_secret_arn: environment.admin_secret_arn,
            name: environment.name,
            revisit_role_arn: environment.revisit_role_arn,
            scheme: "https",
            // Less than a visit takes, so that the reason is the API's words.
            patience: Patience {
                attempts: 6,
                first_wait: Duration::from_millis(500),
                longest_wait: Duration::from_secs(8),
            },
            revisits: None,
            rotation: Patience {
                attempts: 60,
                first_wait: Duration::from_secs(10),
                longest_wait: Duration::from_secs(10),
            },
        }
    }
}

/// The function.
#[derive(Debug)]
pub struct DeployAes {
    settings: Settings,
    api: Api,
    delivery: Delivery,
    revisits: Revisits,
}

impl DeployAes {
    /// Works on the APIs of `aws`.
    pub fn new(settings: Settings, aws: &Aws) -> Self {
        let revisits = Revisits::new(aws, REVISITS, settings.revisit_role_arn.clone());
        Self {
            api: Api::new(aws, settings.patience),
            delivery: Delivery::default(),
            revisits: match settings.revisits {
                Some(patience) => revisits.patience(patience),
                None => revisits,
            },
            settings,
        }
    }

    /// Serves a request of CloudFormation, or a step of a rotation of Secrets Manager.
    ///
    /// # Errors
    ///
    /// For CloudFormation only what kept it from being answered; any other event's error.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, Failed> {
        let place = Place::of(&event.context)?;
        if is_request(&event.payload) {
            let deployment = Deployment { api: &self.api, settings: &self.settings, place };
            let served = serve_long(&deployment, &self.delivery, &self.revisits, event).await?;
            return Ok(json!({ "answered": served }));
        }
        let step = rotation::Rotation::read(&event.payload)?;
        rotation::rotate(&self.api, &self.settings, &place, &step).await?;
        Ok(json!({ "rotation": step.name() }))
    }
}
