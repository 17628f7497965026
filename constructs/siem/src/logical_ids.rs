//! The logical ids of v2.10.4.
//!
//! A resource's id is its identity. These are pinned, so that a stack of v2.10.4 is
//! updated in place: most of them have room for one owner only, or an ARN that others
//! hold. Resources that are new here get their path as their id.

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
