//! es-loader-stopper: stops the loader while the domain has no room, and lets it run again
//! once it has.
//!
//! It sets the loader's reserved concurrency to 0 and later back to what it was, which may be
//! none; `contract::loader_stop` says how it remembers that. An update of the stack that
//! changes `ReservedConcurrency` meanwhile sets the loader going.

use contract::environment;
use contract::loader_stop::Before;
use library::cloudwatch::AlarmHandle;
use library::events::EventRule;
use library::iam::Permission;
use library::lambda::{Function, FunctionHandle, MemorySize, Timeout};
use library::sns::TopicHandle;
use resources::ssm;
use resources::ssm::parameter::Type;
use template::{DeletionPolicy, Resource, Scope, UpdateReplacePolicy, Value, pseudo, text};

use crate::VERSION;
use crate::bundles::{Bundles, FunctionCode};
use crate::names::named;

const ID: &str = "LoaderStopper";

pub(crate) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    loader: &FunctionHandle,
    no_room: &AlarmHandle,
    alerts: &TopicHandle,
) {
    if !bundles.has(FunctionCode::EsLoaderStopper) {
        return;
    }
    let before = before(scope);
    let environment = environment::EsLoaderStopper {
        loader_arn: loader.arn().into(),
        alerts_topic_arn: alerts.arn().into(),
        storage_alarm_arn: no_room.arn().into(),
        before_parameter: before.reference(),
        log_level: Value::from("info"),
    };
    let stopper = scope.add(
        Function::new(ID, bundles.program(FunctionCode::EsLoaderStopper))
            .name(named("es-loader-stopper"))
            .description(format!(
                "SIEM: stops the loader while the domain has no room, {VERSION} / es-loader-stopper"
            ))
            .memory(MemorySize::mb(128))
            .timeout(Timeout::seconds(300))
            .no_dead_letters(
                "Lambda calls it three times, an alarm tells of each failure, and an old state of \
                 the storage must not be acted on later",
            )
            .environment(environment.into_variables())
            .permit(loader.change_concurrency())
            .permit(remember(&before))
            .permit(no_room.describe())
            .permit(alerts.publish()),
    );
    scope.child(ID).add(
        EventRule::new("Rule", "aws.cloudwatch", "CloudWatch Alarm State Change", &stopper)
            .about([no_room.arn().into()]),
    );
}

/// The parameter in which the stopper remembers how the loader ran.
fn before(scope: &mut Scope<'_>) -> ssm::ParameterHandle {
    let parameter = ssm::Parameter::new(Type::String, Before::Running.to_string())
        .description("How the loader ran before es-loader-stopper stopped it")
        .allowed_pattern("^(running|unreserved|[0-9]+)$");
    let resource = Resource::new("Before", parameter)
        .deletion_policy(DeletionPolicy::Delete)
        .update_replace_policy(UpdateReplacePolicy::Delete);
    scope.child(ID).add(resource)
}

fn remember(parameter: &ssm::ParameterHandle) -> Permission {
    let arn = text!(
        "arn:",
        pseudo::partition(),
        ":ssm:",
        pseudo::region(),
        ":",
        pseudo::account_id(),
        ":parameter/",
        parameter.reference()
    );
    Permission::new(&["ssm:GetParameter", "ssm:PutParameter"], [arn])
}
