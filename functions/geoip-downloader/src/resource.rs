//! The download at a deployment.

use contract::custom_resources::GeoipDownload;
use kit::custom_resource::{Call, CustomResource, Previous, Success};
use serde_json::Value;
use tokio::time::{Duration, Instant};

use crate::error::{Blame, Error};
use crate::{GeoipDownloader, Report};

/// v2.10.4's property, which held the license key itself.
const ORIGINAL_LICENSE: &str = "License";

impl CustomResource for GeoipDownloader {
    /// Both are missing in a roll-back to v2.10.4's template.
    type Properties = GeoipDownload<Option<String>>;
    type Error = Error;
    const ATTRIBUTES: &'static [&'static str] = &["status"];

    async fn create(&self, _: Self::Properties, call: &Call<'_>) -> Result<Success, Error> {
        let report = self.download_before(end(call)).await;
        succeed_unless(report, |blame| blame != Blame::Elsewhere)
    }

    async fn update(
        &self,
        properties: Self::Properties,
        previous: Previous<Self::Properties>,
        call: &Call<'_>,
    ) -> Result<Success, Error> {
        let license = self.license_changed(&properties, &previous).await;
        let proxies = proxies_changed(&properties, &previous);
        let report = self.download_before(end(call)).await;
        succeed_unless(report, |blame| match blame {
            Blame::License => license,
            Blame::Proxies => proxies,
            Blame::Stack => license || proxies,
            Blame::Elsewhere => false,
        })
    }

    async fn delete(&self, _: Self::Properties, _: &Call<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl GeoipDownloader {
    /// Whether an Update brings a license key where there was none or another. The
    /// secret's ARN says so; where the previous template was v2.10.4's, its property is
    /// compared with the secret. A key that is changed within the secret is not seen.
    async fn license_changed(
        &self,
        properties: &GeoipDownload<Option<String>>,
        previous: &Previous<GeoipDownload<Option<String>>>,
    ) -> bool {
        let Some(arn) = properties.license_secret_arn.as_ref().filter(|arn| !arn.is_empty()) else {
            return false;
        };
        if let Some(before) = previous.properties().and_then(|p| p.license_secret_arn.as_ref()) {
            return before != arn;
        }
        let before = previous.raw().get(ORIGINAL_LICENSE).and_then(Value::as_str);
        let license = self.license().await.ok().flatten();
        before.unwrap_or_default() != license.as_ref().map_or("", |license| license.expose())
    }
}

/// Whether an Update brings other trusted proxies. v2.10.4's template has them elsewhere, and
/// passed over what was wrong in them: that must not stop a stack from being moved over.
fn proxies_changed(
    properties: &GeoipDownload<Option<String>>,
    previous: &Previous<GeoipDownload<Option<String>>>,
) -> bool {
    let before = previous.properties().and_then(|before| before.trusted_proxies.as_ref());
    before.is_some_and(|before| properties.trusted_proxies.as_ref() != Some(before))
}

/// Soon enough to answer with what was reached, rather than that the time ran out.
fn end(call: &Call<'_>) -> Instant {
    call.deadline.checked_sub(Duration::from_secs(1)).unwrap_or(call.deadline)
}

/// The report as the `status` attribute, or its error where somebody is to blame for whom
/// the stack operation should fail.
fn succeed_unless(report: Report, fails: impl Fn(Blame) -> bool) -> Result<Success, Error> {
    let status = report.to_string();
    if !report.failures.iter().any(|failure| fails(failure.blame())) {
        return Ok(Success::new().attribute("status", status));
    }
    report.into_result().map(|_| Success::new().attribute("status", status))
}
