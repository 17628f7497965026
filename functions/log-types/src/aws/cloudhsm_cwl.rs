//! Audit logs of AWS CloudHSM that CloudWatch Logs exported: records and differences from
//! v2.10.4 as in [`cloudhsm`](super::cloudhsm), each behind the time at which CloudWatch
//! Logs got it.
//!
//! Export: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html>

use contract::sources;

use super::cloudhsm;
use crate::log_type::Definition;

/// CloudHSM's audit log, exported.
pub(crate) const CLOUDHSM_CWL: Definition =
    cloudhsm::definition("cloudhsm-cwl", sources::CLOUDHSM_CWL.pattern);
