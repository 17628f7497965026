//! Endpoints of the services that functions inside the VPC call.
//!
//! In a VPC of the SIEM's own they let through just what its functions do. In another they
//! let through everything, as do endpoints without a policy: an endpoint's names and routes
//! hold for all that is in the VPC, and not only for the SIEM.

use library::ec2::Endpoint;
use library::iam::{PolicyDocument, Principal, Statement};
use resources::ec2::SecurityGroupHandle;
use template::{Condition, ConditionHandle, Parameter, Scope, Stack, Value, pseudo, text};

use super::facts::Facts;
use crate::parameters;

/// What the SIEM's functions do through endpoints.
pub(crate) struct Traffic {
    /// Buckets that they write to.
    pub(crate) written: Vec<Value<String>>,
    /// Queues that they send to.
    pub(crate) queues: Vec<Value<String>>,
    /// Where they assume roles of other accounts.
    pub(crate) assume_roles_where: Vec<ConditionHandle>,
}

/// Adds the endpoints. Gives the id of that of S3, or nothing where it is not made.
pub(super) fn build(
    scope: &mut Scope<'_>,
    facts: &Facts,
    group: &SecurityGroupHandle,
    traffic: &Traffic,
) -> Value<String> {
    let in_china = in_china(scope.stack());
    let interface = |id: &str, service: Value<String>, policy: Statement| {
        let (vpc, subnets) = (facts.vpc.clone(), facts.subnets.clone());
        narrowed(Endpoint::interface(id, service, vpc, subnets, group), facts, [policy])
    };

    let needed = required(scope.stack(), facts, "Sqs", None);
    let sqs = interface("Sqs", in_partition(&in_china, "sqs"), send_to(&traffic.queues));
    scope.add(sqs.only_where(&needed));

    let needed = required(scope.stack(), facts, "Ssm", None);
    let ssm = interface("Ssm", service("ssm"), read_parameters());
    scope.add(ssm.only_where(&needed));

    if !traffic.assume_roles_where.is_empty() {
        let assumes = Condition::any(&traffic.assume_roles_where);
        let needed = required(scope.stack(), facts, "Sts", Some(assumes));
        let sts = interface("Sts", in_partition(&in_china, "sts"), assume_roles());
        scope.add(sts.only_where(&needed));
    }

    let needed = required(scope.stack(), facts, "S3", None);
    let (vpc, tables) = (facts.vpc.clone(), facts.route_tables.clone());
    let s3 = Endpoint::gateway("S3", service("s3"), vpc, tables);
    let s3 = narrowed(s3, facts, [read_objects(), write_objects(&traffic.written)]);
    let s3 = scope.add(s3.only_where(&needed));
    Value::if_else(&needed, s3.reference(), "")
}

fn narrowed(
    endpoint: Endpoint,
    facts: &Facts,
    statements: impl IntoIterator<Item = Statement>,
) -> Endpoint {
    if facts.only_siem { endpoint.policy(PolicyDocument::from_iter(statements)) } else { endpoint }
}

/// Whether an endpoint is to be made: it is wanted, there is a VPC, and there is use for it.
fn required(
    stack: &mut Stack,
    facts: &Facts,
    service: &str,
    used: Option<Condition>,
) -> ConditionHandle {
    let wanted = stack.parameter(
        Parameter::<String>::new(format!("Create{service}VpcEndpoint"))
            .description(&format!(
                "Whether the stack makes the endpoint of {} in the VPC; false where there is one",
                service.to_uppercase()
            ))
            .default_value("true")
            .allowed_values(["true", "false"])
            .group(parameters::NETWORK),
    );
    let mut all = vec![Condition::equals(wanted, "true")];
    all.extend(facts.only_where.as_ref().map(Condition::from));
    all.extend(used);
    stack.condition(&format!("{service}VpceIsRequired"), Condition::all(all))
}

fn in_china(stack: &mut Stack) -> ConditionHandle {
    let partition = Condition::equals(pseudo::partition(), "aws-cn");
    stack.condition("isChinaRegion", partition)
}

fn service(name: &str) -> Value<String> {
    text!("com.amazonaws.", pseudo::region(), format!(".{name}"))
}

/// Some services have another name in China, some have not.
///
/// <https://docs.amazonaws.cn/en_us/vpc/latest/privatelink/aws-services-privatelink-support.html>
fn in_partition(in_china: &ConditionHandle, name: &str) -> Value<String> {
    Value::if_else(in_china, text!("cn.", service(name)), service(name))
}

/// Whoever signs: identities have policies of their own.
fn anyone(statement: Statement) -> Statement {
    statement.to(Principal::Everyone)
}

fn send_to(queues: &[Value<String>]) -> Statement {
    let send = anyone(Statement::allow(&["sqs:GetQueueUrl", "sqs:SendMessage"]));
    queues.iter().cloned().fold(send, Statement::on)
}

/// The SIEM's parameters, such as which records are left out.
fn read_parameters() -> Statement {
    let place = text!(pseudo::region(), ":", pseudo::account_id(), ":parameter/siem/*");
    anyone(Statement::allow(&["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"]))
        .on(text!("arn:", pseudo::partition(), ":ssm:", place))
}

/// Which roles, the policy of the role that assumes them says.
fn assume_roles() -> Statement {
    anyone(Statement::allow(&["sts:AssumeRole"])).on_everything()
}

/// From any bucket: logs are in those of other accounts too.
fn read_objects() -> Statement {
    anyone(Statement::allow(&["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"]))
        .on_everything()
}

/// To the SIEM's buckets only, and to CloudFormation's: the answers of custom resources go
/// there.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html>
fn write_objects(buckets: &[Value<String>]) -> Statement {
    let answers = "cloudformation-custom-resource-response-*";
    let write = anyone(Statement::allow(&["s3:AbortMultipartUpload", "s3:PutObject"])).on(text!(
        "arn:",
        pseudo::partition(),
        ":s3:::",
        answers
    ));
    buckets.iter().map(|bucket| text!(bucket, "/*")).fold(write, Statement::on)
}
