//! One run over a domain: what it works with, and what every step does.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use contract::custom_resources::ConfigurationSettings;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue};
use kit::open_search::{Answer, Client};
use tracing::{debug, info, warn};

use crate::dashboards;
use crate::error::Error;
use crate::object::settle::{Inventory, marked};
use crate::object::{Ask, Kind, Needs, Object};
use crate::report::Report;
use crate::settings::Settings;
use crate::target::Target;

/// What OpenSearch Dashboards wants of a request: that it comes from no page in a browser, and
/// which tenant it is about.
fn for_dashboards() -> [(HeaderName, HeaderValue); 3] {
    [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (HeaderName::from_static("osd-xsrf"), HeaderValue::from_static("true")),
        (HeaderName::from_static("securitytenant"), HeaderValue::from_static("global")),
    ]
}

/// One run over a domain.
#[derive(Debug)]
pub(crate) struct Work<'a> {
    /// The domain or collection.
    pub(crate) domain: &'a Client,
    /// What it is.
    pub(crate) target: Target,
    /// The function's environment.
    pub(crate) settings: &'a Settings,
    /// What the stack's options say.
    pub(crate) options: &'a ConfigurationSettings,
    /// For the snapshot bucket.
    pub(crate) s3: &'a aws_sdk_s3::Client,
    report: Mutex<Report>,
}

/// What became of the objects of one kind.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// What was there before.
    pub(crate) before: Inventory,
    /// Names of objects that a user has changed, which are kept.
    pub(crate) kept: BTreeSet<String>,
    /// Names that are wanted: of the objects, and of what stands beside those that are kept.
    pub(crate) wanted: BTreeSet<String>,
}

impl<'a> Work<'a> {
    /// A run over a domain that has answered.
    pub(crate) fn new(
        domain: &'a Client,
        target: Target,
        settings: &'a Settings,
        options: &'a ConfigurationSettings,
        s3: &'a aws_sdk_s3::Client,
    ) -> Self {
        Self { domain, target, settings, options, s3, report: Mutex::default() }
    }

