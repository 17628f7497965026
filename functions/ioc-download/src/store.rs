//! The copies in the geo bucket.
//!
//! An object says in its metadata what its source said of it ([`Validators`]). v2.10.4's do
//! not, so they are replaced once.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::head_object::HeadObjectError;
use aws_sdk_s3::primitives::{ByteStream, DateTime};
use aws_sdk_s3::types::MetadataDirective;
use kit::aws::said;
use kit::errors::chain;
use kit::fetch::Validators;
use tracing::warn;

use crate::error::Error;

/// Entries of the metadata: `x-amz-meta-source-etag` and so on.
const E_TAG: &str = "source-etag";
const LAST_MODIFIED: &str = "source-last-modified";

/// The geo bucket.
#[derive(Debug)]
pub(crate) struct Store {
    s3: Client,
    bucket: String,
}

/// A copy that is there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Copy {
    pub(crate) validators: Validators,
    written: SystemTime,
}

impl Copy {
    /// How long ago it was written.
    pub(crate) fn age(&self) -> Duration {
        SystemTime::now().duration_since(self.written).unwrap_or_default()
    }
}

impl Store {
    pub(crate) fn new(s3: Client, bucket: String) -> Self {
        Self { s3, bucket }
    }

    /// The copy. `None` where that is not known: it is then fetched, which is never wrong.
    pub(crate) async fn look(&self, key: &str) -> Option<Copy> {
        let head = self.s3.head_object().bucket(&self.bucket).key(key).send().await;
        match head {
            Ok(object) => {
                let metadata = object.metadata();
                let entry = |name: &str| metadata.and_then(|entries| entries.get(name)).cloned();
                let validators =
                    Validators { e_tag: entry(E_TAG), last_modified: entry(LAST_MODIFIED) };
                Some(Copy { validators, written: time(object.last_modified()) })
            }
            Err(error) if error.as_service_error().is_some_and(HeadObjectError::is_not_found) => {
                None
            }
            Err(error) => {
                warn!(bucket = self.bucket, key, reason = chain(&error), "copy not looked at");
                None
            }
        }
    }

    /// Replaces the copy.
    pub(crate) async fn put(
        &self,
        key: &str,
        file: &Path,
        validators: Validators,
    ) -> Result<(), Error> {
        let body =
            ByteStream::from_path(file).await.map_err(|error| self.failed(key, chain(&error)))?;
        self.s3
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .set_metadata(Some(metadata(validators)))
            .body(body)
            .send()
            .await
            .map_err(|error| self.failed(key, said(&error)))?;
        Ok(())
    }

    /// Begins the copy's life anew, where it is old enough. That it cannot be done is not
    /// worth a failure: there are days left to do it.
    pub(crate) async fn renew(&self, key: &str, after: Duration) {
        let Some(copy) = self.look(key).await.filter(|copy| copy.age() >= after) else { return };
        let renewed = self
            .s3
            .copy_object()
            .copy_source(format!("{}/{key}", self.bucket))
            .bucket(&self.bucket)
            .key(key)
            .metadata_directive(MetadataDirective::Replace)
            .set_metadata(Some(metadata(copy.validators)))
            .send()
            .await;
        if let Err(error) = renewed {
            warn!(bucket = self.bucket, key, reason = said(&error), "copy not renewed");
        }
    }

    /// Keys and times of the copies with this start of their key.
    pub(crate) async fn list(&self, prefix: &str) -> Result<HashMap<String, SystemTime>, Error> {
        let mut copies = HashMap::new();
        let request = self.s3.list_objects_v2().bucket(&self.bucket).prefix(prefix);
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| self.failed(prefix, said(&error)))?;
            for object in page.contents() {
                if let Some(key) = object.key() {
                    copies.insert(key.to_owned(), time(object.last_modified()));
                }
            }
        }
        Ok(copies)
    }

    fn failed(&self, key: &str, said: String) -> Error {
        Error::Store { bucket: self.bucket.clone(), key: key.to_owned(), said }
    }
}

/// What a source says is kept only as far as it can be sent back.
fn metadata(validators: Validators) -> HashMap<String, String> {
    let entries = [(E_TAG, validators.e_tag), (LAST_MODIFIED, validators.last_modified)];
    entries
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .filter(|(_, value)| {
            value.len() <= 500 && value.bytes().all(|b| (b' '..=b'~').contains(&b))
        })
        .collect()
}

fn time(time: Option<&DateTime>) -> SystemTime {
    time.and_then(|time| SystemTime::try_from(*time).ok()).unwrap_or(SystemTime::UNIX_EPOCH)
}
