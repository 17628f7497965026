//! Generates `constructs/resources` from the CloudFormation registry schemas.
//!
//! `inputs` reads what is in `constructs/resources/schemas`, `lower` turns each schema into
//! a `model` of what is to be written, and `emit` writes it as Rust. Same inputs, same bytes.
//!
//! The schemas come from the Python package cfn-lint, which carries all that AWS publishes;
//! `source` finds it and keeps pruned copies. Nothing here uses the network.

mod catalog;
mod emit;
mod error;
mod inputs;
mod lower;
mod model;
mod names;
mod patch;
mod schema;
pub mod source;
pub mod tree;

pub use emit::Files;
pub use error::Error;
pub use inputs::{Entry, Inputs, Table, schema_file};
pub use schema::Schema;

use catalog::Catalog;
use model::Resource;

/// All generated files, by their path below `constructs/resources/src`.
///
/// # Errors
///
/// The inputs contradict each other.
pub fn generate(inputs: &Inputs) -> Result<Files, Error> {
    let catalog = Catalog::new(&inputs.table)?;
    Ok(emit::files(&resources(inputs, &catalog)?, &catalog))
}

/// Everything about each resource type, as it will be written.
fn resources(inputs: &Inputs, catalog: &Catalog) -> Result<Vec<Resource>, Error> {
    inputs
        .schemas
        .iter()
        .map(|(name, schema)| {
            let unlisted = Entry::default();
            let entry = inputs.table.types.get(name).unwrap_or(&unlisted);
            lower::lower(entry, schema, catalog)
        })
        .collect()
}
