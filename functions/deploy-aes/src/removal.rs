//! What becomes of a domain when its resource goes: it stays, with what it holds.
//!
//! But for one that the creation has made that is just being rolled back, while nobody has
//! written to it. It would be found by the next creation and taken for somebody's, without a
//! password that anybody knows.

use kit::custom_resource::{Call, Step, Success};
use tracing::{info, warn};

use crate::deployment::Deployment;
use crate::domain::{Domain, State};
use crate::error::Error;
use crate::logs;
use crate::memory::Memory;

impl Deployment<'_> {
    pub(crate) async fn delete_domain(&self, name: &str, call: &Call<'_>) -> Result<Step, Error> {
        let Some(domain) = self.api.domain(name).await? else {
            info!(name, "there is no domain");
            return Ok(Step::Done(Success::new()));
        };
        if !self.is_taken_back(call).await {
            return Ok(self.keep(&domain, "it may hold logs"));
        }
        let waits = Step::Wait(format!("domain `{name}` is being deleted"));
        if domain.state() == State::Deleting {
            return Ok(waits);
        }
        let memory = Memory::read(&self.api.tags(&domain).await?);
        if !memory.was_made_by(call.physical_resource_id) {
            return Ok(self.keep(&domain, "it was there before"));
        }
        if let Some(why) = self.may_hold_documents(&domain).await {
            return Ok(self.keep(&domain, &why));
        }
        match self.api.delete_domain(name).await {
            // One that is at work may have to be done first.
            Err(error) if error.code() == Some("ValidationException") => {
                return Ok(Step::Wait(error.to_string()));
            }
            deleted => deleted?,
        }
        info!(name, "the new domain has no document and is deleted");
        Ok(waits)
    }

    /// Whether a Delete takes a creation back, rather than ending a resource that was in use.
    pub(crate) async fn is_taken_back(&self, call: &Call<'_>) -> bool {
        call.was_never_created() || self.rolls_back(call).await
    }

    /// Why it must be kept, unless it is known to be empty. Nobody can have written to one that
    /// has no address yet.
    async fn may_hold_documents(&self, domain: &Domain) -> Option<String> {
        let endpoint = domain.endpoint()?;
        if domain.is_in_vpc() {
            return Some(
                "it is in a VPC, where the function cannot see whether it is empty".to_owned(),
            );
        }
        let url = format!("{}://{endpoint}", self.settings.scheme);
        match self.api.documents(&url, "es", &self.place.region).await {
            Ok(0) => None,
            Ok(documents) => Some(format!("it holds {documents} documents")),
            Err(error) => Some(error.to_string()),
        }
    }

    fn keep(&self, domain: &Domain, why: &str) -> Step {
        let name = domain.name();
        let groups = logs::groups(name);
        let secret = &self.settings.admin_secret_arn;
        let left = format!(
            "domain `{name}` is left, as {why}. To remove it and what belongs to it: aws \
             opensearch delete-domain --domain-name {name}; aws logs delete-log-group for each \
             below {groups}; aws logs delete-resource-policy --policy-name {}; aws secretsmanager \
             delete-secret --secret-id {secret}",
            logs::POLICY
        );
        warn!(name, why, left, "the domain is left");
        Step::Done(Success::new().note(left))
    }
}
