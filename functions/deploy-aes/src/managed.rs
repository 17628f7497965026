//! A domain, made or taken over and kept as it was said.

use kit::custom_resource::{Call, Kind, Step};
use tracing::{info, warn};

use crate::api::failed;
use crate::changing::Changed;
use crate::deployed::{Admin, success};
use crate::deployment::{Before, Deployment};
use crate::domain::{Domain, State};
use crate::error::Error;
use crate::logs;
use crate::memory::Memory;
use crate::new_domain;
use crate::wanted::Wanted;

/// The service makes this role for itself, where domains are in a VPC.
const SERVICE: &str = "opensearchservice.amazonaws.com";

impl Deployment<'_> {
    pub(crate) async fn create_domain(
        &self,
        wanted: &Wanted,
        call: &Call<'_>,
    ) -> Result<Step, Error> {
        match self.api.domain(&wanted.name).await? {
            Some(domain) => self.bring(wanted, &Before::nothing(), &domain, call).await,
            None => self.make(wanted, call).await,
        }
    }

    pub(crate) async fn update_domain(
        &self,
        wanted: &Wanted,
        before: &Before,
        call: &Call<'_>,
    ) -> Result<Step, Error> {
        if let Some(domain) = self.api.domain(&wanted.name).await? {
            return self.bring(wanted, before, &domain, call).await;
        }
        if let Some(error) = before.elsewhere(wanted) {
            return Err(error);
        }
        if self.rolls_back(call).await {
            return Err(Error::Gone { kind: wanted.target.words(), name: wanted.name.clone() });
        }
        warn!(name = wanted.name, "the domain is gone, and is made anew");
        self.make(wanted, call).await
    }

    /// A new domain. Each thing before it may be there already.
    async fn make(&self, wanted: &Wanted, call: &Call<'_>) -> Result<Step, Error> {
        let name = &wanted.name;
        let logs = logs::of_new(wanted.settings.logs.as_ref());
        self.api.prepare_logs(&logs, &self.place, name).await?;
        if !wanted.subnets.is_empty() {
            self.make_service_role(name).await?;
        }
        let memory = Memory::of_new(&maker(call), &self.settings.admin_secret_arn);
        let request =
            new_domain::request(wanted, &self.place, &self.settings.admin_role_arn, &memory);
        match self.api.create_domain(name, &request).await {
            Ok(()) => {
                info!(name, "the domain is being made");
                Ok(Step::Wait(format!("domain `{name}` is being made")))
            }
            // The service does not know at once a role that the stack has just made.
            Err(error) if error.code() == Some("ValidationException") && !call.is_revisit => {
                Ok(Step::Wait(error.to_string()))
            }
            Err(error) if error.code() == Some("ResourceAlreadyExistsException") => {
                Ok(Step::Wait(format!("domain `{name}` is there, and not yet to be seen")))
            }
            Err(error) => Err(error),
        }
    }

    async fn make_service_role(&self, name: &str) -> Result<(), Error> {
        let input = [("AWSServiceName", SERVICE)];
        let called = self.api.iam.query("CreateServiceLinkedRole", "2010-05-08", &input).await;
        match called {
            // An account has one.
            Err(error) if error.code() == Some("InvalidInput") => Ok(()),
            called => called
                .map(drop)
                .map_err(|source| failed(name, "making the service's role for its VPC", source)),
        }
    }

    /// One that is there: finished if this request has made it, else changed as was said.
    async fn bring(
        &self,
        wanted: &Wanted,
        before: &Before,
        domain: &Domain,
        call: &Call<'_>,
    ) -> Result<Step, Error> {
        let name = domain.name();
        match domain.state() {
            State::Deleting => {
                return Ok(Step::Wait(format!("domain `{name}` is being deleted by somebody")));
            }
            State::Isolated => return Err(Error::Isolated { name: name.to_owned() }),
            State::Creating => {
                return Ok(Step::Wait(format!("domain `{name}` is being made")));
            }
            State::Active | State::Busy => {}
        }
        let memory = Memory::read(&self.api.tags(domain).await?);
        let notes = if memory.was_made_by(&maker(call)) {
            // It was made as it was said.
            if !has_password(domain) || domain.state() == State::Busy {
                return self.give_password(domain).await;
            }
            vec![]
        } else {
            match self.change(wanted, before, domain, call).await? {
                Changed::Done { notes } => notes,
                Changed::Waits(wants) => return Ok(Step::Wait(wants)),
            }
        };
        let endpoint = domain.endpoint().ok_or(Error::Unreadable {
            name: name.to_owned(),
            operation: "DescribeDomain",
            field: "Endpoint",
        })?;
        let secret = &self.settings.admin_secret_arn;
        let admin = if memory.has_admin_secret(secret) {
            Admin::InSecret(secret)
        } else {
            self.other_admin(call)
        };
        let success = success(endpoint, "", admin, &self.place).note(notes.join("; "));
        Ok(Step::Done(success))
    }

    async fn give_password(&self, domain: &Domain) -> Result<Step, Error> {
        let name = domain.name();
        if domain.state() == State::Active {
            let secret = self.api.current(&self.settings.admin_secret_arn).await?;
            self.api.set_master_user(name, &secret).await?;
            info!(name, "the master user gets its password");
        }
        Ok(Step::Wait(format!("domain `{name}` is being given its master user")))
    }
}

/// Who has made a domain that this request makes.
fn maker(call: &Call<'_>) -> String {
    match call.request.kind {
        Kind::Update => format!("{}/{}", call.physical_resource_id, call.request.request_id),
        _ => call.physical_resource_id.to_owned(),
    }
}

fn has_password(domain: &Domain) -> bool {
    domain.flag("/AdvancedSecurityOptions/InternalUserDatabaseEnabled").unwrap_or_default()
}
