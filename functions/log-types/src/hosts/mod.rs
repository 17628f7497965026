//! Logs that hosts and what runs on them write themselves.

types! {}
