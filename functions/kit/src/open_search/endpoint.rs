//! Where OpenSearch is, and how requests to it are signed.
//!
//! The service's name and region for SigV4 are in the host name:
//!
//! | host | service |
//! | --- | --- |
//! | `search-x.eu-west-1.es.amazonaws.com`, `vpc-x.cn-north-1.es.amazonaws.com.cn` | `es` |
//! | `x.eu-west-1.aoss.amazonaws.com` | `aoss` |
//! | `search-x.aos.eu-west-1.on.aws` (dual stack) | `es` |
//! | `x.aoss.eu-west-1.on.aws` | `aoss` |
//! | a custom endpoint | `es`, or `aoss` for a collection; the function's own region |
//! | `http://localhost:9200`, for tests and trying out | not signed |

use crate::sigv4::Scope;

/// Where requests go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Scheme, host and port, without a `/` at the end.
    pub url: String,
    /// How requests are signed; `None` for a node on this machine.
    pub signing: Option<Scope>,
}

/// The endpoint cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongEndpoint {
    /// Not a host name.
    #[error(
        "endpoint `{0}` is not a host name; wanted the host of an OpenSearch domain or collection, \
         such as search-name.eu-west-1.es.amazonaws.com"
    )]
    NotAHost(String),
    /// Logs would cross a network unencrypted.
    #[error(
        "endpoint `{0}` is not encrypted; http:// is for a node on this machine only \
         (localhost, 127.0.0.1, [::1]); use https:// or the host name alone"
    )]
    NotEncrypted(String),
    /// A custom endpoint, and no region to sign for.
    #[error("endpoint `{0}` does not show its region; set AWS_REGION")]
    NoRegion(String),
}

impl crate::errors::Stable for WrongEndpoint {
    fn error_type(&self) -> &'static str {
        "EndpointInvalid"
    }
}

impl Endpoint {
    /// Reads an endpoint as the stack writes it: a host name, or a URL.
    ///
    /// # Errors
    ///
    /// [`WrongEndpoint`].
    pub fn new(
        text: &str,
        is_collection: bool,
        own_region: Option<&str>,
    ) -> Result<Self, WrongEndpoint> {
        let text = text.trim();
        if let Some(host) = text.strip_prefix("http://") {
            let host = host.trim_end_matches('/');
            return if is_this_machine(host) {
                Ok(Self { url: format!("http://{host}"), signing: None })
            } else {
                Err(WrongEndpoint::NotEncrypted(text.to_owned()))
            };
        }
        let host = text.strip_prefix("https://").unwrap_or(text).trim_end_matches('/');
        let host = host.to_ascii_lowercase();
        let is_host = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | ':');
        if !host.starts_with(|char: char| char.is_ascii_alphanumeric())
            || !host.chars().all(is_host)
        {
            return Err(WrongEndpoint::NotAHost(text.to_owned()));
        }
        let signing = signing_of(&host)
            .or_else(|| own_region.map(|region| own_signing(region, is_collection)))
            .ok_or_else(|| WrongEndpoint::NoRegion(text.to_owned()))?;
        Ok(Self { url: format!("https://{host}"), signing: Some(signing) })
    }
}

fn own_signing(region: &str, is_collection: bool) -> Scope {
    let service = if is_collection { "aoss" } else { "es" };
    Scope { service, region: region.to_owned() }
}

/// The labels around the service's name, where the host is one of AWS's.
fn signing_of(host: &str) -> Option<Scope> {
    let service = |label: &str| match label {
        "es" | "aos" => Some("es"),
        "aoss" => Some("aoss"),
        _ => None,
    };
    let labels: Vec<_> = host.split('.').rev().collect();
    let (service, region) = match labels.as_slice() {
        ["com", "amazonaws", name, region, ..] | ["cn", "com", "amazonaws", name, region, ..] => {
            (service(name)?, region)
        }
        ["aws", "on", region, name, ..] => (service(name)?, region),
        _ => return None,
    };
    Some(Scope { service, region: (*region).to_owned() })
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(name, _)| name),
        None => host.split_once(':').map_or(host, |(name, _)| name),
    };
    name == "localhost"
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signing(host: &str) -> (&'static str, String) {
        let signing = Endpoint::new(host, false, Some("us-east-1")).unwrap().signing.unwrap();
        (signing.service, signing.region)
    }

    #[test]
    fn service_and_region_are_in_the_host_name() {
        for (host, service, region) in [
            ("search-x.eu-west-1.es.amazonaws.com", "es", "eu-west-1"),
            ("vpc-x.cn-north-1.es.amazonaws.com.cn", "es", "cn-north-1"),
            ("https://x.eu-west-1.aoss.amazonaws.com/", "aoss", "eu-west-1"),
            ("search-x.aos.eu-west-1.on.aws", "es", "eu-west-1"),
            ("x.aoss.eu-west-1.on.aws", "aoss", "eu-west-1"),
        ] {
            assert_eq!(signing(host), (service, region.to_owned()), "{host}");
        }
    }

    #[test]
    fn a_custom_endpoint_is_signed_for_the_functions_own_region() {
        assert_eq!(signing("logs.example.com"), ("es", "us-east-1".to_owned()));
        let collection = Endpoint::new("logs.example.com", true, Some("us-east-1")).unwrap();
        assert_eq!(collection.signing.unwrap().service, "aoss");
        assert!(matches!(
            Endpoint::new("logs.example.com", false, None),
            Err(WrongEndpoint::NoRegion(_))
        ));
    }

    #[test]
    fn only_this_machine_is_spoken_to_without_encryption() {
        for url in ["http://localhost:9200", "http://127.0.0.1:9200/", "http://[::1]:9200"] {
            assert_eq!(Endpoint::new(url, false, None).unwrap().signing, None);
        }
        for url in
            ["http://logs.example.com", "http://192.0.2.1:9200", "http://localhost.example.com"]
        {
            let error = Endpoint::new(url, false, None).unwrap_err();
            assert!(matches!(error, WrongEndpoint::NotEncrypted(_)), "{url}");
        }
    }

    #[test]
    fn what_is_no_host_name_is_refused() {
        for text in ["", "https://", "a b", "host/path", "ftp://x"] {
            assert!(Endpoint::new(text, false, Some("us-east-1")).is_err(), "{text}");
        }
    }
}
