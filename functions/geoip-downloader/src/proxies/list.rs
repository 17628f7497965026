//! The list as it is stored: networks, below comments that say where they are from.
//!
//! ```text
//! # Proxies whose X-Forwarded-For is believed. Made by geoip-downloader, and made anew …
//! # source: own
//! 10.0.0.0/8
//! # source: cloudflare-v4
//! # etag: "9f2c"
//! 198.51.100.0/24
//! ```
//!
//! The loader reads the networks, and passes over the comments.

use enrichment::{Network, TrustedProxies};
use kit::fetch::Validators;

const HEADING: &str = "Proxies whose X-Forwarded-For is believed. Made by geoip-downloader, and \
    made anew at its next run: name your own in the stack's parameter TrustedProxyIpList";

const SOURCE: &str = "source";
const E_TAG: &str = "etag";
const LAST_MODIFIED: &str = "last-modified";

/// The whole list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) sections: Vec<Section>,
}

/// What is from one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) name: String,
    /// What the source said of it.
    pub(super) validators: Validators,
    pub(super) networks: Vec<Network>,
}

impl List {
    /// Reads what was written. What is something else is passed over: then it is not known
    /// where it is from, and it is not kept.
    pub(super) fn read(text: &str) -> Self {
        let mut list = Self::default();
        for line in text.lines().map(str::trim) {
            match (entry(line), list.sections.last_mut()) {
                (Some((SOURCE, name)), _) => {
                    list.sections.push(Section { name: name.to_owned(), ..Section::default() });
                }
                (Some((E_TAG, value)), Some(section)) => {
                    section.validators.e_tag = Some(value.to_owned());
                }
                (Some((LAST_MODIFIED, value)), Some(section)) => {
                    section.validators.last_modified = Some(value.to_owned());
                }
                (None, Some(section)) => section.networks.extend(line.parse::<Network>()),
                _ => {}
            }
        }
        list
    }

    /// What is from a source, if anything is.
    pub(super) fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name && !section.networks.is_empty())
    }

    pub(super) fn networks(&self) -> usize {
        self.sections.iter().map(|section| section.networks.len()).sum()
    }

    pub(super) fn write(&self) -> String {
        let mut text = TrustedProxies::to_text(HEADING, &[]);
        for Section { name, validators, networks } in &self.sections {
            let mut comment = format!("{SOURCE}: {name}");
            let said = [(E_TAG, &validators.e_tag), (LAST_MODIFIED, &validators.last_modified)];
            for (name, value) in said {
                // A line of its own would be taken for a network.
                if let Some(value) = value.as_ref().filter(|value| !value.contains(['\n', '\r'])) {
                    comment.push_str(&format!("\n{name}: {value}"));
                }
            }
            text.push_str(&TrustedProxies::to_text(&comment, networks));
        }
        text
    }
}

/// `# name: value`
fn entry(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix('#')?.split_once(':')?;
    Some((name.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(name: &str, e_tag: Option<&str>, networks: &[&str]) -> Section {
        Section {
            name: name.to_owned(),
            validators: Validators {
                e_tag: e_tag.map(str::to_owned),
                last_modified: e_tag.map(|_| "Wed, 21 Oct 2015 07:28:00 GMT".to_owned()),
            },
            networks: networks.iter().map(|network| network.parse().unwrap()).collect(),
        }
    }

    #[test]
    fn what_was_written_is_read_by_us_and_by_the_loader() {
        let own = section("own", None, &["10.0.0.0/8"]);
        let aws = section("aws", Some("\"a:b\""), &["198.51.100.0/24", "2001:db8::/32"]);
        let list = List { sections: vec![own, aws.clone(), section("cloudflare-v6", None, &[])] };
        let text = list.write();
        assert_eq!(List::read(&text), list);
        assert_eq!((list.section("aws"), list.section("cloudflare-v6")), (Some(&aws), None));
        let proxies = TrustedProxies::from_text(&text).unwrap();
        assert!(proxies.trusts("198.51.100.7".parse().unwrap()));
        assert!(!proxies.trusts("203.0.113.7".parse().unwrap()));
    }

    #[test]
    fn what_somebody_wrote_by_hand_is_of_no_source() {
        let text = "# ours\n10.0.0.0/8\n\n# etag: x\n# source: aws\nnonsense\n198.51.100.0/24\n";
        assert_eq!(List::read(text).sections, [section("aws", None, &["198.51.100.0/24"])]);
        assert_eq!(List::read(""), List::default());
    }
}
