//! The logs that are measured.

use std::fmt;

use crate::generate::{self, Seeded};

/// A log that is measured.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    /// What it is called in the table.
    pub(crate) name: &'static str,
    /// Its type.
    pub(crate) log_type: &'static str,
    /// The key that its object has.
    pub(crate) key: &'static str,
    /// Whether its records are JSON, one a line.
    pub(crate) is_json: bool,
    head: &'static str,
    record: fn(&mut String, &mut Seeded, u64),
}

/// All of them.
pub(crate) const CASES: &[Case] = &[
    Case {
        name: "waf",
        log_type: "waf",
        key: "AWSLogs/111122223333/WAFLogs/us-east-1/web/2026/11/24/06/00/\
              111122223333_waflogs_us-east-1_web_20261124T0600Z_1b2c3d4e.log.gz",
        is_json: true,
        head: "",
        record: generate::waf,
    },
    Case {
        name: "vpcflowlogs",
        log_type: "vpcflowlogs",
        key: "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11/24/\
              111122223333_vpcflowlogs_us-east-1_fl-0123456789abcdef0_20261124T0600Z_1b2c3d4e.log.gz",
        is_json: false,
        head: "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets \
               bytes start end action log-status\n",
        record: generate::vpc_flow_logs,
    },
    Case {
        name: "alb",
        log_type: "alb",
        key: "AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/11/24/\
              111122223333_elasticloadbalancing_us-east-1_app.web.50dc6c495c0c9188_\
              20261124T0600Z_192.0.2.10_1b2c3d4e.log.gz",
        is_json: false,
        head: "",
        record: generate::alb,
    },
    Case {
        name: "cloudfront-standard",
        log_type: "cloudfront-standard",
        key: "E2QWRUHEXAMPLE.2026-11-24-06.a5fcfc8d.gz",
        is_json: false,
        head: "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) \
               cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) \
               x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes \
               time-taken x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type \
               cs-protocol-version fle-status fle-encrypted-fields c-port time-to-first-byte \
               x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start \
               sc-range-end\n",
        record: generate::cloudfront,
    },
    Case {
        name: "s3accesslog",
        log_type: "s3accesslog",
        key: "AWSLogs/111122223333/s3accesslog/us-east-1/web/2026-11-24-06-05-17-79A59DF900B949E5",
        is_json: false,
        head: "",
        record: generate::s3_access,
    },
    Case {
        name: "cloudtrail",
        log_type: "cloudtrail",
        key: "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/24/\
              111122223333_CloudTrail_us-east-1_20261124T0605Z_1b2c3d4e5f6a7b8c.json.gz",
        is_json: true,
        head: "",
        record: generate::cloudtrail,
    },
    Case {
        name: "guardduty",
        log_type: "guardduty",
        key: "AWSLogs/111122223333/GuardDuty/us-east-1/2026/11/24/\
              1b2c3d4e-0000-4000-8000-000000000000.jsonl.gz",
        is_json: true,
        head: "",
        record: generate::guardduty,
    },
    Case {
        name: "cloudtrail in CloudWatch Logs",
        log_type: "cloudtrail",
        key: "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/24/\
              111122223333_CloudTrail_us-east-1_20261124T0605Z_1b2c3d4e5f6a7b8c.json.gz",
        is_json: true,
        head: "",
        record: generate::cloudtrail_in_cloudwatch_logs,
    },
    Case {
        name: "rds-postgresql (regex, multiline)",
        log_type: "rds-postgresql",
        key: "AWSLogs/111122223333/RDS/PostgreSQL/postgresql/us-east-1/2026/11/24/06/\
              siem-rds-postgresql-to-s3-1-2026-11-24-06-00-00-1b2c3d4e",
        is_json: false,
        head: "",
        record: generate::postgresql,
    },
];

impl Case {
    /// An object with so many records.
    pub(crate) fn object(&self, records: u64) -> Vec<u8> {
        let mut seeded = Seeded::new(1);
        let mut object = self.head.to_owned();
        for number in 0..records {
            (self.record)(&mut object, &mut seeded, number);
        }
        object.into_bytes()
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
