//! Facts that differ between regions.

use template::{Condition, ConditionHandle, Mapping, Stack, Value, pseudo};

/// The account that writes access logs of ALB and CLB, for regions that have one.
///
/// As of November 2026. A region that is newer than this table must be added to it before
/// the stack can be deployed there.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>
const ELB_ACCOUNTS: &[(&str, &str)] = &[
    ("af-south-1", "098369216593"),
    ("ap-east-1", "754344448648"),
    ("ap-northeast-1", "582318560864"),
    ("ap-northeast-2", "600734575887"),
    ("ap-northeast-3", "383597477331"),
    ("ap-south-1", "718504428378"),
    ("ap-southeast-1", "114774131450"),
    ("ap-southeast-2", "783225319266"),
    ("ap-southeast-3", "589379963580"),
    ("ca-central-1", "985666609251"),
    ("cn-north-1", "638102146993"),
    ("cn-northwest-1", "037604701340"),
    ("eu-central-1", "054676820928"),
    ("eu-north-1", "897822967062"),
    ("eu-south-1", "635631232127"),
    ("eu-west-1", "156460612806"),
    ("eu-west-2", "652711504416"),
    ("eu-west-3", "009996457667"),
    ("me-south-1", "076674570225"),
    ("sa-east-1", "507241528517"),
    ("us-east-1", "127311923021"),
    ("us-east-2", "033677994240"),
    ("us-gov-east-1", "190560391635"),
    ("us-gov-west-1", "048591011584"),
    ("us-iso-east-1", "770363063475"),
    ("us-iso-west-1", "121062877647"),
    ("us-isob-east-1", "740734521339"),
    ("us-west-1", "027434742980"),
    ("us-west-2", "797873946194"),
];

/// Regions in which a service principal writes them.
const WITHOUT_ELB_ACCOUNT: &[&str] = &[
    "ap-east-2",
    "ap-south-2",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-west-1",
    "eu-central-2",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "mx-central-1",
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
    let with = ELB_ACCOUNTS.iter().copied();
    let without = WITHOUT_ELB_ACCOUNT.iter().map(|region| (*region, NONE));
    let mapping = with.chain(without).fold(Mapping::new(), |mapping, (region, account)| {
        mapping.entry(region, ELB_ACCOUNT, account)
    });
    stack.mapping(MAPPING, mapping);
    let id: Value<String> = Value::find_in_map(MAPPING, pseudo::region(), ELB_ACCOUNT);
    let exists = stack.condition("HasElbAccount", Condition::equals(id.clone(), NONE).negate());
    ElbAccount { id, exists }
}
