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

use std::process::ExitCode;
use std::sync::Arc;

use bucket_notifications_handler::BucketNotificationsHandler;
use configure_aes::ConfigureAes;
use contract::environment;
use deploy_aes::DeployAes;
use es_loader_stopper::EsLoaderStopper;
use function::Function;
use geoip_downloader::{GeoipDownloader, Settings};
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

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let get = |name: &str| std::env::var(name).ok();
    let lambda = Lambda::start(get, &CRATES);
    match Function::from_handler(get("_HANDLER").as_deref()) {
        Ok(Function::BucketNotificationsHandler) => bucket_notifications_handler(&lambda).await,
        Ok(Function::ConfigureAes) => configure_aes(&lambda, get).await,
        Ok(Function::DeployAes) => deploy_aes(&lambda, get).await,
        Ok(Function::EsLoaderStopper) => es_loader_stopper(&lambda, get).await,
        Ok(Function::GeoipDownloader) => geoip_downloader(&lambda, get).await,
        Ok(Function::IndexMetricsExporter) => index_metrics_exporter(&lambda, get).await,
        Ok(Function::IocCreatedb) => ioc_createdb(&lambda, get).await,
        Ok(Function::IocDownload) => ioc_download(&lambda, get).await,
        Ok(Function::IocPlan) => ioc_plan(&lambda, get).await,
        Ok(Function::LogTypesWriter) => log_types_writer(&lambda).await,
        Ok(Function::ResourceValidator) => resource_validator(&lambda, get).await,
        Ok(Function::TrustedAdvisorExporter) => trusted_advisor_exporter(&lambda, get).await,
        Ok(Function::WorkspacesExporter) => workspaces_exporter(&lambda, get).await,
        Err(error) => lambda.init_failed(&error.into()).await,
    }
}

async fn bucket_notifications_handler(lambda: &Lambda) -> ExitCode {
    let init = async {
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(BucketNotificationsHandler::new(&aws));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn configure_aes(lambda: &Lambda, get: impl Fn(&str) -> Option<String>) -> ExitCode {
    let init = async {
        let aws = Aws::load(aws::Settings::default()).await;
        let function = ConfigureAes::new(environment::ConfigureAes::read(get), &aws);
        let function = Arc::new(function);
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn es_loader_stopper(lambda: &Lambda, get: impl Fn(&str) -> Option<String>) -> ExitCode {
    let init = async {
        let environment = environment::EsLoaderStopper::read(get)?;
        let settings = es_loader_stopper::Settings::new(environment);
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(EsLoaderStopper::new(settings, &aws));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn deploy_aes(lambda: &Lambda, get: impl Fn(&str) -> Option<String>) -> ExitCode {
    let init = async {
        let settings = deploy_aes::Settings::new(environment::DeployAes::read(get)?);
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(DeployAes::new(settings, &aws));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn geoip_downloader(lambda: &Lambda, get: impl Fn(&str) -> Option<String>) -> ExitCode {
    let init = async {
        let mirror = mirror(&get)?;
        let environment = environment::GeoipDownloader::read(get)?;
        let settings = Settings::new(environment, mirror, std::env::temp_dir());
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(GeoipDownloader::new(settings, &aws, Metrics::to_stdout()));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn index_metrics_exporter(lambda: &Lambda, get: impl Fn(&str) -> Option<String>) -> ExitCode {
    let init = async {
        let region = get("AWS_REGION");
        let environment = environment::IndexMetricsExporter::read(get)?;
        let settings = index_metrics_exporter::Settings::new(environment, region.as_deref())?;
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(IndexMetricsExporter::new(settings, &aws));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn ioc_plan(lambda: &Lambda, get: impl Fn(&str) -> Option<String>) -> ExitCode {
    let init = async {
        let mirror = mirror(&get)?;
        let settings = ioc_plan::Settings::new(environment::IocPlan::read(get)?, mirror);
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(IocPlan::new(settings, aws, Metrics::to_stdout()));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn ioc_download(lambda: &Lambda, get: impl Fn(&str) -> Option<String>) -> ExitCode {
    let init = async {
        let mirror = mirror(&get)?;
        let environment = environment::IocDownload::read(get)?;
        let settings = ioc_download::Settings::new(environment, mirror, std::env::temp_dir());
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(IocDownload::new(settings, aws, Metrics::to_stdout()));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn ioc_createdb(lambda: &Lambda, get: impl Fn(&str) -> Option<String>) -> ExitCode {
    let init = async {
        let environment = environment::IocCreatedb::read(get)?;
        let settings = ioc_createdb::Settings::new(environment, std::env::temp_dir());
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(IocCreatedb::new(settings, &aws, Metrics::to_stdout()));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

/// What stands in for the internet, where something does.
fn mirror(get: impl Fn(&str) -> Option<String>) -> Result<Option<Uri>, kit::http::Error> {
    let mirror = get(MIRROR_VARIABLE).filter(|mirror| !mirror.trim().is_empty());
    mirror.map(|mirror| kit::http::url(mirror.trim())).transpose()
}

async fn log_types_writer(lambda: &Lambda) -> ExitCode {
    let init = async {
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(LogTypesWriter::new(&aws));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn resource_validator(lambda: &Lambda, get: impl Fn(&str) -> Option<String>) -> ExitCode {
    let init = async {
        let environment = environment::ResourceValidator::read(get)?;
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(ResourceValidator::new(environment, &aws));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn trusted_advisor_exporter(
    lambda: &Lambda,
    get: impl Fn(&str) -> Option<String>,
) -> ExitCode {
    let init = async {
        let environment = environment::TrustedAdvisorExporter::read(get)?;
        let settings = trusted_advisor_exporter::Settings::new(environment)?;
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(TrustedAdvisorExporter::new(settings, &aws));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}

async fn workspaces_exporter(lambda: &Lambda, get: impl Fn(&str) -> Option<String>) -> ExitCode {
    let init = async {
        let environment = environment::WorkspacesExporter::read(get)?;
        let settings = workspaces_exporter::Settings::new(&environment)?;
        let aws = Aws::load(aws::Settings::default()).await;
        let function = Arc::new(WorkspacesExporter::new(settings, &aws));
        Ok(move |event: LambdaEvent<Value>| {
            let function = Arc::clone(&function);
            async move { function.handle(event).await }
        })
    };
    lambda.run(init).await
}
