//! Policy documents.
//!
//! Grammar: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use template::{ConditionHandle, Expr, Intrinsic, Json, Object, Value};

use super::actions::Actions;

/// Whom a statement is about, where the policy belongs to a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum Principal {
    /// An AWS service, such as `delivery.logs.amazonaws.com`.
    Service(Value<String>),
    /// An account, role or user by its ARN.
    Aws(Value<String>),
    /// Anyone at all. For denials.
    Everyone,
}

impl Principal {
    /// An AWS service by its name.
    pub fn service(name: impl Into<Value<String>>) -> Self {
        Self::Service(name.into())
    }

    /// An account, role or user by its ARN.
    pub fn aws(arn: impl Into<Value<String>>) -> Self {
        Self::Aws(arn.into())
    }
}

/// A condition of a statement: an operator, a key and the values that satisfy it.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    operator: &'static str,
    key: String,
    values: Expr,
}

impl Test {
    /// Any operator. See the grammar for those there are.
    pub fn new(
        operator: &'static str,
        key: impl Into<String>,
        values: impl Into<Value<Vec<String>>>,
    ) -> Self {
        Self { operator, key: key.into(), values: values.into().into_expr() }
    }

    /// The key has exactly one of the values.
    pub fn string_equals(key: impl Into<String>, values: impl Into<Value<Vec<String>>>) -> Self {
        Self::new("StringEquals", key, values)
    }

    /// The key has one of the ARNs, in which `*` stands for anything.
    pub fn arn_like(key: impl Into<String>, values: impl Into<Value<Vec<String>>>) -> Self {
        Self::new("ArnLike", key, values)
    }

    /// The request did not come over TLS.
    pub fn without_tls() -> Self {
        Self { operator: "Bool", key: "aws:SecureTransport".to_owned(), values: "false".into() }
    }
}

/// A sentence of a policy: who may, or may not, do what, to what, and when.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a Statement is only described; give it to a policy"]
pub struct Statement {
    sid: Option<String>,
    effect: &'static str,
    principals: Vec<Principal>,
    actions: Vec<String>,
    resources: Vec<Value<String>>,
    tests: Vec<Test>,
    only_where: Option<ConditionHandle>,
}

impl Statement {
    /// Allows actions.
    pub fn allow(actions: Actions) -> Self {
        Self::new("Allow", actions)
    }

    /// Denies actions, whatever else allows them.
    pub fn deny(actions: Actions) -> Self {
        Self::new("Deny", actions)
    }

    fn new(effect: &'static str, actions: Actions) -> Self {
        Self {
            sid: None,
            effect,
            principals: vec![],
            actions: actions.iter().map(|action| (*action).to_owned()).collect(),
            resources: vec![],
            tests: vec![],
            only_where: None,
        }
    }

    /// The statement's name, which the console shows. Services that add statements of their
    /// own recognise theirs by it.
    pub fn sid(mut self, sid: &str) -> Self {
        self.sid = Some(sid.to_owned());
        self
    }

    /// Adds to the statement's name, where it stands beside others that differ a little.
    pub fn also_sid(mut self, more: &str) -> Self {
        if let Some(sid) = &mut self.sid {
            sid.push_str(more);
        }
        self
    }

    /// One more whom it is about.
    pub fn to(mut self, principal: Principal) -> Self {
        self.principals.push(principal);
        self
    }

    /// One more resource that it is about.
    pub fn on(mut self, resource: impl Into<Value<String>>) -> Self {
        self.resources.push(resource.into());
        self
    }

    /// Everything that the policy's owner is: for a key policy, the key.
    pub fn on_everything(self) -> Self {
        self.on("*")
    }

    /// One more condition; all must hold.
    pub fn when(mut self, test: Test) -> Self {
        self.tests.push(test);
        self
    }

    /// Leaves the statement out of the policy where a condition of the stack does not hold.
    pub fn only_where(mut self, condition: &ConditionHandle) -> Self {
        self.only_where = Some(condition.clone());
        self
    }

