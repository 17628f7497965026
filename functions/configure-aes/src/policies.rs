//! Policies of Index State Management: when indices are rolled over, moved and deleted.
//!
//! A family is the start of indices' names. Each that the options speak of has two
//! policies: one for indices with a date in their name, and one for those that are rolled
//! over, whose names end in a number of six digits. Where a family is within another, the
//! longer name counts, by the priority of the policies' templates.
//!
//! A policy's template is applied to new indices only, and an index keeps the policy as it
//! was when it came under it; [`attach`] sees to those that are there.
//!
//! <https://docs.opensearch.org/latest/im-plugin/ism/policies/>

mod attach;
mod body;
mod kind;

use std::collections::BTreeSet;

use contract::custom_resources::IndexAges;
use serde_json::Value;

use crate::error::Error;
use crate::object::settle::Inventory;
use crate::object::{BESIDE, Entry, Object};
use crate::work::Work;
use body::{Form, policy};
use kind::Policy;

/// The policy of v2.10.4 for indices that are rolled over by size, and nothing else.
const BY_SIZE: &str = "rollover100gb";

/// A family of indices, as a policy needs it.
#[derive(Debug, Clone, PartialEq)]
struct Family {
    /// In names of policies.
    name: String,
    /// What the indices' names start with.
    starts: Vec<String>,
    /// Greater than that of every family that it is within; the next number is its own too.
    priority: usize,
    ages: IndexAges,
}

/// The families of the options, the narrowest first.
fn families(work: &Work<'_>) -> Vec<Family> {
    let mut families: Vec<_> = work
        .options
        .retention
        .iter()
        .map(|(start, ages)| Family {
            name: start.clone(),
            starts: vec![start.clone()],
            priority: FAMILIES + 2 * start.len(),
            ages: *ages,
        })
        .collect();
    families.sort_by_key(|family| std::cmp::Reverse(family.priority));
    families.extend(work.options.default_retention.map(|ages| Family {
        name: "default".to_owned(),
        starts: vec!["log-".to_owned(), "metrics-".to_owned()],
        priority: DEFAULT,
        ages,
    }));
    families
}

/// Above v2.10.4's policy, which has 0.
const DEFAULT: usize = 1;
/// Above that, and the number after it.
const FAMILIES: usize = 10;

/// Whether the domain knows policies, and the settings of indices that belong to them.
pub(crate) async fn are_known(work: &Work<'_>) -> Result<bool, Error> {
    Ok(work.inventory(&Policy).await?.is_some())
}

/// Puts the policies, and brings the indices that are there under them.
pub(crate) async fn put(work: &Work<'_>) -> Result<(), Error> {
    let mut families = families(work);
    for family in &families {
        check(family)?;
    }
    let Some(before) = work.inventory(&Policy).await? else { return Ok(()) };
    let shift = shift(&families, &taken(&before), shift_now(&before));
    families.iter_mut().for_each(|family| family.priority += shift);
    // The narrowest first, so that none comes to a priority that another is still at.
    let mut objects: Vec<Object> = families.iter().flat_map(objects_of).collect();
    objects.push(body::by_size(BY_SIZE, shift));
    let Some(settled) = work.settle(&Policy, &objects).await? else { return Ok(()) };
    attach::attach(work, &families, &settled).await?;
    work.remove_obsolete(&Policy, &settled).await
}

/// The priorities that templates of a user's policies have. Two of one priority may not match
/// one index, and a domain refuses the second.
fn taken(before: &Inventory) -> BTreeSet<usize> {
    let users = before.entries().filter(|entry| !is_named_as_ours(&entry.name));
    users.flat_map(priorities).collect()
}

fn priorities(entry: &Entry) -> Vec<usize> {
    let templates = entry.body.pointer("/policy/ism_template").and_then(Value::as_array);
    let priorities = templates.into_iter().flatten();
    let priorities = priorities.filter_map(|template| template.get("priority")?.as_u64());
    priorities.filter_map(|priority| usize::try_from(priority).ok()).collect()
}

/// By how much ours are raised now: that of the first of them is 0 otherwise.
fn shift_now(before: &Inventory) -> usize {
    let first = before.get(BY_SIZE).filter(|entry| before.is_ours(&Policy, entry));
    first.map(priorities).unwrap_or_default().first().copied().unwrap_or_default()
}

/// By how much all of ours are raised so that none is taken. Never less than now, and an even
/// number: ours are put one after the other, and none may meet another on the way.
fn shift(families: &[Family], taken: &BTreeSet<usize>, now: usize) -> usize {
    let of_families = families.iter().flat_map(|family| [family.priority, family.priority + 1]);
    let ours: BTreeSet<usize> = of_families.chain([0]).collect();
    let fits = |shift: &usize| ours.iter().all(|priority| !taken.contains(&(priority + shift)));
    (now..=LARGEST_SHIFT).step_by(2).find(fits).unwrap_or(now)
}

/// Where nothing is free up to here, the domain says what is in the way.
const LARGEST_SHIFT: usize = 10_000;

fn is_named_as_ours(policy: &str) -> bool {
    policy.strip_suffix(BESIDE).unwrap_or(policy) == BY_SIZE || policy.starts_with("aes-siem-")
}

fn objects_of(family: &Family) -> [Object; 2] {
    [Form::Dated, Form::RolledOver].map(|form| policy(family, form))
}

/// An age that comes before an earlier one, which the options refuse too.
fn check(family: &Family) -> Result<(), Error> {
    let IndexAges { hot_days, warm_days, cold_days, delete_days } = family.ages;
    let stages = [hot_days, warm_days, cold_days, delete_days];
    let days: Vec<u32> = stages.into_iter().flatten().collect();
    if days.is_sorted() {
        return Ok(());
    }
    Err(Error::Option {
        place: format!("Retention.{}", family.name),
        reason: format!(
            "the ages in days are {days:?} and must rise from hot to warm, cold and delete: give \
             the later ones more days"
        ),
    })
}

#[cfg(test)]
mod tests;
