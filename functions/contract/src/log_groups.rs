//! Log groups of the functions' own logs.

/// What their names begin with. Logs of a log group of these must not be loaded by the loader
/// whose logs they are: each line would make another.
pub const OWN: &str = "/aes-siem/";

/// What the names began with in v2.10.4, where Lambda made them.
pub const OWN_BEFORE: &str = "/aws/lambda/aes-siem-";

/// Whether one of the SIEM's functions writes to a log group: now, or as v2.10.4 did.
pub fn is_own(name: &str) -> bool {
    name.starts_with(OWN) || name.starts_with(OWN_BEFORE)
}
