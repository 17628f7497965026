//! The bucket with GeoIP and indicator databases. All in it can be fetched again.

use contract::geo_bucket::IOC_TMP_PREFIX;
use library::s3::{Bucket, BucketHandle, Days};
use template::Scope;

use crate::access_logs::AccessLogs;
use crate::names::Names;

/// Intermediate files of the indicator pipeline are of no use after a week.
const KEEP_TEMPORARY: Days = Days::new(8);

pub(crate) fn build(
    scope: &mut Scope<'_>,
    names: &Names,
    access_logs: &AccessLogs,
    log_bucket: &BucketHandle,
) -> BucketHandle {
    let bucket = Bucket::new("GeoBucket").name(names.geo_bucket()).expire(
        "delete-ioc-temp-files",
        IOC_TMP_PREFIX,
        KEEP_TEMPORARY,
    );
    scope.add(access_logs.of_other(bucket, "geo", log_bucket))
}
