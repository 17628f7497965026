//! Log groups of the functions' own logs.

/// What their names begin with. Logs of a log group of these must not be loaded by the loader
/// whose logs they are: each line would make another.
pub const OWN: &str = "/aes-siem/";
