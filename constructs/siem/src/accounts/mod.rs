//! Whose logs the SIEM takes: of its own account, of others, of an organisation.
//!
//! Everything that lets somebody write into the log bucket or use its key names the
//! accounts given here, so that nobody else can have a service of AWS write for them (the
//! confused deputy).

mod control_tower;
mod ids;
mod log_archive;
mod more_places;
mod security_lake;
mod subscription;
mod writers;

use library::iam::{Principal, Statement, Test};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Value, pseudo};

use crate::checked;

pub(crate) use control_tower::ControlTower;
pub use ids::{AccountId, InvalidId, KeyArn, OrganizationId, PolicyArn};
pub use log_archive::{ControlTowerLogArchive, ControlTowerLogArchiveHandle, PINNED_LOG_ARCHIVE};
pub(crate) use more_places::permit;
pub(crate) use security_lake::SecurityLake;
pub(crate) use writers::{key_statements, statements};

/// An organisation of AWS Organizations whose accounts send their logs.
///
/// Services of AWS may write for every account of it. What knows no organisations needs the
/// accounts themselves: load balancers, whose logs only the key tells apart, and replication
/// from buckets of the members.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// The organisation's id, such as `o-a1b2c3d4e5`.
    #[serde(deserialize_with = "checked::text")]
    pub id: OrganizationId,
    /// The management account, which owns a trail of the organisation.
    #[serde(default, deserialize_with = "checked::optional_text")]
    pub management_account: Option<AccountId>,
    /// The member accounts that have load balancers or replicate buckets.
    #[serde(default, deserialize_with = "checked::texts")]
    pub member_accounts: Vec<AccountId>,
}

/// Whose logs are taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Senders {
    /// Accounts other than the SIEM's own, sorted, each once.
    others: Vec<AccountId>,
    organization: Option<OrganizationId>,
}

impl Senders {
    pub(crate) fn new(organization: Option<&Organization>, accounts: &[AccountId]) -> Self {
        let mut others = accounts.to_vec();
        if let Some(organization) = organization {
            others.extend(organization.management_account.clone());
            others.extend(organization.member_accounts.iter().cloned());
        }
        others.sort();
        others.dedup();
        Self { others, organization: organization.map(|organization| organization.id.clone()) }
    }

    /// Accounts other than the SIEM's own, sorted, each once.
    pub(crate) fn others(&self) -> &[AccountId] {
        &self.others
    }

    /// The ids of all accounts, the SIEM's own first.
    pub(crate) fn accounts(&self) -> Vec<Value<String>> {
        let others = self.others.iter().map(Value::from);
        std::iter::once(pseudo::account_id()).chain(others).collect()
    }

    /// A statement about services: for the accounts, and once more for all of the
    /// organisation.
    pub(crate) fn bind(&self, statement: &Statement) -> Vec<Statement> {
        let accounts = Test::string_equals("aws:SourceAccount", self.accounts());
        let mut bound = vec![statement.clone().when(accounts)];
        bound.extend(self.organization.as_ref().map(|id| {
            let test = Test::string_equals("aws:SourceOrgID", [Value::from(id)]);
            statement.clone().also_sid(" of the organization").when(test)
        }));
        bound
    }

    /// A statement about people and roles of the other accounts that are named.
    pub(crate) fn of_named(&self, statement: &Statement) -> Statement {
        // An account's id stands for its root, whose partition is the policy's own.
        self.others.iter().map(Principal::aws).fold(statement.clone(), Statement::to)
    }

    /// A statement about people and roles of the other accounts: for those that are named,
    /// and once more for all of the organisation. None if there are no others.
    pub(crate) fn of_others(&self, statement: &Statement) -> Vec<Statement> {
        let named = (!self.others.is_empty()).then(|| self.of_named(statement));
        let of_organization = self.organization.as_ref().map(|id| {
            let test = Test::string_equals("aws:PrincipalOrgID", [Value::from(id)]);
            statement.clone().also_sid(" of the organization").to(Principal::Everyone).when(test)
        });
        named.into_iter().chain(of_organization).collect()
    }
}
