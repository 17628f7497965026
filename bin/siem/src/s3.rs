//! Places in S3, and the objects there.

use aws_sdk_s3::Client;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use jiff::Timestamp;
use kit::errors::chain;

use crate::Usage;

/// `s3://bucket/prefix`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub bucket: String,
    pub prefix: String,
}

impl Place {
    /// None for what is no place in S3.
    pub(crate) fn read(text: &str) -> Result<Option<Self>, Usage> {
        let Some(rest) = text.strip_prefix("s3://") else { return Ok(None) };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(Usage(format!("`{text}` names no bucket; write s3://bucket/prefix")));
        }
        Ok(Some(Self { bucket: bucket.to_owned(), prefix: prefix.to_owned() }))
    }
}

/// An object that was listed.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub key: String,
    pub size: u64,
    pub modified: Option<Timestamp>,
}

/// The objects under a prefix in the order of their keys, those after `after`.
pub(crate) fn objects(
    client: &Client,
    place: &Place,
    after: Option<&str>,
) -> BoxStream<'static, anyhow::Result<Found>> {
    let list = client.list_objects_v2().bucket(&place.bucket).prefix(&place.prefix);
    let pages = list.set_start_after(after.map(str::to_owned)).into_paginator().send();
    let place = place.clone();
    let pages = stream::unfold(pages, async move |mut pages| {
        let page = pages.next().await?;
        Some((page, pages))
    });
    pages
        .map(move |page| match page {
            Ok(page) => Ok(stream::iter(page.contents.unwrap_or_default()).map(Ok)),
            Err(error) => {
                let Place { bucket, prefix } = &place;
                Err(anyhow::anyhow!("s3://{bucket}/{prefix} cannot be listed: {}", chain(&error)))
            }
        })
        .try_flatten()
        .try_filter_map(async |object: aws_sdk_s3::types::Object| {
            let size = object.size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
            let modified =
                object.last_modified.and_then(|at| Timestamp::from_second(at.secs()).ok());
            // What ends in `/` and is empty stands for a folder of the console.
            let key = object.key.filter(|key| size > 0 || !key.ends_with('/'));
            Ok(key.map(|key| Found { key, size, modified }))
        })
        .boxed()
}
