//! All types of log.

use std::sync::LazyLock;

use crate::aws;
use crate::log_type::{Definition, LogType};

/// One line for each type. Where two patterns match a key, the first counts.
const DEFINITIONS: &[Definition] = &[aws::WAF];

/// All types of log, in the order in which keys are compared with them.
pub fn registry() -> &'static [LogType] {
    static TYPES: LazyLock<Vec<LogType>> = LazyLock::new(|| {
        // A test makes every definition, so that none is missing here.
        DEFINITIONS.iter().cloned().filter_map(|d| LogType::new(d).ok()).collect()
    });
    &TYPES
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_definition_is_sound() {
        for definition in DEFINITIONS {
            LogType::new(definition.clone()).unwrap();
        }
        assert_eq!(registry().len(), DEFINITIONS.len());
    }

    #[test]
    fn names_and_index_names_are_unique() {
        let names: BTreeSet<_> = registry().iter().map(LogType::name).collect();
        assert_eq!(names.len(), registry().len());
        let indices: BTreeSet<_> = registry().iter().map(|t| &t.spec().index_name).collect();
        assert_eq!(indices.len(), registry().len());
    }
}
