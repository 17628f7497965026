//! All types of log.

use std::sync::{Arc, LazyLock};

use crate::log_type::{Definition, LogType};
use crate::{aws, hosts, others};

/// Declares the types of a folder: for each, its file and the constant in it. Which type
/// a key is of is for `contract::sources` to say, so their order has no meaning.
macro_rules! types {
    ($($file:ident::$constant:ident),* $(,)?) => {
        $(mod $file;)*

        /// The types of this folder.
        pub(crate) const DEFINITIONS: &[&crate::Definition] = &[$(&$file::$constant),*];
    };
}

/// All of them as their files define them.
pub(crate) fn definitions() -> impl Iterator<Item = &'static Definition> {
    [aws::DEFINITIONS, hosts::DEFINITIONS, others::DEFINITIONS].into_iter().flatten().copied()
}

/// All types of log.
pub fn registry() -> &'static [Arc<LogType>] {
    static TYPES: LazyLock<Vec<Arc<LogType>>> = LazyLock::new(|| {
        // A test makes every definition, so that none is missing here.
        definitions().cloned().filter_map(|d| LogType::new(d).ok().map(Arc::new)).collect()
    });
    &TYPES
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn every_definition_is_sound() {
        for definition in definitions() {
            LogType::new(definition.clone()).unwrap();
        }
        assert_eq!(registry().len(), definitions().count());
    }

    #[test]
    fn names_are_unique() {
        let names: BTreeSet<_> = registry().iter().map(|t| t.name()).collect();
        assert_eq!(names.len(), registry().len());
    }

    /// Types may share an index; a field that several of them have is stored in one way.
    #[test]
    fn types_that_share_an_index_agree_on_its_fields() {
        let mut kinds = BTreeMap::new();
        for spec in registry().iter().map(|t| t.spec()) {
            for field in spec.fields.iter() {
                let first = kinds.entry((&spec.index_name, &field.path)).or_insert(field.kind);
                assert_eq!(*first, field.kind, "{}: {}", spec.name, field.path);
            }
        }
    }
}
