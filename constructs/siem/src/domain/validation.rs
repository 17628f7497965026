//! resource-validator: finds out what a template cannot know, and looks after the policy that
//! the log bucket had.
//!
//! v2.10.4 keeps that policy with a function for any call of AWS and eight custom resources
//! that put pieces of it into parameters. Here the function that saves it puts it back.

use contract::custom_resources::{
    BUCKET_POLICY_PREFIX, BucketPolicyKept, CONFIG_VERSION, Validation, property, validated,
};
use contract::environment;
use library::cloudformation::CustomResource;
use library::iam::Permission;
use library::lambda::{Function, FunctionHandle, MemorySize, Timeout};
use library::s3::BucketHandle;
use template::{Condition, Expr, Parameter, RawHandle, Scope, Value};

use super::Target;
use crate::bundles::{Bundles, FunctionCode};
use crate::names::named;
use crate::network::Facts;
use crate::{VERSION, parameters};

const KEEP: &str = "keep";
const OVERRIDE: &str = "update_and_override";

/// What is validated, and kept.
pub(crate) struct Subjects<'a> {
    pub(crate) target: &'a Target,
    pub(crate) vpc_endpoint: &'a Value<String>,
    /// The VPC that the options have.
    pub(crate) vpc: Option<&'a Facts>,
    pub(crate) log_bucket: &'a BucketHandle,
    pub(crate) snapshot_bucket: &'a BucketHandle,
}

/// What has been found.
pub(crate) struct Validator {
    /// The custom resource with the findings.
    pub(crate) findings: RawHandle,
    kept: RawHandle,
    /// `keep` or `update_and_override`.
    update: Value<String>,
}

pub(crate) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    subjects: &Subjects<'_>,
) -> Validator {
    let update = scope.stack().parameter(update_parameter());
    let function = scope.add(function(bundles, subjects));
    let mut inside = scope.child("Validator");
    let policy = function.role().grant_as(
        &mut inside,
        "Policy",
        named("policy-for-vpc-validation"),
        look().and(subjects.keep_policy()),
    );
    let findings = inside.add(
        CustomResource::new("Validation", "AWS::CloudFormation::CustomResource", &function)
            .properties(&subjects.validation(update.clone()))
            .property(property::CONFIG_VERSION, CONFIG_VERSION)
            .depends_on(&policy),
    );
    // The policy is saved before the stack writes its own.
    scope.stack().depend(subjects.log_bucket.policy(), &findings);
    let kept = keep_bucket_policy(scope, &function, &findings, subjects.log_bucket, update.clone());
    Validator { findings, kept, update }
}

fn function(bundles: &Bundles, subjects: &Subjects<'_>) -> Function {
    let environment = environment::ResourceValidator {
        log_bucket: subjects.log_bucket.name().into(),
        snapshot_bucket: subjects.snapshot_bucket.name().into(),
        log_level: Value::<String>::from("info"),
    };
    Function::new("Validator", bundles.program(FunctionCode::ResourceValidator))
        .name(named("resource-validator"))
        .description(format!(
            "SIEM: finds out about the network and keeps the log bucket's policy, {VERSION} / \
             resource-validator"
        ))
        .memory(MemorySize::mb(128))
        .timeout(Timeout::seconds(60))
        .no_dead_letters(
            "Only CloudFormation waits for it, and says when it fails or gives no answer",
        )
        .environment(environment.into_variables())
}

/// Descriptions have no narrower resource.
fn look() -> Permission {
    Permission::new(
        &[
            "aoss:BatchGetVpcEndpoint",
            "ec2:DescribeRouteTables",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcAttribute",
            "ec2:DescribeVpcEndpointServices",
            "ec2:DescribeVpcs",
            "es:DescribeVpcEndpoints",
        ],
        ["*"],
    )
}

/// Puts the old policy back, after the stack has written its own, where people want that. In
/// between, for some seconds, the stack's own holds; services try again what it refuses.
fn keep_bucket_policy(
    scope: &mut Scope<'_>,
    function: &FunctionHandle,
    findings: &RawHandle,
    log_bucket: &BucketHandle,
    update: Value<String>,
) -> RawHandle {
    let keep = scope.stack().condition("KeepLogBucketPolicy", Condition::equals(update, KEEP));
    let properties = BucketPolicyKept {
        bucket_name: log_bucket.name().into_expr(),
        bucket_policy_key: findings.attribute(validated::BUCKET_POLICY_KEY).into_expr(),
    };
    scope.child("LogBucket").add(
        CustomResource::new("PolicyKept", "AWS::CloudFormation::CustomResource", function)
            .properties::<BucketPolicyKept<Expr>>(&properties)
            .property(property::CONFIG_VERSION, CONFIG_VERSION)
            .depends_on(log_bucket.policy())
            .only_where(&keep),
    )
}

impl Subjects<'_> {
    fn keep_policy(&self) -> Permission {
        let actions = &["s3:GetBucketPolicy", "s3:PutBucketPolicy"];
        Permission::new(actions, [self.log_bucket.arn()]).and(Permission::new(
            &["s3:GetObject", "s3:PutObject"],
            [self.snapshot_bucket.objects(BUCKET_POLICY_PREFIX)],
        ))
    }

    fn validation(&self, update: Value<String>) -> Validation<Expr, Expr> {
        Validation {
            deployment_target: self.target.kind().into_expr(),
            vpc_endpoint_id: self.vpc_endpoint.clone().into_expr(),
            bucket_policy_update: update.into_expr(),
            vpc_id: self.vpc.map(|vpc| vpc.vpc.clone().into_expr()),
            subnet_ids: self.vpc.map(|vpc| vpc.subnets.clone().into_expr()),
        }
    }
}

impl Validator {
    /// Calls the function again whenever the log bucket's policy changes. To be called when
    /// the policy has all its statements.
    ///
    /// The policy gets the parameter as its `Id`, which means nothing to S3: from `keep` to
    /// `update_and_override` it is another policy therefore, and CloudFormation writes it,
    /// which it would not if nothing else had changed.
    pub(crate) fn watch(&self, scope: &mut Scope<'_>, log_bucket: &BucketHandle) {
        let stack = scope.stack();
        let mut document = None;
        stack.amend(log_bucket.policy(), |properties| {
            let found = properties.get("PolicyDocument").cloned();
            document = found.map(|mut document| {
                if let Expr::Object(document) = &mut document {
                    document.set("Id", self.update.clone());
                }
                document
            });
            if let Some(document) = &document {
                properties.set("PolicyDocument", document.clone());
            }
        });
        let Some(document) = document else {
            return;
        };
        for resource in [&self.findings, &self.kept] {
            stack.amend(resource, |properties| {
                properties.set(property::POLICY_DOCUMENT, document.clone());
            });
        }
    }
}

fn update_parameter() -> Parameter<String> {
    Parameter::new("LogBucketPolicyUpdate")
        .description(
            "What becomes of statements that people have added to the log bucket's policy. With \
             keep, the whole policy stays as it is: then see to it that services may write logs",
        )
        .default_value(OVERRIDE)
        .allowed_values([OVERRIDE, KEEP])
        .group(parameters::BASIC)
}
