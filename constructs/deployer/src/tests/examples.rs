//! The resources of a stack as they could be when it is deployed, with ARNs in three
//! partitions.

use serde_json::Value as Json;
use template::Synthesised;

use crate::kinds::TAKE_NO_RESOURCE;

const ACCOUNT: &str = "111122223333";

pub(super) struct Examples {
    resources: Json,
    stack: String,
}

impl Examples {
    pub(super) fn of(stack: &Synthesised) -> Self {
        let template: Json = serde_json::from_str(&stack.template.to_json()).unwrap();
        Self { resources: template["Resources"].clone(), stack: stack.name.clone() }
    }

    /// The ARN that an action is about which CloudFormation calls for a resource.
    pub(super) fn arn(&self, action: &str, id: &str) -> String {
        if TAKE_NO_RESOURCE.contains(&action) {
            return "*".to_owned();
        }
        let kind = self.resources[id]["Type"].as_str().unwrap();
        let name = self.name(self.about(id).unwrap_or(id));
        let [in_region, in_china] =
            [("aws", "eu-central-1"), ("aws-cn", "cn-north-1")].map(|(partition, region)| {
                move |service: &str, resource: &str| {
                    format!("arn:{partition}:{service}:{region}:{ACCOUNT}:{resource}")
                }
            });
        let in_account = |service: &str, resource: &str| {
            format!("arn:aws-us-gov:{service}::{ACCOUNT}:{resource}")
        };
        match kind {
            "AWS::CloudWatch::Alarm" => in_region("cloudwatch", &format!("alarm:{name}")),
            "AWS::CloudWatch::Dashboard" => in_account("cloudwatch", &format!("dashboard/{name}")),
            "AWS::EC2::RouteTable" => in_region("ec2", "route-table/rtb-0a1b"),
            "AWS::EC2::SecurityGroup" => in_region("ec2", "security-group/sg-0a1b"),
            "AWS::EC2::Subnet" | "AWS::EC2::SubnetRouteTableAssociation" => {
                in_region("ec2", "subnet/subnet-0a1b")
            }
            "AWS::EC2::VPC" => in_region("ec2", "vpc/vpc-0a1b"),
            "AWS::EC2::VPCEndpoint" => in_region("ec2", "vpc-endpoint/vpce-0a1b"),
            "AWS::Events::Rule" => in_region("events", &format!("rule/{name}")),
            "AWS::IAM::InstanceProfile" => in_account("iam", &format!("instance-profile/{name}")),
            "AWS::IAM::ManagedPolicy" => in_account("iam", &format!("policy/{name}")),
            "AWS::IAM::Policy" | "AWS::IAM::Role" => in_account("iam", &format!("role/{name}")),
            "AWS::KMS::Alias" => in_region("kms", &name),
            "AWS::KMS::Key" => in_region("kms", "key/0a1b"),
            "AWS::Lambda::EventSourceMapping" => in_region("lambda", "event-source-mapping:0a1b"),
            "AWS::Lambda::EventInvokeConfig"
            | "AWS::Lambda::Function"
            | "AWS::Lambda::Permission" => in_china("lambda", &format!("function:{name}")),
            "AWS::Logs::LogGroup" => in_region("logs", &format!("log-group:{name}")),
            "AWS::S3::Bucket" | "AWS::S3::BucketPolicy" => format!("arn:aws-cn:s3:::{name}"),
            "AWS::SNS::Subscription" if action != "sns:Subscribe" => {
                in_region("sns", &format!("{name}:0a1b"))
            }
            "AWS::SNS::Subscription" | "AWS::SNS::Topic" | "AWS::SNS::TopicPolicy" => {
                in_region("sns", &name)
            }
            "AWS::SQS::Queue" | "AWS::SQS::QueuePolicy" => in_china("sqs", &name),
            "AWS::SSM::Parameter" => {
                in_region("ssm", &format!("parameter/{}", name.trim_start_matches('/')))
            }
            "AWS::SecretsManager::Secret" => {
                in_region("secretsmanager", &format!("secret:{name}-d3e4f5"))
            }
            "AWS::StepFunctions::StateMachine" => {
                in_region("states", &format!("stateMachine:{name}"))
            }
            _ => panic!("{id}: say how the ARN of {kind} looks that `{action}` is about"),
        }
    }

