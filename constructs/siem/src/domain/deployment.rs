//! deploy-aes: makes the domain or collection, or finds the one of that name.
//!
//! The domain is no resource of the stack, as in v2.10.4: it stays when the stack goes, and a
//! stack that is moved over finds it.

use contract::custom_resources::{self, CONFIG_VERSION, DomainDeployed, deployed, property};
use contract::environment;
use deployed::ADMIN_NAME;
use library::cloudformation::CustomResource;
use library::iam::{Permission, Principal, Role, RoleHandle, Test};
use library::kms::KeyHandle;
use library::lambda::{Function, InvokePermission, MemorySize, Timeout};
use resources::secretsmanager::secret::GenerateSecretString;
use resources::secretsmanager::{Secret, SecretHandle};
use template::{
    DeletionPolicy, Expr, Output, Parameter, RawHandle, Resource, Scope, Stack,
    UpdateReplacePolicy, Value, pseudo, text,
};

use super::{DomainOptions, Target, arn};
use crate::bundles::{Bundles, FunctionCode};
use crate::names::named;
use crate::network::DomainPlacement;
use crate::{VERSION, parameters};

/// The function's name.
const FUNCTION: &str = "deploy-aes";

/// What deploy-aes is told.
pub(crate) struct Order<'a> {
    pub(crate) target: &'a Target,
    pub(crate) vpc_endpoint: Value<String>,
    pub(crate) placement: Option<DomainPlacement>,
    pub(crate) options: &'a DomainOptions,
}

/// The domain, as deploy-aes has answered.
pub(crate) struct Deployment {
    pub(super) resource: RawHandle,
}

pub(crate) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    role: &RoleHandle,
    key: &KeyHandle,
    order: Order<'_>,
) -> Deployment {
    let addresses = scope.stack().parameter(addresses_parameter());
    let mut inside = scope.child("Domain");
    // It stays where the domain stays, which may be after a creation that failed, too: then
    // nobody else knows the password.
    let secret = Resource::new("Admin", password(key))
        .deletion_policy(DeletionPolicy::Retain)
        .update_replace_policy(UpdateReplacePolicy::Retain);
    let secret = inside.add(secret);
    let revisits = inside.add(revisit_role());
    let function =
        Parts { role, key, secret: &secret, revisits: &revisits }.function(bundles, order.target);
    let function = inside.add(function);
    // Whoever wants another password has Secrets Manager rotate the secret.
    let secrets_manager = Principal::service("secretsmanager.amazonaws.com");
    let rotation = InvokePermission::new("Rotation", &function, secrets_manager);
    inside.add(rotation.from_arn(secret.reference()).from_this_account());
    let properties = order.properties(addresses);
    let resource = inside.add(
        CustomResource::new("Deployed", "AWS::CloudFormation::CustomResource", &function)
            .properties(&properties)
            .property(property::CONFIG_VERSION, CONFIG_VERSION),
    );
    let deployment = Deployment { resource };
    deployment.add_outputs(scope.stack());
    deployment
}

/// Given to the master user of a domain that is made, and never to one that is there.
fn password(key: &KeyHandle) -> Secret {
    let generated = GenerateSecretString::new()
        .secret_string_template(format!("{{\"username\":\"{ADMIN_NAME}\"}}"))
        .generate_string_key("password")
        .password_length(32_i64)
        .exclude_characters("\"'\\/@ ")
        .require_each_included_type(true);
    Secret::new()
        .description("Master user of the OpenSearch domain, if the SIEM has made it")
        .kms_key_id(key.arn())
        .generate_secret_string(generated)
}

/// What the function needs.
struct Parts<'a> {
    role: &'a RoleHandle,
    key: &'a KeyHandle,
    secret: &'a SecretHandle,
    revisits: &'a RoleHandle,
}

/// A new domain takes longer than one invocation may: EventBridge Scheduler calls the function
/// again. It may call nothing else.
fn revisit_role() -> Role {
    Role::for_service("Revisits", "scheduler.amazonaws.com")
        .name(named("deploy-aes-revisits"))
        .trusted_when(Test::string_equals("aws:SourceAccount", [pseudo::account_id()]))
        .inline_policy("revisit", Permission::new(&["lambda:InvokeFunction"], [itself()]))
}

