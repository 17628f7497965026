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

/// Creates the domain or collection.
pub const DEPLOY_AES: &str = "deploy-aes";

/// Configures the domain or collection.
pub const CONFIGURE_AES: &str = "configure-aes";

/// Finds out facts of the account that a template cannot know.
pub const RESOURCE_VALIDATOR: &str = "resource-validator";

/// Stops the loader while the domain has no room.
pub const ES_LOADER_STOPPER: &str = "es-loader-stopper";

/// Writes metrics of indices and shards into the log bucket.
pub const INDEX_METRICS_EXPORTER: &str = "index-metrics-exporter";

/// Plans the download of indicators.
pub const IOC_PLAN: &str = "ioc-plan";

/// Downloads indicators.
pub const IOC_DOWNLOAD: &str = "ioc-download";

/// Makes the database of indicators.
pub const IOC_CREATEDB: &str = "ioc-createdb";

/// Writes Trusted Advisor's results into the log bucket.
pub const TRUSTED_ADVISOR_EXPORTER: &str = "trusted-advisor-exporter";

/// Writes log types of the stack's options into the geo bucket.
pub const LOG_TYPES_WRITER: &str = "log-types-writer";

/// Writes the inventory of WorkSpaces.
pub const WORKSPACES_EXPORTER: &str = "workspaces-exporter";

/// All of them.
pub const ALL: &[&str] = &[
    ES_LOADER,
    BUCKET_NOTIFICATIONS_HANDLER,
    GEOIP_DOWNLOADER,
    DEPLOY_AES,
    CONFIGURE_AES,
    RESOURCE_VALIDATOR,
    ES_LOADER_STOPPER,
    INDEX_METRICS_EXPORTER,
    IOC_PLAN,
    IOC_DOWNLOAD,
    IOC_CREATEDB,
    TRUSTED_ADVISOR_EXPORTER,
    LOG_TYPES_WRITER,
    WORKSPACES_EXPORTER,
];
