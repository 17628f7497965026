//! What events of Windows mean, by their number.
//!
//! Where v2.10.4 has an action for an event, it is the same here, spelling included: saved
//! searches look for it. Numbers are those of the channel `Security`, but for the few in
//! [`SYSTEM`].
//!
//! Events: <https://learn.microsoft.com/en-us/windows-server/identity/ad-ds/plan/appendix-l--events-to-monitor>

/// How what happened ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    Failure,
    /// The number alone does not say.
    Unknown,
}

use Outcome::{Failure, Success, Unknown};

/// What an event means: its number, `event.action` and `event.outcome`.
type Event = (u32, &'static str, Outcome);

/// Action and outcome of an event.
pub(super) fn meaning(channel: &str, number: u32) -> Option<(&'static str, Outcome)> {
    let table = match channel {
        "" | "Security" => SECURITY,
        "System" => SYSTEM,
        // Another program's numbers mean something else.
        _ => return None,
    };
    let at = table.binary_search_by_key(&number, |event| event.0).ok()?;
    table.get(at).map(|(_, action, outcome)| (*action, *outcome))
}

/// Events of the channel `System`.
const SYSTEM: &[Event] =
    &[(1074, "system-shutdown", Success), (7045, "service-installed", Success)];

/// Events of the channel `Security`, by number.
const SECURITY: &[Event] = &[
    (1100, "logging-service-shutdown", Success),
    (1102, "audit-log-cleared", Success),
    (1104, "security-logging-full", Failure),
    (1105, "auditlog-archieved", Success),
    (1108, "logging-error", Failure),
    (4608, "windows-starts", Success),
    (4609, "windows-shuts-down", Success),
    (4610, "authentication-package-loaded", Success),
    (4611, "trusted-logon-process-registered", Success),
    (4614, "notification-package-loaded", Success),
    (4616, "system-time-changed", Success),
    (4622, "security-package-loaded", Success),
    (4624, "logon", Success),
    (4625, "logon-failed", Failure),
    (4627, "group-membership-listed", Success),
    (4634, "logoff", Success),
    (4647, "logoff", Success),
    (4648, "logon-explicit", Success),
    (4649, "replay-attack-detected", Unknown),
    (4656, "objcet-handle-requested", Unknown),
    (4657, "registry-value-modified", Success),
    (4658, "objcet-handle-closed", Success),
    (4659, "objcet-handle-deleted", Unknown),
    (4660, "object-deleted", Success),
    (4661, "object-handle-requested", Unknown),
    (4662, "object-operation-performed", Unknown),
    (4663, "object-accessed", Unknown),
    (4664, "hard-link-created", Unknown),
    (4670, "object-permissions-changed", Success),
    (4672, "special-user-logon", Success),
    (4673, "privileged-service-called", Success),
    (4674, "privileged-object-operation-performed", Unknown),
    (4675, "sids-filtered", Success),
    (4688, "process-created", Success),
    (4689, "process-terminated", Success),
    (4690, "object-handle-duplicated", Success),
    (4691, "indirect-access-to-object", Unknown),
    (4692, "data-protection-key-backedup", Success),
    (4693, "data-protection-key-recovered", Success),
    (4696, "process-created", Success),
    (4697, "service-installed", Success),
    (4698, "scheduled-task-created", Success),
    (4699, "scheduled-task-deleted", Success),
    (4700, "scheduled-task-enabled", Success),
    (4701, "scheduled-task-disabled", Success),
    (4702, "scheduled-task-updated", Success),
    (4703, "user-right-adjusted", Success),
    (4704, "user-right-assigned", Success),
    (4705, "user-right-removed", Success),
    (4706, "domain-trust-created", Success),
    (4707, "domain-trust-removed", Success),
    (4713, "kerberos-policy-changed", Success),
    (4715, "object-audit-policy-changed", Success),
    (4716, "trusted-domain-information-changed", Success),
    (4717, "system-access-granted", Success),
    (4718, "system-access-removed", Success),
    (4719, "system-audit-policy-changed", Success),
    (4720, "added-user-account", Success),
    (4722, "enabled-user-account", Success),
    (4723, "requested-change-password", Unknown),
    (4724, "requested-reset-password", Unknown),
    (4725, "disabled-user-account", Success),
    (4726, "deleted-user-account", Success),
    (4727, "added-global-security-group", Success),
    (4728, "added-member-to-local-security-group", Success),
    (4729, "removed-member-from-global-security-group", Success),
    (4730, "deleted-global-security-group", Success),
    (4731, "added-local-security-group", Success),
    (4732, "added-member-to-global-security-group", Success),
    (4733, "removed-member-to-local-security-group", Success),
    (4734, "deleted-local-security-group", Success),
    (4735, "changed-local-security-group", Success),
    (4737, "changed-global-security-group", Success),
    (4738, "changed-user-account", Success),
    (4739, "domain-policy-changed", Success),
    (4740, "locked-out-user-account", Success),
    (4741, "added-computer-account", Success),
    (4742, "changed-computer-account", Success),
    (4743, "deleted-computer-account", Success),
    (4754, "added-universal-security-group", Success),
    (4755, "changed-universal-security-group", Success),
    (4756, "added-member-to-universal-security-group", Success),
    (4757, "removed-member-from-universal-security-group", Success),
    (4758, "deleted-universal-security-group", Success),
    (4764, "changed-group-type", Success),
    (4765, "added-sid-history-to-account", Success),
    (4766, "failed-to-add-sid-history-to-account", Failure),
    (4767, "unlocked-user-account", Success),
    (4768, "kerberos-authentication-ticket-requested", Unknown),
    (4769, "kerberos-service-ticket-requested", Unknown),
    (4770, "kerberos-service-ticket-renewed", Success),
    (4771, "kerberos-pre-authentication-failed", Failure),
    (4772, "kerberos-authentication-ticket-request-failed", Failure),
    (4773, "kerberos-service-ticket-request-failed", Failure),
    (4776, "validated-user-credentials", Unknown),
    (4777, "user-credentials-validation-failed", Failure),
    (4778, "session-reconnected", Success),
    (4779, "session-disconnected", Success),
    (4780, "set-acl-to-admin-user", Success),
    (4781, "renamed-user-account", Success),
    (4782, "password-hash-accessed", Success),
    (4793, "password-policy-checked", Success),
    (4794, "requested-set-directory-services-restore-mode", Unknown),
    (4798, "local-group-membership-enumerated", Success),
    (4799, "local-security-group-membership-enumerated", Success),
    (4800, "workstation-locked", Failure),
    (4801, "workstation-unlocked", Success),
    (4802, "screen-saver-invoked", Success),
    (4803, "screen-saver-dismissed", Failure),
    (4817, "object-audit-setting-changed", Success),
    (4826, "boot-configuration-data-loaded", Success),
    (4886, "certificate-requested", Success),
    (4887, "certificate-issued", Success),
    (4888, "certificate-request-denied", Failure),
    (4902, "user-audit-policy-created", Success),
    (4904, "security-event-source-registered", Unknown),
    (4905, "security-event-source-unregistered", Unknown),
    (4906, "crash-on-audit-fail-value-changed", Success),
    (4907, "object-audit-setting-changed", Success),
    (4908, "modified-special-group", Success),
    (4912, "user-audit-policy-changed", Success),
    (4944, "windows-firewall-policy-actived", Success),
    (4945, "windows-firewall-rule-listed", Success),
    (4946, "windows-firewall-rule-added", Success),
    (4947, "windows-firewall-rule-modified", Success),
    (4948, "windows-firewall-rule-deleted", Success),
    (4949, "windows-firewall-default-settings-restored", Success),
    (4950, "windows-firewall-settings-changed", Success),
    (4951, "windows-firewall-rule-ignored", Failure),
    (4952, "windows-firewall-rule-ignored", Failure),
    (4953, "windows-firewall-rule-ignored", Failure),
    (4954, "windows-firewall-group-policy-changed", Success),
    (4956, "windows-firewall-active-profile-changed", Success),
    (4957, "windows-firewall-rule-ignored", Failure),
    (4958, "windows-firewall-rule-ignored", Failure),
    (4964, "special-group-logon", Success),
    (4985, "transaction-state-changed", Success),
    (5024, "windows-firewall-service-started", Success),
    (5025, "windows-firewall-service-stopped", Success),
    (5033, "windows-firewall-driver-started", Success),
    (5034, "windows-firewall-driver-stopped", Success),
    (5039, "registry-key-virtualized", Success),
    (5051, "file-virtualized", Success),
    (5058, "key-file-operation", Success),
    (5059, "key-migration-operation", Success),
    (5060, "verification-operation-failed", Success),
    (5061, "cryptographic-operation", Success),
    (5136, "directory-service-object-modified", Success),
    (5137, "directory-service-object-created", Success),
    (5138, "directory-service-object-undeleted", Success),
    (5139, "directory-service-object-moved", Success),
    (5140, "network-share-object-accessed", Success),
    (5141, "directory-service-object-deleted", Success),
    (5142, "network-share-object-added", Success),
    (5143, "network-share-object-modified", Success),
    (5144, "network-share-object-deleted", Success),
    (5145, "network-share-object-checked", Unknown),
    (5148, "dos-attack-detected", Success),
    (5149, "dos-attack-subsided", Success),
    (5152, "packet-blocked", Failure),
    (5154, "port-listen-allowed", Success),
    (5155, "port-listen-blocked", Failure),
    (5156, "connection-allowed", Success),
    (5157, "connection-blocked", Failure),
    (5158, "binding-local-port-allowed", Success),
    (5159, "binding-local-port-blocked", Failure),
    (5168, "spn-check-failed", Failure),
    (5376, "credentials-backedup", Success),
    (5377, "credentials-restored", Success),
    (5378, "credentials-delegation-failed", Failure),
    (5379, "credentials-read", Success),
    (5632, "wireless-network-requested", Unknown),
    (5633, "wired-network-requested", Unknown),
    (5888, "com-catalog-objcet-modified", Success),
    (5889, "com-catalog-objcet-deleted", Success),
    (5890, "com-catalog-objcet-added", Success),
    (6272, "network-access-granted", Success),
    (6273, "network-access-denied", Failure),
    (6416, "external-device-recognized", Success),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_stand_in_order() {
        for table in [SYSTEM, SECURITY] {
            assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }

    #[test]
    fn a_number_means_something_in_its_channel_only() {
        assert_eq!(meaning("Security", 4625), Some(("logon-failed", Failure)));
        assert_eq!(meaning("Security", 4663), Some(("object-accessed", Unknown)));
        assert_eq!(meaning("System", 7045), Some(("service-installed", Success)));
        assert_eq!(meaning("System", 4625), None);
        assert_eq!(meaning("Application", 4625), None);
    }
}
