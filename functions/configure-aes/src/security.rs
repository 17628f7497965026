//! Roles, and who has them.
//!
//! | role | for | who has it |
//! | --- | --- | --- |
//! | `aws_log_loader` | es-loader; the name is v2.10.4's | the roles of es-loader, in Lambda and on a machine of one's own |
//! | `aes_siem_metrics_exporter` | index-metrics-exporter | its role |
//! | `aes_siem_analyst` | people who only read | whoever has the backend role `aes-siem-analyst` |
//! | `aes_siem_admin` | people who run the SIEM | whoever has the backend role `aes-siem-admin` |
//! | `all_access`, `security_manager` | configure-aes itself | its role |
//!
//! Mappings are only added to: who else has a role keeps it.
//!
//! A domain without fine-grained access control has no such API.
//!
//! <https://docs.opensearch.org/latest/security/access-control/api/>

mod mappings;
mod roles;

use crate::error::Error;
use crate::work::Work;

/// The administrator's own roles, without which the rest cannot be done.
pub(crate) async fn administrator(work: &Work<'_>) -> Result<(), Error> {
    let role = &work.settings.environment.admin_role_arn;
    mappings::add(work, &mappings::administrators(role)).await
}

/// The SIEM's roles.
pub(crate) async fn roles(work: &Work<'_>) -> Result<(), Error> {
    let Some(settled) = work.settle(&roles::Role, &roles::all()).await? else { return Ok(()) };
    work.remove_obsolete(&roles::Role, &settled).await
}

/// Who has them.
pub(crate) async fn mappings(work: &Work<'_>) -> Result<(), Error> {
    mappings::add(work, &mappings::of_the_siem(&work.settings.environment)).await
}
