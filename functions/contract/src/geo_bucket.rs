//! Keys in the geo bucket, as v2.10.4 has them: its es-loader and ours can read
//! the same bucket while a stack is being moved over.

/// Prefix of the GeoLite2 databases, for example `GeoLite2/GeoLite2-City.mmdb`.
pub const GEOLITE2_PREFIX: &str = "GeoLite2/";

/// Prefix of intermediate files of the indicator (IoC) pipeline, which expire.
pub const IOC_TMP_PREFIX: &str = "IOC/tmp/";
