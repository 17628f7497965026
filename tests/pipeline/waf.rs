//! WAF logs of one month, so that each test has an index of its own.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

/// A month from 2019-01 to 2019-12.
pub(crate) struct Month {
    year: u64,
    month: u64,
}

/// Milliseconds from 1970 to 2019, and of a month that is long enough for every month.
const START_OF_2019: u64 = 1_546_300_800_000;
const MONTH: u64 = 2_629_800_000;

impl Month {
    pub(crate) fn new(year: u64, month: u64) -> Self {
        assert!(year == 2019 && (1..=12).contains(&month), "2019 only");
        Self { year, month }
    }

    pub(crate) fn index(&self) -> String {
        format!("log-aws-waf-{}-{:02}", self.year, self.month)
    }

    /// The middle of the month.
    fn timestamp(&self) -> u64 {
        START_OF_2019 + MONTH * (self.month - 1) + MONTH / 2
    }

    /// Records as WAF delivers them: one a line, compressed.
    pub(crate) fn gzip(&self, records: u64) -> Vec<u8> {
        self.compressed(records, |number| number.to_string())
    }

    /// The same, but one request id is no number.
    pub(crate) fn gzip_with_one_odd(&self, records: u64) -> Vec<u8> {
        let odd = records / 2;
        self.compressed(records, |number| {
            if number == odd { "1-5f0c-odd".to_owned() } else { number.to_string() }
        })
    }

    fn compressed(&self, records: u64, request_id: impl Fn(u64) -> String) -> Vec<u8> {
        let mut gzip = GzEncoder::new(vec![], Compression::fast());
        for number in 1..=records {
            let record = json!({
                "timestamp": self.timestamp() + number,
                "formatVersion": 1,
                "webaclId": "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/web/0a1b2c3d",
                "terminatingRuleId": "managed-group",
                "terminatingRuleType": "MANAGED_RULE_GROUP",
                "action": "BLOCK",
                "httpSourceName": "ALB",
                "httpSourceId": "111122223333-app/web/0a1b2c3d",
                "ruleGroupList": [{
                    "ruleGroupId": "AWS#AWSManagedRulesCommonRuleSet",
                    "terminatingRule": {"ruleId": format!("ManagedRule-{number}"), "action": "BLOCK"},
                    "nonTerminatingMatchingRules": [],
                    "excludedRules": null,
                }],
                "httpRequest": {
                    "clientIp": format!("192.0.2.{}", number % 250),
                    "country": "JP",
                    "headers": [{"name": "Host", "value": "www.example.com"}],
                    "uri": format!("/{number}"),
                    "args": "",
                    "httpVersion": "HTTP/2.0",
                    "httpMethod": "GET",
                    "requestId": request_id(number),
                },
            });
            writeln!(gzip, "{record}").unwrap();
        }
        gzip.finish().unwrap()
    }
}
