//! Which function the bootstrap is.

use contract::handlers::{
    BUCKET_NOTIFICATIONS_HANDLER, CONFIGURE_AES, DEPLOY_AES, ES_LOADER_STOPPER, GEOIP_DOWNLOADER,
    INDEX_METRICS_EXPORTER, IOC_CREATEDB, IOC_DOWNLOAD, IOC_PLAN, LOG_TYPES_WRITER,
    RESOURCE_VALIDATOR, TRUSTED_ADVISOR_EXPORTER, WORKSPACES_EXPORTER,
};
use kit::errors::Stable;

/// A function of this bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    BucketNotificationsHandler,
    ConfigureAes,
    DeployAes,
    EsLoaderStopper,
    GeoipDownloader,
    IndexMetricsExporter,
    IocCreatedb,
    IocDownload,
    IocPlan,
    LogTypesWriter,
    ResourceValidator,
    TrustedAdvisorExporter,
    WorkspacesExporter,
}

/// All of them, with the `Handler` that says so.
const FUNCTIONS: [(&str, Function); 13] = [
    (BUCKET_NOTIFICATIONS_HANDLER, Function::BucketNotificationsHandler),
    (CONFIGURE_AES, Function::ConfigureAes),
    (DEPLOY_AES, Function::DeployAes),
    (ES_LOADER_STOPPER, Function::EsLoaderStopper),
    (GEOIP_DOWNLOADER, Function::GeoipDownloader),
    (INDEX_METRICS_EXPORTER, Function::IndexMetricsExporter),
    (IOC_CREATEDB, Function::IocCreatedb),
    (IOC_DOWNLOAD, Function::IocDownload),
    (IOC_PLAN, Function::IocPlan),
    (LOG_TYPES_WRITER, Function::LogTypesWriter),
    (RESOURCE_VALIDATOR, Function::ResourceValidator),
    (TRUSTED_ADVISOR_EXPORTER, Function::TrustedAdvisorExporter),
    (WORKSPACES_EXPORTER, Function::WorkspacesExporter),
];

/// The function's `Handler` is none of these.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "handler `{found}` (variable _HANDLER) is no function of this bundle (known: {known}); set \
     the function's `Handler` to one of them",
    known = FUNCTIONS.map(|(name, _)| name).join(", ")
)]
pub(crate) struct UnknownHandler {
    found: String,
}

impl Stable for UnknownHandler {
    fn error_type(&self) -> &'static str {
        "HandlerUnknown"
    }
}

impl Function {
    /// The function that `_HANDLER` names.
    pub(crate) fn from_handler(handler: Option<&str>) -> Result<Self, UnknownHandler> {
        let found = handler.unwrap_or_default();
        FUNCTIONS
            .iter()
            .find(|(name, _)| *name == found)
            .map(|(_, function)| *function)
            .ok_or_else(|| UnknownHandler { found: found.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use contract::handlers;

    use super::*;

    #[test]
    fn every_function_has_a_handler_of_its_own() {
        for (name, function) in FUNCTIONS {
            assert_eq!(Function::from_handler(Some(name)), Ok(function));
        }
    }

    /// The stack deploys what `contract` lists: each must start.
    #[test]
    fn every_function_that_the_stack_deploys_is_here_or_has_a_program_of_its_own() {
        for name in handlers::ALL.iter().filter(|name| **name != handlers::ES_LOADER) {
            assert!(Function::from_handler(Some(name)).is_ok(), "{name}");
        }
    }

    #[test]
    fn an_unknown_handler_is_told_which_ones_there_are() {
        for handler in [None, Some(""), Some("index.handler")] {
            let words = Function::from_handler(handler).unwrap_err().to_string();
            for (name, _) in FUNCTIONS {
                assert!(words.contains(name), "{words}");
            }
        }
    }
}
