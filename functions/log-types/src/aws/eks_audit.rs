//! Control plane logs of Amazon EKS, through CloudWatch Logs: the audit log of the
//! Kubernetes API server, that of the authenticator, and what the API server, controller
//! manager and scheduler write for whoever runs them.
//!
//! All five come in one log group, `/aws/eks/<cluster>/cluster`; what a record looks like
//! tells one from another, and `kubernetes.component` is its name in EKS's settings. An
//! event of the audit log stands below `kubernetes.audit`, as Elastic has it. Objects that
//! were sent and answered are of hundreds of kinds, so each is one text.
//!
//! v2.10.4 does not know these logs. Where a choice had to be made:
//! - `@timestamp` is the time of the stage that the event is about, the same as that of
//!   CloudWatch Logs; a request's arrival is `event.start`. A `watch` ends minutes later.
//! - `source.ip` is the last of `sourceIPs`, the peer of the connection: whoever sends a
//!   request writes the others himself, in `X-Forwarded-For`. All are in `related.ip`.
//! - A stage before the response has no outcome yet: `unknown`.
//!
//! Logs: <https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html>.
//! Events: <https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/>

use contract::log_spec::{
    DocumentId, EcsMapping, Enrichment, Format, IndexSettings, LogSpec, Redaction, StaticField, Texts,
    Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;

mod audit;
mod fields;
mod lines;

/// EKS's control plane.
pub(crate) const EKS_AUDIT: Definition = Definition::new(
    LogSpec::new(
        "eks-audit",
        "log-aws-eks",
        sources::EKS_AUDIT.pattern,
        Format::text_or_json(lines::PATTERN),
        TIMESTAMP,
    )
    .document_id(DocumentId::Fields(Texts::of(&["auditID", "stage"])))
    .kept_as_text(&["kubernetes.audit.requestObject", "kubernetes.audit.responseObject"])
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip"]).user_agent())
    .fields(fields::FIELDS)
    .redaction(Redaction::of_secrets(TOKENS))
    .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None }),
)
.adapted_by(adapt)
.refined_by(refine);

/// Tokens that are given out or looked at. EKS's own policy leaves these objects out.
const TOKENS: &[&str] = &[
    "requestObject.spec.token",
    "requestObject.status.token",
    "responseObject.spec.token",
    "responseObject.status.token",
];

/// A line of klog names no year, so that the envelope has to.
const TIMESTAMP: Timestamp = Timestamp::of(
    Texts::of(&[
        "kubernetes.audit.stageTimestamp",
        "kubernetes.audit.requestReceivedTimestamp",
        "kubernetes.log.time",
        Timestamp::CWL,
    ]),
    &[TimestampFormat::Iso8601, TimestampFormat::EpochMilliseconds],
);

const ECS: &[EcsMapping] = &[
    ecs::EVENT_ACTION.from("kubernetes.audit.verb"),
    ecs::EVENT_ID.from("kubernetes.audit.auditID"),
    ecs::HTTP_RESPONSE_STATUS_CODE.from("kubernetes.audit.responseStatus.code"),
    ecs::ORCHESTRATOR_API_VERSION.from("kubernetes.audit.objectRef.apiVersion"),
    ecs::ORCHESTRATOR_NAMESPACE.from("kubernetes.audit.objectRef.namespace"),
    ecs::ORCHESTRATOR_RESOURCE_NAME.from("kubernetes.audit.objectRef.name"),
    ecs::ORCHESTRATOR_RESOURCE_TYPE.from("kubernetes.audit.objectRef.resource"),
    ecs::RELATED_IP.from_all(&["kubernetes.audit.sourceIPs"]),
    ecs::RELATED_USER.from_all(&[
        "kubernetes.audit.user.username",
        "kubernetes.audit.impersonatedUser.username",
        "kubernetes.authenticator.username",
    ]),
    ecs::URL_ORIGINAL.from("kubernetes.audit.requestURI"),
    ecs::USER_AGENT_ORIGINAL.from("kubernetes.audit.userAgent"),
    ecs::USER_ID.from_first(&["kubernetes.audit.user.uid", "kubernetes.authenticator.uid"]),
    ecs::USER_NAME
        .from_first(&["kubernetes.audit.user.username", "kubernetes.authenticator.username"]),
];

const STATIC: &[StaticField] = &[
    ecs::CLOUD_SERVICE_NAME.is("eks"),
    ecs::EVENT_KIND.is("event"),
    ecs::ORCHESTRATOR_TYPE.is("kubernetes"),
];

/// What a component is called in the settings of EKS, by the beginning of its log stream's
/// name; the longer ones first.
const COMPONENTS: &[(&str, &str)] = &[
    ("kube-apiserver-audit", audit::COMPONENT),
    ("kube-apiserver", "api"),
    ("authenticator", lines::AUTHENTICATOR),
    ("kube-controller-manager", "controllerManager"),
    ("cloud-controller-manager", "controllerManager"),
    ("kube-scheduler", "scheduler"),
];

/// The record's own fields below one: an event has a field `user`, as ECS has.
fn adapt<'a>(document: &mut Document<'a>, _: &'a str) {
    if document.is_empty() {
        return;
    }
    let own = std::mem::take(document);
    let is_line = own.len() == 1 && own.get(lines::LINE).is_some();
    let fields = match own.get(lines::LINE) {
        Some(Value::Text(line)) if is_line => lines::read(line),
        _ => Document::from_iter([("audit".into(), own.into())]),
    };
    document.insert("kubernetes", fields);
}

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    let stream = document.text_at("@log_stream").unwrap_or_default();
    let by_stream = COMPONENTS.iter().find(|(start, _)| stream.starts_with(start));
    let mut component = by_stream.map(|(_, component)| *component);
    if document.at("kubernetes.audit").is_some() {
        component = component.or(Some(audit::COMPONENT));
        audit::refine(document);
    } else {
        component = component.or_else(|| lines::component(document));
        lines::refine(document);
    }
    if let Some(component) = component {
        document.set_at("kubernetes.component", component);
    }
    let group = document.text_at("@log_group").unwrap_or_default();
    let cluster = group.strip_prefix("/aws/eks/").and_then(|rest| rest.strip_suffix("/cluster"));
    if let Some(cluster) = cluster.filter(|name| !name.is_empty()).map(str::to_owned) {
        document.set(ecs::ORCHESTRATOR_CLUSTER_NAME, cluster);
    }
}

#[cfg(test)]
mod tests;
