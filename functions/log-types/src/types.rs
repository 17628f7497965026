//! The types of a log's fields by their path.

use std::sync::atomic::{AtomicU16, Ordering::Relaxed};

use contract::log_spec::{FieldType, LogSpec};
use ecs::Name;

use crate::base::{BASE_FIELDS, SHARED_FIELDS};
use crate::log_type::Definition;
use crate::registry;

/// The types below one field, and its own.
#[derive(Debug, Default)]
pub(crate) struct TypeTree {
    pub(crate) kind: Option<FieldType>,
    fields: Vec<Named>,
    /// Numbers into `fields`, at the place that a name's hash says or behind it; [`FREE`]
    /// where there is none. Their number is a power of two.
    places: Vec<u16>,
    /// The field that objects had first.
    first: AtomicU16,
}

/// A field and its name.
#[derive(Debug)]
pub(crate) struct Named {
    name: String,
    /// The name ready to be written, unless it is long.
    pub(crate) ready: Option<Name>,
    pub(crate) types: TypeTree,
    /// The field that objects had behind this one.
    next: AtomicU16,
}

/// Where one is in an object whose fields are looked up in their order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct After(u16);

impl After {
    /// Before its first field.
    pub(crate) const NOTHING: Self = Self(FREE);
}

/// No number of a field.
const FREE: u16 = u16::MAX;

impl TypeTree {
    /// None.
    pub(crate) const fn none() -> Self {
        let first = AtomicU16::new(FREE);
        Self { kind: None, fields: Vec::new(), places: Vec::new(), first }
    }

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
        let at = self.fields.iter().position(|field| field.name == step).unwrap_or_else(|| {
            let (name, ready) = (step.to_owned(), Name::new(step));
            let next = AtomicU16::new(FREE);
            self.fields.push(Named { name, ready, types: Self::default(), next });
            self.fields.len() - 1
        });
        let Some(field) = self.fields.get_mut(at) else { return };
        match rest {
            Some(rest) => field.types.add(rest, kind),
            None => field.types.kind = Some(kind),
        }
    }

    fn find_places(&mut self) {
        // At most every second place is taken, so that a search is short and ends.
        self.places = vec![FREE; (2 * self.fields.len()).next_power_of_two().max(2)];
        for (n, Named { name, types, .. }) in (0..FREE).zip(&mut self.fields) {
            let mut at = first_place(name, self.places.len());
            while let Some(place) = self.places.get_mut(at) {
                if *place == FREE {
                    *place = n;
                    break;
                }
                at = next_place(at, self.places.len());
            }
            types.find_places();
        }
    }

    /// Whether nothing is known of fields below this one.
    pub(crate) const fn is_leaf(&self) -> bool {
        self.fields.is_empty()
    }

    /// The types of a field of this one.
    pub(crate) fn field(&self, name: &str) -> Option<&Self> {
        self.fields.get(self.number(name)?).map(|field| &field.types)
    }

    /// A field of this one, which an object has behind the one that was looked up before.
    /// Most objects have their fields in the same order, so what came next last time is
    /// looked at first.
    #[inline]
    pub(crate) fn next_field(&self, after: &mut After, name: &str) -> Option<&Named> {
        let before = self.fields.get(usize::from(after.0));
        let hint = before.map_or(&self.first, |field| &field.next);
        *after = After(hint.load(Relaxed));
        let field = self.fields.get(usize::from(after.0));
        if field.is_some_and(|field| ecs::is_same(&field.name, name)) {
            return field;
        }
        let number = self.number(name)?;
        *after = After(u16::try_from(number).unwrap_or(FREE));
        hint.store(after.0, Relaxed);
        self.fields.get(number)
    }

    /// The number of a field.
    fn number(&self, name: &str) -> Option<usize> {
        let mut at = first_place(name, self.places.len());
        loop {
            let number = usize::from(*self.places.get(at)?);
            if ecs::is_same(&self.fields.get(number)?.name, name) {
                return Some(number);
            }
            at = next_place(at, self.places.len());
        }
    }
}

/// Where a name stands among so many places, if not behind it.
#[inline]
fn first_place(name: &str, places: usize) -> usize {
    hash(name.as_bytes()) & places.wrapping_sub(1)
}

#[inline]
const fn next_place(place: usize, places: usize) -> usize {
    (place + 1) & places.wrapping_sub(1)
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
    fn fields_are_found_in_whatever_order_they_come() {
        let mut tree = TypeTree::default();
        for field in ecs::FIELDS {
            tree.add(field.path, field.kind);
        }
        tree.find_places();
        for names in [
            ["source", "event", "x", "url"],
            ["source", "event", "x", "url"],
            ["x", "url", "url", "source"],
            ["y", "x", "source", "event"],
            ["source", "event", "x", "url"],
        ] {
            let mut after = After::NOTHING;
            for name in names {
                let found = tree.next_field(&mut after, name).map(|field| field.name.as_str());
                assert_eq!(found, Some(name).filter(|name| name.len() > 1), "{names:?}");
            }
        }
    }

    #[test]
    fn a_tree_of_nothing_knows_nothing() {
        assert!(TypeTree::default().field("a").is_none());
    }
}
