//! The SSM parameter that says how the loader ran before it was stopped.
//!
//! The stack makes it. Where somebody has removed it, it is made again.
//!
//! API: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>

use contract::loader_stop::Before;
use kit::aws_json::{Client, Service};
use serde_json::{Value, json};

use crate::error::Error;

pub(crate) const SSM: Service = Service { name: "ssm", target: "AmazonSSM" };

/// The parameter.
#[derive(Debug)]
pub(crate) struct Memory<'a> {
    pub(crate) client: &'a Client,
    pub(crate) parameter: &'a str,
}

/// What is remembered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Remembered {
    /// How the loader ran, or that it runs.
    Known(Before),
    /// Nothing that can be used: why.
    Lost(String),
}

impl Memory<'_> {
    pub(crate) async fn read(&self) -> Result<Remembered, Error> {
        let input = json!({ "Name": self.parameter });
        let answer = match self.client.call("GetParameter", &input).await {
            Ok(answer) => answer,
            Err(error) if error.code() == Some("ParameterNotFound") => {
                return Ok(Remembered::Lost("does not exist".to_owned()));
            }
            Err(error) => return Err(Error::of("ssm:GetParameter on the parameter")(error)),
        };
        let text = answer.body.pointer("/Parameter/Value").and_then(Value::as_str);
        Ok(match text.unwrap_or_default().parse() {
            Ok(before) => Remembered::Known(before),
            Err(_) => Remembered::Lost(format!("holds `{}`", text.unwrap_or_default())),
        })
    }

    pub(crate) async fn write(&self, before: Before) -> Result<(), Error> {
        let input = json!({
            "Name": self.parameter,
            "Value": before.to_string(),
            "Type": "String",
            "Overwrite": true,
        });
        let answer = self.client.call("PutParameter", &input).await;
        answer.map(drop).map_err(Error::of("ssm:PutParameter on the parameter"))
    }
}
