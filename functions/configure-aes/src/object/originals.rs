//! Digests of the objects that v2.10.4 leaves in a domain, by name.
//!
//! Facts, worked out from its `data.ini` and `data-serverless.ini`: what is found with one
//! of these digests is as v2.10.4 wrote it, so that nobody has changed it.

/// The digests of a name.
pub(crate) fn of(table: &[(&str, &'static [&'static str])], name: &str) -> &'static [&'static str] {
    table.iter().find(|(known, _)| *known == name).map_or(&[], |(_, digests)| *digests)
}

/// Component templates, of domains and of collections.
pub(crate) const COMPONENT_TEMPLATES: &[(&str, &[&str])] = &[
    ("component_template_ecs_minimum", &["b6020e63b8480166", "b9d091cd242a3ae8"]),
    ("component_template_log", &["c055857b9d073df4"]),
    ("component_template_log-aws", &["e78d8a0ed9ac740e"]),
    ("component_template_log-aws-clientvpn", &["02373dd02339ddd2"]),
    ("component_template_log-aws-cloudfront", &["0db17b1aa9620d52"]),
    ("component_template_log-aws-cloudhsm", &["438e532b1dcbe17a"]),
    ("component_template_log-aws-cloudtrail", &["1d10af32f8aca2aa"]),
    ("component_template_log-aws-config", &["dd36c298621f9e98"]),
    ("component_template_log-aws-elasticache", &["c6ee814cef974c2c"]),
    ("component_template_log-aws-elb", &["97529f20d9442ca0"]),
    ("component_template_log-aws-guardduty", &["3cfe99250b3eb0c8"]),
    ("component_template_log-aws-inspector", &["bd5a5de9ac7f2dce"]),
    ("component_template_log-aws-msk", &["7c07949306e29beb"]),
    ("component_template_log-aws-networkfirewall", &["eb854ddb10d0edf0"]),
    ("component_template_log-aws-opensearch", &["eefb21396cd14a4f"]),
    ("component_template_log-aws-r53resolver", &["96a796df25a5467a"]),
    ("component_template_log-aws-rds", &["035f4b467c1237c9"]),
    ("component_template_log-aws-s3accesslog", &["e2163e2b6257ee2b"]),
    ("component_template_log-aws-securityhub", &["faa04d4fb97618a7"]),
    ("component_template_log-aws-trustedadvisor", &["a9fe35a4e231cd91"]),
    ("component_template_log-aws-vpcflowlogs", &["28fa43b23fbf49fd"]),
    ("component_template_log-aws-waf", &["c4ac03cade120375"]),
    ("component_template_log-aws-workspaces", &["ad199471b9b291c6"]),
    ("component_template_log-linux", &["55f878ba890ba60b"]),
    ("component_template_log-ocsf", &["f7895b74fcc61731", "45c7474ce8f149da"]),
    ("component_template_log-win", &["190cceac89c314cf"]),
    ("component_template_metrics-opensearch-index", &["1a09c874e9d2217b"]),
];

/// Legacy templates.
pub(crate) const LEGACY_TEMPLATES: &[(&str, &[&str])] = &[("log_aws", &["3a7438904f689bbb"])];

/// Roles.
pub(crate) const ROLES: &[(&str, &[&str])] = &[("aws_log_loader", &["012d001125019445"])];

/// Policies of Index State Management.
pub(crate) const POLICIES: &[(&str, &[&str])] = &[("rollover100gb", &["4888750f14d55375"])];

