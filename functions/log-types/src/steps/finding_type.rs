//! The types of findings of GuardDuty and Macie.
//!
//! `ThreatPurpose:ResourceTypeAffected/ThreatFamilyName.DetectionMechanism!Artifact`, of
//! which the last two need not be there:
//! <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html>

use ecs::{Document, Value};

/// The parts of a finding's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FindingType<'t> {
    pub(crate) purpose: &'t str,
    pub(crate) resource: &'t str,
    pub(crate) family: &'t str,
    pub(crate) mechanism: Option<&'t str>,
    pub(crate) artifact: Option<&'t str>,
}

impl<'t> FindingType<'t> {
    /// Takes a type of GuardDuty's apart.
    pub(crate) fn parse(text: &'t str) -> Option<Self> {
        let (purpose, rest) = text.split_once(':')?;
        let (resource, rest) = rest.split_once('/')?;
        Some(Self::of(purpose, resource, rest))
    }

    /// Puts purpose and resource together with what stands behind the last slash.
    pub(crate) fn of(purpose: &'t str, resource: &'t str, rest: &'t str) -> Self {
        let (rest, artifact) = split_off(rest, '!');
        let (family, mechanism) = split_off(rest, '.');
        Self { purpose, resource, family, mechanism, artifact }
    }

    /// The fields that dashboards count by.
    pub(crate) fn add_to(self, document: &mut Document<'_>) {
        for (name, part) in [
            ("ThreatPurpose", Some(self.purpose)),
            ("ResourceTypeAffected", Some(self.resource)),
            ("ThreatFamilyName", Some(self.family)),
            ("DetectionMechanism", self.mechanism),
            ("Artifact", self.artifact),
        ] {
            if let Some(part) = part {
                document.insert(name, Value::from(part.to_owned()));
            }
        }
    }

    /// Whether it is about malware.
    pub(crate) fn is_malware(self) -> bool {
        matches!(self.purpose, "Backdoor" | "CryptoCurrency" | "Trojan") || self.is_file()
    }

    /// Whether a scan found a file, so that nothing went over the network.
    pub(crate) fn is_file(self) -> bool {
        matches!(self.family, "SuspiciousFile" | "MaliciousFile")
    }
}

/// What stands before and behind the first `mark`.
fn split_off(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, behind)| (before, Some(behind)))
}

/// Exchanges source and destination: what a finding calls remote is where an outbound
/// connection goes to.
pub(crate) fn exchange_ends(document: &mut Document<'_>) {
    let (source, destination) = (document.remove("source"), document.remove("destination"));
    for (name, end) in [("source", destination), ("destination", source)] {
        if let Some(end) = end {
            document.insert(name, end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_up_to_five_parts() {
        let found = FindingType::parse("Trojan:EC2/DGADomainRequest.C!DNS").unwrap();
        let expected = FindingType {
            purpose: "Trojan",
            resource: "EC2",
            family: "DGADomainRequest",
            mechanism: Some("C"),
            artifact: Some("DNS"),
        };
        assert_eq!(found, expected);
        let found = FindingType::parse("Recon:EC2/PortProbeUnprotectedPort").unwrap();
        assert_eq!((found.mechanism, found.artifact), (None, None));
        assert_eq!(FindingType::parse("something else"), None);
    }
}
