//! What databases know of the addresses, domains and user agents in a document.
//!
//! | file | role |
//! | --- | --- |
//! | [`enricher`] | all of it for one document |
//! | [`geoip`] | places and networks (GeoLite2 City and ASN) |
//! | [`indicators`] | addresses, networks and domains that somebody warns of |
//! | [`proxies`] | the client behind trusted proxies |
//! | [`user_agent`] | browser, system and device |
//! | [`network`] | networks such as `192.0.2.0/24` |
//!
//! Everything here works on bytes that somebody else has fetched, and does not fail: what
//! cannot be looked up is not in the document. Fields and values are those of v2.10.4.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

pub mod enricher;
pub mod geoip;
pub mod indicators;
pub mod network;
mod private;
pub mod proxies;
pub mod user_agent;

pub use enricher::Enricher;
pub use geoip::{Asn, City};
pub use indicators::{Indicator, Indicators};
pub use network::{Network, WrongNetwork};
pub use proxies::TrustedProxies;
pub use user_agent::UserAgents;
