//! Indices that are there already come under the policies.
//!
//! An index under a policy of a user's is left alone, and so is every index where the
//! family's policy is the user's. An index that came under one of ours goes on under it as
//! it was then, until it is told of the new one: that it does not know the newest is seen
//! from the revision, so that a run which was cut between the two is made good. It changes
//! over at its next turn, minutes later. One that has not had its first turn has no revision,
//! and leaves the one policy to come under the other at once.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tracing::info;

use super::body::{Form, name};
use super::kind::Policy;
use super::{BY_SIZE, Family};
use crate::error::Error;
use crate::object::settle::Inventory;
use crate::object::{Ask, Revision};
use crate::work::{Settled, Work};

/// Names in one request: a URL is not to be longer than 4 KiB.
const AT_ONCE: usize = 40;

/// What a policy is to be told of.
type Named = BTreeMap<String, Vec<String>>;

/// Brings the indices that are there under the policies.
pub(super) async fn attach(
    work: &Work<'_>,
    families: &[Family],
    settled: &Settled,
) -> Result<(), Error> {
    let mut indices: Vec<String> = open_indices(work).await?;
    if indices.is_empty() {
        return Ok(());
    }
    indices.sort_unstable();
    let Some(now) = work.inventory(&Policy).await? else { return Ok(()) };
    let (mut added, mut changed, mut left) = (Named::new(), Named::new(), Named::new());
    for indices in indices.chunks(AT_ONCE) {
        let managed = managed(work, indices).await?;
        for index in indices {
            let state = managed.get(index.as_str());
            let list = match (policy_of(index, families), state) {
                (Some(policy), _) if settled.kept.contains(&policy) => continue,
                (Some(policy), None) => added.entry(policy),
                (Some(policy), Some(state)) if state.is_to_change(&policy, &now) => {
                    if state.revision.is_some() {
                        changed.entry(policy)
                    } else {
                        left.entry(state.policy.clone()).or_default().push(index.clone());
                        added.entry(policy)
                    }
                }
                (None, Some(state)) if state.is_obsolete(&now, settled) => {
                    left.entry(state.policy.clone())
                }
                _ => continue,
            };
            list.or_default().push(index.clone());
        }
    }
    tell(work, "remove", &left).await?;
    tell(work, "add", &added).await?;
    tell(work, "change_policy", &changed).await
}

/// Indices of logs and metrics that are open; closed ones no policy touches.
async fn open_indices(work: &Work<'_>) -> Result<Vec<String>, Error> {
    let ask = Ask::get("/_cat/indices/log-*,metrics-*?h=index&format=json&expand_wildcards=open");
    let answer = work.ask(&ask).await?;
    if answer.status == 404 {
        return Ok(vec![]);
    }
    if !answer.is_success() {
        return Err(Error::refused(&ask, "the list of indices", &answer));
    }
    let Some(indices) = answer.body.as_array() else {
        return Err(Error::unreadable(&ask, "it is no list"));
    };
    let names = indices.iter().filter_map(|index| index.get("index")?.as_str());
    Ok(names.map(str::to_owned).collect())
}

/// The name of the policy that an index should be under.
fn policy_of(index: &str, families: &[Family]) -> Option<String> {
    let number = index.rsplit_once('-').map(|(_, end)| end).unwrap_or_default();
    let is_rolled_over =
        number.len() == 6 && number.starts_with("00") && number.bytes().all(|b| b.is_ascii_digit());
    let form = if is_rolled_over { Form::RolledOver } else { Form::Dated };
    let family = families
        .iter()
        .find(|family| family.starts.iter().any(|start| index.starts_with(start.as_str())));
    match family {
        Some(family) => Some(name(family, form)),
        None => (is_rolled_over && index.starts_with("log-")).then(|| BY_SIZE.to_owned()),
    }
}

/// Under which policy an index is.
#[derive(Debug)]
struct State {
    policy: String,
    /// Which revision of it; not known before the policy has been looked at once.
    revision: Option<Revision>,
}

impl State {
    /// Whether the index is to be told of `policy`: it is under another of ours, or under an
    /// earlier revision of this one.
    fn is_to_change(&self, policy: &str, now: &Inventory) -> bool {
        if self.policy != policy {
            return self.is_ours(now);
        }
        let newest = now.get(policy).and_then(|entry| entry.revision);
        self.revision.is_some() && self.revision != newest
    }

    /// Whether the index is under a policy of ours that the options speak of no more: it
    /// would go on as if they did.
    fn is_obsolete(&self, now: &Inventory, settled: &Settled) -> bool {
        self.is_ours(now) && !settled.wanted.contains(&self.policy)
    }

    fn is_ours(&self, now: &Inventory) -> bool {
        now.get(&self.policy).is_some_and(|entry| now.is_ours(&Policy, entry))
    }
}

/// Those of some indices that are under a policy.
///
/// <https://docs.opensearch.org/latest/im-plugin/ism/api/#explain-index>
async fn managed(work: &Work<'_>, indices: &[String]) -> Result<BTreeMap<String, State>, Error> {
    let ask = Ask::get(format!("/_plugins/_ism/explain/{}?size={AT_ONCE}", indices.join(",")));
    let answer = work.demand(&ask, "the policies that indices are under").await?;
    let Some(states) = answer.body.as_object() else {
        return Err(Error::unreadable(&ask, "it is no object"));
    };
    let read = |(index, state): (&String, &Value)| {
        let policy = state
            .get("index.plugins.index_state_management.policy_id")
            .or_else(|| state.get("index.opendistro.index_state_management.policy_id"))
            .or_else(|| state.get("policy_id"))?
            .as_str()?;
        let number = |name: &str| state.get(name).and_then(Value::as_u64);
        let revision = number("policy_seq_no")
            .zip(number("policy_primary_term"))
            .map(|(sequence, term)| Revision { sequence, term });
        Some((index.clone(), State { policy: policy.to_owned(), revision }))
    };
    Ok(states.iter().filter_map(read).collect())
}

/// Tells indices of policies. What does not work is that of single indices (one that is
/// being moved, say), and no reason to fail: the next run tries again.
async fn tell(work: &Work<'_>, how: &str, named: &Named) -> Result<(), Error> {
    for (policy, indices) in named {
        for indices in indices.chunks(AT_ONCE) {
            let path = format!("/_plugins/_ism/{how}/{}", indices.join(","));
            let ask = match how {
                "remove" => Ask { body: None, ..Ask::post(path, Value::Null) },
                _ => Ask::post(path, json!({"policy_id": policy})),
            };
            let answer = work.demand(&ask, &format!("the policy `{policy}` on indices")).await?;
            let updated = answer.body.get("updated_indices").and_then(Value::as_u64);
            info!(policy, how, updated, "indices told of their policy");
            note_failures(work, how, policy, &answer.body);
        }
    }
    Ok(())
}

fn note_failures(work: &Work<'_>, how: &str, policy: &str, answer: &Value) {
    let failed = answer.get("failed_indices").and_then(Value::as_array);
    for failure in failed.into_iter().flatten() {
        let of = |name: &str| failure.get(name).and_then(Value::as_str).unwrap_or_default();
        let (index, reason) = (of("index_name"), of("reason"));
        work.report(|report| report.note(format!("{index}, {how} {policy}: {reason}")));
    }
}
