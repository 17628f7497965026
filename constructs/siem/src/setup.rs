//! The domain and its network, in the order in which their parts need each other: first what
//! the loader needs, then what needs the loader.

use library::iam::RoleHandle;
use library::kms::KeyHandle;
use library::lambda::VpcPlacement;
use library::s3::BucketHandle;
use library::sns::TopicHandle;
use template::{ConditionHandle, Problem, RawHandle, Scope, Value};

use crate::alerts::HAS_EMAIL;
use crate::domain::access::{self, Roles};
use crate::domain::configuration::{self, Surroundings};
use crate::domain::deploy_role::{self, Uses};
use crate::domain::deployment::{self, Deployment, Order};
use crate::domain::validation::{self, Subjects, Validator};
use crate::domain::{Domain, DomainOptions, Target, notifications};
use crate::network::{self, Facts, Network, Traffic, vpc_endpoint_parameter};
use crate::queues::Queues;
use crate::{Siem, logical_ids};

/// What is there before the domain.
pub(crate) struct Foundation<'a> {
    pub(crate) target: &'a Target,
    pub(crate) key: &'a KeyHandle,
    pub(crate) log_bucket: &'a BucketHandle,
    pub(crate) snapshot_bucket: &'a BucketHandle,
    pub(crate) queues: &'a Queues,
    pub(crate) alerts: &'a TopicHandle,
    pub(crate) snapshot_role: &'a RoleHandle,
    pub(crate) alerting_role: &'a RoleHandle,
    /// Where functions assume roles of other accounts.
    pub(crate) assume_roles_where: Vec<ConditionHandle>,
}

/// The domain, and what is there before the loader.
pub(crate) struct Setup {
    pub(crate) domain: Domain,
    pub(crate) deploy_role: RoleHandle,
    network: Network,
    deployment: Option<Deployment>,
    validator: Validator,
}

/// The rest of the stack, which the domain is told of.
pub(crate) struct Rest<'a> {
    pub(crate) loader_role: &'a RoleHandle,
    pub(crate) ec2_role: &'a RoleHandle,
    pub(crate) exporter_role: &'a RoleHandle,
}

impl Siem {
    /// Whether deploy-aes makes or finds the domain.
    fn makes_domain(&self) -> bool {
        self.existing_domain.endpoint.is_none()
    }

    /// Options of the domain that do not go together.
    fn check_domain(&self, scope: &mut Scope<'_>) {
        let stack = scope.stack();
        self.domain.problems().into_iter().for_each(|problem| stack.problem(problem));
        if self.domain != DomainOptions::default() && !self.makes_domain() {
            let why = "given together with `existing_domain.endpoint`, whose domain the stack \
                       leaves as it is: leave out one of them";
            stack.problem(Problem::Impossible { place: "domain".to_owned(), why: why.to_owned() });
        }
    }
}

impl Setup {
    pub(crate) fn build(scope: &mut Scope<'_>, siem: &Siem, base: &Foundation<'_>) -> Self {
        scope.pin(logical_ids::PINNED_WITH_VPC);
        siem.check_domain(scope);
        let facts = network::facts(scope, siem.vpc.as_ref());
        let vpc_endpoint = scope.stack().parameter(vpc_endpoint_parameter());
        let validator = base.validate(scope, siem, &vpc_endpoint, facts.as_ref());
        let facts = facts
            .unwrap_or_else(|| network::found_facts(scope, &vpc_endpoint, &validator.findings));
        let network = network::build(scope, facts, &base.traffic());
        let placement = siem.makes_domain().then(|| network.domain(scope)).flatten();
        let deploy_role = base.deploy_role(scope, siem, placement.is_some());
        let deployment = siem.makes_domain().then(|| {
            let (target, options) = (base.target, &siem.domain);
            let order = Order { target, vpc_endpoint, placement, options };
            deployment::build(scope, &siem.bundles, &deploy_role, base.key, order)
        });
        let target = base.target.clone();
        let domain = match &deployment {
            Some(deployment) => Domain::deployed(target, deployment),
            None => siem.existing_domain.given(scope.stack(), target),
        };
        domain.add_output(scope.stack());
        Self { domain, deploy_role, network, deployment, validator }
    }

    /// Where functions are that talk to the domain.
    pub(crate) fn placement(&self) -> &VpcPlacement {
        &self.network.placement
    }

    /// Adds what needs the loader. The handle is of the domain's configuration, the last that
    /// there is of it.
    pub(crate) fn finish(
        &self,
        scope: &mut Scope<'_>,
        siem: &Siem,
        base: &Foundation<'_>,
        rest: &Rest<'_>,
    ) -> Option<RawHandle> {
        let roles = Roles {
            deploy: &self.deploy_role,
            loader: rest.loader_role,
            exporter: rest.exporter_role,
        };
        let access = access::build(scope, base.target, &roles);
        let configured = self.deployment.as_ref().map(|deployment| {
            let surroundings = Surroundings {
                domain: &self.domain,
                deployment,
                role: &self.deploy_role,
                loader_role: rest.loader_role,
                exporter_role: rest.exporter_role,
                ec2_role: rest.ec2_role,
                snapshot_role: base.snapshot_role,
                alerting_role: base.alerting_role,
                alerts: base.alerts,
                snapshot_bucket: base.snapshot_bucket,
                access: access.as_ref(),
                network: &self.network,
            };
            configuration::build(scope, &siem.bundles, &siem.domain, &surroundings)
        });
        let has_email = ConditionHandle::named(HAS_EMAIL);
        notifications::build(scope, base.target, base.alerts, &has_email);
        configured
    }

    /// To be called when the log bucket's policy has all its statements.
    pub(crate) fn watch_bucket_policy(&self, scope: &mut Scope<'_>, log_bucket: &BucketHandle) {
        self.validator.watch(scope, log_bucket);
    }
}

impl Foundation<'_> {
    fn validate(
        &self,
        scope: &mut Scope<'_>,
        siem: &Siem,
        vpc_endpoint: &Value<String>,
        vpc: Option<&Facts>,
    ) -> Validator {
        let subjects = Subjects {
            target: self.target,
            vpc_endpoint,
            vpc,
            log_bucket: self.log_bucket,
            snapshot_bucket: self.snapshot_bucket,
        };
        validation::build(scope, &siem.bundles, &subjects)
    }

    fn deploy_role(&self, scope: &mut Scope<'_>, siem: &Siem, in_vpc: bool) -> RoleHandle {
        let uses = Uses {
            target: self.target,
            passed: [self.snapshot_role, self.alerting_role],
            snapshot_bucket: self.snapshot_bucket,
            in_vpc,
        };
        deploy_role::build(scope, siem.makes_domain().then_some(&uses))
    }

    fn traffic(&self) -> Traffic {
        Traffic {
            written: vec![self.log_bucket.arn().into(), self.snapshot_bucket.arn().into()],
            queues: vec![self.queues.dead_letters.arn().into(), self.queues.split.arn().into()],
            assume_roles_where: self.assume_roles_where.clone(),
        }
    }
}
