//! Names by which a bootstrap with several functions knows which one it is to be.
//!
//! The stack writes the name as the function's `Handler`; Lambda gives it to the
//! bootstrap as `_HANDLER`.

/// Loads logs; the only function of its bootstrap.
pub const ES_LOADER: &str = "es-loader";

/// Keeps the log bucket's event notifications.
pub const BUCKET_NOTIFICATIONS_HANDLER: &str = "bucket-notifications-handler";

/// Fetches GeoIP databases.
pub const GEOIP_DOWNLOADER: &str = "geoip-downloader";
