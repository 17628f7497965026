//! What the function works with.

use contract::environment;
use kit::open_search::{Endpoint, PATIENCE};
use kit::patience::Patience;
use std::time::Duration;

use crate::dashboards::bundle::BUNDLED;
use crate::error::Error;

/// What the function's environment says.
pub type Environment = environment::ConfigureAes<String, Option<String>>;

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Roles, topic, bucket.
    pub environment: Environment,
    /// Where the domain or collection is.
    pub endpoint: Endpoint,
    /// The region that the function runs in, which the snapshot bucket is in.
    pub region: String,
    /// How often a busy domain is asked again.
    pub patience: Patience,
    /// How often one that does not let the function in is asked again: permissions of a new
    /// domain or collection take their time.
    pub door: Patience,
    /// The files of dashboards that are imported.
    pub saved_objects: &'static [&'static str],
}

/// About two minutes.
const DOOR: Patience = Patience {
    attempts: 12,
    first_wait: Duration::from_secs(1),
    longest_wait: Duration::from_secs(15),
};

/// Some seconds.
const SHORT_DOOR: Patience = Patience { attempts: 5, ..DOOR };

impl Settings {
    /// The settings in use, from the function's environment and its region.
    ///
    /// # Errors
    ///
    /// An endpoint that is none.
    pub fn new(environment: Environment, region: Option<&str>) -> Result<Self, Error> {
        let is_collection = environment.collection_type.is_some();
        let endpoint = Endpoint::new(&environment.endpoint, is_collection, region)?;
        let region = region.unwrap_or_default().to_owned();
        let settings = Self {
            environment,
            endpoint,
            region,
            patience: PATIENCE,
            door: DOOR,
            saved_objects: BUNDLED,
        };
        // There is another way in.
        let door = if settings.admin_secret_arn().is_some() { SHORT_DOOR } else { DOOR };
        Ok(Self { door, ..settings })
    }

    /// The secret of the domain's master user, where the stack has made one.
    pub(crate) fn admin_secret_arn(&self) -> Option<&str> {
        self.environment.admin_secret_arn.as_deref().filter(|arn| arn.starts_with("arn:"))
    }
}
