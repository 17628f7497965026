//! Numbers and texts of the domain's options, each with its bounds or grammar.
//!
//! Bounds are those of the service, whatever the instance type:
//! <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html>

use crate::checked::{bounded, grammar};

bounded! {
    /// A number of nodes that hold data.
    DataNodeCount: 1..=1002, "a domain has 1 to 1002 data nodes"
}

bounded! {
    /// A number of warm nodes.
    WarmNodeCount: 2..=1000, "a domain has 2 to 1000 warm nodes"
}

bounded! {
    /// The size of a disk in GiB.
    SizeGib: 10..=24_576, "a data node's disk has 10 to 24576 GiB"
}

bounded! {
    /// Operations of a disk a second.
    Iops: 1_000..=256_000, "a data node's disk does 1000 to 256000 operations a second"
}

bounded! {
    /// What a disk reads and writes in MiB a second.
    ThroughputMib: 125..=4_000, "a data node's disk does 125 to 4000 MiB a second"
}

bounded! {
    /// A number of days.
    Days: 1..=36_500, "wanted are 1 to 36500 days"
}

grammar! {
    /// A version of OpenSearch, such as `OpenSearch_2.19`.
    EngineVersion: |text| is_version(text), "^OpenSearch_[0-9]+\\.[0-9]+$",
    "a version such as OpenSearch_2.19, of those that `aws opensearch list-versions` shows"
}

fn is_version(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let version = text.strip_prefix("OpenSearch_").and_then(|version| version.split_once('.'));
    version.is_some_and(|(major, minor)| number(major) && number(minor))
}

grammar! {
    /// A type of instance, such as `r7g.large.search`.
    InstanceType: |text| is_instance(text), "^[a-z][a-z0-9-]*\\.[a-z0-9-]+\\.search$",
    "a type such as r7g.large.search, of those that `aws opensearch \
     list-instance-type-details` shows"
}

fn is_instance(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let part = |part: &str| !part.is_empty() && part.chars().all(allowed);
    let parts: Vec<_> = text.split('.').collect();
    matches!(&*parts, [family, size, "search"] if part(family) && part(size))
}

grammar! {
    /// When a window begins: hours and minutes of UTC, such as `02:00`.
    StartTime: |text| is_time(text), "^([01][0-9]|2[0-3]):[0-5][0-9]$",
    "a time of UTC with hours and minutes, such as \"02:00\" in quotes"
}

fn is_time(text: &str) -> bool {
    let number = |digits: &str, below: u8| {
        digits.len() == 2 && digits.parse::<u8>().is_ok_and(|number| number < below)
    };
    text.split_once(':').is_some_and(|(hour, minute)| number(hour, 24) && number(minute, 60))
}

grammar! {
    /// The ARN of a role or user.
    PrincipalArn: |text| is_principal(text), "^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$",
    "the ARN of a role or user, such as arn:aws:iam::111122223333:role/analyst"
}

fn is_principal(text: &str) -> bool {
    let parts: Vec<_> = text.splitn(6, ':').collect();
    let named = |resource: &str| {
        let name = resource.strip_prefix("role/").or_else(|| resource.strip_prefix("user/"));
        name.is_some_and(|name| !name.is_empty() && !name.contains(['*', ' ']))
    };
    matches!(&*parts, ["arn", partition, "iam", "", account, resource]
        if partition.starts_with("aws") && is_account(account) && named(resource))
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.chars().all(|c| c.is_ascii_digit())
}

grammar! {
    /// The ARN of a certificate.
    CertificateArn: |text| is_certificate(text),
    "^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+$",
    "the ARN of a certificate of ACM in the domain's region, such as \
     arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d"
}

fn is_certificate(text: &str) -> bool {
    let parts: Vec<_> = text.splitn(6, ':').collect();
    matches!(&*parts, ["arn", partition, "acm", region, account, resource]
        if partition.starts_with("aws") && !region.is_empty() && is_account(account)
            && resource.strip_prefix("certificate/").is_some_and(|id| !id.is_empty()))
}

grammar! {
    /// When something happens, as five fields of cron in UTC: minute, hour, day of the
    /// month, month, day of the week.
    Cron: |text| is_cron(text), "^[0-9*,/-]+( [0-9A-Za-z*,/-]+){4}$",
    "five fields of cron: minute, hour, day of the month, month, day of the week, such as \
     \"0 3 * * *\" for 03:00 of each day"
}

fn is_cron(text: &str) -> bool {
    /// Least and most of minute, hour, day of the month, month, day of the week.
    const BOUNDS: [(u32, u32); 5] = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];
    let fields: Vec<_> = text.split(' ').collect();
    let in_bounds = |(index, field): (usize, &&str)| {
        let (least, most) = BOUNDS[index];
        field.split([',', '-', '/']).all(|part| match part.parse::<u32>() {
            Ok(number) => (least..=most).contains(&number),
            // Months and days of the week have names too.
            Err(_) => part == "*" || index > 2 && is_short_name(part),
        })
    };
    fields.len() == BOUNDS.len() && fields.iter().enumerate().all(in_bounds)
}

fn is_short_name(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

grammar! {
    /// The start of the names of indices, such as `log-aws-vpcflowlogs`.
    IndexFamily: |text| is_family(text), "^(log|metrics)-[a-z0-9][a-z0-9_.-]*$",
    "the start of the names of indices, such as log-aws-vpcflowlogs or metrics-opensearch, \
     without a `*`"
}

fn is_family(text: &str) -> bool {
    let rest = text.strip_prefix("log-").or_else(|| text.strip_prefix("metrics-"));
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.-".contains(c);
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
            && rest.chars().all(allowed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_shows_is_taken() {
        assert!("OpenSearch_2.19".parse::<EngineVersion>().is_ok());
        assert!("r7gd.16xlarge.search".parse::<InstanceType>().is_ok());
        assert!("23:59".parse::<StartTime>().is_ok());
        assert!("arn:aws-cn:iam::111122223333:user/a/b".parse::<PrincipalArn>().is_ok());
        assert!("*/30 2,14 * * MON-FRI".parse::<Cron>().is_ok());
        assert!("log-aws-r53resolver".parse::<IndexFamily>().is_ok());
    }

    #[test]
    fn what_nobody_means_is_refused() {
        assert!("2.19".parse::<EngineVersion>().is_err());
        assert!("r7g.large".parse::<InstanceType>().is_err());
        assert!("24:00".parse::<StartTime>().is_err());
        assert!("2:00".parse::<StartTime>().is_err());
        assert!("arn:aws:iam::111122223333:root".parse::<PrincipalArn>().is_err());
        assert!("arn:aws:iam::111122223333:role/*".parse::<PrincipalArn>().is_err());
        assert!("cron(0 3 * * ? *)".parse::<Cron>().is_err());
        assert!("log-aws-*".parse::<IndexFamily>().is_err());
    }

    #[test]
    fn a_refusal_says_what_was_found_and_what_is_wanted() {
        let error = "analyst".parse::<PrincipalArn>().unwrap_err().to_string();
        assert!(error.starts_with("`analyst`; wanted is the ARN of a role or user"), "{error}");
        let error = WarmNodeCount::try_from(1).unwrap_err().to_string();
        assert!(error.starts_with("`1` ") && error.contains("2 to 1000"), "{error}");
    }
}
