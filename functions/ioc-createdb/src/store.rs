//! The geo bucket.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};

use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::ByteStream;
use bytes::BytesMut;
use contract::geo_bucket::IOC_DATABASE;
use kit::aws::said;
use kit::errors::chain;
use tempfile::tempfile_in;

use crate::error::Error;

/// A larger object is left out, as in v2.10.4.
pub(crate) const LARGEST: i64 = 100 * 1024 * 1024;

/// A larger object is kept in a file, not in memory.
const LARGEST_IN_MEMORY: i64 = 4 * 1024 * 1024;

/// The geo bucket.
#[derive(Debug)]
pub(crate) struct Store {
    s3: Client,
    bucket: String,
    spool: PathBuf,
}

/// An object's content and what is said of it.
#[derive(Debug)]
pub(crate) struct Object {
    content: Content,
    /// When it was written, in seconds since 1970.
    pub(crate) written: i64,
    /// `Last-Modified` of its source.
    pub(crate) source_last_modified: Option<String>,
}

#[derive(Debug)]
enum Content {
    Memory(Vec<u8>),
    File(File),
}

/// What comes of asking for an object.
#[derive(Debug)]
pub(crate) enum Found {
    Object(Object),
    Missing,
    TooLarge(i64),
}

/// A key, and when its object was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) key: String,
    pub(crate) written: i64,
}

impl Object {
    /// An object with this content, for tests.
    #[cfg(test)]
    pub(crate) fn of(content: &[u8]) -> Self {
        Self {
            content: Content::Memory(content.to_vec()),
            written: 1_795_478_400,
            source_last_modified: Some("Wed, 21 Oct 2015 07:28:00 GMT".to_owned()),
        }
    }

    /// The content from its beginning.
    pub(crate) fn reader(&mut self) -> io::Result<Box<dyn io::BufRead + '_>> {
        Ok(match &mut self.content {
            Content::Memory(bytes) => Box::new(Cursor::new(bytes.as_slice())),
            Content::File(file) => {
                file.rewind()?;
                Box::new(BufReader::with_capacity(1 << 17, file as &mut dyn Read))
            }
        })
    }
}

impl Store {
    pub(crate) fn new(s3: Client, bucket: String, spool: PathBuf) -> Self {
        Self { s3, bucket, spool }
    }

    /// Reads an object.
    pub(crate) async fn get(&self, key: &str) -> Result<Found, Error> {
        let got = self.s3.get_object().bucket(&self.bucket).key(key).send().await;
        let mut object = match got {
            Ok(object) => object,
            Err(error) if error.as_service_error().is_some_and(GetObjectError::is_no_such_key) => {
                return Ok(Found::Missing);
            }
            Err(error) => return Err(self.unread(key, said(&error))),
        };
        let length = object.content_length().unwrap_or_default();
        if length > LARGEST {
            return Ok(Found::TooLarge(length));
        }
        let written = object.last_modified().map(aws_sdk_s3::primitives::DateTime::secs);
        let metadata = object.metadata();
        let source_last_modified =
            metadata.and_then(|entries| entries.get("source-last-modified")).cloned();
        let content = if length > LARGEST_IN_MEMORY {
            let spool_failed = |source| Error::Spool { source };
            let mut file = tempfile_in(&self.spool).map_err(spool_failed)?;
            while let Some(piece) = object.body.next().await {
                let piece = piece.map_err(|error| self.unread(key, chain(&error)))?;
                file.write_all(&piece).map_err(spool_failed)?;
            }
            Content::File(file)
        } else {
            let mut bytes = BytesMut::new();
            while let Some(piece) = object.body.next().await {
                let piece = piece.map_err(|error| self.unread(key, chain(&error)))?;
                bytes.extend_from_slice(&piece);
            }
            Content::Memory(bytes.into())
        };
        Ok(Found::Object(Object {
            content,
            written: written.unwrap_or_default(),
            source_last_modified,
        }))
    }

    /// The objects with this start of their key, less those that stand for folders, the newest
    /// first.
    pub(crate) async fn list(&self, prefix: &str) -> Result<Vec<Listed>, Error> {
        let mut found = vec![];
        let request = self.s3.list_objects_v2().bucket(&self.bucket).prefix(prefix);
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| self.unread(prefix, said(&error)))?;
            for object in page.contents() {
                let Some(key) = object.key().filter(|key| !key.ends_with('/')) else { continue };
                let written = object.last_modified().map(aws_sdk_s3::primitives::DateTime::secs);
                found.push(Listed { key: key.to_owned(), written: written.unwrap_or_default() });
            }
        }
        found.sort_by(|a, b| b.written.cmp(&a.written).then_with(|| a.key.cmp(&b.key)));
        Ok(found)
    }

    /// Replaces the database.
    pub(crate) async fn put_database(&self, file: &Path) -> Result<(), Error> {
        let failed = |said| Error::Write { bucket: self.bucket.clone(), key: IOC_DATABASE, said };
        let body = ByteStream::from_path(file).await.map_err(|error| failed(chain(&error)))?;
        self.s3
            .put_object()
            .bucket(&self.bucket)
            .key(IOC_DATABASE)
            .content_type("application/octet-stream")
            .body(body)
            .send()
            .await
            .map_err(|error| failed(said(&error)))?;
        Ok(())
    }

    fn unread(&self, key: &str, said: String) -> Error {
        Error::Read { bucket: self.bucket.clone(), key: key.to_owned(), said }
    }
}
