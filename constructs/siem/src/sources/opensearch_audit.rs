//! Amazon OpenSearch Service: audit logs of a domain, from the log group that it
//! publishes them to.

use contract::sources::OPENSEARCH_AUDIT;

use super::log_groups::source_of_log_groups;
use super::places::Places;

source_of_log_groups! {
    /// Audit logs of Amazon OpenSearch Service domains. In the domain, publish them to a log
    /// group, and switch them on in OpenSearch Dashboards too. Of the SIEM's own domain,
    /// leave the loader's user out, or every load is a log to load.
    ///
    /// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/audit-logs.html>
    OpenSearchAudit, "opensearch_audit", OPENSEARCH_AUDIT,
    places: Places::EVERYWHERE,
    pattern: "",
    example: "log_groups: [/aws/OpenSearchService/domains/shop/audit-logs]",
}
