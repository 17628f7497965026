//! As whom the loader reads a bucket.
//!
//! | bucket | read as |
//! | --- | --- |
//! | those of `CONTROL_TOWER_LOG_BUCKETS` | the role of the log archive account |
//! | `aws-security-data-lake-…`, as Security Lake names its own | the subscriber's role, with its external id |
//! | all others | the function's own role |
//!
//! Where no role is given for a bucket, the function's own role is tried: S3 says what it
//! lacks.

use crate::own::{self, Own};
use aws_sdk_s3::Client;
use contract::environment::EsLoader;
use kit::aws::{Aws, Role};
use std::time::Duration;
use tokio::sync::OnceCell;
use tokio::time::timeout;
use tracing::warn;

/// What the names of Security Lake's buckets begin with.
///
/// <https://docs.aws.amazon.com/security-lake/latest/userguide/security-lake-iam-awslogs.html>
const SECURITY_LAKE_BUCKETS: &str = "aws-security-data-lake-";
/// What the loader's sessions are called in other accounts.
const SESSION: &str = own::APP_NAME;
/// How long STS may take to say who the loader is.
const PATIENCE: Duration = Duration::from_secs(5);

/// Roles of other accounts, and what they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// Buckets of the log archive account.
    pub control_tower_buckets: Vec<String>,
    /// The role that reads them.
    pub control_tower: Option<String>,
    /// The role that reads Security Lake's buckets.
    pub security_lake: Option<String>,
    /// The external id to assume it with.
    pub security_lake_external_id: Option<String>,
}

impl Roles {
    /// From the function's environment.
    pub fn new(environment: &EsLoader<String, Option<String>>) -> Self {
        let buckets = environment.control_tower_log_buckets.as_deref().unwrap_or_default();
        let buckets = buckets.split(|char: char| char == ',' || char.is_whitespace());
        let trimmed = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
        Self {
            control_tower_buckets: buckets
                .filter(|bucket| !bucket.is_empty())
                .map(str::to_owned)
                .collect(),
            control_tower: trimmed(&environment.control_tower_role_arn),
            security_lake: trimmed(&environment.security_lake_role_arn),
            security_lake_external_id: trimmed(&environment.security_lake_external_id),
        }
    }

    fn control_tower_for(&self, bucket: &str) -> Option<Role<'_>> {
        let arn = self.control_tower.as_deref()?;
        let is_listed = self.control_tower_buckets.iter().any(|listed| listed == bucket);
        is_listed.then_some(Role { arn, external_id: None, session: SESSION })
    }

    fn security_lake_for(&self, bucket: &str) -> Option<Role<'_>> {
        let arn = self.security_lake.as_deref()?;
        let external_id = self.security_lake_external_id.as_deref();
        let is_its = bucket.starts_with(SECURITY_LAKE_BUCKETS);
        is_its.then_some(Role { arn, external_id, session: SESSION })
    }
}

/// Clients of S3, one for each of whom the loader reads as. Each is made when it is first
/// needed, and keeps its credentials until shortly before they expire.
#[derive(Debug)]
pub struct Access {
    aws: Aws,
    roles: Roles,
    own: Client,
    control_tower: OnceCell<Client>,
    security_lake: OnceCell<Client>,
    sessions: OnceCell<Own>,
}

impl Access {
    /// Access as the function's own role and as these.
    pub fn new(aws: &Aws, roles: Roles) -> Self {
        Self {
            own: aws.s3(),
            aws: aws.clone(),
            roles,
            control_tower: OnceCell::new(),
            security_lake: OnceCell::new(),
            sessions: OnceCell::new(),
        }
    }

    /// The client that reads a bucket.
    pub async fn to(&self, bucket: &str) -> &Client {
        if let Some(role) = self.roles.control_tower_for(bucket) {
            self.control_tower.get_or_init(|| self.aws.s3_as(role)).await
        } else if let Some(role) = self.roles.security_lake_for(bucket) {
            self.security_lake.get_or_init(|| self.aws.s3_as(role)).await
        } else {
            &self.own
        }
    }

    /// What tells the loader's own reads in logs of this type. STS is asked once, only for logs
    /// that have reads in them, and not for long: without its answer nothing is left out, as
    /// long as this function's environment lives.
    pub async fn own(&self, log_type: &str) -> Own {
        if !Own::may_be_in(log_type) {
            return Own::NONE;
        }
        let found = self.sessions.get_or_init(async || {
            let caller = match timeout(PATIENCE, self.aws.caller()).await {
                Ok(Ok(caller)) => caller,
                Ok(Err(error)) => return own_is_unknown(&error),
                Err(late) => return own_is_unknown(&late.to_string()),
            };
            let roles = [&self.roles.control_tower, &self.roles.security_lake];
            let others =
                roles.into_iter().flatten().filter_map(|arn| own::session_of_role(arn, SESSION));
            Own::new(std::iter::once(caller).chain(others))
        });
        found.await.clone()
    }
}

fn own_is_unknown(error: &str) -> Own {
    warn!(error, "STS does not say who the loader is; its own reads are loaded too");
    Own::NONE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_read_with_the_role_that_is_meant_for_it() {
        let roles = Roles {
            control_tower_buckets: vec!["archive".to_owned()],
            control_tower: Some("arn:aws:iam::111122223333:role/ct".to_owned()),
            security_lake: Some("arn:aws:iam::444455556666:role/lake".to_owned()),
            security_lake_external_id: Some("secret".to_owned()),
        };
        assert!(roles.control_tower_for("archive").is_some());
        assert!(roles.control_tower_for("archive-2").is_none());
        let lake = roles.security_lake_for("aws-security-data-lake-us-east-1-x").unwrap();
        assert_eq!(lake.external_id, Some("secret"));
        assert!(roles.security_lake_for("aes-siem-111122223333-log").is_none());
    }

    #[test]
    fn buckets_stand_between_commas_and_spaces() {
        let environment = EsLoader {
            endpoint: String::new(),
            split_queue_url: String::new(),
            dead_letter_queue_url: String::new(),
            geo_bucket: String::new(),
            collection_type: None,
            control_tower_log_buckets: Some("a, b c,,\n".to_owned()),
            control_tower_role_arn: Some(" arn ".to_owned()),
            security_lake_role_arn: None,
            security_lake_external_id: None,
            log_level: None,
        };
        let roles = Roles::new(&environment);
        assert_eq!(roles.control_tower_buckets, ["a", "b", "c"]);
        assert_eq!(roles.control_tower.as_deref(), Some("arn"));
    }
}
