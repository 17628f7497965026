//! The custom resource.

use contract::custom_resources::{ConfigurationSettings, DomainConfigured};
use kit::custom_resource::{Call, CustomResource, Previous, Success};
use tracing::info;

use crate::error::Error;
use crate::{ConfigureAes, Report};

/// Attribute: what a run has done, kept and left out, in words.
pub const SUMMARY: &str = "summary";

/// CloudFormation takes 4,096 bytes in all.
const LONGEST_SUMMARY: usize = 2_000;

impl CustomResource for ConfigureAes {
    /// v2.10.4 has no property but its version.
    type Properties = DomainConfigured<Option<String>>;
    type Error = Error;
    const ATTRIBUTES: &'static [&'static str] = &[SUMMARY];

    async fn create(&self, properties: Self::Properties, _: &Call<'_>) -> Result<Success, Error> {
        self.configure_for_stack(&properties.settings).await
    }

    async fn update(
        &self,
        properties: Self::Properties,
        _: Previous<Self::Properties>,
        _: &Call<'_>,
    ) -> Result<Success, Error> {
        self.configure_for_stack(&properties.settings).await
    }

    /// Nothing: what is in the domain belongs to the domain, which outlives the stack.
    async fn delete(&self, _: Self::Properties, _: &Call<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl ConfigureAes {
    async fn configure_for_stack(&self, options: &ConfigurationSettings) -> Result<Success, Error> {
        let report = self.configure(options).await?;
        tell(&report);
        let summary: String = report.to_string().chars().take(LONGEST_SUMMARY).collect();
        Ok(Success::new().attribute(SUMMARY, summary))
    }
}

fn tell(report: &Report) {
    let Report { written, removed, unchanged, kept, left_out, notes } = report;
    info!(written, removed, unchanged, ?kept, ?left_out, ?notes, "configured");
}
