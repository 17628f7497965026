//! The types of a log's fields by their path.

use contract::log_spec::{FieldType, LogSpec};

use crate::base::{BASE_FIELDS, SHARED_FIELDS};
use crate::log_type::Definition;
use crate::registry;

/// The types below one field, and its own.
#[derive(Debug, Default)]
pub(crate) struct TypeTree {
    pub(crate) kind: Option<FieldType>,
    fields: Vec<(String, TypeTree)>,
    /// Numbers into `fields`, counted from 1, at the place that a name's hash says or
    /// behind it; 0 where there is none. Their number is a power of two.
    places: Vec<u16>,
}

impl TypeTree {
    /// None.
    pub(crate) const NONE: Self = Self { kind: None, fields: Vec::new(), places: Vec::new() };

    /// All types of a log: those of every document, of ECS, of the built-in types that share
    /// its index, and its own.
    pub(crate) fn of(spec: &LogSpec) -> Self {
        let mut tree = Self::default();
        for field in ecs::FIELDS {
            tree.add(field.path, field.kind);
        }
        let of_index = registry::definitions()
            .map(Definition::spec)
            .filter(|other| other.index_name == spec.index_name)
            .flat_map(|other| other.fields.iter());
        for field in
            BASE_FIELDS.iter().chain(SHARED_FIELDS).chain(of_index).chain(spec.fields.iter())
        {
            tree.add(&field.path, field.kind);
        }
        tree.find_places();
        tree
    }

    fn add(&mut self, path: &str, kind: FieldType) {
        let (step, rest) = path.split_once('.').map_or((path, None), |(a, b)| (a, Some(b)));
        let at = self.fields.iter().position(|(name, _)| name == step).unwrap_or_else(|| {
            self.fields.push((step.to_owned(), Self::default()));
            self.fields.len() - 1
        });
        let Some((_, field)) = self.fields.get_mut(at) else { return };
        match rest {
            Some(rest) => field.add(rest, kind),
            None => field.kind = Some(kind),
        }
    }

    fn find_places(&mut self) {
        // At most every second place is taken, so that a search is short and ends.
        self.places = vec![0; (2 * self.fields.len()).next_power_of_two().max(2)];
        for (n, (name, field)) in (1..).zip(&mut self.fields) {
            let free = probes(name, self.places.len()).find(|at| self.places.get(*at) == Some(&0));
            if let Some(place) = free.and_then(|at| self.places.get_mut(at)) {
                *place = n;
            }
            field.find_places();
        }
    }

    /// Whether nothing is known of fields below this one.
    pub(crate) const fn is_leaf(&self) -> bool {
        self.fields.is_empty()
    }

    /// The types of a field of this one.
    #[inline]
    pub(crate) fn field(&self, name: &str) -> Option<&Self> {
        for at in probes(name, self.places.len()) {
            let n = usize::from(*self.places.get(at)?).checked_sub(1)?;
            let (known, field) = self.fields.get(n)?;
            if ecs::is_same(known, name) {
                return Some(field);
            }
        }
        None
    }
}

/// Where a name may stand among so many places, in the order in which to look.
#[inline]
fn probes(name: &str, places: usize) -> impl Iterator<Item = usize> {
    let last = places.wrapping_sub(1);
    let start = hash(name.as_bytes());
    (0..places).map(move |step| start.wrapping_add(step) & last)
}

/// A quick hash. It need not withstand an attack: the table is of our own names.
#[inline]
fn hash(name: &[u8]) -> usize {
    let (first, last) = if let Some((first, last)) = ecs::ends::<8>(name) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let Some((first, last)) = ecs::ends::<4>(name) {
        (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
    } else {
        (name.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), 0)
    };
    let mixed =
        (first ^ last.rotate_left(29) ^ name.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    // The highest bits are the best mixed ones.
    (mixed >> 48) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_ecs_is_found_and_nothing_else() {
        let mut tree = TypeTree::default();
        for field in ecs::FIELDS {
            tree.add(field.path, field.kind);
        }
        tree.find_places();
        for field in ecs::FIELDS {
            let found = field.path.split('.').try_fold(&tree, |tree, step| tree.field(step));
            assert_eq!(found.and_then(|found| found.kind), Some(field.kind), "{}", field.path);
        }
        for name in ["", "x", "source.ip", "sourc", "@message2"] {
            assert!(tree.field(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_tree_of_nothing_knows_nothing() {
        assert!(TypeTree::default().field("a").is_none());
    }
}
