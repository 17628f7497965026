//! Steps that several types of log share.

mod transport;
mod url;

pub(crate) use transport::transport;
pub(crate) use url::{RequestLine, Url};
