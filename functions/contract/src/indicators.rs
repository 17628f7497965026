//! What the steps of the indicator pipeline hand to each other.
//!
//! ioc-plan answers with a [`Plan`]: a list of downloads under [`DOWNLOADS`]. The state machine
//! calls ioc-download once for each, with the download under [`DOWNLOAD`], and ioc-createdb with
//! the list of all answers; an answer is the download again. Where a download failed in the end,
//! its place in that list holds its input, and the error under [`ERROR`]: the database is then
//! made from the last file that came. The names are those of v2.10.4.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The list in the plan.
pub const DOWNLOADS: &str = "mapped";

/// One of the list, in the input of a download.
pub const DOWNLOAD: &str = "mapped";

/// Names the provider in each of the list. Nothing is downloaded where the first has none.
pub const PROVIDER: &str = "ioc";

/// Why a download failed.
pub const ERROR: &str = "error";

/// Who provides indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Lists of one's own, which need no download.
    Custom,
    /// The exit nodes of Tor.
    Tor,
    /// Feodo Tracker of abuse.ch.
    AbuseCh,
    /// URLhaus of abuse.ch, which needs a key.
    Urlhaus,
    /// ThreatFox of abuse.ch, which needs a key.
    Threatfox,
    /// AlienVault OTX, which needs a key.
    Otx,
}

impl Provider {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Custom, Self::Tor, Self::AbuseCh, Self::Urlhaus, Self::Threatfox, Self::Otx];

    /// As it is called in the plan.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Tor => "tor",
            Self::AbuseCh => "abuse_ch",
            Self::Urlhaus => "urlhaus",
            Self::Threatfox => "threatfox",
            Self::Otx => "otx",
        }
    }

    /// The object that holds its indicators, where it is one.
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Self::Custom | Self::Otx => None,
            Self::Tor => Some("IOC/tmp/TOR/exit-addresses"),
            Self::AbuseCh => Some("IOC/tmp/ABUSE_CH/ipblocklist.json"),
            Self::Urlhaus => Some("IOC/tmp/URLHAUS/urls.json"),
            Self::Threatfox => Some("IOC/tmp/THREATFOX/iocs.json"),
        }
    }
}

/// Below it lie the pulses of OTX, one object each: `<id>.json`.
pub const OTX_PREFIX: &str = "IOC/tmp/OTX/";

/// The object of a pulse.
pub fn pulse_key(id: &str) -> String {
    format!("{OTX_PREFIX}{id}.json")
}

/// What is to be downloaded, and what was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    /// From whom.
    #[serde(rename = "ioc")]
    pub provider: Provider,
    /// The pulses of OTX.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// When it was planned, in seconds since 1970: a download that begins again goes on behind
    /// what has come since.
    #[serde(default)]
    pub planned: u64,
    /// Why it could not be planned; then nothing is downloaded, and it counts as failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unplanned: Option<String>,
}

impl Download {
    /// All that a provider has.
    pub fn of(provider: Provider, planned: u64) -> Self {
        Self { provider, ids: vec![], planned, unplanned: None }
    }
}

/// ioc-plan's answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Number of downloads, by provider.
    pub summary: BTreeMap<Provider, usize>,
    /// The downloads.
    pub mapped: Vec<Download>,
}

impl From<Vec<Download>> for Plan {
    fn from(mapped: Vec<Download>) -> Self {
        let mut summary = BTreeMap::new();
        for download in &mapped {
            *summary.entry(download.provider).or_default() += 1;
        }
        Self { summary, mapped }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_plan_has_the_names_that_the_state_machine_looks_for() {
        let pulses = Download { ids: vec!["a".into()], ..Download::of(Provider::Otx, 7) };
        let plan = Plan::from(vec![Download::of(Provider::AbuseCh, 7), pulses]);
        let written = serde_json::to_value(&plan).unwrap();
        assert_eq!(written[DOWNLOADS][0][PROVIDER], "abuse_ch");
        assert_eq!(
            written,
            json!({
                "summary": {"abuse_ch": 1, "otx": 1},
                "mapped": [
                    {"ioc": "abuse_ch", "planned": 7},
                    {"ioc": "otx", "ids": ["a"], "planned": 7},
                ],
            })
        );
        assert_eq!(serde_json::from_value::<Plan>(written).unwrap(), plan);
    }

    #[test]
    fn a_provider_is_written_by_its_name() {
        for provider in Provider::ALL {
            assert_eq!(json!(provider), provider.name());
            let key = provider.key().unwrap_or(OTX_PREFIX);
            assert!(key.starts_with(crate::geo_bucket::IOC_TMP_PREFIX), "{key}");
        }
    }
}
