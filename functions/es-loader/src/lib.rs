//! Reads log objects from S3 and loads their records into OpenSearch.
//!
//! | file | role |
//! | --- | --- |
//! | [`events`] | what the function is invoked with, to [`object`]s with [`ranges`] of records |
//! | [`access`] | as whom a bucket is read |
//! | [`source`] | an object from S3, piece by piece |
//! | [`databases`] | what is looked up about addresses, domains and user agents |
//! | `renewal` | when databases and settings are looked at again |
//! | [`parse`] | bytes to documents, without any service |
//! | [`own`] | records that loading itself has made |
//! | [`batches`] | documents to bulk requests |
//! | [`delivery`] | bulk requests to OpenSearch, with all of [`bulk`] |
//! | [`settings`], [`check`] | log types and rules that people set, and whether they are right |
//! | [`set_aside`], [`settle`], [`queues`] | what could not be loaded, and who is told of it |
//! | [`tally`], [`report`] | what became of every record |
//! | [`loader`] | all of this for one object |
//! | [`handler`] | all objects of an event, and the answer |
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

pub mod access;
pub mod batches;
pub mod bulk;
pub mod check;
pub mod config;
pub mod databases;
pub mod delivery;
pub mod error;
pub mod events;
pub mod handler;
pub mod key;
pub mod loader;
pub mod object;
pub mod own;
pub mod parse;
pub mod queues;
pub mod ranges;
pub mod reason;
mod renewal;
pub mod report;
pub mod set_aside;
pub mod settings;
pub mod settle;
pub mod source;
pub mod tally;
