//! Reads an object from S3, piece by piece.
//!
//! The SDK retries a request until its answer begins; once the body is on its way, a cut
//! connection is this file's to mend: it asks for the rest of the same version of the
//! object. So a reader sees either the whole object or an error, never a shorter object.
//!
//! The parser is blocking code on a thread of its own; a bounded channel is between it
//! and the network, so that memory does not grow with the object.

use crate::object::ObjectRef;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::get_object::{GetObjectError, GetObjectOutput};
use bytes::{Buf, Bytes};
use formats::Checkpoint;
use kit::errors::{Stable, chain};
use std::io::{self, Read};
use std::time::Duration;
use tokio::sync::mpsc;

/// Cut connections mended for one object, without a byte coming in between.
const MENDS: u32 = 4;
/// The wait before the first of them; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(200);

/// The object cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// There is no such object, or it cannot be read before somebody acts on it.
    #[error("s3://{bucket}/{key} cannot be read: {code}")]
    Gone {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// S3's code: `NoSuchKey`, `NoSuchVersion`, `InvalidObjectState` (archived).
        code: String,
    },
    /// No permission for the object or for the key that encrypts it.
    #[error(
        "no permission to read s3://{bucket}/{key}: {reason}; the function's role needs \
         s3:GetObject, s3:GetObjectVersion and s3:ListBucket on the bucket, and kms:Decrypt on \
         the key that encrypts it"
    )]
    Forbidden {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// S3's words.
        reason: String,
    },
    /// S3 does not answer, or breaks off again and again.
    #[error("s3://{bucket}/{key} broke off after {received} bytes: {reason}")]
    Unavailable {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// How much had come.
        received: u64,
        /// The SDK's words.
        reason: String,
    },
    /// The object was overwritten while it was read.
    #[error(
        "s3://{bucket}/{key} was overwritten while it was read; it is read again from the start"
    )]
    Changed {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
    },
}

impl Stable for SourceError {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Gone { .. } => "ObjectGone",
            Self::Forbidden { .. } => "ObjectForbidden",
            Self::Unavailable { .. } => "ObjectUnavailable",
            Self::Changed { .. } => "ObjectChanged",
        }
    }
}

/// An object whose first bytes have arrived.
#[derive(Debug)]
pub struct Opened {
    client: Client,
    bucket: String,
    /// The key under which the object was found.
    pub key: String,
    version: Option<String>,
    /// Bytes as stored.
    pub size: u64,
    /// Where reading begins; none for the start.
    pub from: Option<Checkpoint>,
    output: GetObjectOutput,
}

impl Opened {
    /// What S3 calls the object's content.
    pub fn e_tag(&self) -> Option<&str> {
        self.output.e_tag()
    }

    /// How many bytes are to be read.
    pub fn bytes_to_read(&self) -> u64 {
        self.size.saturating_sub(self.start())
    }

    fn start(&self) -> u64 {
        self.from.map_or(0, |from| from.offset)
    }
}

/// Opens the object where an invocation before this one has come to, if it is the same
/// object still; else from its start: the version that the event is about; where that may not be read by
/// version, the newest; under the other reading of the key if there is nothing under
/// the first.
///
/// # Errors
///
/// [`SourceError`].
pub async fn open(client: &Client, object: &ObjectRef) -> Result<Opened, SourceError> {
    let keys = std::iter::once(&object.key).chain(&object.other_key);
    let mut first_error = None;
    for key in keys {
        match open_key(client, object, key).await {
            Err(error @ SourceError::Gone { .. }) => {
                first_error.get_or_insert(error);
            }
            Err(error @ SourceError::Forbidden { .. }) if first_error.is_some() => {
                // Without s3:ListBucket, S3 says 403 of a key that is not there.
                tracing::debug!(%error, "the other reading of the key is no object either");
            }
            other => return other,
        }
    }
    Err(first_error.unwrap_or_else(|| SourceError::Gone {
        bucket: object.bucket.clone(),
        key: object.key.clone(),
        code: "NoSuchKey".to_owned(),
    }))
}

async fn open_key(client: &Client, object: &ObjectRef, key: &str) -> Result<Opened, SourceError> {
    if let Some(opened) = open_at(client, object, key).await {
        return Ok(opened);
    }
    let get = |version: Option<String>| {
        client.get_object().bucket(&object.bucket).key(key).set_version_id(version).send()
    };
    let mut version = object.version.clone();
    let mut found = get(version.clone()).await;
    if version.is_some() && found.as_ref().is_err_and(may_have_no_right_to_versions) {
        version = None;
        found = get(None).await;
    }
    let output = found.map_err(|error| explain(&object.bucket, key, 0, &error))?;
    let size = output.content_length().and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
    Ok(Opened {
        client: client.clone(),
        bucket: object.bucket.clone(),
        key: key.to_owned(),
        version,
        size,
        from: None,
        output,
    })
}

/// Opens the object where its reading is to go on. None where there is no such place, or
/// where S3 does not give what is wanted, for whatever reason.
async fn open_at(client: &Client, object: &ObjectRef, key: &str) -> Option<Opened> {
    let from = object.from.filter(|from| from.offset > 0)?;
    let e_tag = object.e_tag.as_ref()?;
    let version = object.version.clone();
    let get = client.get_object().bucket(&object.bucket).key(key);
    let get = get.set_version_id(version.clone()).if_match(e_tag);
    let output = match get.range(format!("bytes={}-", from.offset)).send().await {
        Ok(output) => output,
        Err(error) => {
            let reason = chain(&error);
            tracing::info!(key, from.offset, reason, "not taken up there, read from the start");
            return None;
        }
    };
    // `bytes 90-179/180`; an answer without it is the whole object.
    let size = output.content_range()?.rsplit('/').next()?.parse().ok()?;
    let (client, bucket) = (client.clone(), object.bucket.clone());
    Some(Opened { client, bucket, key: key.to_owned(), version, size, from: Some(from), output })
}

