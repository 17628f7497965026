//! The logical ids of v2.10.4.
//!
//! A resource's id is its identity. These are pinned, so that a stack of v2.10.4 is
//! updated in place: most of them have room for one owner only, or an ARN that others
//! hold. Resources that are new here get their path as their id.

/// The domain or collection, where the stack makes one or takes one over.
pub const DOMAIN_ID: &str = "AesSiemDomainDeployedR2";

/// The path of a resource within [`Siem`](crate::Siem), and the id that v2.10.4 gives it.
pub const PINNED: &[(&str, &str)] = &[
    // encryption.rs
    ("Key", "KmsAesSiemLog44B26597"),
    ("Key/Alias", "KmsAesSiemLogAliasE0A4C571"),
    // log_bucket.rs
    ("LogBucket", "S3BucketForLog20898FE4"),
    ("LogBucket/Policy", "S3BucketForLogPolicy546D5712"),
    // geo_bucket.rs
    ("GeoBucket", "S3BucketForGeoip04B5F171"),
    ("GeoBucket/Policy", "S3BucketForGeoipPolicy854C0CB1"),
    // snapshots.rs
    ("SnapshotBucket", "S3BucketForSnapshot40E67D36"),
    ("SnapshotBucket/Policy", "S3BucketForSnapshotPolicy3DEBD2C0"),
    ("SnapshotRole", "AesSiemSnapshotRoleF313ED39"),
    // queues.rs
    ("DeadLetterQueue", "AesSiemDlq1CD8439D"),
    ("SplitQueue", "AesSiemSqsSplitLogs0191F431"),
    // alerts.rs
    ("Alerts", "SnsTopic2C1570A4"),
    ("Alerts/Policy", "SnsTopicPolicy520DD923"),
    ("Alerts/Email", "SnsTopicTokenSubscriptionD7374A11"),
    ("AlertingRole", "AesSiemSnsRole64262F46"),
    ("AlertingRole/DefaultPolicy", "AesSiemSnsRoleDefaultPolicy7B8095B5"),
    // loader.rs
    ("Loader", "LambdaEsLoader4B1E2DD9"),
    ("Loader/ServiceRole", "LambdaEsLoaderServiceRoleFFD43869"),
    ("Loader/ServiceRole/DefaultPolicy", "LambdaEsLoaderServiceRoleDefaultPolicyB7A386B3"),
    ("Loader/LoadPolicy", "aessiempolicytoloadentriestoesE6506021"),
    ("Loader/SplitQueue", "LambdaEsLoaderSqsEventSourceaessiemAesSiemSqsSplitLogs506AFFA6A7D8B2E9"),
    // domain/
    ("Domain/DeployRole", "AesSiemDeployRoleForLambda654D64F2"),
    ("Domain/DeployRole/DefaultPolicy", "AesSiemDeployRoleForLambdaDefaultPolicy4129DE4C"),
    ("Domain/Deploy", "LambdaDeployAES636B5079"),
    ("Domain/Deployed", DOMAIN_ID),
    ("Domain/Configure", "LambdaConfigureAESA0471961"),
    ("Domain/Configured", "AesSiemDomainConfiguredR2"),
    ("Domain/DeploymentAccess", "AossDataAccessPolicyForDeployment"),
    ("Domain/LoaderAccess", "AossDataAccessPolicyForLoader"),
    ("Domain/Notifications", "EventBridgeRuleAosNotificationsC282068B"),
    ("Ec2Role", "AesSiemEsLoaderEC2RoleFE3F9F00"),
    ("Ec2Role/DefaultPolicy", "AesSiemEsLoaderEC2RoleDefaultPolicyAF44001A"),
    ("Ec2Role/InstanceProfile", "AesSiemEsLoaderEC2InstanceProfile"),
    ("Validator", "LambdaResourceValidatorE0EF57CE"),
    ("Validator/ServiceRole", "LambdaResourceValidatorServiceRole8BE4D6B0"),
    ("Validator/Policy", "aessiempolicyforvpcvalidation724B105E"),
    ("Validator/Validation", "ExecCustomResourceValidator"),
    // network/
    ("Network/Inside", "AesSiemVpcNoinboundSecurityGroup58555CE0"),
    ("Network/Endpoints", "AesSiemVpcSecurityGroup2nd"),
    ("Network/Sqs", "VpcAesSiemSQSEndpoint8BFF7847"),
    ("Network/Ssm", "VpcAesSiemSSMEndpoint"),
    ("Network/Sts", "VpcAesSiemSTSEndpoint"),
    ("Network/S3", "VpcAesSiemS3Endpoint003F70DF"),
    // notifications.rs
    ("NotificationsHandler", "BucketNotificationsHandler050a0587b7544547bf325f094a3db8347ECC3691"),
    (
        "NotificationsHandler/ServiceRole",
        "BucketNotificationsHandler050a0587b7544547bf325f094a3db834RoleB6FB88EC",
    ),
    (
        "NotificationsHandler/ServiceRole/DefaultPolicy",
        "BucketNotificationsHandler050a0587b7544547bf325f094a3db834RoleDefaultPolicy2CF63D36",
    ),
    ("LogBucket/Notifications", "S3BucketForLogNotificationsAEE88E1E"),
    (
        "LogBucket/NotificationPermission",
        "S3BucketForLogAllowBucketNotificationsToaessiemLambdaEsLoaderEBF3B9FB7766EAA3",
    ),
    // geoip.rs
    ("GeoipDownloader", "LambdaGeoipDownloaderA5EFF97E"),
    ("GeoipDownloader/ServiceRole", "LambdaGeoipDownloaderServiceRoleE37FB908"),
    (
        "GeoipDownloader/ServiceRole/DefaultPolicy",
        "LambdaGeoipDownloaderServiceRoleDefaultPolicyE7B8AE65",
    ),
    ("GeoipDownloader/FirstDownload", "ExecLambdaGeoipDownloader"),
    ("GeoipDownloader/Schedule", "EventBridgeRuleLambdaGeoipDownloaderAFA87072"),
    (
        "GeoipDownloader/Schedule/Permission",
        "EventBridgeRuleLambdaGeoipDownloaderAllowEventRuleaessiemLambdaGeoipDownloaderC2D21D002CAED82D",
    ),
    // accounts/
    ("ControlTower/Access", "accesstocontroltowerlogbucketsDFC3958F"),
    ("ControlTower/Queue", "EventSourceMappingForCT63FDE1BA"),
    ("SecurityLake/Access", "accesstosecuritylakelogbuckets32CCAD02"),
    ("SecurityLake/Queue", "EventSourceMappingForCT230540116"),
    // excluded_logs.rs
    ("ExcludedLogs", "aessiempolicytogetparametersbypathB5BFC6F0"),
    // indicators/
    ("IocPlan", "LambdaIocPlan6E369BFB"),
    ("IocPlan/ServiceRole", "LambdaIocPlanServiceRole6CDE7C5D"),
    ("IocPlan/ServiceRole/DefaultPolicy", "LambdaIocPlanServiceRoleDefaultPolicyBAE5ADEE"),
    ("IocDownload", "LambdaIocDownload5519716E"),
    ("IocDownload/ServiceRole", "LambdaIocDownloadServiceRoleEB9001C6"),
    ("IocDownload/ServiceRole/DefaultPolicy", "LambdaIocDownloadServiceRoleDefaultPolicy9EDF8942"),
    ("IocCreatedb", "LambdaIocCreatedb04F35777"),
    ("IocCreatedb/ServiceRole", "LambdaIocCreatedbServiceRole555565C0"),
    ("IocCreatedb/ServiceRole/DefaultPolicy", "LambdaIocCreatedbServiceRoleDefaultPolicyA06805A4"),
    ("IocStateMachine", "IocStateMachine01BE6E56"),
    ("IocStateMachine/LogGroup", "IocStateMachineLogGroupC1AB417E"),
    ("IocStateMachine/Role", "IocStateMachineRole095AC46F"),
    ("IocStateMachine/Role/DefaultPolicy", "IocStateMachineRoleDefaultPolicy2B85C920"),
    ("IocStateMachine/EventsRole", "IocStateMachineEventsRoleC1BF1919"),
    ("IocStateMachine/EventsRole/DefaultPolicy", "IocStateMachineEventsRoleDefaultPolicyC412ACCE"),
    ("IocSchedule", "EventBridgeRuleStepFunctionsIoc6CE991F5"),
    // metrics_exporter.rs
    ("MetricsExporter", "LambdaMetricsExporter2737F589"),
    ("MetricsExporter/ServiceRole", "LambdaMetricsExporterServiceRoleDDE0BD95"),
    (
        "MetricsExporter/ServiceRole/DefaultPolicy",
        "LambdaMetricsExporterServiceRoleDefaultPolicy5F0A7AC4",
    ),
    ("MetricsExporter/Schedule", "EventBridgeRuleLambdaMetricsExporterE956E7F2"),
    (
        "MetricsExporter/Schedule/Permission",
        "EventBridgeRuleLambdaMetricsExporterAllowEventRuleaessiemLambdaMetricsExporterCD618C3523DA2D6A",
    ),
    // stopper.rs
    ("LoaderStopper", "LambdaEsLoaderStopper35C1D57B"),
    ("LoaderStopper/ServiceRole", "LambdaEsLoaderStopperServiceRole83AABC1A"),
    (
        "LoaderStopper/ServiceRole/DefaultPolicy",
        "LambdaEsLoaderStopperServiceRoleDefaultPolicyCC98CC06",
    ),
    ("LoaderStopper/Rule", "EsLoaderStopperRule2C1D9F30"),
    (
        "LoaderStopper/Rule/Permission",
        "EsLoaderStopperRuleAllowEventRuleaessiemLambdaEsLoaderStopper325F7AA593386C47",
    ),
    // monitoring/
    ("FreeStorageAlarm", "TotalFreeStorageSpaceRemainsLowAlarm3888040E"),
    ("Dashboard", "SIEMDashboard35199390"),
    ("ServerlessDashboard", "SIEMDashboardServerlessC64B983C"),
];

