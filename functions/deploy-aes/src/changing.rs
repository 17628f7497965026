//! Carrying out what an update changes of a domain, a step a visit: the engine first, then all
//! else at once, each tried out before and waited for afterwards.

use std::time::{Duration, SystemTime};

use kit::custom_resource::{Call, Kind, LONGEST};
use serde_json::{Map, Value};
use tracing::{info, warn};

use crate::changes::{Comparison, Plan};
use crate::deployment::{Before, Deployment};
use crate::domain::{Domain, State, began_since};
use crate::engine::Engine;
use crate::error::Error;
use crate::wanted::Wanted;

/// Before the last visit.
const LATE: Duration = LONGEST.saturating_sub(Duration::from_secs(2 * 60));

/// How far a change has come.
pub(crate) enum Changed {
    Done { notes: Vec<String> },
    Waits(String),
}

/// How a step of a plan ends.
enum Execution {
    Done { otherwise: Option<String> },
    Waits(String),
}

impl Deployment<'_> {
    pub(crate) async fn change(
        &self,
        wanted: &Wanted,
        before: &Before,
        domain: &Domain,
        call: &Call<'_>,
    ) -> Result<Changed, Error> {
        let (settings, was) = (&wanted.settings, &before.settings);
        let comparison = Comparison { domain, place: &self.place, before: was, wanted: settings };
        let mut plan = comparison.plan();
        plan.refused.extend(too_old(domain));
        plan.refused.extend(moves(wanted, before, domain, call));
        if domain.state() == State::Busy {
            let changed = busy(&plan, domain, call);
            let is_late = matches!(changed, Changed::Waits(_)) && is_late(call);
            if is_late && call.request.kind == Kind::Update && self.rolls_back(call).await {
                let note = format!("domain `{}` is at work and does not go back", domain.name());
                warn!(note, "the domain does not go back");
                return Ok(Changed::Done { notes: vec![note] });
            }
            return Ok(changed);
        }
        if let Some(gib) = plan.shrinks_to_gib {
            let too_small = self.api.too_small(&self.place, domain.name(), gib).await?;
            plan.refused.extend(too_small.clone());
            if too_small.is_some() {
                plan.update.remove("ClusterConfig");
                plan.update.remove("EBSOptions");
            }
        }
        let mut notes: Vec<_> =
            plan.differs.iter().map(|differs| format!("left as found: {differs}")).collect();
        let asks = !plan.refused.is_empty() || !plan.is_empty();
        let rolls_back = asks && call.request.kind == Kind::Update && self.rolls_back(call).await;
        if !plan.refused.is_empty() && !rolls_back {
            return Err(refused(domain, plan.refused));
        }
        notes.append(&mut plan.refused);
        for note in &notes {
            warn!(name = domain.name(), note, "the domain is not as was said");
        }
        match self.execute(&plan, domain, call).await {
            // What cannot go back must not keep the stack from going back.
            Err(error) if rolls_back && !error.is_transient() && !error.is_busy() => {
                warn!(%error, "the domain does not go back");
                notes.push(error.to_string());
                Ok(Changed::Done { notes })
            }
            Ok(Execution::Done { otherwise }) => {
                notes.extend(otherwise);
                Ok(Changed::Done { notes })
            }
            Ok(Execution::Waits(wants)) => Ok(Changed::Waits(wants)),
            Err(error) => Err(error),
        }
    }

    /// Does the next step of a plan.
    async fn execute(
        &self,
        plan: &Plan,
        domain: &Domain,
        call: &Call<'_>,
    ) -> Result<Execution, Error> {
        let name = domain.name();
        if let Some(version) = &plan.upgrade {
            return self.upgrade(domain, version, call).await.map(Execution::Waits);
        }
        let mut update = plan.update.clone();
        let mut otherwise = None;
        if call.is_revisit && !update.is_empty() {
            change_failed(domain, call)?;
            // What this request has changed is not sent again, whatever the service made of it.
            let done = self.api.changed_since(name, call.since).await?;
            let (again, rest) = update.into_iter().partition(|(group, _)| done.contains(group));
            update = rest;
            otherwise = told_otherwise(&again);
        }
        self.api.prepare_logs(&plan.logs, &self.place, name).await?;
        if update.is_empty() {
            return Ok(Execution::Done { otherwise });
        }
        let deployment = self.api.update_domain(name, &update).await?;
        let changed = groups(&update);
        info!(name, changed, deployment, "the domain is being changed");
        let waits = format!("domain `{name}` is being changed ({changed}; {deployment})");
        Ok(Execution::Waits(waits))
    }

    async fn upgrade(
        &self,
        domain: &Domain,
        version: &str,
        call: &Call<'_>,
    ) -> Result<String, Error> {
        let name = domain.name();
        let waits = format!("domain `{name}` is being upgraded to {version}");
        if call.is_revisit
            && let Some(upgrade) = self.api.last_upgrade(name).await?
            && let Some(start) = upgrade.get("StartTimestamp").and_then(Value::as_f64)
            && began_since(start, call.since)
        {
            match upgrade.get("UpgradeStatus").and_then(Value::as_str) {
                Some("FAILED") => {
                    return Err(Error::UpgradeFailed {
                        name: name.to_owned(),
                        version: version.to_owned(),
                        issues: issues(&upgrade),
                    });
                }
                _ => return Ok(waits),
            }
        }
        let possible = self.api.upgrades(name).await?;
        if !possible.iter().any(|possible| possible == version) {
            let reason = format!(
                "engine_version is {} and goes to {version} in no one step: it can become {}, so \
                 name one of these first",
                domain.engine_version(),
                if possible.is_empty() { "none".to_owned() } else { possible.join(", ") },
            );
            return Err(refused(domain, vec![reason]));
        }
        self.api.upgrade(name, version).await?;
        info!(name, version, "the domain is being upgraded");
        Ok(waits)
    }
}

