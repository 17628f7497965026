//! Which resources an action is about, and how their ARNs look.
//!
//! Partition, region and account are `*` everywhere, so that one policy does for all.
//!
//! Actions and their resources: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use crate::names::Generated;

/// Resources of one kind.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Names the statement.
    pub(crate) sid: &'static str,
    /// Types whose resources are of the kind, each with the property of its name.
    pub(crate) types: &'static [(&'static str, &'static str)],
    /// Types that are about a resource of the kind, each with the property that says which.
    pub(crate) about: &'static [(&'static str, &'static str)],
    pub(crate) generated: Generated,
    /// ARNs; `{}` stands for the name.
    pub(crate) arns: &'static [&'static str],
    /// Starts of the actions that are about the kind.
    pub(crate) actions: &'static [&'static str],
}

/// Kinds whose ARNs hold no name: an id that is known only when the resource is there.
#[derive(Debug)]
pub(crate) struct Unnamed {
    pub(crate) sid: &'static str,
    pub(crate) types: &'static [&'static str],
    pub(crate) arns: &'static [&'static str],
    pub(crate) actions: &'static [&'static str],
}

/// The longest start that fits an action decides.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        sid: "Functions",
        types: &[("AWS::Lambda::Function", "FunctionName")],
        about: &[
            ("AWS::Lambda::EventInvokeConfig", "FunctionName"),
            ("AWS::Lambda::Permission", "FunctionName"),
            ("AWS::Lambda::Version", "FunctionName"),
        ],
        generated: Generated::Stack,
        arns: &["arn:*:lambda:*:*:function:{}"],
        actions: &["lambda:"],
    },
    Kind {
        sid: "Roles",
        types: &[("AWS::IAM::Role", "RoleName")],
        about: &[
            ("AWS::IAM::InstanceProfile", "Roles"),
            ("AWS::IAM::ManagedPolicy", "Roles"),
            ("AWS::IAM::Policy", "Roles"),
        ],
        generated: Generated::Stack,
        // The path of a role, where it has one, comes before its name.
        arns: &["arn:*:iam::*:role/{}"],
        actions: &["iam:"],
    },
    Kind {
        sid: "ManagedPolicies",
        types: &[("AWS::IAM::ManagedPolicy", "ManagedPolicyName")],
        about: &[],
        generated: Generated::Stack,
        arns: &["arn:*:iam::*:policy/{}"],
        actions: &[
            "iam:CreatePolicy",
            "iam:DeletePolicy",
            "iam:GetPolicy",
            "iam:ListEntitiesForPolicy",
            "iam:ListPolicyVersions",
        ],
    },
    Kind {
        sid: "InstanceProfiles",
        types: &[("AWS::IAM::InstanceProfile", "InstanceProfileName")],
        about: &[],
        generated: Generated::Stack,
        arns: &["arn:*:iam::*:instance-profile/{}"],
        actions: &[
            "iam:AddRoleToInstanceProfile",
            "iam:CreateInstanceProfile",
            "iam:DeleteInstanceProfile",
            "iam:GetInstanceProfile",
            "iam:RemoveRoleFromInstanceProfile",
        ],
    },
    Kind {
        sid: "Buckets",
        types: &[("AWS::S3::Bucket", "BucketName")],
        about: &[("AWS::S3::BucketPolicy", "Bucket")],
        generated: Generated::LowerCaseStack,
        arns: &["arn:*:s3:::{}"],
        actions: &["s3:"],
    },
    Kind {
        sid: "Queues",
        types: &[("AWS::SQS::Queue", "QueueName")],
        about: &[("AWS::SQS::QueuePolicy", "Queues")],
        generated: Generated::Stack,
        arns: &["arn:*:sqs:*:*:{}"],
        actions: &["sqs:"],
    },
    Kind {
        sid: "Topics",
        types: &[("AWS::SNS::Topic", "TopicName")],
        about: &[("AWS::SNS::Subscription", "TopicArn"), ("AWS::SNS::TopicPolicy", "Topics")],
        generated: Generated::Stack,
        // A subscription's ARN is its topic's with an id behind it.
        arns: &["arn:*:sns:*:*:{}", "arn:*:sns:*:*:{}:*"],
        actions: &["sns:"],
    },
    Kind {
        sid: "Secrets",
        types: &[("AWS::SecretsManager::Secret", "Name")],
        about: &[],
        generated: Generated::LogicalId,
        // Secrets Manager puts six characters behind the name.
        arns: &["arn:*:secretsmanager:*:*:secret:{}-*"],
        actions: &["secretsmanager:"],
    },
    Kind {
        sid: "Rules",
        types: &[("AWS::Events::Rule", "Name")],
        about: &[],
        generated: Generated::Stack,
        // Where a rule has a bus of its own, that comes before its name.
        arns: &["arn:*:events:*:*:rule/{}"],
        actions: &["events:"],
    },
    Kind {
        sid: "LogGroups",
        types: &[("AWS::Logs::LogGroup", "LogGroupName")],
        about: &[("AWS::Logs::SubscriptionFilter", "LogGroupName")],
        generated: Generated::Stack,
        arns: &["arn:*:logs:*:*:log-group:{}", "arn:*:logs:*:*:log-group:{}:*"],
        actions: &[
            "logs:AssociateKmsKey",
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DeleteDataProtectionPolicy",
            "logs:DeleteLogGroup",
            "logs:DeleteLogStream",
            "logs:DeleteRetentionPolicy",
            "logs:DeleteSubscriptionFilter",
            "logs:DescribeLogStreams",
            "logs:DescribeSubscriptionFilters",
            "logs:DisassociateKmsKey",
            "logs:GetDataProtectionPolicy",
            "logs:ListTagsForResource",
            "logs:PutBearerTokenAuthentication",
            "logs:PutDataProtectionPolicy",
            "logs:PutLogGroupDeletionProtection",
            "logs:PutRetentionPolicy",
            "logs:PutSubscriptionFilter",
            "logs:TagResource",
            "logs:UntagResource",
        ],
    },
    Kind {
        sid: "Alarms",
        types: &[("AWS::CloudWatch::Alarm", "AlarmName")],
        about: &[],
        generated: Generated::Stack,
        arns: &["arn:*:cloudwatch:*:*:alarm:{}"],
        actions: &["cloudwatch:"],
    },
    Kind {
        sid: "Dashboards",
        types: &[("AWS::CloudWatch::Dashboard", "DashboardName")],
        about: &[],
        generated: Generated::LogicalId,
        arns: &["arn:*:cloudwatch::*:dashboard/{}"],
        actions: &[
            "cloudwatch:DeleteDashboards",
            "cloudwatch:GetDashboard",
            "cloudwatch:PutDashboard",
        ],
    },
    Kind {
        sid: "StateMachines",
        types: &[("AWS::StepFunctions::StateMachine", "StateMachineName")],
        about: &[],
        generated: Generated::LogicalId,
        arns: &["arn:*:states:*:*:stateMachine:{}"],
        actions: &["states:"],
    },
    Kind {
        sid: "Parameters",
        types: &[("AWS::SSM::Parameter", "Name")],
        about: &[],
        generated: Generated::Parameter,
        arns: &["arn:*:ssm:*:*:parameter/{}"],
        actions: &["ssm:"],
    },
    Kind {
        sid: "Domains",
        types: &[("AWS::OpenSearchService::Domain", "DomainName")],
        about: &[],
        generated: Generated::LowerCaseStack,
        arns: &["arn:*:es:*:*:domain/{}"],
        actions: &["es:"],
    },
    Kind {
        sid: "DeliveryStreams",
        types: &[("AWS::KinesisFirehose::DeliveryStream", "DeliveryStreamName")],
        about: &[],
        generated: Generated::Stack,
        arns: &["arn:*:firehose:*:*:deliverystream/{}"],
        actions: &["firehose:"],
    },
    Kind {
        sid: "Streams",
        types: &[("AWS::Kinesis::Stream", "Name")],
        about: &[],
        generated: Generated::Stack,
        arns: &["arn:*:kinesis:*:*:stream/{}"],
        actions: &["kinesis:"],
    },
    Kind {
        sid: "Trails",
        types: &[("AWS::CloudTrail::Trail", "TrailName")],
        about: &[],
        generated: Generated::Stack,
        arns: &["arn:*:cloudtrail:*:*:trail/{}"],
        actions: &["cloudtrail:"],
    },
    Kind {
        sid: "Aliases",
        types: &[("AWS::KMS::Alias", "AliasName")],
        about: &[],
        generated: Generated::Stack,
        // KMS asks for the alias and for its key.
        arns: &["arn:*:kms:*:*:{}", "arn:*:kms:*:*:key/*"],
        actions: &["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
    },
];