/// Likewise for what v2.10.4 has only where it was set up with more than its published
/// template; the ids are made of the path as its tool makes them.
pub const PINNED_OPTIONS: &[(&str, &str)] = &[
    ("AccessToAdditionalBuckets", "accesstoadditionalbuckets0D78879E"),
    ("AccessToAdditionalKeys", "accesstoadditionalcmksF2B51149"),
];

/// Likewise, of what v2.10.4 has only in templates that its users make with a VPC in their
/// `cdk.json`. Its published templates do not have them; the CDK derives such an id from the
/// path, with the first eight digits of the path's MD5.
pub const PINNED_WITH_VPC: &[(&str, &str)] = &[
    ("Network/Domain", "AesSiemVpcSecurityGroupC784BBE6"),
    ("Network/Vpc", "VpcAesSiem47B721BA"),
    ("Network/Vpc/Subnet1/Subnet", "VpcAesSiemaessiemsubnetSubnet1SubnetC1189400"),
    ("Network/Vpc/Subnet1/RouteTable", "VpcAesSiemaessiemsubnetSubnet1RouteTableEB1EEA47"),
    (
        "Network/Vpc/Subnet1/RouteTableAssociation",
        "VpcAesSiemaessiemsubnetSubnet1RouteTableAssociation996097F0",
    ),
    ("Network/Vpc/Subnet2/Subnet", "VpcAesSiemaessiemsubnetSubnet2Subnet4C3E1F0B"),
    ("Network/Vpc/Subnet2/RouteTable", "VpcAesSiemaessiemsubnetSubnet2RouteTableC07B0A40"),
    (
        "Network/Vpc/Subnet2/RouteTableAssociation",
        "VpcAesSiemaessiemsubnetSubnet2RouteTableAssociationA09F8805",
    ),
    ("Network/Vpc/Subnet3/Subnet", "VpcAesSiemaessiemsubnetSubnet3SubnetB1F2BE87"),
    ("Network/Vpc/Subnet3/RouteTable", "VpcAesSiemaessiemsubnetSubnet3RouteTableFD6AE7A3"),
    (
        "Network/Vpc/Subnet3/RouteTableAssociation",
        "VpcAesSiemaessiemsubnetSubnet3RouteTableAssociation716B7124",
    ),
];
