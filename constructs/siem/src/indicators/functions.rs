//! The functions of the indicator pipeline.
//!
//! v2.10.4 lets each of them read and write the whole bucket, and one list all buckets. Here
//! each may do what its step does: only the last one writes what the loader reads.

use contract::environment;
use contract::geo_bucket::{IOC_DATABASE, IOC_PREFIX, IOC_TMP_PREFIX};
use library::lambda::{Function, FunctionHandle, MemorySize, Timeout};
use library::s3::BucketHandle;
use template::{Scope, Value};

use super::options::Options;
use crate::VERSION;
use crate::bundles::{Bundles, FunctionCode};
use crate::names::named;

pub(super) struct Functions {
    pub(super) plan: FunctionHandle,
    pub(super) download: FunctionHandle,
    pub(super) createdb: FunctionHandle,
}

/// Lambda's longest: what downloads and makes databases takes minutes.
pub(super) const LONG: Timeout = Timeout::seconds(900);

const THE_CALLER_KNOWS: &str =
    "The state machine waits for its answer, tries again, and logs what failed";

pub(super) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    geo_bucket: &BucketHandle,
    options: &Options,
) -> Functions {
    let bucket = || Value::<String>::from(geo_bucket.name());
    let plan = environment::IocPlan {
        geo_bucket: bucket(),
        tor: options.tor.clone(),
        abuse_ch: options.abuse_ch.clone(),
        otx_secret_arn: options.otx.arn(),
        abuse_ch_secret_arn: options.abuse_ch_key.arn(),
        log_level: "info".into(),
    };
    let download = environment::IocDownload {
        geo_bucket: bucket(),
        otx_secret_arn: options.otx.arn(),
        abuse_ch_secret_arn: options.abuse_ch_key.arn(),
        log_level: "info".into(),
    };
    let createdb = environment::IocCreatedb { geo_bucket: bucket(), log_level: "info".into() };
    Functions {
        plan: scope.add(
            Function::new("IocPlan", bundles.program(FunctionCode::IocPlan))
                .name(named("ioc-plan"))
                .description(format!(
                    "SIEM: plans the download of indicators, {VERSION} / ioc-plan"
                ))
                .memory(MemorySize::mb(128))
                .timeout(Timeout::seconds(300))
                .no_dead_letters(THE_CALLER_KNOWS)
                .environment(plan.into_variables())
                .permit(geo_bucket.list())
                .permit(options.otx.read()),
        ),
        download: scope.add(
            Function::new("IocDownload", bundles.program(FunctionCode::IocDownload))
                .name(named("ioc-download"))
                .description(format!("SIEM: downloads indicators, {VERSION} / ioc-download"))
                .memory(MemorySize::mb(384))
                .timeout(LONG)
                .no_dead_letters(THE_CALLER_KNOWS)
                .environment(download.into_variables())
                .permit(geo_bucket.read_write(IOC_TMP_PREFIX))
                .permit(options.otx.read())
                .permit(options.abuse_ch_key.read()),
        ),
        createdb: scope.add(
            Function::new("IocCreatedb", bundles.program(FunctionCode::IocCreatedb))
                .name(named("ioc-createdb"))
                .description(format!(
                    "SIEM: makes the database of indicators, {VERSION} / ioc-createdb"
                ))
                .memory(MemorySize::mb(1024))
                .timeout(LONG)
                .no_dead_letters(THE_CALLER_KNOWS)
                .environment(createdb.into_variables())
                .permit(geo_bucket.read_only(IOC_PREFIX))
                .permit(geo_bucket.write_objects(IOC_DATABASE)),
        ),
    }
}
