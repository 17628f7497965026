//! What the generator reads: `types.toml`, `patches.toml` and the pruned schemas.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::Error;
use crate::patch::{self, Patches};
use crate::schema::Schema;

/// Everything that decides what is generated.
#[derive(Debug)]
pub struct Inputs {
    /// `types.toml`.
    pub table: Table,
    /// The schema of each type, with the patches applied.
    pub schemas: BTreeMap<String, Schema>,
}

/// `types.toml`: which types, and what their schemas do not tell.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Table {
    /// The types, by name.
    pub types: BTreeMap<String, Entry>,
    /// Which kind of text a `format` of the schemas means. Those that end in `.Arn` need
    /// no entry.
    pub formats: BTreeMap<String, String>,
    /// Kinds of text that stand for one of several.
    pub alternatives: BTreeMap<String, Vec<String>>,
}

/// A line of `types.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    /// What `Ref` gives: `Arn`, or the name of a kind of text. Plain text if not said.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// The kind that `ref` names is written by hand in `grammar`, because people write
    /// such text themselves and it has rules.
    pub grammar: bool,
    /// Attributes that `Fn::GetAtt` knows beyond the schema's read-only properties.
    pub attributes: Vec<String>,
    /// Types of properties that the schema tells only as text, by `Property` or
    /// `Definition.Property`.
    pub properties: BTreeMap<String, String>,
}

impl Inputs {
    /// Reads everything.
    ///
    /// # Errors
    ///
    /// A file is missing or not as it should be, or a patch does not fit.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let table = Table::read(folder)?;
        let patches = Patches::read(folder)?;
        let mut schemas = BTreeMap::new();
        for name in table.types.keys() {
            let text = read(&schema_file(folder, name))?;
            schemas.insert(name.clone(), patch::apply(name, &text, &patches)?);
        }
        patches.expect_types(|name| schemas.contains_key(name))?;
        Ok(Self { table, schemas })
    }
}

impl Table {
    /// Reads `types.toml`.
    ///
    /// # Errors
    ///
    /// It is missing or not as it should be.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        read_toml(&folder.join("types.toml"))
    }
}

/// Where a type's pruned schema is kept.
pub fn schema_file(folder: &Path, type_name: &str) -> PathBuf {
    folder.join(format!("{}.json", type_name.replace("::", "-").to_ascii_lowercase()))
}

pub(crate) fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })
}

pub(crate) fn read_toml<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Error> {
    toml::from_str(&read(path)?)
        .map_err(|error| Error::Malformed { path: path.to_owned(), why: error.to_string() })
}
