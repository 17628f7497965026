//! geoip-downloader: fetches GeoLite2 databases and makes the list of trusted proxies, at
//! deployment and twice a day.

use contract::custom_resources::{CONFIG_VERSION, GeoipDownload, property};
use contract::environment;
use contract::geo_bucket::{GEOLITE2_PREFIX, TRUSTED_PROXIES};
use library::cloudformation::CustomResource;
use library::events::{Rate, Schedule, ScheduleHandle};
use library::kms::KeyHandle;
use library::lambda::{Function, FunctionHandle, MemorySize, Timeout};
use library::s3::BucketHandle;
use template::{Condition, ConditionHandle, Expr, Parameter, RawHandle, Scope, Stack, Value};

use crate::bundles::{Bundles, FunctionCode};
use crate::names::named;
use crate::secret_parameter::{Secret, SecretParameter};
use crate::{VERSION, parameters};

/// MaxMind publishes twice a week; a failed run is made good half a day later.
const RATE: Rate = Rate::hours(12);

/// The function, and what CloudFormation calls it for.
pub(crate) struct GeoipDownloader {
    pub(crate) function: FunctionHandle,
    pub(crate) schedule: ScheduleHandle,
    license_secret_arn: Value<String>,
    trusted_proxies: Value<String>,
}

pub(crate) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    geo_bucket: &BucketHandle,
    key: &KeyHandle,
) -> GeoipDownloader {
    let license = license().build(scope, key);
    let proxies = scope.stack().parameter(trusted_proxies());
    let environment = environment::GeoipDownloader {
        geo_bucket: geo_bucket.name().into(),
        license_secret_arn: license.arn(),
        trusted_proxies: proxies.clone(),
        log_level: Value::from("info"),
    };
    let program = bundles.program(FunctionCode::GeoipDownloader);
    let function = scope.add(
        Function::new("GeoipDownloader", program)
            .name(named("geoip-downloader"))
            .description(format!("SIEM: fetches GeoIP databases, {VERSION} / geoip-downloader"))
            .memory(MemorySize::mb(320))
            .timeout(Timeout::seconds(300))
            .no_dead_letters(
                "CloudFormation is told when the first download fails; of the scheduled ones, the \
                 next makes a failed one good",
            )
            .environment(environment.into_variables())
            .permit(geo_bucket.read_write(GEOLITE2_PREFIX))
            .permit(geo_bucket.read_write_objects(TRUSTED_PROXIES))
            .permit(license.read()),
    );
    let has_work = has_work(scope.stack(), &license, proxies.clone());
    let schedule = Schedule::new("Schedule", RATE, &function).enabled_where(&has_work);
    let schedule = scope.child("GeoipDownloader").add(schedule);
    GeoipDownloader {
        function,
        schedule,
        license_secret_arn: license.arn(),
        trusted_proxies: proxies,
    }
}

impl GeoipDownloader {
    /// Downloads at the deployment, after what is given. A bucket with databases in it cannot
    /// be removed again, so that where something else failed, it would be in the way of the
    /// next attempt to make the stack.
    pub(crate) fn download_after(&self, scope: &mut Scope<'_>, last: &RawHandle) {
        let kind = "AWS::CloudFormation::CustomResource";
        let properties = GeoipDownload {
            license_secret_arn: self.license_secret_arn.clone().into_expr(),
            trusted_proxies: self.trusted_proxies.clone().into_expr(),
        };
        let download = CustomResource::new("FirstDownload", kind, &self.function)
            .properties::<GeoipDownload<Expr>>(&properties)
            .property(property::CONFIG_VERSION, CONFIG_VERSION)
            .depends_on(last)
            .retain();
        scope.child("GeoipDownloader").add(download);
    }
}

/// The condition of v2.10.4, with its name: databases to fetch, or a list to make.
fn has_work(stack: &mut Stack, license: &Secret, proxies: Value<String>) -> ConditionHandle {
    stack.condition("HasGeoipLicense", license.is_given().or(Condition::given(proxies)))
}

fn license() -> SecretParameter {
    SecretParameter {
        parameter: Parameter::new("GeoLite2LicenseKey")
            .description(
                "(Optional) Licence key of MaxMind, 16 or 40 characters: adds country, city \
                 and network operator to IP addresses",
            )
            .allowed_pattern("^([0-9a-zA-Z]{6}_[0-9a-zA-Z]{29}_mmk|[0-9a-zA-Z]{16}|)$")
            .max_length(40),
        condition: "HasGeoLite2LicenseKey",
        secret: ("GeoLite2License", "Licence key of MaxMind for GeoLite2 databases"),
    }
}

fn trusted_proxies() -> Parameter<String> {
    Parameter::new("TrustedProxyIpList")
        .description(
            "(Optional) Networks of load balancers, content delivery and other proxies whose \
             X-Forwarded-For is believed, besides those of CloudFront, Global Accelerator \
             and Cloudflare: the client's address is then taken from it",
        )
        .default_value("127.0.0.1/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16")
        .allowed_pattern("(|[0-9a-fA-F./\\s:,]*)")
        .group(parameters::ENRICHMENT)
}
