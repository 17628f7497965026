//! What each function talks to.
//!
//! In a VPC without a way out, a function inside reaches the domain and those services that
//! have an endpoint there, and nothing else. So where a function is, and what it calls, must
//! fit; the stack's tests compare the two.

use crate::handlers;

/// Something that a function calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Client {
    /// The domain or collection itself, by HTTPS.
    OpenSearch,
    /// S3, which the answers of custom resources go through too.
    S3,
    /// SQS.
    Sqs,
    /// SNS.
    Sns,
    /// Parameters of Systems Manager.
    Ssm,
    /// STS, to assume roles of other accounts.
    Sts,
    /// The API that makes and changes domains.
    OpenSearchService,
    /// The API that makes and changes collections.
    OpenSearchServerless,
    /// CloudWatch's alarms and figures.
    CloudWatch,
    /// CloudWatch Logs, beyond the function's own log, which Lambda writes.
    Logs,
    /// EC2: networks.
    Ec2,
    /// Lambda: other functions, or the function itself again.
    Lambda,
    /// Secrets Manager.
    SecretsManager,
    /// EventBridge Scheduler, which calls a function again.
    Scheduler,
    /// CloudFormation: how the stack is.
    CloudFormation,
    /// IAM.
    Iam,
    /// Whatever is outside AWS.
    Internet,
}

impl Client {
    /// What a function inside a VPC reaches: the domain is there, the others have endpoints.
    pub const INSIDE_A_VPC: &[Self] =
        &[Self::OpenSearch, Self::S3, Self::Sqs, Self::Ssm, Self::Sts];
}

/// What each function calls, by its handler.
pub const CLIENTS: &[(&str, &[Client])] = &[
    (handlers::ES_LOADER, &[Client::OpenSearch, Client::S3, Client::Sqs, Client::Ssm, Client::Sts]),
    (handlers::BUCKET_NOTIFICATIONS_HANDLER, &[Client::S3]),
    (handlers::GEOIP_DOWNLOADER, &[Client::S3, Client::SecretsManager, Client::Internet]),
    (
        // It asks a domain outside of a VPC whether it is empty, too, and keeps one inside,
        // which it cannot reach.
        handlers::DEPLOY_AES,
        &[
            Client::S3,
            Client::OpenSearchService,
            Client::OpenSearchServerless,
            Client::Logs,
            Client::SecretsManager,
            Client::Scheduler,
            Client::CloudFormation,
            Client::CloudWatch,
            Client::Iam,
        ],
    ),
    // Outside of a VPC, where the domain does not let its role in, it reads the master user's
    // secret too; inside it is not told of one.
    (handlers::CONFIGURE_AES, &[Client::OpenSearch, Client::S3]),
    (
        handlers::RESOURCE_VALIDATOR,
        &[Client::S3, Client::OpenSearchService, Client::OpenSearchServerless, Client::Ec2],
    ),
    (handlers::ES_LOADER_STOPPER, &[Client::CloudWatch, Client::Lambda, Client::Sns, Client::Ssm]),
    (handlers::INDEX_METRICS_EXPORTER, &[Client::OpenSearch, Client::S3]),
    (handlers::IOC_PLAN, &[Client::S3, Client::SecretsManager, Client::Internet]),
    (handlers::IOC_DOWNLOAD, &[Client::S3, Client::SecretsManager, Client::Internet]),
    (handlers::IOC_CREATEDB, &[Client::S3]),
];

/// What a function calls, by its handler; nothing for a handler that is not listed.
pub fn of(handler: &str) -> Option<&'static [Client]> {
    CLIENTS.iter().find(|(name, _)| *name == handler).map(|(_, clients)| *clients)
}

/// What deploy-aes asks IAM for: all that it calls, the answers of its own requests left out.
/// Its tests call each, and the stack's tests find each in its role.
pub const DEPLOY_AES_ACTIONS: &[&str] = &[
    "aoss:APIAccessAll",
    "aoss:BatchGetCollection",
    "aoss:CreateCollection",
    "aoss:CreateSecurityPolicy",
    "aoss:DeleteCollection",
    "aoss:DeleteSecurityPolicy",
    "aoss:GetSecurityPolicy",
    "aoss:UpdateSecurityPolicy",
    "cloudformation:DescribeStacks",
    "cloudwatch:GetMetricStatistics",
    "es:AddTags",
    "es:CreateDomain",
    "es:DeleteDomain",
    "es:DescribeDomain",
    "es:DescribeDomainConfig",
    "es:ESHttpGet",
    "es:GetCompatibleVersions",
    "es:GetUpgradeHistory",
    "es:ListTags",
    "es:UpdateDomainConfig",
    "es:UpgradeDomain",
    "iam:CreateServiceLinkedRole",
    "iam:PassRole",
    "logs:CreateLogGroup",
    "logs:PutResourcePolicy",
    "logs:PutRetentionPolicy",
    "scheduler:CreateSchedule",
    "scheduler:DeleteSchedule",
    "scheduler:GetSchedule",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetRandomPassword",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
];
