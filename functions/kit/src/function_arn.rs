//! Where a function runs, from its ARN.
//!
//! Lambda hands the ARN to each invocation, so that no API has to be asked for the
//! account, and the stack has to write no variable with it.

use lambda_runtime::Context;

use crate::errors::Stable;

/// The place that the function's ARN names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: String,
    /// For example `eu-west-1`.
    pub region: String,
    /// Twelve digits.
    pub account: String,
}

/// The invocation names no function.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the invocation's function ARN is `{found}`; wanted is one such as \
     arn:aws:lambda:eu-west-1:111122223333:function:name, which Lambda gives to each invocation"
)]
pub struct NoFunctionArn {
    found: String,
}

impl Stable for NoFunctionArn {
    fn error_type(&self) -> &'static str {
        "FunctionArnInvalid"
    }
}

impl Place {
    /// The place of the function that is invoked.
    ///
    /// # Errors
    ///
    /// [`NoFunctionArn`], which Lambda never causes.
    pub fn of(context: &Context) -> Result<Self, NoFunctionArn> {
        let arn = &context.invoked_function_arn;
        let parts: Vec<_> = arn.split(':').collect();
        match parts.as_slice() {
            ["arn", partition, "lambda", region, account, "function", ..]
                if !region.is_empty() && !account.is_empty() =>
            {
                Ok(Self {
                    partition: (*partition).to_owned(),
                    region: (*region).to_owned(),
                    account: (*account).to_owned(),
                })
            }
            _ => Err(NoFunctionArn { found: arn.clone() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arn: &str) -> Result<Place, NoFunctionArn> {
        let mut context = Context::default();
        context.invoked_function_arn = arn.to_owned();
        Place::of(&context)
    }

    #[test]
    fn an_arn_names_partition_region_and_account() {
        let place = of("arn:aws-cn:lambda:cn-north-1:111122223333:function:x:live").unwrap();
        let parts = [place.partition, place.region, place.account];
        assert_eq!(parts, ["aws-cn", "cn-north-1", "111122223333"]);
    }

    #[test]
    fn what_is_no_function_is_told() {
        for arn in ["", "x", "arn:aws:sqs:eu-west-1:111122223333:q", "arn:aws:lambda:::function:x"]
        {
            let words = of(arn).unwrap_err().to_string();
            assert!(words.contains(&format!("`{arn}`")), "{words}");
        }
    }
}