    /// Notes something for the answer and the log.
    pub(crate) fn report(&self, note: impl FnOnce(&mut Report)) {
        note(&mut self.report.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What was noted.
    pub(crate) fn into_report(self) -> Report {
        self.report.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a request; any status is an answer.
    pub(crate) async fn ask(&self, ask: &Ask) -> Result<Answer, Error> {
        let answer = if ask.path.starts_with(dashboards::PATH) {
            let body = ask.body.as_ref().map_or_else(String::new, ToString::to_string);
            self.domain
                .send_bytes(ask.method.clone(), &ask.path, &for_dashboards(), body.into())
                .await?
        } else {
            self.domain.send(ask.method.clone(), &ask.path, ask.body.as_ref()).await?
        };
        debug!(method = %ask.method, path = ask.path, status = answer.status, "asked");
        Ok(answer)
    }

    /// Sends a request that must be taken. `wanted` says what for: `the index template x`.
    pub(crate) async fn demand(&self, ask: &Ask, wanted: &str) -> Result<Answer, Error> {
        let answer = self.ask(ask).await?;
        if answer.is_success() { Ok(answer) } else { Err(Error::refused(ask, wanted, &answer)) }
    }

    /// Whether the target can have something, by its version; if not, that is noted.
    pub(crate) fn has(&self, what: &str, needs: Needs) -> bool {
        match self.target.lacks(needs) {
            None => true,
            Some(why) => {
                self.report(|report| report.left_out(what, why));
                false
            }
        }
    }

    /// All objects of a kind; nothing where the domain does not have the kind, which is
    /// noted.
    pub(crate) async fn inventory(&self, kind: &dyn Kind) -> Result<Option<Inventory>, Error> {
        let what = plural(kind.what());
        if !self.has(&what, kind.needs()) {
            return Ok(None);
        }
        let ask = kind.list();
        let answer = self.ask(&ask).await?;
        if answer.is_success() {
            return Ok(Some(Inventory::new(kind.entries(answer.body))));
        }
        if is_unknown(&answer) {
            self.report(|report| report.left_out(&what, "the domain does not have the API"));
            return Ok(None);
        }
        // What keeps objects in an index of its own has none before the first.
        if answer.status == 404 {
            return Ok(Some(Inventory::default()));
        }
        Err(Error::refused(&ask, &format!("the list of {what}"), &answer))
    }

    /// Brings objects to what they should be; nothing where the domain does not have the
    /// kind. A user's objects are kept.
    pub(crate) async fn settle(
        &self,
        kind: &dyn Kind,
        objects: &[Object],
    ) -> Result<Option<Settled>, Error> {
        let Some(before) = self.inventory(kind).await? else { return Ok(None) };
        let mut settled = Settled { before, ..Settled::default() };
        for object in objects {
            self.settle_one(kind, object, &mut settled).await?;
        }
        Ok(Some(settled))
    }

    async fn settle_one(
        &self,
        kind: &dyn Kind,
        object: &Object,
        settled: &mut Settled,
    ) -> Result<(), Error> {
        let plan = settled.before.plan(kind, object);
        settled.wanted.insert(object.name.clone());
        if let Some(beside) = plan.kept {
            warn!(kind = kind.what(), name = object.name, beside, "changed by a user, and kept");
            self.report(|report| report.kept(kind.what(), &object.name, &beside));
            settled.kept.insert(object.name.clone());
            settled.wanted.insert(beside);
        }
        let Some(write) = plan.write else {
            self.report(Report::unchanged);
            return Ok(());
        };
        let Some(refusal) = self.write(kind, &write, &settled.before).await? else {
            return Ok(());
        };
        self.give_way(kind, object, &refusal, settled).await
    }

    /// Writes an object; gives the refusal where something of a user's is in the way.
    async fn write(
        &self,
        kind: &dyn Kind,
        object: &Object,
        before: &Inventory,
    ) -> Result<Option<String>, Error> {
        let entry = before.get(&object.name);
        let ask = kind.put(&object.name, marked(kind, &object.body), entry);
        let answer = self.ask(&ask).await?;
        if answer.is_success() {
            info!(kind = kind.what(), name = object.name, new = entry.is_none(), "written");
            self.report(Report::written);
            return Ok(None);
        }
        if kind.gives_way(&answer) {
            return Ok(Some(answer.words()));
        }
        let wanted = format!("the {} `{}`", kind.what(), object.name);
        Err(Error::refused(&ask, &wanted, &answer))
    }

    /// Puts an object beside what is in its way.
    async fn give_way(
        &self,
        kind: &dyn Kind,
        object: &Object,
        refusal: &str,
        settled: &mut Settled,
    ) -> Result<(), Error> {
        let (what, name, beside) = (kind.what(), &object.name, kind.beside(object));
        warn!(kind = what, name, refusal, "something of a user's is in the way, and kept");
        let note = format!("{what} {name} gives way and is {}: {refusal}", beside.name);
        self.report(|report| report.note(note));
        settled.wanted.insert(beside.name.clone());
        if !settled.before.is_to_write(kind, &beside) {
            return Ok(());
        }
        match self.write(kind, &beside, &settled.before).await? {
            None => Ok(()),
            // Beside, it is in nothing's way.
            Some(said) => Err(Error::InTheWay { object: format!("{what} `{name}`"), said }),
        }
    }

    async fn remove(&self, kind: &dyn Kind, name: &str, before: &Inventory) -> Result<(), Error> {
        let Some(entry) = before.get(name) else { return Ok(()) };
        let ask = kind.delete(entry);
        let answer = self.ask(&ask).await?;
        if !answer.is_success() && answer.status != 404 {
            let wanted = format!("the {} `{name}` gone, which is of no use any more", kind.what());
            return Err(Error::refused(&ask, &wanted, &answer));
        }
        info!(kind = kind.what(), name, "removed");
        self.report(Report::removed);
        Ok(())
    }

    /// Removes objects of ours that nobody has changed and nobody wants any more. `settled`
    /// must be of all objects of the kind.
    pub(crate) async fn remove_obsolete(
        &self,
        kind: &dyn Kind,
        settled: &Settled,
    ) -> Result<(), Error> {
        for name in settled.before.obsolete(kind, &settled.wanted) {
            match self.remove(kind, &name, &settled.before).await {
                // Something of a user's uses it, or it may not be removed: it does no harm.
                Err(Error::Refused { status: 400 | 403 | 409, said, .. }) => {
                    info!(kind = kind.what(), name, said, "obsolete, and kept");
                }
                outcome => outcome?,
            }
        }
        Ok(())
    }
}

/// More than one of a kind.
fn plural(what: &str) -> String {
    what.strip_suffix('y').map_or_else(|| format!("{what}s"), |stem| format!("{stem}ies"))
}

/// Whether an answer says that there is no such API: OpenSearch's words where no plugin
/// brings it, and those of Amazon OpenSearch Service for what it does not offer.
pub(crate) fn is_unknown(answer: &Answer) -> bool {
    let words = answer.words();
    match answer.status {
        400 | 404 | 405 => {
            words.contains("no handler found") || words.contains("Incorrect HTTP method")
        }
        401 | 403 => words.contains("is not allowed"),
        _ => false,
    }
}
