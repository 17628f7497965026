//! The databases and the list of trusted proxies in the geo bucket.
//!
//! An object says in its metadata which archive it came from. v2.10.4's do not, so they
//! are replaced once.

use std::collections::HashMap;
use std::path::Path;

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::operation::head_object::HeadObjectError;
use aws_sdk_s3::primitives::ByteStream;
use contract::geo_bucket::{GEOLITE2_PREFIX, TRUSTED_PROXIES};
use kit::aws::said;
use kit::errors::chain;
use tracing::warn;

use crate::error::Error;

/// The metadata entry with the SHA-256 of the archive, `x-amz-meta-archive-sha256`.
const ARCHIVE_SHA256: &str = "archive-sha256";

/// Behind the key of the list, for one that was written by hand.
const BY_HAND: &str = ".by-hand";

/// The geo bucket.
#[derive(Debug)]
pub(crate) struct Store {
    s3: Client,
    bucket: String,
}

impl Store {
    pub(crate) fn new(s3: Client, bucket: String) -> Self {
        Self { s3, bucket }
    }

    /// Which archive the stored database came from. `None` where that is not known: it
    /// is then downloaded, which is never wrong.
    pub(crate) async fn archive_of(&self, edition: &str) -> Option<String> {
        let key = key(edition);
        let head = self.s3.head_object().bucket(&self.bucket).key(&key).send().await;
        match head {
            Ok(object) => object.metadata()?.get(ARCHIVE_SHA256).cloned(),
            Err(error) if error.as_service_error().is_some_and(HeadObjectError::is_not_found) => {
                None
            }
            Err(error) => {
                let reason = chain(&error);
                warn!(bucket = self.bucket, key, reason, "stored database cannot be looked at");
                None
            }
        }
    }

    /// Replaces the stored database.
    pub(crate) async fn put(
        &self,
        edition: &str,
        file: &Path,
        archive: String,
    ) -> Result<(), Error> {
        let key = key(edition);
        let failed =
            |said: String| Error::Store { bucket: self.bucket.clone(), key: key.clone(), said };
        let body = ByteStream::from_path(file).await.map_err(|error| failed(chain(&error)))?;
        self.s3
            .put_object()
            .bucket(&self.bucket)
            .key(&key)
            .content_type("application/octet-stream")
            .set_metadata(Some(HashMap::from([(ARCHIVE_SHA256.to_owned(), archive)])))
            .body(body)
            .send()
            .await
            .map_err(|error| failed(said(&error)))?;
        Ok(())
    }

    /// The list of trusted proxies, if there is one.
    pub(crate) async fn list(&self) -> Result<Option<String>, Error> {
        let failed = |said: String| Error::Read {
            bucket: self.bucket.clone(),
            key: TRUSTED_PROXIES.to_owned(),
            said,
        };
        let got = self.s3.get_object().bucket(&self.bucket).key(TRUSTED_PROXIES).send().await;
        match got {
            Ok(object) => {
                let body = object.body.collect().await.map_err(|error| failed(chain(&error)))?;
                Ok(Some(String::from_utf8_lossy(&body.to_vec()).into_owned()))
            }
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => {
                Ok(None)
            }
            Err(error) => Err(failed(said(&error))),
        }
    }

    /// Replaces the list of trusted proxies.
    pub(crate) async fn put_list(&self, text: String) -> Result<(), Error> {
        self.put_text(TRUSTED_PROXIES.to_owned(), text).await
    }

    /// Puts aside a list that somebody else wrote.
    pub(crate) async fn keep_list(&self, text: String) -> Result<(), Error> {
        self.put_text(format!("{TRUSTED_PROXIES}{BY_HAND}"), text).await
    }

    async fn put_text(&self, key: String, text: String) -> Result<(), Error> {
        let put = self.s3.put_object().bucket(&self.bucket).key(&key);
        let put = put.content_type("text/plain; charset=utf-8").body(text.into_bytes().into());
        let put = put.send().await;
        put.map_err(|error| Error::Store { bucket: self.bucket.clone(), key, said: said(&error) })?;
        Ok(())
    }
}

fn key(edition: &str) -> String {
    format!("{GEOLITE2_PREFIX}{edition}.mmdb")
}
