//! The record's own fields. Of the objects that stand in an event, only those named here
//! are indexed.

use contract::log_spec::Field;
use contract::log_spec::FieldType::{Date, FlatObject, Integer, Keyword, Long, ObjectOfKnownFields, Text};

use self::field as f;

const fn field(path: &'static str, kind: contract::log_spec::FieldType) -> Field {
    Field::new(path, kind)
}

pub(super) const FIELDS: &[Field] = &[
    f("kubernetes.audit", ObjectOfKnownFields),
    f("kubernetes.audit.annotations", FlatObject),
    f("kubernetes.audit.apiVersion", Keyword),
    f("kubernetes.audit.auditID", Keyword),
    f("kubernetes.audit.impersonatedUser.extra", FlatObject),
    f("kubernetes.audit.impersonatedUser.groups", Keyword),
    f("kubernetes.audit.impersonatedUser.uid", Keyword),
    f("kubernetes.audit.impersonatedUser.username", Keyword),
    f("kubernetes.audit.kind", Keyword),
    f("kubernetes.audit.level", Keyword),
    f("kubernetes.audit.objectRef.apiGroup", Keyword),
    f("kubernetes.audit.objectRef.apiVersion", Keyword),
    f("kubernetes.audit.objectRef.name", Keyword),
    f("kubernetes.audit.objectRef.namespace", Keyword),
    f("kubernetes.audit.objectRef.resource", Keyword),
    f("kubernetes.audit.objectRef.resourceVersion", Keyword),
    f("kubernetes.audit.objectRef.subresource", Keyword),
    f("kubernetes.audit.objectRef.uid", Keyword),
    f("kubernetes.audit.requestObject", Text),
    f("kubernetes.audit.requestReceivedTimestamp", Date),
    f("kubernetes.audit.requestURI", Keyword),
    f("kubernetes.audit.responseObject", Text),
    f("kubernetes.audit.responseStatus.code", Integer),
    f("kubernetes.audit.responseStatus.message", Text),
    f("kubernetes.audit.responseStatus.reason", Keyword),
    f("kubernetes.audit.responseStatus.status", Keyword),
    f("kubernetes.audit.sourceIPs", Keyword),
    f("kubernetes.audit.stage", Keyword),
    f("kubernetes.audit.stageTimestamp", Date),
    f("kubernetes.audit.user.extra", FlatObject),
    f("kubernetes.audit.user.groups", Keyword),
    f("kubernetes.audit.user.uid", Keyword),
    f("kubernetes.audit.user.username", Keyword),
    f("kubernetes.audit.userAgent", Keyword),
    f("kubernetes.audit.verb", Keyword),
    f("kubernetes.authenticator", ObjectOfKnownFields),
    f("kubernetes.authenticator.arn", Keyword),
    f("kubernetes.authenticator.client", Keyword),
    f("kubernetes.authenticator.error", Text),
    f("kubernetes.authenticator.groups", Keyword),
    f("kubernetes.authenticator.method", Keyword),
    f("kubernetes.authenticator.path", Keyword),
    f("kubernetes.authenticator.sts", Keyword),
    f("kubernetes.authenticator.stsendpoint", Keyword),
    f("kubernetes.authenticator.uid", Keyword),
    f("kubernetes.authenticator.username", Keyword),
    f("kubernetes.component", Keyword),
    f("kubernetes.log.file", Keyword),
    f("kubernetes.log.level", Keyword),
    f("kubernetes.log.message", Text),
    f("kubernetes.log.number", Long),
    f("kubernetes.log.thread", Long),
    f("kubernetes.log.time", Date),
];
