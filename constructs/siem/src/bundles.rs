//! The functions' programs.

use std::collections::BTreeMap;

use contract::{handlers, log_groups};
use library::lambda::{Architecture, Program};
use template::Asset;

/// A program that is deployed. Small functions share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bootstrap {
    /// Loads logs.
    EsLoader,
    /// Everything that runs seldom.
    Control,
}

impl Bootstrap {
    /// All of them.
    pub const ALL: &[Self] = &[Self::EsLoader, Self::Control];

    /// The crate below `functions/`, and the program in it.
    pub fn package(self) -> &'static str {
        match self {
            Self::EsLoader => "es-loader",
            Self::Control => "control",
        }
    }
}

/// A function: its program, and what it is called within that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FunctionCode {
    EsLoader,
    BucketNotificationsHandler,
    GeoipDownloader,
    DeployAes,
    ConfigureAes,
    ResourceValidator,
    EsLoaderStopper,
    IndexMetricsExporter,
    IocPlan,
    IocDownload,
    IocCreatedb,
    TrustedAdvisorExporter,
    WorkspacesExporter,
    LogTypesWriter,
}

impl FunctionCode {
    fn bootstrap(self) -> Bootstrap {
        match self {
            Self::EsLoader => Bootstrap::EsLoader,
            _ => Bootstrap::Control,
        }
    }

    fn handler(self) -> &'static str {
        match self {
            Self::EsLoader => handlers::ES_LOADER,
            Self::BucketNotificationsHandler => handlers::BUCKET_NOTIFICATIONS_HANDLER,
            Self::GeoipDownloader => handlers::GEOIP_DOWNLOADER,
            Self::DeployAes => handlers::DEPLOY_AES,
            Self::ConfigureAes => handlers::CONFIGURE_AES,
            Self::ResourceValidator => handlers::RESOURCE_VALIDATOR,
            Self::EsLoaderStopper => handlers::ES_LOADER_STOPPER,
            Self::IndexMetricsExporter => handlers::INDEX_METRICS_EXPORTER,
            Self::IocPlan => handlers::IOC_PLAN,
            Self::IocDownload => handlers::IOC_DOWNLOAD,
            Self::IocCreatedb => handlers::IOC_CREATEDB,
            Self::TrustedAdvisorExporter => handlers::TRUSTED_ADVISOR_EXPORTER,
            Self::WorkspacesExporter => handlers::WORKSPACES_EXPORTER,
            Self::LogTypesWriter => handlers::LOG_TYPES_WRITER,
        }
    }
}

/// The programs of all functions, for one architecture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundles {
    architecture: Architecture,
    assets: BTreeMap<String, Asset>,
}

/// None is built, for arm64.
impl Default for Bundles {
    fn default() -> Self {
        Self::unbuilt(Architecture::Arm64)
    }
}

impl Bundles {
    /// Programs that are built: an asset for each [`Bootstrap`], under its package's name.
    pub fn built(architecture: Architecture, assets: impl IntoIterator<Item = Asset>) -> Self {
        let assets = assets.into_iter().map(|asset| (asset.name().to_owned(), asset)).collect();
        Self { architecture, assets }
    }

    /// Programs that are named only.
    pub fn unbuilt(architecture: Architecture) -> Self {
        let names = Bootstrap::ALL.iter().map(|bootstrap| bootstrap.package());
        Self::built(architecture, names.map(Asset::unbuilt))
    }

    /// What the programs are built for.
    pub(crate) fn architecture(&self) -> Architecture {
        self.architecture
    }

    pub(crate) fn program(&self, function: FunctionCode) -> Program {
        let package = function.bootstrap().package();
        Program {
            asset: self.assets.get(package).cloned().unwrap_or_else(|| Asset::unbuilt(package)),
            architecture: self.architecture,
            handler: function.handler(),
            log_group: format!("{}{}", log_groups::OWN, function.handler()),
        }
    }
}
