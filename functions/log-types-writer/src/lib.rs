//! Custom resource: the log types of the stack's options, as a file in the geo bucket.
//!
//! CloudFormation cannot write an object by itself. The loader reads the file again every
//! few minutes, so a log type changes without a new function.
//!
//! What fails a stack operation: a text that is no file of log types, which synthesis
//! would not have written, and a bucket that cannot be written to. Delete takes the file
//! away only while it is the one that this resource wrote: people may have put another in
//! its place by hand.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

mod error;

use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::ByteStream;
use contract::custom_resources::LogTypesWritten;
use contract::geo_bucket::LOG_TYPES;
use contract::log_types::{File, LogTypes};
use kit::aws::Aws;
use kit::custom_resource::{Call, CustomResource, Delivery, Previous, Success, serve};
use kit::errors::Failed;
use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};

pub use error::Error;

/// The function.
#[derive(Debug)]
pub struct LogTypesWriter {
    s3: aws_sdk_s3::Client,
    delivery: Delivery,
}

impl LogTypesWriter {
    /// Works on the APIs of `aws`.
    pub fn new(aws: &Aws) -> Self {
        Self { s3: aws.s3(), delivery: Delivery::default() }
    }

    /// Serves a request of CloudFormation.
    ///
    /// # Errors
    ///
    /// What kept the request from being answered.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, Failed> {
        let answered = serve(self, &self.delivery, event).await?;
        Ok(json!({ "answered": answered }))
    }

    async fn write(&self, wanted: &LogTypesWritten<String>) -> Result<Success, Error> {
        check(&wanted.log_types)?;
        self.s3
            .put_object()
            .bucket(&wanted.bucket)
            .key(LOG_TYPES)
            .content_type("application/json")
            .body(ByteStream::from(wanted.log_types.clone().into_bytes()))
            .send()
            .await
            .map_err(|error| Error::s3("write", &wanted.bucket, &error))?;
        Ok(Success::new())
    }

    /// The file as it is; none if it is gone.
    async fn read(&self, bucket: &str) -> Result<Option<Vec<u8>>, Error> {
        let got = self.s3.get_object().bucket(bucket).key(LOG_TYPES).send().await;
        match got {
            Ok(object) => {
                let body = object.body.collect().await;
                let body = body.map_err(|error| Error::s3("read", bucket, &error))?;
                Ok(Some(body.to_vec()))
            }
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => {
                Ok(None)
            }
            Err(error) => Err(Error::s3("read", bucket, &error)),
        }
    }
}

impl CustomResource for LogTypesWriter {
    type Properties = LogTypesWritten<String>;
    type Error = Error;

    async fn create(&self, wanted: Self::Properties, _: &Call<'_>) -> Result<Success, Error> {
        self.write(&wanted).await
    }

    async fn update(
        &self,
        wanted: Self::Properties,
        _: Previous<Self::Properties>,
        _: &Call<'_>,
    ) -> Result<Success, Error> {
        self.write(&wanted).await
    }

    async fn delete(&self, wanted: Self::Properties, _: &Call<'_>) -> Result<(), Error> {
        if self
            .read(&wanted.bucket)
            .await?
            .is_some_and(|there| there == wanted.log_types.as_bytes())
        {
            let delete = self.s3.delete_object().bucket(&wanted.bucket).key(LOG_TYPES);
            delete.send().await.map_err(|error| Error::s3("delete", &wanted.bucket, &error))?;
        }
        Ok(())
    }
}

/// Whether a text is a file of log types that this version knows.
fn check(text: &str) -> Result<LogTypes, Error> {
    let file: File =
        serde_json::from_str(text).map_err(|error| Error::NoFile(error.to_string()))?;
    LogTypes::of(file).map_err(Error::Version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_another_version_or_form_is_refused() {
        assert!(check(r#"{"version":1,"log_types":{}}"#).unwrap().is_empty());
        let newer = check(r#"{"version":2,"log_types":{}}"#).unwrap_err().to_string();
        assert!(newer.contains("version 2"), "{newer}");
        let wrong = check(r#"{"version":1,"log_types":{"owm":[]}}"#).unwrap_err().to_string();
        assert!(wrong.contains("owm"), "{wrong}");
    }
}
