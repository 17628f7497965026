//! Whoever deploys any variant finds a policy for it.

use ::deployer::{DeployerPolicy, MAX_POLICY_CHARACTERS};

use crate::variants::VARIANTS;

#[test]
fn every_variant_has_policies_that_cover_it_and_can_be_attached_to_one_role() {
    for variant in VARIANTS {
        let stack = (variant.stack)().synthesise().unwrap_or_else(|problems| panic!("{problems}"));
        let policy = DeployerPolicy::of(&[stack]);
        let uncovered: Vec<_> = policy.uncovered().collect();
        assert!(uncovered.is_empty(), "{}: nobody says what {uncovered:?} need", variant.name);
        assert!(policy.policies().len() <= 10, "{}: a role takes 10 policies", variant.name);
        for policy in policy.policies() {
            let length = policy.to_string().split_whitespace().map(str::len).sum::<usize>();
            assert!(length <= MAX_POLICY_CHARACTERS, "{}: {length} characters", variant.name);
        }
    }
}
