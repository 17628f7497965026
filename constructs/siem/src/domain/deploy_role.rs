//! The role with which deploy-aes and configure-aes make and set up the domain. It is the
//! domain's administrator, and its ARN stays: domains of v2.10.4 know it.
//!
//! It may do nothing but what those functions do, and nothing at all where they are not in
//! the stack.

use library::iam::{Permission, Role, RoleHandle, Test};
use library::s3::BucketHandle;
use template::{Output, Scope, pseudo, text};

use super::{Target, arn};
use crate::names::named;

/// Where objects that people saved in Dashboards are kept before they are changed, as in
/// v2.10.4.
pub(crate) const SAVED_OBJECTS: &str = "saved_objects/";

/// What the role is used for.
pub(crate) struct Uses<'a> {
    pub(crate) target: &'a Target,
    /// Roles that the domain gets from it, to write snapshots and to publish alerts.
    pub(crate) passed: [&'a RoleHandle; 2],
    pub(crate) snapshot_bucket: &'a BucketHandle,
    /// Whether a new domain goes into a VPC.
    pub(crate) in_vpc: bool,
}

/// Adds the role, with what the functions need where they are in the stack.
pub(crate) fn build(scope: &mut Scope<'_>, uses: Option<&Uses<'_>>) -> RoleHandle {
    let role = Role::for_service("DeployRole", "lambda.amazonaws.com")
        .name(named("deploy-role-for-lambda"));
    // The names of the policies are v2.10.4's.
    let role = match uses {
        Some(uses) => role
            .inline_policy("cwl_loggroup", uses.domain_logs())
            .inline_policy("opensearch_deployment", uses.deploy().and(uses.configure()))
            .inline_policy("assume_snapshotrole", uses.pass_roles())
            .inline_policy("s3access", uses.save_objects()),
        None => role,
    };
    let role = scope.child("Domain").add(role);
    let output = Output::new(role.arn()).description("Role that administers the domain");
    scope.stack().output("RoleDeploy", output.export("role-deploy"));
    role
}

impl Uses<'_> {
    /// Let the domain write its logs, and keep them for a time.
    fn domain_logs(&self) -> Permission {
        let groups = text!(
            arn("logs"),
            "log-group:/aws/OpenSearchService/domains/",
            self.target.name.clone(),
            "/*"
        );
        Permission::new(&["logs:CreateLogGroup", "logs:PutRetentionPolicy"], [groups]).and(
            // Policies of CloudWatch Logs belong to no log group.
            Permission::new(&["logs:PutResourcePolicy"], [text!(arn("logs"), "*")]),
        )
    }

    fn deploy(&self) -> Permission {
        // How the stack is says whether a Delete takes a creation back.
        let stack = Permission::new(&["cloudformation:DescribeStacks"], [pseudo::stack_id()]);
        self.target.either(self.deploy_domain(), self.deploy_collection()).and(stack)
    }

    /// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonopensearchservice.html>
    fn deploy_domain(&self) -> Permission {
        let domain = Permission::new(
            &[
                "es:AddTags",
                "es:CreateDomain",
                "es:DeleteDomain",
                "es:DescribeDomain",
                "es:DescribeDomainConfig",
                "es:GetCompatibleVersions",
                "es:GetUpgradeHistory",
                "es:ListTags",
                "es:UpdateDomainConfig",
                "es:UpgradeDomain",
            ],
            [self.target.domain_arn()],
        );
        let domain = domain
            // Figures belong to no resource.
            .and(Permission::new(&["cloudwatch:GetMetricStatistics"], ["*"]))
            .and(service_role("opensearchservice.amazonaws.com"));
        if self.in_vpc { domain.and(look_at_network()) } else { domain }
    }

    /// Collections and their policies have no ARN before they are there; the condition binds
    /// each call to the one name.
    ///
    /// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-collection-permissions.html>
    fn deploy_collection(&self) -> Permission {
        let named = Permission::new(
            &[
                "aoss:BatchGetCollection",
                "aoss:CreateCollection",
                "aoss:CreateSecurityPolicy",
                "aoss:DeleteSecurityPolicy",
                "aoss:UpdateSecurityPolicy",
            ],
            ["*"],
        );
        let delete =
            Permission::new(&["aoss:DeleteCollection"], [text!(arn("aoss"), "collection/*")]);
        named
            .and(delete)
            .when(&self.named())
            // Reading a policy knows no condition.
            .and(Permission::new(&["aoss:GetSecurityPolicy"], ["*"]))
            .and(service_role("observability.aoss.amazonaws.com"))
    }

    fn named(&self) -> Test {
        Test::string_equals("aoss:collection", [self.target.name.clone()])
    }

    /// Roles, templates, policies, dashboards: configure-aes is the domain's administrator.
    fn configure(&self) -> Permission {
        let domain = Permission::new(
            &[
                "es:ESHttpDelete",
                "es:ESHttpGet",
                "es:ESHttpHead",
                "es:ESHttpPatch",
                "es:ESHttpPost",
                "es:ESHttpPut",
            ],
            [text!(self.target.domain_arn(), "/*")],
        );
        let collection =
            Permission::new(&["aoss:APIAccessAll"], [text!(arn("aoss"), "collection/*")])
                .when(&self.named())
                .and(Permission::new(
                    &["aoss:DashboardsAccessAll"],
                    [text!(arn("aoss"), "dashboards/default")],
                ));
        self.target.either(domain, collection)
    }

    fn pass_roles(&self) -> Permission {
        Permission::new(&["iam:PassRole"], self.passed.map(RoleHandle::arn))
    }

    fn save_objects(&self) -> Permission {
        Permission::new(&["s3:PutObject"], [self.snapshot_bucket.objects(SAVED_OBJECTS)])
    }
}

/// The role that a service keeps for itself, which an account's first domain or collection
/// makes.
fn service_role(service: &'static str) -> Permission {
    let role = text!(
        "arn:",
        pseudo::partition(),
        ":iam::",
        pseudo::account_id(),
        format!(":role/aws-service-role/{service}/*")
    );
    Permission::new(&["iam:CreateServiceLinkedRole"], [role])
        .when(&Test::string_equals("iam:AWSServiceName", [service]))
}

/// Descriptions have no narrower resource.
///
/// <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html>
fn look_at_network() -> Permission {
    Permission::new(
        &["ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
        ["*"],
    )
}
