//! Facts that differ between regions, in one table, and what the template makes of them.
//!
//! One template serves every partition. Nothing else in it depends on the region: names of
//! service principals are the same everywhere, but for that of CloudWatch Logs, which holds
//! the region and the end of the partition's host names
//! (`library::kms::KeyHandle::encrypt_log_groups`).

use library::lambda::Architecture;
use template::{Condition, ConditionHandle, Mapping, Rule, Stack, Value, pseudo};

use Processors::{Both, X86Only};

/// A region, the account that writes access logs of ALB and CLB there if it is an account
/// and not a service, and the processors that Lambda has.
struct Region(&'static str, Option<&'static str>, Processors);

/// The processors that Lambda has in a region.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Processors {
    /// `arm64` and `x86_64`.
    Both,
    /// `x86_64`.
    X86Only,
}

/// As of November 2026. A region that is newer than this table must be added to it before
/// the stack can be deployed there: CloudFormation says that it does not find its name in
/// `RegionMap`.
///
/// Accounts: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>.
/// Processors: v2.10.4 uses `x86_64` in the partitions other than `aws`, and AWS says of `arm64`
/// only that most regions have it
/// (<https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html>). `x86_64` runs
/// everywhere, so that a region of which it is not known is `X86Only` here.
const REGIONS: &[Region] = &[
    Region("af-south-1", Some("098369216593"), Both),
    Region("ap-east-1", Some("754344448648"), Both),
    Region("ap-east-2", None, Both),
    Region("ap-northeast-1", Some("582318560864"), Both),
    Region("ap-northeast-2", Some("600734575887"), Both),
    Region("ap-northeast-3", Some("383597477331"), Both),
    Region("ap-south-1", Some("718504428378"), Both),
    Region("ap-south-2", None, Both),
    Region("ap-southeast-1", Some("114774131450"), Both),
    Region("ap-southeast-2", Some("783225319266"), Both),
    Region("ap-southeast-3", Some("589379963580"), Both),
    Region("ap-southeast-4", None, Both),
    Region("ap-southeast-5", None, Both),
    Region("ap-southeast-6", None, Both),
    Region("ap-southeast-7", None, Both),
    Region("ca-central-1", Some("985666609251"), Both),
    Region("ca-west-1", None, Both),
    Region("cn-north-1", Some("638102146993"), X86Only),
    Region("cn-northwest-1", Some("037604701340"), X86Only),
    Region("eu-central-1", Some("054676820928"), Both),
    Region("eu-central-2", None, Both),
    Region("eu-isoe-west-1", None, X86Only),
    Region("eu-north-1", Some("897822967062"), Both),
    Region("eu-south-1", Some("635631232127"), Both),
    Region("eu-south-2", None, Both),
    Region("eu-west-1", Some("156460612806"), Both),
    Region("eu-west-2", Some("652711504416"), Both),
    Region("eu-west-3", Some("009996457667"), Both),
    Region("eusc-de-east-1", None, Both),
    Region("il-central-1", None, Both),
    Region("me-central-1", None, Both),
    Region("me-south-1", Some("076674570225"), Both),
    Region("mx-central-1", None, Both),
    Region("sa-east-1", Some("507241528517"), Both),
    Region("us-east-1", Some("127311923021"), Both),
    Region("us-east-2", Some("033677994240"), Both),
    Region("us-gov-east-1", Some("190560391635"), X86Only),
    Region("us-gov-west-1", Some("048591011584"), X86Only),
    Region("us-iso-east-1", Some("770363063475"), X86Only),
    Region("us-iso-west-1", Some("121062877647"), X86Only),
    Region("us-isob-east-1", Some("740734521339"), X86Only),
    Region("us-isof-east-1", Some("091100254016"), X86Only),
    Region("us-isof-south-1", Some("412137745753"), X86Only),
    Region("us-west-1", Some("027434742980"), Both),
    Region("us-west-2", Some("797873946194"), Both),
];

const MAPPING: &str = "RegionMap";
const ELB_ACCOUNT: &str = "ElbV2AccountId";
const NONE: &str = "none";

/// The account that writes load balancers' logs in the stack's region.
pub(crate) struct ElbAccount {
    /// Its id.
    pub(crate) id: Value<String>,
    /// Whether the region has one.
    pub(crate) exists: ConditionHandle,
}

pub(crate) fn elb_account(stack: &mut Stack) -> ElbAccount {
    let mapping = REGIONS.iter().fold(Mapping::new(), |mapping, Region(region, account, _)| {
        mapping.entry(*region, ELB_ACCOUNT, account.unwrap_or(NONE))
    });
    stack.mapping(MAPPING, mapping);
    let id: Value<String> = Value::find_in_map(MAPPING, pseudo::region(), ELB_ACCOUNT);
    let exists = stack.condition("HasElbAccount", Condition::equals(id.clone(), NONE).negate());
    ElbAccount { id, exists }
}

/// Stops a deployment, before anything is made, in a region in which the functions would not
/// run.
pub(crate) fn check_architecture(stack: &mut Stack, architecture: Architecture) {
    if architecture != Architecture::Arm64 {
        return;
    }
    let without = REGIONS.iter().filter(|Region(.., processors)| *processors == X86Only);
    let is = |Region(region, ..): &Region| Condition::equals::<String>(pseudo::region(), *region);
    stack.rule(
        "RegionHasArm64",
        Rule::always().assert(
            Condition::any(without.map(is)).negate(),
            "These functions are built for arm64, which Lambda is not known to have in this \
             region: synthesise with --architecture x86_64",
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_region_is_in_the_table_once_and_in_order() {
        let names: Vec<_> = REGIONS.iter().map(|Region(name, ..)| *name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_account_has_twelve_digits() {
        for Region(name, account, _) in REGIONS {
            let digits = |id: &str| id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit());
            assert!(account.is_none_or(digits), "{name}");
        }
    }
}
