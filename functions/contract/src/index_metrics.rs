//! Where index-metrics-exporter writes, as v2.10.4 has it.

/// The folder in the log bucket below `AWSLogs/<account>/`. Region, date and file follow.
pub const FOLDER: &str = "OpenSearch/metrics/";
