//! What the steps of the indicator pipeline hand to each other.
//!
//! ioc-plan answers with a list of downloads under [`DOWNLOADS`]. The state machine calls
//! ioc-download once for each, with the download under [`DOWNLOAD`], and ioc-createdb with the
//! list of all answers. Where a download failed in the end, its place in that list holds its
//! input, and the error under [`ERROR`]: the database is then made from the last file that
//! came. The names are those of v2.10.4.

/// The list in the plan.
pub const DOWNLOADS: &str = "mapped";

/// One of the list, in the input of a download.
pub const DOWNLOAD: &str = "mapped";

/// Names the provider in each of the list. Nothing is downloaded where the first has none.
pub const PROVIDER: &str = "ioc";

/// Why a download failed.
pub const ERROR: &str = "error";
