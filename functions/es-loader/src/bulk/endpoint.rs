//! Where OpenSearch is, and how requests to it are signed.

pub use kit::opensearch::{Endpoint, WrongEndpoint};
