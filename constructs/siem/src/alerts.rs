//! Where alerts go: a topic that EventBridge and the stack's alarms publish to, whoever
//! subscribes by e-mail, and the role with which the domain publishes.

use library::iam::{Principal, Role, RoleHandle};
use library::kms::KeyHandle;
use library::sns::{OnBehalfOf, Topic, TopicHandle};
use template::{Condition, Parameter, Scope};

use crate::names::named;
use crate::parameters;

/// The condition that an e-mail address was given.
pub(crate) const HAS_EMAIL: &str = "HasSnsEmail";

pub(crate) fn build(scope: &mut Scope<'_>, key: &KeyHandle) -> (TopicHandle, RoleHandle) {
    let events = Principal::service("events.amazonaws.com");
    let alarms = Principal::service("cloudwatch.amazonaws.com");
    let topic = scope.add(
        Topic::new("Alerts")
            .name(named("alert"))
            .display_name("AES SIEM")
            .encrypted_with(key)
            .published_by(events.clone(), OnBehalfOf::Anyone)
            .published_by(alarms.clone(), OnBehalfOf::ThisAccount),
    );
    topic.share_key_with(scope.stack(), &events, OnBehalfOf::Anyone);
    topic.share_key_with(scope.stack(), &alarms, OnBehalfOf::ThisAccount);

    let email = scope.stack().parameter(email());
    let has_email = scope.stack().condition(HAS_EMAIL, Condition::given(email.clone()));
    topic.email_where(&mut scope.child("Alerts"), "Email", &has_email, email);

    let role = scope.add(
        Role::for_service("AlertingRole", "opensearchservice.amazonaws.com")
            .name(named("sns-role"))
            .permit(topic.publish()),
    );
    (topic, role)
}

fn email() -> Parameter<String> {
    Parameter::new("SnsEmail")
        .description("(Optional) E-mail address that gets the alerts; it must confirm them once")
        .default_value("")
        .allowed_pattern("^([0-9a-zA-Z@_\\-\\+\\.]*|)")
        .group(parameters::BASIC)
}