/// Kinds without names, and actions that are about such.
pub(crate) const UNNAMED: &[Unnamed] = &[
    Unnamed {
        sid: "Keys",
        types: &["AWS::KMS::Key"],
        arns: &["arn:*:kms:*:*:key/*"],
        actions: &["kms:"],
    },
    Unnamed {
        sid: "EventSourceMappings",
        types: &["AWS::Lambda::EventSourceMapping"],
        arns: &["arn:*:lambda:*:*:event-source-mapping:*"],
        actions: &[
            "lambda:DeleteEventSourceMapping",
            "lambda:GetEventSourceMapping",
            "lambda:UpdateEventSourceMapping",
        ],
    },
    Unnamed {
        sid: "Layers",
        types: &[],
        arns: &["arn:*:lambda:*:*:layer:*"],
        actions: &["lambda:GetLayerVersion"],
    },
    Unnamed {
        sid: "Network",
        types: &[],
        arns: &[
            "arn:*:ec2:*:*:route-table/*",
            "arn:*:ec2:*:*:security-group-rule/*",
            "arn:*:ec2:*:*:security-group/*",
            "arn:*:ec2:*:*:subnet/*",
            "arn:*:ec2:*:*:transit-gateway-attachment/*",
            "arn:*:ec2:*:*:transit-gateway/*",
            "arn:*:ec2:*:*:vpc-endpoint/*",
            "arn:*:ec2:*:*:vpc-flow-log/*",
            "arn:*:ec2:*:*:vpc/*",
        ],
        actions: &["ec2:", "vpce:"],
    },
    Unnamed {
        sid: "Recorders",
        types: &["AWS::Config::ConfigurationRecorder"],
        arns: &["arn:*:config:*:*:configuration-recorder/*"],
        actions: &["config:"],
    },
    Unnamed {
        sid: "Detectors",
        types: &["AWS::GuardDuty::Detector"],
        // A publishing destination's ARN is its detector's with more behind it.
        arns: &["arn:*:guardduty:*:*:detector/*"],
        actions: &["guardduty:"],
    },
    Unnamed {
        sid: "Distributions",
        types: &["AWS::CloudFront::Distribution", "AWS::CloudFront::RealtimeLogConfig"],
        arns: &[
            "arn:*:cloudfront::*:connection-group/*",
            "arn:*:cloudfront::*:distribution/*",
            "arn:*:cloudfront::*:realtime-log-config/*",
            "arn:*:cloudfront::*:vpcorigin/*",
        ],
        actions: &["cloudfront:"],
    },
    Unnamed {
        sid: "Deliveries",
        types: &[
            "AWS::Logs::Delivery",
            "AWS::Logs::DeliveryDestination",
            "AWS::Logs::DeliverySource",
        ],
        arns: &[
            "arn:*:logs:*:*:delivery-destination:*",
            "arn:*:logs:*:*:delivery-source:*",
            "arn:*:logs:*:*:delivery:*",
        ],
        actions: &[
            "logs:CreateDelivery",
            "logs:DeleteDelivery",
            "logs:GetDelivery",
            "logs:PutDelivery",
            "logs:UpdateDelivery",
        ],
    },
    Unnamed {
        sid: "FileSystems",
        types: &[],
        arns: &[
            "arn:*:elasticfilesystem:*:*:access-point/*",
            "arn:*:elasticfilesystem:*:*:file-system/*",
            "arn:*:s3files:*:*:file-system/*",
        ],
        actions: &["elasticfilesystem:", "s3files:"],
    },
    Unnamed {
        sid: "FirewallLogs",
        types: &["AWS::NetworkFirewall::LoggingConfiguration"],
        arns: &["arn:*:network-firewall:*:*:firewall/*"],
        actions: &["network-firewall:"],
    },
    Unnamed {
        sid: "QueryLogs",
        types: &["AWS::Route53Resolver::ResolverQueryLoggingConfig"],
        arns: &["arn:*:route53resolver:*:*:resolver-query-log-config/*"],
        actions: &["route53resolver:"],
    },
    Unnamed {
        sid: "WebAcls",
        types: &["AWS::WAFv2::LoggingConfiguration"],
        arns: &["arn:*:wafv2:*:*:*/webacl/*"],
        actions: &["wafv2:"],
    },
    Unnamed {
        sid: "GroupsAndUsers",
        types: &[],
        arns: &["arn:*:iam::*:group/*", "arn:*:iam::*:user/*"],
        actions: &[
            "iam:AttachGroupPolicy",
            "iam:AttachUserPolicy",
            "iam:DeleteGroupPolicy",
            "iam:DeleteUserPolicy",
            "iam:DetachGroupPolicy",
            "iam:DetachUserPolicy",
            "iam:GetGroupPolicy",
            "iam:GetUserPolicy",
            "iam:PutGroupPolicy",
            "iam:PutUserPolicy",
        ],
    },
    Unnamed {
        sid: "ServiceLinkedRoles",
        types: &[],
        arns: &["arn:*:iam::*:role/aws-service-role/*"],
        actions: &["iam:CreateServiceLinkedRole"],
    },
];

