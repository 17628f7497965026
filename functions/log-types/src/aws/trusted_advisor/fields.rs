//! Which fields of Trusted Advisor have a type of their own; the others are text.

use contract::log_spec::{Field, FieldType};
use contract::log_spec::FieldType::{Boolean, Date, Float, Integer, Keyword, Long, Text};

pub(super) const FIELDS: &[Field] = &[
    field("trustedadvisor.account", Keyword),
    field("trustedadvisor.check.category", Keyword),
    field("trustedadvisor.check.description", Text),
    field("trustedadvisor.check.id", Keyword),
    field("trustedadvisor.check.metadata", Keyword),
    field("trustedadvisor.check.name", Keyword),
    field("trustedadvisor.check_ja.category", Keyword),
    field("trustedadvisor.check_ja.description", Text),
    field("trustedadvisor.check_ja.id", Keyword),
    field("trustedadvisor.check_ja.metadata", Keyword),
    field("trustedadvisor.check_ja.name", Keyword),
    field("trustedadvisor.creation_date", Date),
    field("trustedadvisor.refreshable", Boolean),
    field("trustedadvisor.requestid", Keyword),
    field("trustedadvisor.result.categorySpecificSummary.costOptimizing.estimatedMonthlySavings", Float),
    field("trustedadvisor.result.categorySpecificSummary.costOptimizing.estimatedPercentMonthlySavings", Float),
    field("trustedadvisor.result.checkId", Keyword),
    field("trustedadvisor.result.flaggedResource.isSuppressed", Boolean),
    field("trustedadvisor.result.flaggedResource.metadata", Keyword),
    field("trustedadvisor.result.flaggedResource.number", Integer),
    field("trustedadvisor.result.flaggedResource.region", Keyword),
    field("trustedadvisor.result.flaggedResource.resourceId", Keyword),
    field("trustedadvisor.result.flaggedResource.status", Keyword),
    field("trustedadvisor.result.flaggedResources.isSuppressed", Boolean),
    field("trustedadvisor.result.flaggedResources.metadata", Keyword),
    field("trustedadvisor.result.flaggedResources.number", Integer),
    field("trustedadvisor.result.flaggedResources.region", Keyword),
    field("trustedadvisor.result.flaggedResources.resourceId", Keyword),
    field("trustedadvisor.result.flaggedResources.status", Keyword),
    field("trustedadvisor.result.resourcesSummary.resourcesFlagged", Long),
    field("trustedadvisor.result.resourcesSummary.resourcesIgnored", Long),
    field("trustedadvisor.result.resourcesSummary.resourcesProcessed", Long),
    field("trustedadvisor.result.resourcesSummary.resourcesSuppressed", Long),
    field("trustedadvisor.result.status", Keyword),
    field("trustedadvisor.result.timestamp", Date),
];

const fn field(path: &'static str, kind: FieldType) -> Field {
    Field::new(path, kind)
}
