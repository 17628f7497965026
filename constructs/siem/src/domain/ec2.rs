//! The role with which es-loader runs on a machine of one's own, to load what is there
//! already or could not be loaded.

use library::iam::{Principal, Role, RoleHandle};
use resources::iam::InstanceProfile;
use template::{Resource, Scope, pseudo, text};

use crate::domain::Domain;
use crate::loader::Places;
use crate::names::named;

pub(crate) fn build(scope: &mut Scope<'_>, places: &Places<'_>) -> RoleHandle {
    let Places { domain, key, log_bucket, geo_bucket, queues, .. } = places;
    let machine = Principal::service(text!("ec2.", pseudo::url_suffix()));
    let role = scope.add(
        Role::assumed_by("Ec2Role", machine)
            .name(named("es-loader-for-ec2"))
            .permit(queues.dead_letters.consume())
            .permit(key.decrypt())
            .permit(geo_bucket.read())
            .permit(log_bucket.read())
            .permit(Domain::load(domain)),
    );
    let profile = InstanceProfile::new([role.name()]).instance_profile_name(role.name());
    scope.child("Ec2Role").add(Resource::new("InstanceProfile", profile));
    role
}