fn may_have_no_right_to_versions(error: &SdkError<GetObjectError>) -> bool {
    error.raw_response().is_some_and(|response| matches!(response.status().as_u16(), 400 | 403))
}

fn explain(
    bucket: &str,
    key: &str,
    received: u64,
    error: &SdkError<GetObjectError>,
) -> SourceError {
    let (bucket, key) = (bucket.to_owned(), key.to_owned());
    let code = error.code().unwrap_or_default();
    let status = error.raw_response().map(|response| response.status().as_u16());
    match (code, status) {
        ("NoSuchKey" | "NoSuchVersion" | "NoSuchBucket" | "InvalidObjectState", _) => {
            SourceError::Gone { bucket, key, code: code.to_owned() }
        }
        (_, Some(404)) => SourceError::Gone { bucket, key, code: "NotFound".to_owned() },
        (_, Some(412)) => SourceError::Changed { bucket, key },
        (code, Some(400 | 401 | 403)) => {
            let words = error.message().unwrap_or_default();
            SourceError::Forbidden { bucket, key, reason: format!("{code} {words}") }
        }
        _ => SourceError::Unavailable { bucket, key, received, reason: chain(error) },
    }
}

/// A piece of the object, or how it ended.
#[derive(Debug)]
enum Piece {
    Data(Bytes),
    End,
    Failed(SourceError),
}

impl Opened {
    /// Splits it into the part that reads from the network, to be run as a task, and the
    /// part that the parser reads from, on another thread. At most `read_ahead` pieces
    /// wait between the two.
    pub fn split(self, read_ahead: usize) -> (impl Future<Output = ()> + Send, StreamReader) {
        let (sender, receiver) = mpsc::channel(read_ahead.max(1));
        (pump(self, sender), StreamReader { receiver, current: Bytes::new(), ended: false })
    }

    /// Asks for what is left of the same object.
    async fn resume(&mut self, received: u64) -> Result<(), SourceError> {
        let get = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(&self.key)
            .set_version_id(self.version.clone())
            .set_if_match(self.output.e_tag().map(str::to_owned))
            .range(format!("bytes={received}-"));
        let output =
            get.send().await.map_err(|error| explain(&self.bucket, &self.key, received, &error))?;
        self.output.body = output.body;
        Ok(())
    }
}

/// Reads until the end, a failure, or until nobody listens any more.
async fn pump(mut object: Opened, sender: mpsc::Sender<Piece>) {
    let mut received = object.start();
    let mut mends = 0;
    let mut wait = FIRST_WAIT;
    loop {
        let reason = match object.output.body.next().await {
            Some(Ok(data)) => {
                received = received.saturating_add(data.len() as u64);
                (mends, wait) = (0, FIRST_WAIT);
                if sender.send(Piece::Data(data)).await.is_err() {
                    return;
                }
                continue;
            }
            None if received >= object.size => {
                let _ = sender.send(Piece::End).await;
                return;
            }
            None => format!("{} bytes were announced", object.size),
            Some(Err(error)) => chain(&error),
        };
        mends += 1;
        let (bucket, key) = (object.bucket.clone(), object.key.clone());
        let mended = if mends > MENDS {
            Err(SourceError::Unavailable { bucket, key, received, reason })
        } else {
            tracing::debug!(key, received, reason, "the object broke off; reading on from there");
            tokio::time::sleep(wait).await;
            wait *= 2;
            object.resume(received).await
        };
        if let Err(error) = mended {
            let _ = sender.send(Piece::Failed(error)).await;
            return;
        }
    }
}

/// The object as a blocking reader, for a thread of the parser's own.
#[derive(Debug)]
pub struct StreamReader {
    receiver: mpsc::Receiver<Piece>,
    current: Bytes,
    ended: bool,
}

impl Read for StreamReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() && !self.ended {
            match self.receiver.blocking_recv() {
                Some(Piece::Data(data)) => self.current = data,
                Some(Piece::End) => self.ended = true,
                Some(Piece::Failed(error)) => return Err(io::Error::other(error)),
                None => return Err(io::Error::other("reading was stopped")),
            }
        }
        let length = self.current.len().min(buffer.len());
        if let Some(room) = buffer.get_mut(..length) {
            self.current.copy_to_slice(room);
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(pieces: Vec<Piece>) -> io::Result<Vec<u8>> {
        let (sender, receiver) = mpsc::channel(8);
        for piece in pieces {
            sender.try_send(piece).unwrap();
        }
        drop(sender);
        let mut all = vec![];
        StreamReader { receiver, current: Bytes::new(), ended: false }.read_to_end(&mut all)?;
        Ok(all)
    }

    fn data(text: &'static str) -> Piece {
        Piece::Data(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn pieces_are_read_in_order_up_to_the_end() {
        assert_eq!(read_all(vec![data("ab"), data(""), data("c"), Piece::End]).unwrap(), b"abc");
    }

    #[test]
    fn a_stream_that_just_stops_is_an_error_and_no_end() {
        assert!(read_all(vec![data("ab")]).is_err());
    }

    #[test]
    fn the_reason_of_a_failure_reaches_the_reader() {
        let gone =
            SourceError::Gone { bucket: "b".into(), key: "k".into(), code: "NoSuchKey".into() };
        let error = read_all(vec![data("ab"), Piece::Failed(gone.clone())]).unwrap_err();
        let inner = error.into_inner().unwrap().downcast::<SourceError>().unwrap();
        assert_eq!(*inner, gone);
    }
}
