//! The 15 log exporter templates of v2.10.4: each is covered by sources, and each of their
//! parameters by an option.
//!
//! `exporters-v2.10.4.json` holds their parameters, and how many resources of the types that
//! matter each has, read from the published templates.

use assertions::Template;
use serde_json::{Value as Json, json};
use siem::sources::{ALL, SourceStack, Sources};

use super::of_its_own;

/// What covers a template.
struct Covered {
    exporter: &'static str,
    sources: &'static [&'static str],
    /// Each parameter, and the option that it is here, or why there is none.
    parameters: &'static [(&'static str, Parameter)],
}

enum Parameter {
    /// An option below `sources`.
    Option(&'static str),
    /// An option of a stack with sources.
    OfStack(&'static str),
    /// None, for this reason.
    Gone(&'static str),
}

use Parameter::{Gone, OfStack, Option};

const ONE_STREAM_FOR_MANY: &str = "a source takes any number of log groups";
const FROM_CONTRACT: &str = "the prefix is the one that the loader recognises";

#[rustfmt::skip]
const COVERED: &[Covered] = &[
    Covered {
        exporter: "siem-integration-with-control-tower",
        sources: &[],
        parameters: &[
            ("EsLoaderServiceRole", Gone("the log archive's queue and role are no source: they tell the loader of logs that are there")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-ad",
        sources: &["active_directory"],
        parameters: &[
            ("CwlAdName", Option("active_directory.log_groups")),
            ("KdfAdName", Option("active_directory.stream_name")),
            ("KdfBufferInterval", Option("active_directory.buffering.interval_seconds")),
            ("KdfBufferSize", Option("active_directory.buffering.size_mib")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-apache-cwl",
        sources: &["apache"],
        parameters: &[
            ("CwlApacheAccessName", Option("apache.access.log_groups")),
            ("CwlApacheErrorName", Option("apache.error.log_groups")),
            ("CwlApacheSslAccessName", Option("apache.access.log_groups")),
            ("CwlApacheSslErrorName", Option("apache.error.log_groups")),
            ("KdfApacheAccessName", Option("apache.access.stream_name")),
            ("KdfApacheErrorName", Option("apache.error.stream_name")),
            ("KdfBufferInterval", Option("apache.access.buffering.interval_seconds")),
            ("KdfBufferSize", Option("apache.access.buffering.size_mib")),
            ("WebSiteName", Option("apache.site")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-clientvpn",
        sources: &["client_vpn"],
        parameters: &[
            ("CwlClientVpnName", Option("client_vpn.log_groups")),
            ("KdfBufferInterval", Option("client_vpn.buffering.interval_seconds")),
            ("KdfBufferSize", Option("client_vpn.buffering.size_mib")),
            ("KdfClientVpnName", Option("client_vpn.stream_name")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-cloudhsm-cwl",
        sources: &["cloudhsm"],
        parameters: &[
            ("CwlHsmName", Option("cloudhsm.log_groups")),
            ("KdfBufferInterval", Option("cloudhsm.buffering.interval_seconds")),
            ("KdfBufferSize", Option("cloudhsm.buffering.size_mib")),
            ("KdfHsmName", Option("cloudhsm.stream_name")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-core",
        sources: &[],
        parameters: &[
            ("roleNameCwlToKdf", Gone("each stream has a role of its own, which nothing imports, so that both generations live side by side")),
            ("roleNameKdfToS3", Gone("likewise")),
            ("siemLogBucketName", OfStack("log_bucket")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-cwl-nocompress",
        sources: &["log_groups"],
        parameters: &[
            ("CwlLogGroupName", Option("log_groups.log_groups")),
            ("KdfBufferInterval", Option("log_groups.buffering.interval_seconds")),
            ("KdfBufferSize", Option("log_groups.buffering.size_mib")),
            ("KdfName", Option("log_groups.stream_name")),
            ("S3DestPrefix", Option("log_groups.log_type")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-eventbridge-events",
        sources: &["config_rules", "inspector", "security_hub"],
        parameters: &[
            ("KdfBufferInterval", Option("security_hub.buffering.interval_seconds")),
            ("KdfBufferSize", Option("security_hub.buffering.size_mib")),
            ("KdfName", Option("security_hub.stream_name")),
            ("LoadConfigRules", Option("config_rules")),
            ("LoadInspector", Option("inspector")),
            ("LoadSecurtyHub", Option("security_hub")),
            ("S3DestPrefix", Gone(FROM_CONTRACT)),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-fsx",
        sources: &["fsx_windows"],
        parameters: &[
            ("FirehoseBufferInterval", Option("fsx_windows.buffering.interval_seconds")),
            ("FirehoseBufferSize", Option("fsx_windows.buffering.size_mib")),
            ("FirehoseName", Option("fsx_windows.stream_name")),
            ("S3DestPrefix", Gone(FROM_CONTRACT)),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-linux-cwl",
        sources: &["linux"],
        parameters: &[
            ("CwlNameForLinuxSecureLogs", Option("linux.secure.log_groups")),
            ("CwlNameForLinuxSystemLogs", Option("linux.system.log_groups")),
            ("FirehoseNameForLinuxSecureLogs", Option("linux.secure.stream_name")),
            ("FirehoseNameForLinuxSystemLogs", Option("linux.system.stream_name")),
            ("KdfBufferInterval", Option("linux.secure.buffering.interval_seconds")),
            ("KdfBufferSize", Option("linux.secure.buffering.size_mib")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-nginx-cwl",
        sources: &["nginx"],
        parameters: &[
            ("CwlNginxAccessName", Option("nginx.access.log_groups")),
            ("CwlNginxErrorName", Option("nginx.error.log_groups")),
            ("CwlNginxSslAccessName", Option("nginx.access.log_groups")),
            ("CwlNginxSslErrorName", Option("nginx.error.log_groups")),
            ("KdfBufferInterval", Option("nginx.access.buffering.interval_seconds")),
            ("KdfBufferSize", Option("nginx.access.buffering.size_mib")),
            ("KdfNginxAccessName", Option("nginx.access.stream_name")),
            ("KdfNginxErrorName", Option("nginx.error.stream_name")),
            ("WebSiteName", Option("nginx.site")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-rds-mysql-cwl",
        sources: &["rds_mysql"],
        parameters: &[
            ("CreateFirehose", Gone(ONE_STREAM_FOR_MANY)),
            ("CwLogGroupNameOfMySQLAuditLog", Option("rds_mysql.audit.log_groups")),
            ("CwLogGroupNameOfMySQLErrorLog", Option("rds_mysql.error.log_groups")),
            ("CwLogGroupNameOfMySQLGeneralLog", Option("rds_mysql.general.log_groups")),
            ("CwLogGroupNameOfMySQLSlowQueryLog", Option("rds_mysql.slow_query.log_groups")),
            ("FirehoseNameForMySqlAudit", Option("rds_mysql.audit.stream_name")),
            ("FirehoseNameForMySqlError", Option("rds_mysql.error.stream_name")),
            ("FirehoseNameForMySqlGeneral", Option("rds_mysql.general.stream_name")),
            ("FirehoseNameForMySqlSlowQuery", Option("rds_mysql.slow_query.stream_name")),
            ("KdfBufferInterval", Option("rds_mysql.audit.buffering.interval_seconds")),
            ("KdfBufferSize", Option("rds_mysql.audit.buffering.size_mib")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-rds-postgresql-cwl",
        sources: &["rds_postgresql"],
        parameters: &[
            ("CreateFirehose", Gone(ONE_STREAM_FOR_MANY)),
            ("CwLogGroupNameOfPostgreSQLLog", Option("rds_postgresql.log_groups")),
            ("FirehoseNameForPostgreSql", Option("rds_postgresql.stream_name")),
            ("KdfBufferInterval", Option("rds_postgresql.buffering.interval_seconds")),
            ("KdfBufferSize", Option("rds_postgresql.buffering.size_mib")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-trustedadvisor",
        sources: &["trusted_advisor"],
        parameters: &[
            ("cweRulesFrequency", Option("trusted_advisor.every_minutes")),
            ("enableJapaneseDescription", Option("trusted_advisor.descriptions")),
        ],
    },
    Covered {
        exporter: "siem-log-exporter-workspaces",
        sources: &["workspaces"],
        parameters: &[
            ("KdfBufferInterval", Option("workspaces.buffering.interval_seconds")),
            ("KdfBufferSize", Option("workspaces.buffering.size_mib")),
            ("KdfWorkSpacesName", Option("workspaces.stream_name")),
            ("cweRulesFrequency", Option("workspaces.every_minutes")),
        ],
    },
];

fn original() -> Json {
    serde_json::from_str(include_str!("exporters-v2.10.4.json")).unwrap()
}

#[test]
fn every_exporter_of_the_original_is_covered() {
    let covered: Vec<_> = COVERED.iter().map(|covered| covered.exporter).collect();
    let original = original();
    let exporters: Vec<_> = original.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(covered, exporters);
    assert_eq!(exporters.len(), 15);
}

/// Streams, subscriptions, functions and rules: no fewer than the original has.
#[test]
fn what_covers_an_exporter_has_all_that_it_has() {
    for Covered { exporter, sources, .. } in COVERED {
        let templates: Vec<_> = sources
            .iter()
            .map(|name| {
                let entry = ALL.iter().find(|entry| entry.name == *name);
                Template::of(of_its_own(entry.unwrap_or_else(|| panic!("no source `{name}`"))))
            })
            .collect();
        for (kind, count) in original()[exporter]["resources"].as_object().unwrap() {
            let ours: usize =
                templates.iter().map(|template| template.resources_of(kind).count()).sum();
            assert!(ours as u64 >= count.as_u64().unwrap(), "{exporter}: {ours} of {kind}");
        }
    }
}

#[test]
fn every_parameter_of_an_exporter_is_an_option_or_has_a_reason() {
    let sources = schemars::schema_for!(Sources).to_value();
    let stack = schemars::schema_for!(SourceStack).to_value();
    for Covered { exporter, parameters, .. } in COVERED {
        let names: Vec<_> = parameters.iter().map(|(name, _)| *name).collect();
        assert_eq!(json!(names), original()[exporter]["parameters"], "{exporter}");
        for (name, parameter) in *parameters {
            match parameter {
                Option(path) => assert!(has(&sources, path), "{exporter}: {name} is no `{path}`"),
                OfStack(path) => assert!(has(&stack, path), "{exporter}: {name} is no `{path}`"),
                Gone(why) => assert!(!why.is_empty(), "{exporter}: {name}"),
            }
        }
    }
}

/// Whether a schema knows an option at a dotted path.
fn has(schema: &Json, path: &str) -> bool {
    let mut at = schema;
    path.split('.').all(|name| {
        at = &resolved(schema, at)["properties"][name];
        !at.is_null()
    })
}

/// Past references, and the first of several forms: the options themselves.
fn resolved<'a>(root: &'a Json, mut schema: &'a Json) -> &'a Json {
    loop {
        schema = match (&schema["$ref"], &schema["anyOf"]) {
            (Json::String(reference), _) => root.pointer(&reference[1..]).unwrap(),
            (_, Json::Array(forms)) => &forms[0],
            _ => return schema,
        };
    }
}

#[test]
fn an_option_that_is_not_there_is_noticed() {
    let sources = schemars::schema_for!(Sources).to_value();
    assert!(has(&sources, "linux.secure.buffering.size_mib"));
    assert!(!has(&sources, "linux.secure.buffering.colour"));
    assert!(!has(&sources, "windows"));
}
