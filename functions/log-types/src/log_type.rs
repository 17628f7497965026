//! A type of log that is ready to be used.

use contract::log_spec::{LogSpec, Text};
use contract::log_types::Changes;
use ecs::Document;
use formats::{FormatError, Reader};
use regex::Regex;

use crate::exclusion::Condition;
use crate::notes::Notes;
use crate::prepare::Patterns;
use crate::program::Program;
use crate::types::TypeTree;

/// Does what data cannot say. It gets the document after mapping.
pub type Refine = fn(&mut Document<'_>, &mut Notes);

/// Puts the record's own fields right before the time is looked for in them. It gets the
/// record's text beside them.
pub type Adapt = for<'a> fn(&mut Document<'a>, &'a str);

/// A type of log as its file defines it.
#[derive(Debug, Clone)]
pub struct Definition {
    spec: LogSpec,
    adapt: Option<Adapt>,
    refine: Option<Refine>,
}

impl Definition {
    /// A type that data describes.
    pub const fn new(spec: LogSpec) -> Self {
        Self { spec, adapt: None, refine: None }
    }

    /// What users call it.
    pub(crate) fn name(&self) -> &str {
        &self.spec.name
    }

    /// The data that describes it.
    pub(crate) const fn spec(&self) -> &LogSpec {
        &self.spec
    }

    /// The same with changes to its data.
    pub(crate) fn changed(mut self, changes: &Changes) -> Self {
        changes.apply(&mut self.spec);
        self
    }

    /// Adds a function that puts the record's own fields right.
    pub const fn adapted_by(mut self, adapt: Adapt) -> Self {
        self.adapt = Some(adapt);
        self
    }

    /// Adds a function for what data cannot say.
    pub const fn refined_by(mut self, refine: Refine) -> Self {
        self.refine = Some(refine);
        self
    }
}

/// A type of log that is ready to be used.
#[derive(Debug)]
pub struct LogType {
    spec: LogSpec,
    adapt: Option<Adapt>,
    refine: Option<Refine>,
    key_pattern: Regex,
    ignored_keys: Option<Regex>,
    key_time: Option<Regex>,
    reader: Reader,
    patterns: Patterns,
    excludes: Vec<Condition>,
    program: Option<Program>,
    types: TypeTree,
}

/// Why a definition cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// Two types of one's own have the same name.
    #[error("log type `{name}`: two have this name; names must be unique")]
    DoubleName {
        /// The name.
        name: String,
    },
    /// A type of one's own has the name of a built-in one.
    #[error(
        "log type `{name}`: `{name}` is built in; choose another name, or change the built-in \
         one under `built_in`"
    )]
    BuiltInName {
        /// The name.
        name: String,
    },
    /// What is to be changed is not built in.
    #[error("log type `{name}`: `{name}` is not built in; built in are {}", known.join(", "))]
    NotBuiltIn {
        /// The name.
        name: String,
        /// The names that are known.
        known: Vec<String>,
    },
    /// A regular expression is none.
    #[error("log type `{name}`: {what} is no regular expression")]
    Pattern {
        /// The type's name.
        name: String,
        /// Which one.
        what: String,
        /// What is wrong with it.
        source: Box<regex::Error>,
    },
    /// A condition of `exclude` is no JMESPath.
    #[error("log type `{name}`: the condition `{expression}` is no JMESPath: {why}")]
    Condition {
        /// The type's name.
        name: String,
        /// The condition.
        expression: String,
        /// What is wrong with it.
        why: String,
    },
    /// Its program cannot be used.
    #[error("log type `{name}`: its program cannot be used: {why}")]
    Program {
        /// The type's name.
        name: String,
        /// What is wrong with it, with the place.
        why: String,
    },
    /// Its format cannot be used.
    #[error("log type `{name}`: its format cannot be used")]
    Format {
        /// The type's name.
        name: String,
        /// What is wrong with it.
        source: FormatError,
    },
}

impl LogType {
    /// Makes a definition ready.
    ///
    /// # Errors
    ///
    /// [`SpecError`] if what it says makes no sense.
    pub fn new(definition: Definition) -> Result<Self, SpecError> {
        let Definition { spec, adapt, refine } = definition;
        let pattern = |pattern: &str, what: &str| {
            Regex::new(pattern).map_err(|source| SpecError::Pattern {
                name: spec.name.to_string(),
                what: what.to_owned(),
                source: Box::new(source),
            })
        };
        let optional = |text: &Option<Text>, what: &str| {
            text.as_ref().map(|text| pattern(text, what)).transpose()
        };
        let key_pattern = pattern(&spec.key_pattern, "the key pattern")?;
        let ignored_keys = optional(&spec.ignored_keys, "the pattern of ignored keys")?;
        let key_time = optional(&spec.timestamp.key_pattern, "the pattern of the key's time")?;
        let reader = Reader::new(&spec.format)
            .map_err(|source| SpecError::Format { name: spec.name.to_string(), source })?;
        let patterns = Patterns::of(&spec)?;
        let excludes = spec.exclude.iter().map(|expression| {
            Condition::new(expression).map_err(|why| SpecError::Condition {
                name: spec.name.to_string(),
                expression: expression.to_owned(),
                why,
            })
        });
        let excludes = excludes.collect::<Result<_, _>>()?;
        let program = spec.program.as_ref().map(|source| {
            Program::new(source)
                .map_err(|why| SpecError::Program { name: spec.name.to_string(), why })
        });
        let program = program.transpose()?;
        let types = TypeTree::of(&spec);
        Ok(Self {
            spec,
            adapt,
            refine,
            key_pattern,
            ignored_keys,
            key_time,
            reader,
            patterns,
            excludes,
            program,
            types,
        })
    }

    /// What users call it.
    pub fn name(&self) -> &str {
        &self.spec.name
    }

    /// The data that describes it.
    pub const fn spec(&self) -> &LogSpec {
        &self.spec
    }

    /// Whether an S3 key is that of an object with logs of this type.
    pub fn matches(&self, key: &str) -> bool {
        self.key_pattern.is_match(key)
    }

    /// Whether a key that matches holds no log all the same.
    pub fn ignores(&self, key: &str) -> bool {
        self.ignored_keys.as_ref().is_some_and(|pattern| pattern.is_match(key))
    }

    /// Reads the records of its format.
    pub const fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Finds the time in a key.
    pub(crate) const fn key_time(&self) -> Option<&Regex> {
        self.key_time.as_ref()
    }

    pub(crate) const fn patterns(&self) -> &Patterns {
        &self.patterns
    }

    pub(crate) const fn program(&self) -> Option<&Program> {
        self.program.as_ref()
    }

    pub(crate) fn excludes(&self) -> &[Condition] {
        &self.excludes
    }

    pub(crate) const fn adapt(&self) -> Option<Adapt> {
        self.adapt
    }

    pub(crate) const fn refine(&self) -> Option<Refine> {
        self.refine
    }

    pub(crate) const fn types(&self) -> &TypeTree {
        &self.types
    }
}
