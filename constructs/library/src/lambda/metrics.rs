//! What Lambda measures of a function.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>

use template::Value;

use super::FunctionHandle;
use crate::cloudwatch::{Metric, Statistic};

const NAMESPACE: &str = "AWS/Lambda";
const DIMENSION: &str = "FunctionName";

impl FunctionHandle {
    /// How often it ran.
    pub fn invocations(&self) -> Metric {
        self.metric("Invocations").statistic(Statistic::Sum)
    }

    /// How often it failed.
    pub fn errors(&self) -> Metric {
        errors_of(self.name())
    }

    /// How often it could not run, since too many invocations ran already.
    pub fn throttles(&self) -> Metric {
        self.metric("Throttles").statistic(Statistic::Sum)
    }

    /// How long it ran, in milliseconds.
    pub fn duration(&self) -> Metric {
        self.metric("Duration")
    }

    /// How many invocations ran at a time.
    pub fn concurrent_executions(&self) -> Metric {
        self.metric("ConcurrentExecutions").statistic(Statistic::Maximum)
    }

    fn metric(&self, name: &'static str) -> Metric {
        Metric::new(NAMESPACE, name).about(DIMENSION, self.name())
    }
}

/// How often a function failed of which only the name is known.
pub fn errors_of(name: impl Into<Value<String>>) -> Metric {
    Metric::new(NAMESPACE, "Errors").about(DIMENSION, name).statistic(Statistic::Sum)
}
