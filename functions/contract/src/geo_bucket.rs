//! Keys in the geo bucket, as v2.10.4 has them: its es-loader and ours can read
//! the same bucket while a stack is being moved over.

/// Prefix of the GeoLite2 databases, for example `GeoLite2/GeoLite2-City.mmdb`.
pub const GEOLITE2_PREFIX: &str = "GeoLite2/";

/// Prefix of intermediate files of the indicator (IoC) pipeline, which expire.
pub const IOC_TMP_PREFIX: &str = "IOC/tmp/";

/// Prefix of all that belongs to indicators: lists of one's own below `IOC/TXT/` and
/// `IOC/STIX2/`, intermediate files, the database.
pub const IOC_PREFIX: &str = "IOC/";

/// Lists of one's own: texts with an indicator on each line.
pub const IOC_TXT_PREFIX: &str = "IOC/TXT/";

/// Lists of one's own: bundles of STIX 2.x.
pub const IOC_STIX2_PREFIX: &str = "IOC/STIX2/";

/// The database of indicators, which the loader reads.
pub const IOC_DATABASE: &str = "IOC/ioc.db";

/// Bytes of the largest database of indicators that the loader takes into its memory; nobody
/// writes a larger one.
pub const LARGEST_IOC_DATABASE: usize = 400_000_000;

/// Networks of proxies whose `X-Forwarded-For` is believed: a text with one on each line.
/// v2.10.4 has an sqlite database, `TrustedProxy/trusted_proxy.db`, which we do not read.
pub const TRUSTED_PROXIES: &str = "TrustedProxy/trusted_proxies.txt";

/// Log types that a user adds, and changes to built-in ones; see
/// [`log_types`](crate::log_types).
pub const LOG_TYPES: &str = "LogTypes/log-types.json";

/// Patterns of records that are not to be loaded, which people put there themselves; the
/// key is that of v2.10.4.
pub const EXCLUSION_PATTERNS: &str = "exclude_log_patterns.csv";
