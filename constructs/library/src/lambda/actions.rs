//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html>

/// Run the function. A permission of a function takes one action, not a list.
pub(super) const INVOKE: &str = "lambda:InvokeFunction";
