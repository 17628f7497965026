//! Actions that a resource type's handlers list, but that only some of its properties bring.
//!
//! The registry lists for each type all that its handlers may ever call. An action that is
//! in this table is needed only where one of the properties is set; one that is not here is
//! always needed. Tagging is never here: a stack's own tags go to every resource.
//!
//! Handlers: <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers>

/// Properties of a type, and the actions that they bring.
pub(crate) struct Brings {
    pub(crate) resource_type: &'static str,
    /// Dotted paths; `*` stands for the items of a list.
    pub(crate) properties: &'static [&'static str],
    pub(crate) actions: &'static [&'static str],
}

const fn row(
    resource_type: &'static str,
    properties: &'static [&'static str],
    actions: &'static [&'static str],
) -> Brings {
    Brings { resource_type, properties, actions }
}

const BUCKET: &str = "AWS::S3::Bucket";
const ESM: &str = "AWS::Lambda::EventSourceMapping";
const FUNCTION: &str = "AWS::Lambda::Function";
const GROUP: &str = "AWS::Logs::LogGroup";
const KEY: &str = "AWS::KMS::Key";
const MANAGED_POLICY: &str = "AWS::IAM::ManagedPolicy";
const POLICY: &str = "AWS::IAM::Policy";
const ROLE: &str = "AWS::IAM::Role";
const SECRET: &str = "AWS::SecretsManager::Secret";
const STATES: &str = "AWS::StepFunctions::StateMachine";
const TOPIC: &str = "AWS::SNS::Topic";
const TRAIL: &str = "AWS::CloudTrail::Trail";
const VERSION: &str = "AWS::Lambda::Version";

