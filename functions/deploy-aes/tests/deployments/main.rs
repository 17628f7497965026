//! Whole requests, visit by visit, against a peer written from the models of AWS's APIs: moto
//! has domains that are ready at once and never refuse, and no collection that takes time.

mod adoption;
mod collections;
mod creation;
mod cuts;
mod faults;
mod heard;
mod model;
mod moto;
mod node;
mod peer;
mod removal;
mod rotation;
mod updates;
mod world;

use serde_json::{Value, json};

/// The password in the secret, which nothing may show.
const PASSWORD: &str = "hunter2-HUNTER2-hunter2";

/// Properties of a domain with these settings.
fn properties(settings: Value) -> Value {
    let mut properties = json!({
        "ServiceToken": "arn", "ConfigVersion": "0.1.0",
        "Target": "opensearch_managed_cluster", "Name": "aes-siem", "vpce": "",
        "AllowedSourceIpAddresses": "192.0.2.0/24 198.51.100.7/32",
    });
    properties["Settings"] = settings;
    properties
}

/// Properties as v2.10.4 has them.
fn original() -> Value {
    json!({
        "ServiceToken": "arn", "ConfigVersion": "2.10.4",
        "Target": "opensearch_managed_cluster", "Name": "aes-siem", "vpce": "",
    })
}

fn collection(vpc_endpoint: &str) -> Value {
    json!({
        "ServiceToken": "arn", "ConfigVersion": "0.1.0",
        "Target": "opensearch_serverless", "Name": "aes-siem", "vpce": vpc_endpoint,
        "AllowedSourceIpAddresses": "", "Settings": {},
    })
}

/// Everything that can be said of a domain.
fn everything() -> Value {
    json!({
        "EngineVersion": "OpenSearch_2.17",
        "DataNodes": { "InstanceType": "r6g.xlarge.search", "Count": "3" },
        "MasterNodes": { "InstanceType": "m6g.large.search", "Count": "3" },
        "WarmNodes": { "InstanceType": "ultrawarm1.medium.search", "Count": "2" },
        "ColdStorage": "true", "Zones": "3", "Standby": "true",
        "Storage": {
            "VolumeType": "gp3", "SizeGib": "500", "Iops": "3000", "ThroughputMiB": "250",
        },
        "OffPeakWindow": "02:30",
        "Principals": ["arn:aws:iam::111122223333:role/analyst"],
        "Logs": { "AuditDays": "90", "SlowDays": "7", "ErrorDays": "30" },
        "CustomEndpoint": {
            "Host": "siem.example.com",
            "CertificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/1",
        },
    })
}
