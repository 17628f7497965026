//! geoip-downloader: fetches GeoLite2 databases, at deployment and twice a day.

use contract::custom_resources::{CONFIG_VERSION, GeoipDownload, property};
use contract::environment;
use contract::geo_bucket::GEOLITE2_PREFIX;
use library::cloudformation::CustomResource;
use library::events::{Rate, Schedule};
use library::iam::Permission;
use library::lambda::{Function, FunctionHandle, MemorySize, Timeout};
use library::s3::BucketHandle;
use resources::secretsmanager;
use template::{Check, Condition, ConditionHandle, Expr, Parameter, Resource, Scope, Value};

use crate::bundles::{Bundles, FunctionCode};
use crate::names::named;
use crate::{VERSION, parameters};

/// MaxMind publishes twice a week; a failed run is made good half a day later.
const RATE: Rate = Rate::hours(12);

pub(crate) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    geo_bucket: &BucketHandle,
) -> FunctionHandle {
    let license = License::build(scope);
    let environment = environment::GeoipDownloader {
        geo_bucket: geo_bucket.name().into(),
        license_secret_arn: license.secret_arn(),
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
            .permit(license.read()),
    );
    let mut inside = scope.child("GeoipDownloader");
    let properties = GeoipDownload { license_secret_arn: license.secret_arn().into_expr() };
    inside.add(
        CustomResource::new("FirstDownload", "AWS::CloudFormation::CustomResource", &function)
            .properties::<GeoipDownload<Expr>>(&properties)
            .property(property::CONFIG_VERSION, CONFIG_VERSION)
            .retain(),
    );
    inside.add(Schedule::new("Schedule", RATE, &function).enabled_where(&license.given));
    function
}

/// The licence key: a parameter that nobody can read back, kept in a secret.
struct License {
    given: ConditionHandle,
    secret: secretsmanager::SecretHandle,
}

impl License {
    fn build(scope: &mut Scope<'_>) -> Self {
        let stack = scope.stack();
        let key = stack.parameter(
            Parameter::<String>::new("GeoLite2LicenseKey")
                .description(
                    "(Optional) Licence key of MaxMind, 16 or 40 characters: adds country, city \
                     and network operator to IP addresses",
                )
                .default_value("")
                .allowed_pattern("^([0-9a-zA-Z]{6}_[0-9a-zA-Z]{29}_mmk|[0-9a-zA-Z]{16}|)$")
                .max_length(40)
                .no_echo()
                .group(parameters::ENRICHMENT),
        );
        let given = stack.condition("HasGeoipLicense", Condition::given(key.clone()));
        let secret = secretsmanager::Secret::new()
            .description("Licence key of MaxMind for GeoLite2 databases")
            .secret_string(key);
        let secret = Resource::new("GeoLite2License", secret).condition(&given);
        let secret = scope.add(secret);
        let reason = "Secrets Manager encrypts it with the account's key for secrets; only to \
                      share it with another account takes a key of one's own";
        scope.stack().suppress(&secret, Check::Checkov("CKV_AWS_149"), reason);
        Self { given, secret }
    }

    /// Nothing where no key was given.
    fn secret_arn(&self) -> Value<String> {
        Value::if_else(&self.given, self.secret.reference(), "")
    }

    fn read(&self) -> Permission {
        Permission::new(&["secretsmanager:GetSecretValue"], [self.secret.reference()])
            .only_where(&self.given)
    }
}
