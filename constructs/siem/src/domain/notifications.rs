//! What the service tells of the domain, such as an update of its software, goes to those who
//! get alerts.
//!
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/monitoring-events.html>

use library::sns::TopicHandle;
use resources::events::Rule;
use resources::events::rule::{State, Target as RuleTarget};
use template::{ConditionHandle, Expr, Object, Resource, Scope};

use super::{Presence, Target};

pub(crate) fn build(
    scope: &mut Scope<'_>,
    target: &Target,
    alerts: &TopicHandle,
    has_email: &ConditionHandle,
) {
    if let Presence::Never = target.managed() {
        return;
    }
    let domain: Vec<Expr> = vec![target.domain_arn().into_expr()];
    let pattern = Object::new().with("source", vec!["aws.es"]).with("resources", domain);
    let rule = Rule::new()
        .description("SIEM: what the service tells of the domain")
        .event_pattern(pattern)
        .state(State::Enabled)
        .targets([RuleTarget::new(alerts.arn(), "Target0")]);
    scope.child("Domain").add(Resource::new("Notifications", rule).condition(has_email));
}
