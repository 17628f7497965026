//! How many invocations of the loader are reserved: none, so that it takes what is free, or a
//! number, of which 0 stops it.
//!
//! API: <https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html>

use contract::loader_stop::Before;
use http::Method;
use kit::aws_json::{Client, Service, encoded};
use serde_json::{Value, json};

use crate::error::Error;

pub(crate) const LAMBDA: Service = Service { name: "lambda", target: "" };

/// The loader.
#[derive(Debug)]
pub(crate) struct Loader<'a> {
    pub(crate) client: &'a Client,
    pub(crate) arn: &'a str,
}

impl Loader<'_> {
    /// Its name, for messages.
    pub(crate) fn name(&self) -> &str {
        self.arn.rsplit(':').next().unwrap_or(self.arn)
    }

    /// How it runs now.
    pub(crate) async fn now(&self) -> Result<Before, Error> {
        const OPERATION: &str = "GetFunctionConcurrency";
        let path = format!("/2019-09-30/functions/{}/concurrency", encoded(self.arn));
        let answer = self.client.rest(OPERATION, Method::GET, &path, None).await;
        let answer = answer.map_err(Error::of("lambda:GetFunctionConcurrency on the loader"))?;
        reserved(OPERATION, &answer.body)
    }

    /// Makes it run so. [`Before::Running`] says nothing, and changes nothing.
    pub(crate) async fn run(&self, wanted: Before) -> Result<(), Error> {
        let path = format!("/2017-10-31/functions/{}/concurrency", encoded(self.arn));
        match wanted {
            Before::Running => Ok(()),
            Before::Unreserved => {
                let operation = "DeleteFunctionConcurrency";
                let answer = self.client.rest(operation, Method::DELETE, &path, None).await;
                answer.map_err(Error::of("lambda:DeleteFunctionConcurrency on the loader"))?;
                Ok(())
            }
            Before::Reserved(invocations) => self.reserve(invocations, &path).await,
        }
    }

    async fn reserve(&self, invocations: u32, path: &str) -> Result<(), Error> {
        const OPERATION: &str = "PutFunctionConcurrency";
        let input = json!({ "ReservedConcurrentExecutions": invocations });
        let answer = self.client.rest(OPERATION, Method::PUT, path, Some(&input)).await;
        let answer = answer.map_err(|said| match said.code() {
            Some("InvalidParameterValueException") if invocations > 0 => Error::NotRestored {
                reserved: invocations,
                said: Box::new(said),
                loader: self.name().to_owned(),
            },
            _ => Error::of("lambda:PutFunctionConcurrency on the loader")(said),
        })?;
        match reserved(OPERATION, &answer.body)? {
            Before::Reserved(found) if found == invocations => Ok(()),
            other => Err(Error::Answer {
                operation: OPERATION,
                found: other.to_string(),
                wanted: invocations.to_string(),
            }),
        }
    }
}

/// Without the number nothing is reserved.
fn reserved(operation: &'static str, answer: &Value) -> Result<Before, Error> {
    match answer.get("ReservedConcurrentExecutions") {
        None | Some(Value::Null) => Ok(Before::Unreserved),
        Some(found) => {
            let number = found.as_u64().and_then(|number| u32::try_from(number).ok());
            number.map(Before::Reserved).ok_or_else(|| Error::Answer {
                operation,
                found: found.to_string(),
                wanted: "a number, or none".to_owned(),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_reserves_nothing_and_an_odd_one_is_refused() {
        let read = |answer: Value| reserved("Get", &answer);
        assert_eq!(read(json!({})).unwrap(), Before::Unreserved);
        assert_eq!(
            read(json!({ "ReservedConcurrentExecutions": 0 })).unwrap(),
            Before::Reserved(0)
        );
        for odd in [json!("10"), json!(-1), json!(1e10), json!([])] {
            assert!(read(json!({ "ReservedConcurrentExecutions": odd })).is_err());
        }
    }
}
