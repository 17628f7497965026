//! Custom resource: sets up the domain or collection for logs.
//!
//! Roles and their mappings, templates, policies for the age of indices, snapshots, alerts
//! and dashboards. The list of steps is in `steps`; each brings objects to what they
//! should be, and `object` says how it tells the SIEM's own from a user's.
//!
//! - Create and Update do the same: whatever is there is brought to what is wanted. What a
//!   domain cannot have (an old version, a collection) is left out, and the answer's
//!   attribute and the log say so.
//! - Delete removes nothing: the domain outlives the stack, and so does what is in it.
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

mod alerting;
mod cluster_settings;
mod connect;
mod dashboards;
mod error;
mod master_user;
mod object;
mod policies;
mod report;
mod resource;
mod security;
mod settings;
mod snapshots;
mod steps;
mod target;
mod templates;
mod work;

use contract::custom_resources::ConfigurationSettings;
use contract::environment::Missing;
use kit::aws::Aws;
use kit::custom_resource::{Answered, Delivery, serve};
use kit::errors::Failed;
use kit::open_search::{Client, Identity};
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde_json::Value;

pub use error::Error;
pub use report::Report;
pub use resource::SUMMARY;
pub use settings::{Environment, Settings};
use work::Work;

/// The function.
#[derive(Debug)]
pub struct ConfigureAes {
    /// One that cannot be used is told to CloudFormation with each request, which Lambda
    /// alone would not do.
    environment: Result<Environment, Missing>,
    aws: Aws,
    s3: aws_sdk_s3::Client,
    delivery: Delivery,
    patience: Option<Patience>,
    saved_objects: &'static [&'static str],
}

impl ConfigureAes {
    /// Works on the domain that the environment names.
    pub fn new(environment: Result<Environment, Missing>, aws: &Aws) -> Self {
        Self {
            environment,
            aws: aws.clone(),
            s3: aws.s3(),
            delivery: Delivery::default(),
            patience: None,
            saved_objects: dashboards::bundle::BUNDLED,
        }
    }

    /// Imports other dashboards, for tests: files of saved objects, one a line.
    #[must_use]
    pub fn saved_objects(mut self, files: &'static [&'static str]) -> Self {
        self.saved_objects = files;
        self
    }

    /// Waits otherwise for a domain that is busy or does not let the function in, for tests.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = Some(patience);
        self
    }

    /// Serves one request of CloudFormation.
    ///
    /// # Errors
    ///
    /// Only where CloudFormation could not be answered.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Answered, Failed> {
        serve(self, &self.delivery, event).await
    }

    /// Brings the domain to what it should be.
    ///
    /// # Errors
    ///
    /// [`Error`], of the first thing that failed. What was done until then stays, and
    /// another run does the rest.
    pub async fn configure(&self, options: &ConfigurationSettings) -> Result<Report, Error> {
        let settings = self.settings()?;
        let domain = self.domain(&settings, self.role());
        let target = match connect::target(&domain, &settings).await {
            Err(refused @ Error::NotLetIn { .. }) => {
                self.enter_as_master_user(&settings, refused).await?;
                connect::target(&domain, &settings).await?
            }
            outcome => outcome?,
        };
        let work = Work::new(&domain, target, &settings, options, &self.s3);
        steps::run(&work).await?;
        Ok(work.into_report())
    }

    fn role(&self) -> Identity {
        Identity::Role(self.aws.config().credentials_provider())
    }

    fn domain(&self, settings: &Settings, identity: Identity) -> Client {
        let http = kit::http::Client::default();
        Client::new(http, settings.endpoint.clone(), identity).patience(settings.patience)
    }

    /// Gives the function's role the administrator's roles as the domain's master user, where
    /// the stack has its secret: somebody may have taken them from it. All else is done as the
    /// role, as only a signed request can register a repository in S3.
    async fn enter_as_master_user(&self, settings: &Settings, refused: Error) -> Result<(), Error> {
        let Some(arn) = settings.admin_secret_arn() else { return Err(refused) };
        let secrets = aws_sdk_secretsmanager::Client::new(self.aws.config());
        let user = master_user::identity(&secrets, arn).await?;
        let domain = self.domain(settings, user);
        let target = match connect::target(&domain, settings).await {
            // The role is what people know.
            Err(Error::NotLetIn { .. }) => return Err(refused),
            outcome => outcome?,
        };
        let options = ConfigurationSettings::default();
        let work = Work::new(&domain, target, settings, &options, &self.s3);
        security::administrator(&work).await
    }

    fn settings(&self) -> Result<Settings, Error> {
        let region = self.aws.config().region().map(AsRef::as_ref);
        let mut settings = Settings::new(self.environment.clone()?, region)?;
        settings.saved_objects = self.saved_objects;
        if let Some(patience) = self.patience {
            settings.patience = patience;
            settings.door = patience;
        }
        Ok(settings)
    }
}
