//! Whoever deploys any variant finds a policy for it.

use ::deployer::{DeployerPolicy, MAX_POLICY_CHARACTERS};

use crate::variants::VARIANTS;

/// Policies that a role takes; and that it takes at most, once the account has asked for more.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const POLICIES: usize = 10;
const POLICIES_ON_REQUEST: usize = 20;

#[test]
fn every_variant_has_policies_that_cover_it_and_can_be_attached_to_one_role() {
    for variant in VARIANTS {
        let stack = (variant.stack)().synthesise().unwrap_or_else(|problems| panic!("{problems}"));
        let policy = DeployerPolicy::of(&[stack]);
        let uncovered: Vec<_> = policy.uncovered().collect();
        assert!(uncovered.is_empty(), "{}: nobody says what {uncovered:?} need", variant.name);
        // Nobody has every source in one stack. Who does must ask for more.
        let every_source = variant.name.starts_with("sources") || variant.name == "every-option";
        let most = if every_source { POLICIES_ON_REQUEST } else { POLICIES };
        let policies = policy.policies().len();
        assert!(policies <= most, "{}: {policies} policies; a role takes {most}", variant.name);
        for policy in policy.policies() {
            let length = policy.to_string().split_whitespace().map(str::len).sum::<usize>();
            assert!(length <= MAX_POLICY_CHARACTERS, "{}: {length} characters", variant.name);
        }
    }
}
