//! Which fields of Inspector have a type of their own; the others are text.

use contract::log_spec::{Field, FieldType};
use contract::log_spec::FieldType::{Date, FlatObject, Float, Integer, Ip, Keyword, Long, Nested};

pub(super) const FIELDS: &[Field] = &[
    field("inspector.awsAccountId", Keyword),
    field("inspector.codeVulnerabilityDetails.filePath.endLine", Integer),
    field("inspector.codeVulnerabilityDetails.filePath.startLine", Integer),
    field("inspector.epss.score", Float),
    field("inspector.firstObservedAt", Date),
    field("inspector.inspectorScore", Float),
    field("inspector.inspectorScoreDetails.adjustedCvss.score", Float),
    field("inspector.inspectorScoreDetails.adjustedCvss.version", Keyword),
    field("inspector.lastObservedAt", Date),
    field("inspector.networkReachabilityDetails.openPortRange.begin", Integer),
    field("inspector.networkReachabilityDetails.openPortRange.end", Integer),
    field("inspector.packageVulnerabilityDetails.cvss", Nested),
    field("inspector.packageVulnerabilityDetails.cvss.baseScore", Float),
    field("inspector.packageVulnerabilityDetails.cvss.version", Keyword),
    field("inspector.packageVulnerabilityDetails.vulnerablePackages", Nested),
    field("inspector.packageVulnerabilityDetails.vulnerablePackages.epoch", Long),
    field("inspector.resources.details.awsEc2Instance.ipV4Addresses", Ip),
    field("inspector.resources.details.awsEc2Instance.ipV6Addresses", Ip),
    field("inspector.resources.details.awsEcrContainerImage.inUseCount", Long),
    field("inspector.resources.tags", FlatObject),
    field("inspector.updatedAt", Date),
];

const fn field(path: &'static str, kind: FieldType) -> Field {
    Field::new(path, kind)
}
