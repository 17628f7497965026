//! Logs of other vendors' services.

types! {}