    fn into_object(self) -> Object {
        let mut object = Object::new();
        if let Some(sid) = self.sid {
            object.set("Sid", sid);
        }
        object.set("Effect", self.effect);
        if !self.principals.is_empty() {
            object.set("Principal", principals(self.principals));
        }
        object.set("Action", one_or_many(self.actions.into_iter().map(Expr::from).collect()));
        let resources: Vec<Expr> = self.resources.into_iter().map(Value::into_expr).collect();
        if !resources.is_empty() {
            object.set("Resource", one_or_many(resources));
        }
        if !self.tests.is_empty() {
            object.set("Condition", conditions(self.tests));
        }
        object
    }
}

fn one_or_many(mut items: Vec<Expr>) -> Expr {
    if items.len() == 1 { items.remove(0) } else { Expr::List(items) }
}

fn principals(principals: Vec<Principal>) -> Expr {
    let (mut services, mut aws) = (vec![], vec![]);
    for principal in principals {
        match principal {
            Principal::Service(name) => services.push(name.into_expr()),
            Principal::Aws(arn) => aws.push(arn.into_expr()),
            Principal::Everyone => aws.push("*".into()),
        }
    }
    let kinds = [("Service", services), ("AWS", aws)];
    let given = kinds.into_iter().filter(|(_, members)| !members.is_empty());
    Expr::Object(given.map(|(kind, members)| (kind, one_or_many(members))).collect())
}

fn conditions(tests: Vec<Test>) -> Object {
    let mut conditions = Object::new();
    for Test { operator, key, values } in tests {
        let mut keys = match conditions.get(operator) {
            Some(Expr::Object(keys)) => keys.clone(),
            _ => Object::new(),
        };
        keys.set(key, values);
        conditions.set(operator, keys);
    }
    conditions
}

impl From<Statement> for Expr {
    fn from(statement: Statement) -> Self {
        match statement.only_where.clone() {
            None => statement.into_object().into(),
            Some(condition) => Intrinsic::If {
                condition: condition.name().to_owned(),
                then: statement.into_object().into(),
                otherwise: Self::no_value(),
            }
            .into(),
        }
    }
}

/// A policy: any number of statements.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PolicyDocument(Vec<Statement>);

impl FromIterator<Statement> for PolicyDocument {
    fn from_iter<I: IntoIterator<Item = Statement>>(statements: I) -> Self {
        Self(statements.into_iter().collect())
    }
}

impl From<Statement> for PolicyDocument {
    fn from(statement: Statement) -> Self {
        Self(vec![statement])
    }
}

impl From<PolicyDocument> for Value<Json> {
    fn from(document: PolicyDocument) -> Self {
        Object::new().with("Version", "2012-10-17").with("Statement", document.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use template::pseudo;

    fn json(document: PolicyDocument) -> serde_json::Value {
        serde_json::to_value(Value::<Json>::from(document).as_expr()).unwrap()
    }

    #[test]
    fn one_of_a_kind_is_no_list() {
        let statement = Statement::deny(&["s3:*"])
            .to(Principal::Everyone)
            .on("arn:x")
            .when(Test::without_tls());
        assert_eq!(
            json(statement.into()),
            json!({"Version": "2012-10-17", "Statement": [{
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "s3:*",
                "Resource": "arn:x",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }]})
        );
    }

    #[test]
    fn several_of_a_kind_are_one_list_each() {
        let statement = Statement::allow(&["s3:PutObject", "s3:GetBucketAcl"])
            .sid("Write")
            .to(Principal::service("cloudtrail.amazonaws.com"))
            .to(Principal::service("config.amazonaws.com"))
            .on("arn:x")
            .on("arn:x/*")
            .when(Test::string_equals("aws:SourceAccount", [pseudo::account_id()]))
            .when(Test::string_equals("aws:SourceOrgID", ["o-1"]));
        assert_eq!(
            json(statement.into())["Statement"][0],
            json!({
                "Sid": "Write",
                "Effect": "Allow",
                "Principal": {"Service": ["cloudtrail.amazonaws.com", "config.amazonaws.com"]},
                "Action": ["s3:PutObject", "s3:GetBucketAcl"],
                "Resource": ["arn:x", "arn:x/*"],
                "Condition": {"StringEquals": {
                    "aws:SourceAccount": [{"Ref": "AWS::AccountId"}],
                    "aws:SourceOrgID": ["o-1"],
                }},
            })
        );
    }
}
