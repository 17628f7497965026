//! The bootstrap of `aes-siem-es-loader`.

use contract::environment::EsLoader;
use es_loader::check;
use es_loader::config::Config;
use es_loader::error::LoadError;
use es_loader::handler;
use es_loader::loader::Loader;
use es_loader::own::APP_NAME;
use kit::aws::{Aws, Settings};
use kit::errors::Failed;
use kit::metrics::Metrics;
use kit::runtime::Lambda;
use lambda_runtime::LambdaEvent;
use serde_json::Value;
use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::SystemTime;

/// Records are many small allocations that end in the order of their making; it is
/// quicker at those than the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let [argument, file] = arguments.as_slice()
        && argument == check::ARGUMENT
    {
        return check::run(Path::new(file), &mut io::stdout());
    }
    let environment = |name: &str| std::env::var(name).ok();
    let lambda = Lambda::start(environment, &["es_loader"]);
    lambda
        .run(async {
            let loader = Arc::new(loader(environment).await?);
            let preparing = Arc::clone(&loader);
            // While Lambda brings the first event.
            tokio::spawn(async move { preparing.prepare().await });
            Ok(move |event| invoke(Arc::clone(&loader), event))
        })
        .await
}

async fn loader(environment: impl Fn(&str) -> Option<String>) -> Result<Loader, Failed> {
    let variables = EsLoader::read(environment)?;
    let aws = Aws::load(Settings { app_name: Some(APP_NAME), ..Settings::default() }).await;
    let region = aws.config().region().map(|region| region.as_ref().to_owned());
    let config = Config::new(variables, region.as_deref())?;
    Ok(Loader::new(&aws, config, Metrics::to_stdout()))
}

async fn invoke(loader: Arc<Loader>, event: LambdaEvent<Value>) -> Result<Value, Failed> {
    let LambdaEvent { payload, context } = event;
    let remaining = context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
    let answer: Result<Value, LoadError> =
        handler::handle(&loader, &payload, &context.request_id, remaining).await;
    Ok(answer?)
}