/// Actions to which IAM lets nobody give a resource.
#[rustfmt::skip]
pub(crate) const TAKE_NO_RESOURCE: &[&str] = &[
    "aoss:CreateAccessPolicy", "aoss:DeleteAccessPolicy", "aoss:GetAccessPolicy",
    "aoss:UpdateAccessPolicy", "autoscaling:DescribeTags", "cloudfront:CreateConnectionGroup",
    "cloudfront:CreateDistribution", "cloudfront:CreateRealtimeLogConfig",
    "cloudtrail:DescribeTrails", "config:DeleteDeliveryChannel", "config:DescribeDeliveryChannels",
    "config:PutDeliveryChannel", "ec2:DescribeFlowLogs", "ec2:DescribeInstances",
    "ec2:DescribeNetworkAcls", "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeTags",
    "ec2:DescribeVpcEncryptionControls", "ec2:DescribeVpcEndpoints", "ec2:DescribeVpcs",
    "firehose:ListDeliveryStreams", "guardduty:CreateDetector",
    "guardduty:CreatePublishingDestination", "guardduty:ListDetectors", "kinesis:DisableEnhancedMonitoring",
    "kinesis:EnableEnhancedMonitoring", "kinesis:UpdateShardCount", "kinesis:UpdateStreamMode",
    "kms:CreateKey",
    "kms:ListAliases", "lambda:CreateEventSourceMapping", "logs:CreateLogDelivery",
    "logs:DeleteIndexPolicy", "logs:DeleteLogDelivery", "logs:DeleteResourcePolicy",
    "logs:DescribeDeliveries", "logs:DescribeIndexPolicies", "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies", "logs:GetLogDelivery", "logs:ListLogDeliveries",
    "logs:PutIndexPolicy", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
    "organizations:DescribeOrganization", "organizations:ListAWSServiceAccessForOrganization",
    "route53resolver:GetResolverQueryLogConfigAssociation",
    "route53resolver:ListResolverQueryLogConfigAssociations",
    "route53resolver:ListResolverQueryLogConfigs", "secretsmanager:GetRandomPassword",
    "vpc-lattice:CreateServiceNetworkVpcEndpointAssociation",
];
