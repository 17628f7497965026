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

use contract::custom_resources::IndexAges;

use crate::error::Error;
use crate::object::Object;
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
    let families = families(work);
    for family in &families {
        check(family)?;
    }
    let mut objects = vec![body::by_size(BY_SIZE)];
    objects.extend(families.iter().flat_map(objects_of));
    let Some(settled) = work.settle(&Policy, &objects).await? else { return Ok(()) };
    attach::attach(work, &families, &settled).await?;
    work.remove_obsolete(&Policy, &settled).await
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
