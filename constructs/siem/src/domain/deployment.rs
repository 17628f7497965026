//! deploy-aes: makes the domain or collection, or finds the one of that name.
//!
//! The domain is no resource of the stack, as in v2.10.4: it stays when the stack goes, and a
//! stack that is moved over finds it.

use contract::custom_resources::{CONFIG_VERSION, DomainDeployed, deployed, property};
use contract::environment;
use library::cloudformation::CustomResource;
use library::iam::{Permission, RoleHandle};
use library::kms::KeyHandle;
use library::lambda::{Function, MemorySize, Timeout};
use resources::secretsmanager::secret::GenerateSecretString;
use resources::secretsmanager::{Secret, SecretHandle};
use template::{Expr, Output, Parameter, RawHandle, Resource, Scope, Stack, Value, text};

use super::{DomainOptions, Target, arn};
use crate::bundles::{Bundles, FunctionCode};
use crate::names::named;
use crate::network::DomainPlacement;
use crate::{VERSION, parameters};

/// The master user of a new domain, as in v2.10.4.
const ADMIN: &str = "aesadmin";

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
    // It stays where the domain stays.
    let secret = inside.add(Resource::new("Admin", password(key)).retain_data());
    let function = inside.add(function(bundles, role, key, &secret));
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
        .secret_string_template(format!("{{\"username\":\"{ADMIN}\"}}"))
        .generate_string_key("password")
        .password_length(32_i64)
        .exclude_characters("\"'\\/@ ")
        .require_each_included_type(true);
    Secret::new()
        .description("Master user of the OpenSearch domain, if the SIEM has made it")
        .kms_key_id(key.arn())
        .generate_secret_string(generated)
}

fn function(
    bundles: &Bundles,
    role: &RoleHandle,
    key: &KeyHandle,
    secret: &SecretHandle,
) -> Function {
    let environment = environment::DeployAes {
        admin_role_arn: role.arn().into(),
        admin_secret_arn: secret.reference().into(),
        log_level: Value::<String>::from("info"),
    };
    let name = named("deploy-aes");
    // A new domain takes longer than one invocation may: the function goes on in another.
    let itself = text!(arn("lambda"), format!("function:{name}"));
    Function::new("Deploy", bundles.program(FunctionCode::DeployAes))
        .name(&*name)
        .description(format!("SIEM: makes the domain, {VERSION} / deploy-aes"))
        .memory(MemorySize::mb(256))
        .timeout(Timeout::seconds(900))
        .running_as(role)
        .no_dead_letters(
            "Only CloudFormation waits for it, and says when it fails or gives no answer",
        )
        .environment(environment.into_variables())
        .permit(Permission::new(&["secretsmanager:GetSecretValue"], [secret.reference()]))
        .permit(key.decrypt())
        .permit(Permission::new(&["lambda:InvokeFunction"], [itself]))
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
