//! The logs that are measured.

use std::fmt;

use crate::generate::{self, Seeded};

/// A log that is measured.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    /// Its type.
    pub(crate) name: &'static str,
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
        key: "AWSLogs/111122223333/WAFLogs/us-east-1/web/2026/11/24/06/00/\
              111122223333_waflogs_us-east-1_web_20261124T0600Z_1b2c3d4e.log.gz",
        is_json: true,
        head: "",
        record: generate::waf,
    },
    Case {
        name: "vpcflowlogs",
        key: "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11/24/\
              111122223333_vpcflowlogs_us-east-1_fl-0123456789abcdef0_20261124T0600Z_1b2c3d4e.log.gz",
        is_json: false,
        head: "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets \
               bytes start end action log-status\n",
        record: generate::vpc_flow_logs,
    },
    Case {
        name: "alb",
        key: "AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/11/24/\
              111122223333_elasticloadbalancing_us-east-1_app.web.50dc6c495c0c9188_\
              20261124T0600Z_192.0.2.10_1b2c3d4e.log.gz",
        is_json: false,
        head: "",
        record: generate::alb,
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
