//! All log types that a loader knows: the built-in ones and those that a user adds.

use std::sync::Arc;

use contract::log_types::LogTypes as Wanted;
use contract::sources;

use crate::log_type::{LogType, SpecError};
use crate::registry::{definitions, registry};

/// All log types that a loader knows.
#[derive(Debug, Clone)]
pub struct LogTypes {
    /// Those that are compared with a key by their own pattern, in this order.
    by_pattern: Vec<Arc<LogType>>,
    /// Those whose keys `contract::sources` knows.
    by_source: Vec<Arc<LogType>>,
}

impl LogTypes {
    /// The built-in ones.
    pub fn built_in() -> Self {
        Self { by_pattern: vec![], by_source: registry().to_vec() }
    }

    /// The built-in ones with changes, and others beside them.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with what is wanted.
    pub fn with(wanted: &Wanted) -> Result<Self, Vec<SpecError>> {
        let mut types = Self::built_in();
        let mut wrong: Vec<SpecError> = wanted
            .double_names()
            .into_iter()
            .map(|name| SpecError::DoubleName { name: name.to_owned() })
            .collect();
        for spec in &wanted.own {
            if types.by_source.iter().any(|built_in| built_in.name() == spec.name) {
                wrong.push(SpecError::BuiltInName { name: spec.name.to_string() });
                continue;
            }
            match LogType::new(crate::Definition::new(spec.clone())) {
                Ok(log_type) => types.by_pattern.push(Arc::new(log_type)),
                Err(error) => wrong.push(error),
            }
        }
        for (name, changes) in &wanted.built_in {
            let Some(definition) = definitions().find(|built_in| built_in.name() == name) else {
                wrong.push(SpecError::NotBuiltIn { name: name.clone(), known: types.names() });
                continue;
            };
            match LogType::new(definition.clone().changed(changes)) {
                Ok(log_type) => types.replace(log_type, changes.key_pattern.is_some()),
                Err(error) => wrong.push(error),
            }
        }
        if wrong.is_empty() { Ok(types) } else { Err(wrong) }
    }

    fn replace(&mut self, log_type: LogType, has_own_pattern: bool) {
        let log_type = Arc::new(log_type);
        if has_own_pattern {
            self.by_source.retain(|other| other.name() != log_type.name());
            self.by_pattern.push(log_type);
        } else if let Some(place) =
            self.by_source.iter_mut().find(|other| other.name() == log_type.name())
        {
            *place = log_type;
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<LogType>> {
        self.by_pattern.iter().chain(&self.by_source)
    }

    /// The names of all of them, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.iter().map(|log_type| log_type.name().to_owned()).collect();
        names.sort_unstable();
        names
    }

    /// The one of this name.
    pub fn get(&self, name: &str) -> Option<&Arc<LogType>> {
        self.iter().find(|log_type| log_type.name() == name)
    }

    /// The one whose pattern matches a key, if that is not for `contract::sources` to say.
    pub(crate) fn by_pattern(&self, key: &str) -> Option<&Arc<LogType>> {
        self.by_pattern.iter().find(|log_type| log_type.matches(key))
    }

    /// The type of a source.
    pub(crate) fn of_source(&self, source: &sources::Source) -> Option<&Arc<LogType>> {
        self.by_source.iter().find(|log_type| log_type.name() == source.log_type)
    }
}

impl Default for LogTypes {
    fn default() -> Self {
        Self::built_in()
    }
}

#[cfg(test)]
mod tests {
    use contract::log_spec::{Format, LogSpec, Timestamp, TimestampFormat};
    use contract::log_types::Changes;

    use super::*;
    use crate::Recognition;

    fn own(name: &'static str, pattern: &'static str) -> LogSpec {
        let time = Timestamp::new("time", TimestampFormat::Iso8601);
        LogSpec::new(name, "log-app", pattern, Format::JSON, time)
    }

    fn name_of(types: &LogTypes, key: &str) -> Option<String> {
        match types.recognise(key) {
            Recognition::Type(log_type) => Some(log_type.name().to_owned()),
            _ => None,
        }
    }

    #[test]
    fn a_type_of_ones_own_is_asked_first() {
        let wanted = Wanted { own: vec![own("app", "aws-waf-logs-app/")], ..Wanted::default() };
        let types = LogTypes::with(&wanted).unwrap();
        assert_eq!(name_of(&types, "aws-waf-logs-app/file").as_deref(), Some("app"));
        assert_eq!(name_of(&types, "aws-waf-logs-web/file").as_deref(), Some("waf"));
        assert_eq!(name_of(&types, "other/file"), None);
    }

    #[test]
    fn a_changed_pattern_takes_the_place_of_the_built_in_one() {
        let changes = Changes { key_pattern: Some("firewall/".into()), ..Changes::default() };
        let wanted = Wanted { built_in: [("waf".to_owned(), changes)].into(), own: vec![] };
        let types = LogTypes::with(&wanted).unwrap();
        assert_eq!(name_of(&types, "firewall/file").as_deref(), Some("waf"));
        assert_eq!(name_of(&types, "aws-waf-logs-web/file"), None);
    }

    #[test]
    fn everything_that_is_wrong_is_said() {
        let wanted = Wanted {
            own: vec![own("a", "("), own("b", "b"), own("b", "c"), own("waf", "d")],
            built_in: [("waff".to_owned(), Changes::default())].into(),
        };
        let wrong = LogTypes::with(&wanted).unwrap_err();
        let text: Vec<_> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(text.len(), 4, "{text:?}");
        assert!(text.iter().any(|text| text.contains("`waff` is not built in")), "{text:?}");
        assert!(text.iter().any(|text| text.contains("`waf` is built in")), "{text:?}");
    }
}
