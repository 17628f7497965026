//! A type of log that is ready to be used.

use contract::log_spec::LogSpec;
use ecs::Document;
use regex::Regex;

use crate::conform::TypeTree;

/// Does what data cannot say. It gets the document after mapping.
pub type Refine = fn(&mut Document<'_>, &mut Problems);

/// A type of log as its file defines it.
#[derive(Debug, Clone)]
pub struct Definition {
    spec: LogSpec,
    refine: Option<Refine>,
}

impl Definition {
    /// A type that data describes.
    pub const fn new(spec: LogSpec) -> Self {
        Self { spec, refine: None }
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
    refine: Option<Refine>,
    key_pattern: Regex,
    types: TypeTree,
}

/// Why a definition cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SpecError {
    /// Its key pattern is no regular expression.
    #[error("log type `{name}`: the key pattern is no regular expression")]
    KeyPattern {
        /// The type's name.
        name: String,
        /// What is wrong with the pattern.
        source: regex::Error,
    },
}

impl LogType {
    /// Makes a definition ready.
    ///
    /// # Errors
    ///
    /// [`SpecError`] if what it says makes no sense.
    pub fn new(definition: Definition) -> Result<Self, SpecError> {
        let Definition { spec, refine } = definition;
        let key_pattern = Regex::new(&spec.key_pattern)
            .map_err(|source| SpecError::KeyPattern { name: spec.name.to_string(), source })?;
        let types = TypeTree::of(&spec);
        Ok(Self { spec, refine, key_pattern, types })
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

    pub(crate) const fn refine(&self) -> Option<Refine> {
        self.refine
    }

    pub(crate) const fn types(&self) -> &TypeTree {
        &self.types
    }
}

/// What could not be understood of a record.
#[derive(Debug, Default)]
pub struct Problems(Vec<String>);

impl Problems {
    /// Takes note of one.
    pub fn add(&mut self, problem: impl Into<String>) {
        self.0.push(problem.into());
    }

    /// All of them in one text; none if there is none.
    pub(crate) fn into_message(self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.join("; "))
    }
}
