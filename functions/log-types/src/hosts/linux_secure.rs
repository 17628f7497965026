//! Log of logins of Linux machines, `/var/log/secure` or `auth.log`.
//!
//! Lines are as in [`linux_os`](super::linux_os), where differences are listed.

use contract::log_spec::{LogSpec, StaticField};
use contract::sources;
use ecs::Document;

use super::linux_os::{ECS, FORMAT, TIME, set_host, settings};
use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::syslog::{Program, set_event};

/// Linux's log of logins.
pub(crate) const LINUX_SECURE: Definition = Definition::new(settings(
    LogSpec::new("linux-secure", INDEX_NAME, sources::LINUX_SECURE.pattern, FORMAT, TIME)
        .ecs(ECS)
        .static_fields(STATIC),
))
.refined_by(refine);

/// The index of logins, whichever log they are from.
pub(super) const INDEX_NAME: &str = "log-linux-secure";

const STATIC: &[StaticField] = &[ecs::EVENT_KIND.is("event"), ecs::EVENT_MODULE.is("secure")];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    set_host(document);
    let program = Program::by_name(document.text_at("proc").unwrap_or_default());
    set_event(document, program);
}
