//! The bootstrap that the small functions share.
//!
//! They are seldom called and have most of their code in common (runtime, SDK, TLS), so
//! they are one bundle; the function's `Handler` says which of them it is.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

mod function;

use std::env::temp_dir;
use std::process::ExitCode;
use std::sync::Arc;

use bucket_notifications_handler::BucketNotificationsHandler;
use configure_aes::ConfigureAes;
use contract::environment;
use deploy_aes::DeployAes;
use es_loader_stopper::EsLoaderStopper;
use function::Function;
use geoip_downloader::GeoipDownloader;
use http::Uri;
use index_metrics_exporter::IndexMetricsExporter;
use ioc_createdb::IocCreatedb;
use ioc_download::IocDownload;
use ioc_plan::IocPlan;
use kit::aws::{self, Aws};
use kit::http::MIRROR_VARIABLE;
use kit::metrics::Metrics;
use kit::runtime::Lambda;
use lambda_runtime::LambdaEvent;
use log_types_writer::LogTypesWriter;
use resource_validator::ResourceValidator;
use serde_json::Value;
use trusted_advisor_exporter::TrustedAdvisorExporter;
use workspaces_exporter::WorkspacesExporter;

/// The crates whose log lines count as ours.
const CRATES: [&str; 14] = [
    "bucket_notifications_handler",
    "configure_aes",
    "control",
    "deploy_aes",
    "es_loader_stopper",
    "geoip_downloader",
    "index_metrics_exporter",
    "ioc_createdb",
    "ioc_download",
    "ioc_plan",
    "log_types_writer",
    "resource_validator",
    "trusted_advisor_exporter",
    "workspaces_exporter",
];

/// Serves events with what an expression makes; an error in that is the function's init error.
macro_rules! serve {
    ($lambda:expr, $function:expr) => {{
        let init = async {
            let function = Arc::new($function);
            Ok(move |event: LambdaEvent<Value>| {
                let function = Arc::clone(&function);
                async move { function.handle(event).await }
            })
        };
        $lambda.run(init).await
    }};
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let get = |name: &str| std::env::var(name).ok();
    let lambda = Lambda::start(get, &CRATES);
    let function = match Function::from_handler(get("_HANDLER").as_deref()) {
        Ok(function) => function,
        Err(error) => return lambda.init_failed(&error.into()).await,
    };
    match function {
        Function::BucketNotificationsHandler => {
            serve!(lambda, BucketNotificationsHandler::new(&aws().await))
        }
        // It answers CloudFormation what it misses.
        Function::ConfigureAes => {
            serve!(lambda, ConfigureAes::new(environment::ConfigureAes::read(get), &aws().await))
        }
        Function::DeployAes => serve!(lambda, {
            let settings = deploy_aes::Settings::new(environment::DeployAes::read(get)?);
            DeployAes::new(settings, &aws().await)
        }),
        Function::EsLoaderStopper => serve!(lambda, {
            let environment = environment::EsLoaderStopper::read(get)?;
            EsLoaderStopper::new(es_loader_stopper::Settings::new(environment), &aws().await)
        }),
        Function::GeoipDownloader => serve!(lambda, {
            let mirror = mirror(get)?;
            let environment = environment::GeoipDownloader::read(get)?;
            let settings = geoip_downloader::Settings::new(environment, mirror, temp_dir());
            GeoipDownloader::new(settings, &aws().await, Metrics::to_stdout())
        }),
        Function::IndexMetricsExporter => serve!(lambda, {
            let environment = environment::IndexMetricsExporter::read(get)?;
            let region = get("AWS_REGION");
            let settings = index_metrics_exporter::Settings::new(environment, region.as_deref())?;
            IndexMetricsExporter::new(settings, &aws().await)
        }),
        Function::IocCreatedb => serve!(lambda, {
            let environment = environment::IocCreatedb::read(get)?;
            let settings = ioc_createdb::Settings::new(environment, temp_dir());
            IocCreatedb::new(settings, &aws().await, Metrics::to_stdout())
        }),
        Function::IocDownload => serve!(lambda, {
            let mirror = mirror(get)?;
            let environment = environment::IocDownload::read(get)?;
            let settings = ioc_download::Settings::new(environment, mirror, temp_dir());
            IocDownload::new(settings, aws().await, Metrics::to_stdout())
        }),
        Function::IocPlan => serve!(lambda, {
            let mirror = mirror(get)?;
            let settings = ioc_plan::Settings::new(environment::IocPlan::read(get)?, mirror);
            IocPlan::new(settings, aws().await, Metrics::to_stdout())
        }),
        Function::LogTypesWriter => serve!(lambda, LogTypesWriter::new(&aws().await)),
        Function::ResourceValidator => serve!(lambda, {
            ResourceValidator::new(environment::ResourceValidator::read(get)?, &aws().await)
        }),
        Function::TrustedAdvisorExporter => serve!(lambda, {
            let environment = environment::TrustedAdvisorExporter::read(get)?;
            let settings = trusted_advisor_exporter::Settings::new(environment)?;
            TrustedAdvisorExporter::new(settings, &aws().await)
        }),
        Function::WorkspacesExporter => serve!(lambda, {
            let environment = environment::WorkspacesExporter::read(get)?;
            let settings = workspaces_exporter::Settings::new(&environment)?;
            WorkspacesExporter::new(settings, &aws().await)
        }),
    }
}

async fn aws() -> Aws {
    Aws::load(aws::Settings::default()).await
}

/// What stands in for the internet, where something does.
fn mirror(get: impl Fn(&str) -> Option<String>) -> Result<Option<Uri>, kit::http::Error> {
    let mirror = get(MIRROR_VARIABLE).filter(|mirror| !mirror.trim().is_empty());
    mirror.map(|mirror| kit::http::url(mirror.trim())).transpose()
}
