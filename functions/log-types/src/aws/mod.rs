//! Logs that AWS writes.

mod waf;

pub use waf::WAF;