    /// The services that may take on a role; none for what is no role.
    pub(super) fn trusted_services(&self, id: &str) -> Vec<String> {
        let document = &self.resources[id]["Properties"]["AssumeRolePolicyDocument"];
        let services = document["Statement"].as_array().into_iter().flatten().flat_map(|trust| {
            match &trust["Principal"]["Service"] {
                Json::Array(services) => services.clone(),
                service => vec![service.clone()],
            }
        });
        let text = |service: Json| {
            let text = service.as_str().or(service["Fn::Sub"].as_str())?;
            Some(text.replace("${AWS::URLSuffix}", "amazonaws.com.cn"))
        };
        services.filter_map(text).collect()
    }

    /// What a policy, a permission or a subscription is about.
    fn about(&self, id: &str) -> Option<&str> {
        let properties = &self.resources[id]["Properties"];
        let about = match self.resources[id]["Type"].as_str().unwrap() {
            "AWS::IAM::Policy" => &properties["Roles"][0],
            "AWS::Lambda::EventInvokeConfig" | "AWS::Lambda::Permission" => {
                &properties["FunctionName"]
            }
            "AWS::S3::BucketPolicy" => &properties["Bucket"],
            "AWS::SNS::Subscription" => &properties["TopicArn"],
            "AWS::SNS::TopicPolicy" => &properties["Topics"][0],
            "AWS::SQS::QueuePolicy" => &properties["Queues"][0],
            _ => return None,
        };
        about["Ref"].as_str().or(about["Fn::GetAtt"][0].as_str())
    }

    /// The name that a resource was given, or one that CloudFormation could make up.
    fn name(&self, id: &str) -> String {
        let resource = &self.resources[id];
        let property = match resource["Type"].as_str().unwrap() {
            "AWS::CloudWatch::Alarm" => "AlarmName",
            "AWS::CloudWatch::Dashboard" => "DashboardName",
            "AWS::IAM::InstanceProfile" => "InstanceProfileName",
            "AWS::IAM::ManagedPolicy" => "ManagedPolicyName",
            "AWS::IAM::Role" => "RoleName",
            "AWS::KMS::Alias" => "AliasName",
            "AWS::Lambda::Function" => "FunctionName",
            "AWS::Logs::LogGroup" => "LogGroupName",
            "AWS::S3::Bucket" => "BucketName",
            "AWS::SNS::Topic" => "TopicName",
            "AWS::SQS::Queue" => "QueueName",
            "AWS::StepFunctions::StateMachine" => "StateMachineName",
            _ => "Name",
        };
        let name = &resource["Properties"][property];
        match (name.as_str().or(name["Fn::Sub"].as_str()), name["Ref"].as_str()) {
            (Some(text), _) => {
                text.replace("${AWS::AccountId}", ACCOUNT).replace("${AWS::Region}", "cn-north-1")
            }
            (_, Some(other)) => self.name(other),
            _ => self.made_up(id),
        }
    }

    fn made_up(&self, id: &str) -> String {
        let stack = &self.stack;
        match self.resources[id]["Type"].as_str().unwrap() {
            "AWS::SSM::Parameter" => format!("CFN-{id}-0A1B2C"),
            "AWS::S3::Bucket" => format!("{stack}-{}-0a1b2c", id.to_lowercase()),
            "AWS::CloudWatch::Dashboard"
            | "AWS::SecretsManager::Secret"
            | "AWS::StepFunctions::StateMachine" => format!("{id}-0A1B2C"),
            _ => format!("{stack}-{}-0A1B2C", id.chars().take(24).collect::<String>()),
        }
    }
}
