//! Metrics that the functions write and the stack's alarms watch.

/// The namespace of every metric of this program, and of v2.10.4.
pub const NAMESPACE: &str = "SIEM";

/// The dimension that says which log type an object is of.
pub const LOG_TYPE_DIMENSION: &str = "logtype";

/// The dimension's value for an object of no known type, as v2.10.4 has it.
pub const UNKNOWN_LOG_TYPE: &str = "unknown";

/// The dimension that says which database of the geo bucket it is.
pub const DATABASE_DIMENSION: &str = "database";

/// Counts looks at the geo bucket that found no such database.
pub const MISSING_DATABASES: &str = "MissingDatabaseCount";

/// Counts looks at the geo bucket that found a database which cannot be used.
pub const BROKEN_DATABASES: &str = "BrokenDatabaseCount";

/// Counts objects that no log type recognises, under [`UNKNOWN_LOG_TYPE`] only.
pub const UNRECOGNISED_OBJECTS: &str = "UnrecognisedObjectCount";

/// The metrics of an object under v2.10.4's names, with their units: dashboards and alarms that
/// people have keep working.
pub const OF_V2_10_4: &[(&str, &str)] = &[
    ("InputLogFileSize", "Bytes"),
    ("OutputDataSize", "Bytes"),
    ("SuccessLogLoadCount", "Count"),
    ("ErrorLogLoadCount", "Count"),
    ("ExcludedLogCount", "Count"),
    ("CountedLogCount", "Count"),
    ("TotalDurationTime", "Milliseconds"),
    ("EsResponseTime", "Milliseconds"),
    ("TotalLogFileCount", "Count"),
    ("TotalLogCount", "Count"),
];

/// The dimension that names a rule of exclusion.
pub const RULE_DIMENSION: &str = "rule";

/// Counts the records that a rule of exclusion matches, whether it leaves them out or counts them.
pub const RULE_MATCHES: &str = "RuleMatchCount";
