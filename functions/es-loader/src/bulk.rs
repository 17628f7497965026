//! OpenSearch's bulk API, one role to a file.
//!
//! - [`documents`]: documents on their way, as the lines of a request's body.
//! - [`endpoint`]: where OpenSearch is, and how requests to it are signed.
//! - [`request`]: sends one request.
//! - [`response`]: reads its answer, item by item.
//! - [`retry`]: when to try again.
//! - [`concurrency`]: how many at once.
//! - [`gate`]: the same number for all objects.
//!
//! <https://docs.opensearch.org/latest/api-reference/document-apis/bulk/>

pub mod concurrency;
pub mod documents;
pub mod gate;
pub mod request;
pub mod response;
pub mod retry;

pub use kit::open_search as endpoint;
