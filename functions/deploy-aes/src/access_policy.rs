//! Who may call a domain. What they may do there, its own roles say.

use kit::function_arn::Place;
use serde_json::{Value, json};

/// The statement with the principals of the options. The others belong to whoever wrote them.
const PRINCIPALS: &str = "AesSiemPrincipals";

const CALL: &str = "es:ESHttp*";

pub(crate) fn domain_arn(place: &Place, name: &str) -> String {
    let Place { partition, region, account } = place;
    format!("arn:{partition}:es:{region}:{account}:domain/{name}")
}

/// The policy of a new domain. Where it is in a VPC its security group keeps others out, and a
/// person's browser does not sign; outside, addresses do.
pub(crate) fn of_new(
    place: &Place,
    name: &str,
    addresses: &[String],
    principals: &[String],
    is_in_vpc: bool,
) -> Value {
    let resource = format!("{}/*", domain_arn(place, name));
    let allow = |principal: &str| {
        json!({
            "Effect": "Allow",
            "Principal": { "AWS": principal },
            "Action": CALL,
            "Resource": resource,
        })
    };
    let mut statements = vec![];
    if is_in_vpc {
        statements.push(allow("*"));
    } else {
        statements.push(allow(&place.account));
        if !addresses.is_empty() {
            let mut open = allow("*");
            if let Some(open) = open.as_object_mut() {
                let condition = json!({ "IpAddress": { "aws:SourceIp": addresses } });
                open.insert("Condition".to_owned(), condition);
            }
            statements.push(open);
        }
    }
    if !principals.is_empty() {
        statements.push(of_principals(&resource, principals));
    }
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn of_principals(resource: &str, principals: &[String]) -> Value {
    json!({
        "Sid": PRINCIPALS,
        "Effect": "Allow",
        "Principal": { "AWS": principals },
        "Action": CALL,
        "Resource": resource,
    })
}

/// The policy that a domain has, as a document; an empty one where there is none.
pub(crate) fn read(text: Option<&str>) -> Option<Value> {
    match text {
        Some(text) => serde_json::from_str(text).ok().filter(Value::is_object),
        None => Some(json!({ "Version": "2012-10-17", "Statement": [] })),
    }
}

/// The principals that the options gave, in order.
pub(crate) fn principals(policy: &Value) -> Vec<String> {
    let ours = statements(policy).into_iter().find(is_ours);
    let aws = ours.as_ref().and_then(|statement| statement.pointer("/Principal/AWS"));
    let mut found: Vec<_> = match aws {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => {
            many.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => vec![],
    };
    found.sort();
    found
}

/// The policy with these principals in place of those of before.
pub(crate) fn with_principals(policy: &Value, domain_arn: &str, principals: &[String]) -> Value {
    let mut policy = policy.clone();
    let mut kept = statements(&policy);
    kept.retain(|statement| !is_ours(statement));
    if !principals.is_empty() {
        kept.push(of_principals(&format!("{domain_arn}/*"), principals));
    }
    if let Some(policy) = policy.as_object_mut() {
        policy.insert("Statement".to_owned(), kept.into());
    }
    policy
}

/// One statement may stand without a list.
fn statements(policy: &Value) -> Vec<Value> {
    match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(one @ Value::Object(_)) => vec![one.clone()],
        _ => vec![],
    }
}

fn is_ours(statement: &Value) -> bool {
    statement.get("Sid").and_then(Value::as_str) == Some(PRINCIPALS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_of_others_stay() {
        let theirs = json!({ "Effect": "Allow", "Principal": "*", "Action": "es:*" });
        let before = json!({ "Version": "2012-10-17", "Statement": theirs });
        let roles = ["arn:aws:iam::111122223333:role/a".to_owned()];
        let with = with_principals(&before, "arn:d", &roles);
        assert_eq!(principals(&with), roles);
        assert_eq!(with["Statement"][0], theirs);
        let without = with_principals(&with, "arn:d", &[]);
        assert_eq!(without["Statement"], json!([theirs]));
    }

    #[test]
    fn a_domain_outside_of_a_vpc_opens_to_the_account_and_the_addresses_only() {
        let place = Place {
            partition: "aws".into(),
            region: "eu-west-1".into(),
            account: "111122223333".into(),
        };
        let policy = of_new(&place, "aes-siem", &["192.0.2.0/24".to_owned()], &[], false);
        let open = &policy["Statement"][1];
        assert_eq!(policy["Statement"][0]["Principal"]["AWS"], "111122223333");
        assert_eq!(open["Condition"]["IpAddress"]["aws:SourceIp"], json!(["192.0.2.0/24"]));
        let closed = of_new(&place, "aes-siem", &[], &[], false);
        assert!(!closed.to_string().contains("\"*\""), "{closed}");
    }
}
