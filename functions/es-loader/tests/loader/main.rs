//! The loader between real parts: S3 and SQS as moto plays them, an OpenSearch node, and
//! between loader and node a stand-in that goes wrong where a test wants it to.
//!
//! After each load, whatever went wrong, every record must have exactly one outcome.

mod accounts;
mod beside;
mod databases;
mod events;
mod faults;
mod objects;
mod process;
mod records;
mod settings;
mod setup;
mod time;
mod waf;