fn groups(update: &Map<String, Value>) -> String {
    update.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn told_otherwise(update: &Map<String, Value>) -> Option<String> {
    (!update.is_empty()).then(|| {
        format!("the service has taken a change of {} and shows another value", groups(update))
    })
}

fn refused(domain: &Domain, reasons: Vec<String>) -> Error {
    Error::Refused { name: domain.name().to_owned(), reasons }
}

fn too_old(domain: &Domain) -> Option<String> {
    let version = domain.engine_version();
    let is_old = Engine::read(version).is_some_and(|engine| !engine.is_supported());
    is_old.then(|| {
        format!(
            "its engine is {version}, with which the SIEM does not work: upgrade the domain to \
             Elasticsearch_7.10 or an OpenSearch first"
        )
    })
}

/// A domain stays in its network. Where it was made otherwise, the options were said for the
/// functions, and a Create takes it as it is.
fn moves(wanted: &Wanted, before: &Before, domain: &Domain, call: &Call<'_>) -> Option<String> {
    if call.request.kind == Kind::Create || wanted.subnets == before.subnets {
        return None;
    }
    let subnets = domain.subnets();
    let stays = match (domain.is_in_vpc(), wanted.subnets.is_empty()) {
        (true, false) => subnets.iter().all(|subnet| wanted.subnets.iter().any(|w| w == subnet)),
        (in_vpc, none) => in_vpc != none,
    };
    let is = match subnets.as_slice() {
        [] => "outside of a VPC".to_owned(),
        subnets => format!("in {}", subnets.join(", ")),
    };
    let wants = match wanted.subnets.as_slice() {
        [] => "outside of a VPC".to_owned(),
        subnets => format!("in {}", subnets.join(", ")),
    };
    (!stays).then(|| {
        format!(
            "it is {is} and is wanted {wants}, and the service moves no domain with its data: set \
             `vpc` back, or make another domain and bring the data over by a snapshot"
        )
    })
}

/// What to do while the service is at work. Where nothing is wanted of it, that does not
/// matter. Where CloudFormation will not wait any longer and all has been accepted, the domain
/// goes on by itself, and serves meanwhile.
fn busy(plan: &Plan, domain: &Domain, call: &Call<'_>) -> Changed {
    let doing = domain.text("/DomainProcessingStatus").unwrap_or("Processing");
    let name = domain.name();
    if plan.is_empty() && plan.refused.is_empty() && !call.is_revisit {
        return Changed::Done { notes: vec![] };
    }
    if is_late(call) && accepted(plan, domain, call) {
        let note = format!(
            "domain `{name}` is still {doing}, which goes on at the service; see its progress in \
             the console, and update the stack again if it fails"
        );
        warn!(name, doing, "the domain goes on by itself");
        return Changed::Done { notes: vec![note] };
    }
    Changed::Waits(format!("domain `{name}` is {doing}"))
}

fn is_late(call: &Call<'_>) -> bool {
    SystemTime::now().duration_since(call.since).unwrap_or_default() >= LATE
}

fn accepted(plan: &Plan, domain: &Domain, call: &Call<'_>) -> bool {
    let upgrades = domain.flag("/UpgradeProcessing").unwrap_or_default()
        || domain.text("/DomainProcessingStatus") == Some("UpgradingEngineVersion");
    if upgrades {
        return plan.update.is_empty() && plan.logs.is_empty();
    }
    let status =
        domain.change_since(call.since).and_then(|change| change.get("ConfigChangeStatus"));
    plan.upgrade.is_none() && status.and_then(Value::as_str) == Some("ApplyingChanges")
}

/// A change that the service has taken and then given up.
fn change_failed(domain: &Domain, call: &Call<'_>) -> Result<(), Error> {
    let Some(change) = domain.change_since(call.since) else {
        return Ok(());
    };
    let said = |name: &str| change.get(name).and_then(Value::as_str).unwrap_or_default();
    match said("ConfigChangeStatus") {
        status @ ("ValidationFailed" | "Cancelled" | "PendingUserInput") => {
            Err(Error::ChangeFailed {
                name: domain.name().to_owned(),
                status: status.to_owned(),
                message: said("Message").to_owned(),
            })
        }
        _ => Ok(()),
    }
}

fn issues(upgrade: &Value) -> String {
    let steps = upgrade.get("StepsList").and_then(Value::as_array).into_iter().flatten();
    let issues = steps.filter_map(|step| step.get("Issues")?.as_array()).flatten();
    let issues: Vec<_> = issues.filter_map(Value::as_str).collect();
    if issues.is_empty() { "the service names no issue".to_owned() } else { issues.join("; ") }
}
