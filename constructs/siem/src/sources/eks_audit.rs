//! Amazon EKS: audit logs of the control plane, from a cluster's log group.
//!
//! The log group holds all kinds of control plane logs that are switched on. Only the
//! audit events are JSON of this version of Kubernetes' audit API.

use contract::sources::EKS_AUDIT;

use super::log_groups::source_of_log_groups;
use super::places::Places;

source_of_log_groups! {
    /// Audit logs of Amazon EKS clusters. In the cluster, switch on `audit` among the control
    /// plane logs.
    ///
    /// <https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html>
    EksAudit, "eks_audit", EKS_AUDIT,
    places: Places::EVERYWHERE,
    pattern: r#"{ $.apiVersion = "audit.k8s.io/v1" }"#,
    example: "log_groups: [/aws/eks/prod/cluster]",
}