fn itself() -> Value<String> {
    text!(arn("lambda"), format!("function:{}", named(FUNCTION)))
}

impl Parts<'_> {
    fn function(&self, bundles: &Bundles, target: &Target) -> Function {
        let environment = environment::DeployAes {
            admin_role_arn: self.role.arn().into(),
            admin_secret_arn: self.secret.reference().into(),
            name: target.name.clone(),
            revisit_role_arn: self.revisits.arn().into(),
            log_level: Value::<String>::from("info"),
        };
        Function::new("Deploy", bundles.program(FunctionCode::DeployAes))
            .name(named(FUNCTION))
            .description(format!("SIEM: makes the domain, {VERSION} / deploy-aes"))
            .memory(MemorySize::mb(256))
            .timeout(Timeout::seconds(900))
            .running_as(self.role)
            .no_dead_letters(
                "Only CloudFormation waits for it, and says when it fails or gives no answer",
            )
            .environment(environment.into_variables())
            .permit(self.rotate())
            .permit(self.key.keep_secrets())
            .permit(self.revisit())
    }

    /// Read the password, and make another one.
    fn rotate(&self) -> Permission {
        let secret = Permission::new(
            &[
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage",
            ],
            [self.secret.reference()],
        );
        // A password that is made for nobody yet belongs to no secret.
        secret.and(Permission::new(&["secretsmanager:GetRandomPassword"], ["*"]))
    }

    /// Be called again, while there is something to wait for.
    fn revisit(&self) -> Permission {
        let schedules =
            text!(arn("scheduler"), "schedule/default/", custom_resources::REVISITS, "*");
        Permission::new(
            &["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:GetSchedule"],
            [schedules],
        )
        .and(
            Permission::new(&["iam:PassRole"], [self.revisits.arn()])
                .when(&Test::string_equals("iam:PassedToService", ["scheduler.amazonaws.com"])),
        )
    }
}

impl Order<'_> {
    fn properties(self, addresses: Value<String>) -> DomainDeployed<Expr, Expr> {
        let (subnets, groups) = match self.placement {
            Some(DomainPlacement { subnets, group }) => {
                let groups: Value<Vec<String>> = [group.group_id()].into();
                (Some(subnets.into_expr()), Some(groups.into_expr()))
            }
            None => (None, None),
        };
        DomainDeployed {
            target: self.target.kind().into_expr(),
            name: self.target.name.clone().into_expr(),
            vpc_endpoint_id: self.vpc_endpoint.into_expr(),
            allowed_source_ip_addresses: addresses.into_expr(),
            subnet_ids: subnets,
            security_group_ids: groups,
            settings: self.options.deployment_settings(),
        }
    }
}

impl Deployment {
    pub(super) fn endpoint(&self) -> Value<String> {
        self.resource.attribute(deployed::ENDPOINT)
    }

    pub(super) fn collection_type(&self) -> Value<String> {
        self.resource.attribute(deployed::COLLECTION_TYPE)
    }

    /// `NOT_CREATED` where the domain was there before.
    pub(super) fn admin_secret_arn(&self) -> Value<String> {
        self.resource.attribute(deployed::ADMIN_SECRET_ARN)
    }

    /// No password is among them: whoever may read the secret finds it there.
    fn add_outputs(&self, stack: &mut Stack) {
        stack.output(
            "DashboardsAdminID",
            Output::new(self.resource.attribute(deployed::ADMIN))
                .description("Master user of the domain, if the SIEM has made it")
                .export("dashboards-admin"),
        );
        stack.output(
            "DashboardsAdminSecretArn",
            Output::new(self.admin_secret_arn())
                .description("Secret with the password of the master user"),
        );
        stack.output(
            "DashboardsAdminSecretConsole",
            Output::new(self.resource.attribute(deployed::ADMIN_SECRET_CONSOLE))
                .description("Where to see that password, in the console of Secrets Manager"),
        );
    }
}

fn addresses_parameter() -> Parameter<String> {
    Parameter::new("AllowedSourceIpAddresses")
        .description(
            "Addresses from which a new domain outside a VPC is reached, with spaces between \
             them. Later changes are made at the domain",
        )
        .default_value("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16")
        .allowed_pattern("^[0-9./\\s]*")
        .group(parameters::DOMAIN)
}
