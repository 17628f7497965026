//! Steps that several types of log share.

pub(crate) mod dates;
pub(crate) mod finding_type;
mod gather;
pub(crate) mod instance;
mod percent;
pub(crate) mod rds;
pub(crate) mod syslog;
mod transport;
mod url;
pub(crate) mod web;
pub(crate) mod windows;
pub(crate) mod wrap;

pub(crate) use gather::gather;
pub(crate) use percent::unquote;
pub(crate) use transport::transport;
pub(crate) use url::{RequestLine, Url, http_version};
