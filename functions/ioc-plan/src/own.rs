//! Lists of one's own, which somebody puts into the geo bucket.

use contract::geo_bucket::{IOC_STIX2_PREFIX, IOC_TXT_PREFIX};
use contract::indicators::{Download, Provider};
use kit::aws::said;

use crate::IocPlan;
use crate::error::Error;

impl IocPlan {
    /// Whether there is any: they are read when the database is made.
    pub(crate) async fn own_lists(&self, planned: u64) -> Vec<Download> {
        for prefix in [IOC_TXT_PREFIX, IOC_STIX2_PREFIX] {
            match self.has_any(prefix).await {
                Ok(false) => {}
                Ok(true) => return vec![Download::of(Provider::Custom, planned)],
                Err(error) => return vec![self.unplanned(Provider::Custom, planned, &error)],
            }
        }
        vec![]
    }

    /// v2.10.4 makes an object for the folder itself, which is no list.
    async fn has_any(&self, prefix: &'static str) -> Result<bool, Error> {
        let bucket = &self.settings.geo_bucket;
        let mut pages =
            self.s3.list_objects_v2().bucket(bucket).prefix(prefix).into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| Error::List {
                bucket: bucket.clone(),
                prefix,
                said: said(&error),
            })?;
            let keys = page.contents().iter().filter_map(|object| object.key());
            if keys.into_iter().any(|key| !key.ends_with('/')) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