/// Index templates, those for rollover among them.
pub(crate) const INDEX_TEMPLATES: &[(&str, &[&str])] = &[
    ("alert-history-indices_aws", &["543c75e3eb1f8348"]),
    ("default-opendistro-indices_aws", &["a159b2f69a7e60d1"]),
    ("ism-history-indices_aws", &["d1117164c6b67866"]),
    ("log-aws-clientvpn_aws", &["b04e86f4c8de5f78"]),
    ("log-aws-clientvpn_rollover", &["6ecd70dbe90445f0"]),
    ("log-aws-cloudfront_aws", &["1b8de119e406f12a"]),
    ("log-aws-cloudfront_rollover", &["401631a782bead97"]),
    ("log-aws-cloudhsm_aws", &["2cc29e72466a04fb"]),
    ("log-aws-cloudhsm_rollover", &["7e3fb3895974f9dc"]),
    ("log-aws-cloudtrail_aws", &["7e411656b352b255"]),
    ("log-aws-cloudtrail_rollover", &["844e7a479b460c70"]),
    ("log-aws-config_aws", &["387d35f476d05a5a"]),
    ("log-aws-config_rollover", &["fa7015575893c306"]),
    ("log-aws-directory-service_aws", &["8aae04675808686d"]),
    ("log-aws-directory-service_rollover", &["72d96448b027aec9"]),
    ("log-aws-elasticache_aws", &["c138feab57306e0d"]),
    ("log-aws-elasticache_rollover", &["b45efbe19ea14de1"]),
    ("log-aws-elb_aws", &["6c152c9727b56569"]),
    ("log-aws-elb_rollover", &["c07edb36fe468d38"]),
    ("log-aws-fsx-win_aws", &["9076dd6fe1c134d7"]),
    ("log-aws-fsx-win_rollover", &["0adfeced42da0b4c"]),
    ("log-aws-guardduty_aws", &["e4554b7948062897"]),
    ("log-aws-guardduty_rollover", &["a546ca174c4f9626"]),
    ("log-aws-inspector_aws", &["0d80e962e8b6fec3"]),
    ("log-aws-inspector_rollover", &["caf2aae8d70ec122"]),
    ("log-aws-msk_aws", &["e6d8057ac1632557"]),
    ("log-aws-msk_rollover", &["bb6eaa14df4684c6"]),
    ("log-aws-networkfirewall_aws", &["fcce5503ac059213"]),
    ("log-aws-networkfirewall_rollover", &["7ed80ea116323de5"]),
    ("log-aws-opensearch_aws", &["479534e5b49182dd"]),
    ("log-aws-opensearch_rollover", &["8e2493da0c49dba0"]),
    ("log-aws-r53resolver_aws", &["e817d8d217134b6f"]),
    ("log-aws-r53resolver_rollover", &["46eebadf041bbee5"]),
    ("log-aws-rds-mysql_rollover", &["bb31d030c61188dd"]),
    ("log-aws-rds-postgresql_rollover", &["31c8f9e37cc09217"]),
    ("log-aws-rds_aws", &["9a29368a4a55274d"]),
    ("log-aws-s3accesslog_aws", &["475ac33da8a0c044"]),
    ("log-aws-s3accesslog_rollover", &["761ca6f19a9441e2"]),
    ("log-aws-securityhub_aws", &["c77871b0445b49cd"]),
    ("log-aws-securityhub_rollover", &["ae607df6d073f9c2"]),
    ("log-aws-trustedadvisor_aws", &["9001ef9c0af4913c"]),
    ("log-aws-trustedadvisor_rollover", &["af540144ee97aec4"]),
    ("log-aws-vpcflowlogs_aws", &["7ba8a6457c9d17b9"]),
    ("log-aws-vpcflowlogs_rollover", &["eeff189cd24ef4df"]),
    ("log-aws-waf_aws", &["ec6215c585187290"]),
    ("log-aws-waf_rollover", &["88333da204cbf42e"]),
    ("log-aws-workspaces_aws", &["b101d78dce40ca88"]),
    ("log-aws-workspaces_rollover", &["ef8319d3bb42cf79"]),
    ("log-aws_aws", &["2e137e33ee7ce99f"]),
    ("log-linux-os_rollover", &["7cd9869b1b3658af"]),
    ("log-linux-secure_rollover", &["53ed6d0e5684f641"]),
    ("log-linux_aws", &["145a445e4460ff5c"]),
    ("log-ocsf_aws", &["5458fc8a4cbf639b", "5b43bbc20f3960d6"]),
    ("log-web-apache_rollover", &["abf120a97d12e442"]),
    ("log-web-nginx_rollover", &["d0e2d4f3b93d23d7"]),
    ("log-win-event_rollover", &["192f6e514aade469"]),
    ("log-win_aws", &["7b065a9c589963f1"]),
    ("log_aws", &["39d7862ab9685a21"]),
    ("metrics-opensearch-index_aws", &["ec71653698555678"]),
];