/// Several rows may name an action: one of them is enough to bring it.
#[rustfmt::skip]
pub(crate) const BROUGHT: &[Brings] = &[
    row(TRAIL, &["CloudWatchLogsRoleArn"], &["iam:GetRole", "iam:PassRole"]),
    row(TRAIL, &["EventSelectors", "AdvancedEventSelectors"], &["cloudtrail:PutEventSelectors"]),
    row(TRAIL, &["InsightSelectors"], &["cloudtrail:PutInsightSelectors"]),
    row(TRAIL, &["AggregationConfigurations"], &["cloudtrail:PutEventConfiguration"]),
    row(TRAIL, &["IsOrganizationTrail"], &[
        "iam:CreateServiceLinkedRole", "organizations:DescribeOrganization",
        "organizations:ListAWSServiceAccessForOrganization",
    ]),
    row("AWS::EC2::FlowLog", &["DeliverLogsPermissionArn"], &["iam:PassRole"]),
    row("AWS::EC2::Subnet", &["Ipv6CidrBlock"], &[
        "ec2:AssociateSubnetCidrBlock", "ec2:DisassociateSubnetCidrBlock",
    ]),
    row("AWS::EC2::VPC", &["InstanceTenancy"], &["ec2:ModifyVpcTenancy"]),
    row("AWS::EC2::VPC", &["VpcEncryptionControl"], &["ec2:CreateVpcEncryptionControl"]),
    row("AWS::EC2::VPCEndpoint", &["ServiceNetworkArn"], &[
        "vpc-lattice:CreateServiceNetworkVpcEndpointAssociation",
        "vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation",
    ]),
    row("AWS::EC2::VPCEndpoint", &["ServiceRegion"], &["vpce:AllowMultiRegion"]),
    row("AWS::Events::Rule", &["RoleArn", "Targets.*.RoleArn"], &["iam:PassRole"]),
    row("AWS::Events::Rule", &["Targets"], &["events:PutTargets"]),
    row(MANAGED_POLICY, &["Groups"], &["iam:AttachGroupPolicy", "iam:DetachGroupPolicy"]),
    row(MANAGED_POLICY, &["Roles"], &["iam:AttachRolePolicy", "iam:DetachRolePolicy"]),
    row(MANAGED_POLICY, &["Users"], &["iam:AttachUserPolicy", "iam:DetachUserPolicy"]),
    row(POLICY, &["Groups"], &["iam:DeleteGroupPolicy", "iam:GetGroupPolicy", "iam:PutGroupPolicy"]),
    row(POLICY, &["Roles"], &["iam:DeleteRolePolicy", "iam:GetRolePolicy", "iam:PutRolePolicy"]),
    row(POLICY, &["Users"], &["iam:DeleteUserPolicy", "iam:GetUserPolicy", "iam:PutUserPolicy"]),
    row(ROLE, &["Description"], &["iam:UpdateRoleDescription"]),
    row(ROLE, &["Description", "MaxSessionDuration"], &["iam:UpdateRole"]),
    row(ROLE, &["ManagedPolicyArns"], &["iam:AttachRolePolicy", "iam:DetachRolePolicy"]),
    row(ROLE, &["PermissionsBoundary"], &[
        "iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary",
    ]),
    row(ROLE, &["Policies"], &["iam:DeleteRolePolicy", "iam:PutRolePolicy"]),
    row(KEY, &["Description"], &["kms:UpdateKeyDescription"]),
    row(KEY, &["EnableKeyRotation"], &["kms:DisableKeyRotation", "kms:EnableKeyRotation"]),
    row(KEY, &["Enabled"], &["kms:DisableKey", "kms:EnableKey"]),
    row("AWS::KinesisFirehose::DeliveryStream", &["DeliveryStreamEncryptionConfigurationInput"], &[
        "firehose:StartDeliveryStreamEncryption", "firehose:StopDeliveryStreamEncryption",
        "kms:CreateGrant", "kms:DescribeKey", "kms:RevokeGrant",
    ]),
    row(ESM, &["KmsKeyArn"], &["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]),
    row(FUNCTION, &["CapacityProviderConfig"], &["lambda:PassCapacityProvider"]),
    row(FUNCTION, &["Code.S3Bucket"], &["s3:GetObject"]),
    row(FUNCTION, &["Code.S3ObjectVersion"], &["s3:GetObjectVersion"]),
    row(FUNCTION, &["CodeSigningConfigArn"], &[
        "lambda:DeleteFunctionCodeSigningConfig", "lambda:GetCodeSigningConfig",
        "lambda:PutFunctionCodeSigningConfig",
    ]),
    row(FUNCTION, &["FileSystemConfigs"], &[
        "elasticfilesystem:DescribeMountTargets", "s3files:ListMountTargets",
    ]),
    row(FUNCTION, &["FunctionScalingConfig"], &["lambda:PutFunctionScalingConfig"]),
    row(FUNCTION, &["KmsKeyArn", "Code.SourceKMSKeyArn"], &[
        "kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey",
    ]),
    row(FUNCTION, &["Layers"], &["lambda:GetLayerVersion"]),
    row(FUNCTION, &["PublishToLatestPublished"], &["lambda:PublishVersion"]),
    row(FUNCTION, &["RecursiveLoop"], &["lambda:PutFunctionRecursionConfig"]),
    row(FUNCTION, &["ReservedConcurrentExecutions"], &[
        "lambda:DeleteFunctionConcurrency", "lambda:PutFunctionConcurrency",
    ]),
    row(FUNCTION, &["RuntimeManagementConfig"], &[
        "lambda:PutRuntimeManagementConfig",
    ]),
    row(FUNCTION, &["VpcConfig"], &[
        "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    ]),
    row(VERSION, &["FunctionScalingConfig"], &["lambda:PutFunctionScalingConfig"]),
    row(VERSION, &["ProvisionedConcurrencyConfig"], &["lambda:PutProvisionedConcurrencyConfig"]),
    row(VERSION, &["RuntimePolicy"], &["lambda:PutRuntimeManagementConfig"]),
    row(GROUP, &["BearerTokenAuthenticationEnabled"], &["logs:PutBearerTokenAuthentication"]),
    row(GROUP, &["DataProtectionPolicy"], &[
        "firehose:TagDeliveryStream", "logs:CreateLogDelivery", "logs:DeleteDataProtectionPolicy",
        "logs:PutDataProtectionPolicy",
    ]),
    row(GROUP, &["DeletionProtectionEnabled"], &["logs:PutLogGroupDeletionProtection"]),
    row(GROUP, &["FieldIndexPolicies"], &["logs:DeleteIndexPolicy", "logs:PutIndexPolicy"]),
    row(GROUP, &["KmsKeyId"], &["logs:AssociateKmsKey", "logs:DisassociateKmsKey"]),
    row(GROUP, &["ResourcePolicyDocument"], &[
        "logs:DeleteResourcePolicy", "logs:DescribeResourcePolicies", "logs:PutResourcePolicy",
    ]),
    row(GROUP, &["RetentionInDays"], &["logs:DeleteRetentionPolicy", "logs:PutRetentionPolicy"]),
    row(BUCKET, &["AbacStatus"], &["s3:PutBucketAbac"]),
    row(BUCKET, &["AccelerateConfiguration"], &["s3:PutAccelerateConfiguration"]),
    row(BUCKET, &["AccessControl"], &["s3:PutBucketAcl", "s3:PutObjectAcl"]),
    row(BUCKET, &["AnalyticsConfigurations"], &[
        "s3:PutAnalyticsConfiguration",
    ]),
    row(BUCKET, &["BucketEncryption"], &["s3:PutEncryptionConfiguration"]),
    row(BUCKET, &["CorsConfiguration"], &["s3:PutBucketCORS"]),
    row(BUCKET, &["IntelligentTieringConfigurations"], &["s3:PutIntelligentTieringConfiguration"]),
    row(BUCKET, &["InventoryConfigurations"], &["s3:PutInventoryConfiguration"]),
    row(BUCKET, &["LifecycleConfiguration"], &["s3:PutLifecycleConfiguration"]),
    row(BUCKET, &["LoggingConfiguration"], &["s3:PutBucketLogging"]),
    row(BUCKET, &["MetadataConfiguration", "MetadataTableConfiguration"], &[
        "s3:CreateBucketMetadataTableConfiguration", "s3:DeleteBucketMetadataTableConfiguration",
        "s3:GetBucketMetadataTableConfiguration",
        "s3:UpdateBucketMetadataAnnotationTableConfiguration",
        "s3:UpdateBucketMetadataInventoryTableConfiguration",
        "s3:UpdateBucketMetadataJournalTableConfiguration", "s3tables:CreateNamespace",
        "s3tables:CreateTable", "s3tables:CreateTableBucket", "s3tables:GetTable",
        "s3tables:GetTableMetadataLocation", "s3tables:PutTableBucketPolicy",
        "s3tables:PutTableEncryption", "s3tables:PutTablePolicy",
        "s3tables:UpdateTableMetadataLocation",
    ]),
    row(BUCKET, &["MetricsConfigurations"], &["s3:PutMetricsConfiguration"]),
    row(BUCKET, &["NotificationConfiguration"], &["s3:PutBucketNotification"]),
    row(BUCKET, &["ObjectLockConfiguration", "ObjectLockEnabled"], &["s3:PutBucketObjectLockConfiguration"]),
    row(BUCKET, &["OwnershipControls"], &["s3:PutBucketOwnershipControls"]),
    row(BUCKET, &["PublicAccessBlockConfiguration"], &["s3:PutBucketPublicAccessBlock"]),
    row(BUCKET, &["ReplicationConfiguration"], &["iam:PassRole", "s3:PutReplicationConfiguration"]),
    row(BUCKET, &["VersioningConfiguration"], &["s3:PutBucketVersioning"]),
    row(BUCKET, &["WebsiteConfiguration"], &["s3:DeleteBucketWebsite", "s3:PutBucketWebsite"]),
    row(SECRET, &["GenerateSecretString"], &["secretsmanager:GetRandomPassword"]),
    row(SECRET, &["ReplicaRegions"], &[
        "secretsmanager:RemoveRegionsFromReplication", "secretsmanager:ReplicateSecretToRegions",
    ]),
    row("AWS::SNS::Subscription", &["SubscriptionRoleArn"], &["iam:GetRole", "iam:PassRole"]),
    row(TOPIC, &["DataProtectionPolicy"], &["sns:PutDataProtectionPolicy"]),
    row(TOPIC, &["DeliveryStatusLogging"], &["iam:GetRole", "iam:PassRole"]),
    row(TOPIC, &["Subscription"], &["sns:Subscribe", "sns:Unsubscribe"]),
    row(STATES, &["DefinitionS3Location"], &["s3:GetObject", "s3:GetObjectVersion"]),
    row(STATES, &["EncryptionConfiguration"], &["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]),
];

/// Actions that the registry lists and that are never asked for, each with the reason.
///
/// IAM's actions: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>
#[rustfmt::skip]
pub(crate) const NEVER: &[(&str, &str)] = &[
    ("autoloop:AllowVendedLogDeliveryForResource", "no action of IAM"),
    ("cloudfront:CreateDistributionWithTags", "no action of IAM: CloudFront asks for TagResource"),
    ("codewhisperer:AllowVendedLogDeliveryForResource", "its logs are not delivered by a stack here"),
    ("es:UpdateDomain", "no action of IAM: the service asks for UpdateDomainConfig"),
    ("iam:DescribeOrganization", "no action of IAM: AWS Organizations has it"),
    ("lambda:AssociateRuntimeAlias", "no action of IAM: Lambda asks for PutRuntimeManagementConfig"),
    ("logs:AllowVendedLogDeliveryForResource", "no action of IAM: the service asks for its own"),
    ("resolverquerylogging:AssociateConfig", "no action of IAM: an earlier name"),
    ("resolverquerylogging:CreateConfig", "no action of IAM: an earlier name"),
    ("resolverquerylogging:DeleteConfig", "no action of IAM: an earlier name"),
    ("resolverquerylogging:DisassociateConfig", "no action of IAM: an earlier name"),
    ("resolverquerylogging:GetConfig", "no action of IAM: an earlier name"),
    ("resolverquerylogging:GetConfigAssociation", "no action of IAM: an earlier name"),
    ("resolverquerylogging:ListConfig", "no action of IAM: an earlier name"),
    ("resolverquerylogging:ListConfigAssociation", "no action of IAM: an earlier name"),
    ("s3:DeleteBucketAnalyticsConfiguration", "no action of IAM: S3 asks for PutAnalyticsConfiguration"),
    ("s3:DeleteBucketCors", "no action of IAM: S3 asks for PutBucketCORS"),
    ("s3:DeleteBucketEncryption", "no action of IAM: S3 asks for PutEncryptionConfiguration"),
    ("s3:DeleteBucketLifecycle", "no action of IAM: S3 asks for PutLifecycleConfiguration"),
    ("s3:DeleteBucketMetricsConfiguration", "no action of IAM: S3 asks for PutMetricsConfiguration"),
    ("s3:DeleteBucketReplication", "no action of IAM: S3 asks for PutReplicationConfiguration"),
    ("s3:DeleteObject", "a bucket that is being created holds no object"),
    ("s3:PutBucketReplication", "no action of IAM: S3 asks for PutReplicationConfiguration"),
    ("s3:PutObjectLockConfiguration", "no action of IAM: S3 asks for PutBucketObjectLockConfiguration"),
    ("s3:REST.PUT.OBJECT", "no action of IAM: S3's access logs call a request so"),
    ("vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation", "no action of IAM"),
    ("workmail:AllowVendedLogDeliveryForResource", "its logs are not delivered by a stack here"),
];

/// Actions that a type needs and the registry does not list.
///
/// CloudFront: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html>
pub(crate) const UNLISTED: &[(&str, &str)] = &[
    ("AWS::Logs::DeliverySource", "cloudfront:AllowVendedLogDeliveryForResource"),
    ("AWS::OpenSearchService::Domain", "es:UpdateDomainConfig"),
];
