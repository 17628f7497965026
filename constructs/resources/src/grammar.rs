//! Kinds of text that people write themselves and that have rules.
//!
//! The only doors are the ones that check, and [`Value::cast`](template::Value::cast) for
//! values that only CloudFormation knows.

mod alias_name;
mod bucket_name;

pub use alias_name::{AliasName, InvalidAliasName};
pub use bucket_name::{BucketName, InvalidBucketName};
