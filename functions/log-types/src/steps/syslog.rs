//! What Linux says of logins and accounts: sshd, sudo, su, PAM and the tools that change
//! accounts.
//!
//! A message is compared with the patterns of the program that wrote it; the first that
//! matches counts. Who tries to log in chooses the user's name, so a pattern looks for
//! the last `from`: what stands before it may be forged.
//!
//! Messages of sshd: <https://github.com/openssh/openssh-portable>, `auth.c`, `packet.c`

use std::net::IpAddr;
use std::sync::LazyLock;

use ecs::Document;
use regex::{Captures, Regex};

/// An IPv4 or IPv6 address, roughly.
macro_rules! ip {
    () => {
        r"\[?(?P<ip>[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*)\]?"
    };
}

/// Of sshd. Groups: `action`, `user`, `ip`, `port`.
const SSHD: &[&str] = &[
    concat!(
        r"(?:^|\[ )(?P<action>Accepted|Failed) \S+ for (?:invalid user )?(?P<user>.*) from (?:UNKNOWN|",
        ip!(),
        r")(?: port (?P<port>[0-9]+))?"
    ),
    concat!(r"^(?P<action>Invalid user) (?P<user>.*) from ", ip!(), r"(?: port (?P<port>[0-9]+))?"),
    concat!(
        r"(?P<action>invalid user) (?P<user>\S*)(?: from)? ",
        ip!(),
        r"(?: port (?P<port>[0-9]+))?"
    ),
    r"(?P<action>invalid user) +(?P<user>[^\s\[]\S*)",
    concat!(
        r"(?P<action>maximum authentication attempts exceeded) for (?P<user>.*) from ",
        ip!(),
        r" port (?P<port>[0-9]+)"
    ),
    concat!(
        r"^(?P<action>Disconnected|Received disconnect) from ",
        r"(?:(?:authenticating )?user (?P<user>\S+) )?",
        ip!(),
        r"(?: port (?P<port>[0-9]+))?"
    ),
    concat!(
        r"^(?P<action>Connection (?:reset|closed)) by ",
        r"(?:(?:authenticating )?user (?P<user>\S+) )?",
        ip!(),
        r"(?: port (?P<port>[0-9]+))?"
    ),
    concat!(r"^User (?P<user>.*) from ", ip!(), r" (?P<action>not allowed)"),
    r"^(?P<action>error): AuthorizedKeysCommand \S+ (?P<user>\S+) (?:SHA|RSA)",
    concat!(r"^(?P<action>reverse mapping checking).*\s", ip!()),
    concat!(
        r"^PAM [0-9]+ more (?P<action>authentication failure)s?;(?:.* rhost=",
        ip!(),
        r")?(?:.* user=(?P<user>\S+))?"
    ),
    // It names an address of its own.
    r"^Server listening on ",
    concat!(r".*\s(?:from|with|for) (?:user \S+ )?", ip!(), r"(?:(?: port |:)(?P<port>[0-9]+))?"),
    concat!(r"\s", ip!(), r"\s"),
];

/// Of sudo. `refusal` is why it did not run the command.
const SUDO: &[&str] = &[r"^(?P<user>\S+) : (?:(?P<refusal>[^=;]+) ; )?.*?\bCOMMAND=(?P<action>.*)"];

/// Of su.
const SU: &[&str] = &[
    r"^(?P<action>FAILED SU) \(to \S+\) (?P<user>\S+) on",
    r"^FAILED (?P<action>su) for \S+ by (?P<user>\S+)",
    r"^\(to \S+\) (?P<user>\S+) on",
];

/// Of PAM, whichever program uses it. `opened_for` is whose session it is, where nobody
/// opened it for him.
const PAM: &[&str] = &[
    r"^pam_\w+\([^)]*\): (?P<action>session closed) for user (?P<user>[^\s(]+)",
    r"^pam_\w+\([^)]*\): (?P<action>session opened) for user (?P<opened_for>[^\s(]+)(?:\(uid=[0-9]+\))?(?: by (?P<user>[^\s(]*))?",
    concat!(
        r"^pam_\w+\([^)]*\): (?P<action>authentication failure);(?:.* rhost=",
        ip!(),
        r")?(?:.* user=(?P<user>\S+))?"
    ),
    r"^pam_\w+\([^)]*\): (?P<action>password changed) for (?P<user>\S+)",
];

/// Of useradd and its like. `id` is the user's.
const ACCOUNTS: &[&str] = &[
    r"^(?P<action>new user): name=(?P<user>[^,\s]+)(?:, UID=(?P<id>[0-9]+))?",
    r"^(?P<action>new group): name=",
    r"^(?P<action>group added) to ",
    r"^(?P<action>failed adding (?:user|group)) '(?P<user>[^']+)'",
    r"^(?P<action>(?:delete|removed?|lock|unlock) (?:user|group)) '?(?P<user>[^\s']+)'?",
    r"^(?P<action>add) '(?P<user>[^']+)' to (?:shadow )?group ",
    r"^(?P<action>delete) '(?P<user>[^']+)' from (?:shadow )?group ",
    r"^(?P<action>change user) '(?P<user>[^']+)' ",
];

/// The programs that change accounts.
const ACCOUNT_TOOLS: &[&str] = &[
    "chage", "chpasswd", "gpasswd", "groupadd", "groupdel", "groupmod", "passwd", "useradd",
    "userdel", "usermod",
];

/// The patterns of a program.
struct Patterns(LazyLock<Vec<Regex>>);

/// Makes patterns ready; a test does it too, so that none is left out here.
macro_rules! patterns {
    ($list:ident) => {
        Patterns(LazyLock::new(|| $list.iter().filter_map(|p| Regex::new(p).ok()).collect()))
    };
}

static SSHD_PATTERNS: Patterns = patterns!(SSHD);
static SUDO_PATTERNS: Patterns = patterns!(SUDO);
static SU_PATTERNS: Patterns = patterns!(SU);
static PAM_PATTERNS: Patterns = patterns!(PAM);
static ACCOUNT_PATTERNS: Patterns = patterns!(ACCOUNTS);

impl Patterns {
    fn find<'t>(&self, message: &'t str) -> Option<Captures<'t>> {
        self.0.iter().find_map(|pattern| pattern.captures(message))
    }
}

/// Whose message it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Program {
    /// sshd, also its part for one session, `sshd-session`.
    Sshd,
    /// sudo.
    Sudo,
    /// su.
    Su,
    /// One that changes accounts.
    AccountTool,
    /// Any other.
    Other,
}

impl Program {
    /// By its name in the line.
    pub(crate) fn by_name(name: &str) -> Self {
        if name.contains("sshd") {
            Self::Sshd
        } else if name.contains("sudo") {
            Self::Sudo
        } else if name == "su" {
            Self::Su
        } else if ACCOUNT_TOOLS.contains(&name) {
            Self::AccountTool
        } else {
            Self::Other
        }
    }

    fn patterns(self) -> Option<&'static Patterns> {
        match self {
            Self::Sshd => Some(&SSHD_PATTERNS),
            Self::Sudo => Some(&SUDO_PATTERNS),
            Self::Su => Some(&SU_PATTERNS),
            Self::AccountTool => Some(&ACCOUNT_PATTERNS),
            Self::Other => None,
        }
    }

    /// `event.category` of what it says of a user; sudo's are commands.
    const fn category(self) -> Option<&'static str> {
        match self {
            Self::Sudo => None,
            Self::AccountTool => Some("iam"),
            Self::Sshd | Self::Su | Self::Other => Some("authentication"),
        }
    }
}

/// Sets who did what from where.
pub(crate) fn set_event(document: &mut Document<'_>, program: Program) {
    if matches!(program, Program::Sshd | Program::Sudo | Program::Su) {
        document.set(ecs::EVENT_MODULE, "secure");
    }
    let Some(message) = document.text_at("syslog_message").map(str::to_owned) else { return };
    let own = program.patterns().filter(|_| !message.starts_with("pam_"));
    let Some(found) = own.unwrap_or(&PAM_PATTERNS).find(&message) else { return };
    let group = |name: &str| {
        let text = found.name(name).map(|group| group.as_str().trim());
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    if let Some(user) = group("user").or_else(|| group("opened_for")) {
        document.set(ecs::RELATED_USER, user.clone());
        document.set(ecs::USER_NAME, user);
    }
    if let Some(id) = group("id") {
        document.set(ecs::USER_ID, id);
    }
    if let Some(address) = group("ip").filter(|address| address.parse::<IpAddr>().is_ok()) {
        document.set(ecs::RELATED_IP, address.clone());
        document.set(ecs::SOURCE_IP, address);
        if let Some(port) = group("port") {
            document.set(ecs::SOURCE_PORT, port);
        }
    }
    let action = group("action").or_else(|| (program == Program::Su).then(|| "su".to_owned()));
    let Some(action) = action else { return };
    let refused = group("refusal").is_some() || message.starts_with("FAILED");
    if let Some(outcome) = if refused { Some("failure") } else { outcome(program, &action) } {
        document.set(ecs::EVENT_OUTCOME, outcome);
    }
    if let Some(category) = program.category() {
        document.set(ecs::EVENT_CATEGORY, category);
    }
    document.set(ecs::EVENT_ACTION, action);
}

/// How an action ended; the end of a connection or session is neither good nor bad.
fn outcome(program: Program, action: &str) -> Option<&'static str> {
    let action = action.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| action.contains(word));
    let command = program == Program::Sudo && !says(&["authentication failure"]);
    if command || says(&["accept", "opened"]) {
        Some("success")
    } else if says(&["fail", "invalid", "err", "exceeded", "not allowed"]) {
        Some("failure")
    } else if says(&["disconnect", "reset", "close"]) {
        None
    } else if program == Program::Sshd {
        Some("unknown")
    } else {
        Some("success")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, message: &str) -> String {
        let mut document = Document::new();
        document.insert("syslog_message", message);
        set_event(&mut document, Program::by_name(name));
        let at = |path| document.text_at(path).unwrap_or("-").to_owned();
        ["event.action", "event.outcome", "event.category", "user.name", "source.ip", "source.port"]
            .map(at)
            .join("|")
    }

    #[test]
    fn every_pattern_is_a_regular_expression() {
        for pattern in [SSHD, SUDO, SU, PAM, ACCOUNTS].into_iter().flatten() {
            Regex::new(pattern).unwrap();
        }
    }

    #[test]
    fn sshd_says_who_tried_to_log_in() {
        for (message, expected) in [
            (
                "Accepted publickey for bob from 192.0.2.7 port 50022 ssh2: RSA SHA256:abc",
                "Accepted|success|authentication|bob|192.0.2.7|50022",
            ),
            (
                "Failed password for invalid user ad min from 2001:db8::7 port 22 ssh2",
                "Failed|failure|authentication|ad min|2001:db8::7|22",
            ),
            (
                "Accepted keyboard-interactive/pam for bob from 192.0.2.7 port 1 ssh2",
                "Accepted|success|authentication|bob|192.0.2.7|1",
            ),
            (
                "Invalid user admin from 192.0.2.7 port 40000",
                "Invalid user|failure|authentication|admin|192.0.2.7|40000",
            ),
            (
                "Connection closed by invalid user  192.0.2.7 port 2 [preauth]",
                "invalid user|failure|authentication|-|192.0.2.7|2",
            ),
            (
                "input_userauth_request: invalid user admin [preauth]",
                "invalid user|failure|authentication|admin|-|-",
            ),
            (
                // The user's name begins with a space.
                "input_userauth_request: invalid user  0101 [preauth]",
                "invalid user|failure|authentication|0101|-|-",
            ),
            (
                "Disconnected from authenticating user root 192.0.2.7 port 3 [preauth]",
                "Disconnected|-|authentication|root|192.0.2.7|3",
            ),
            (
                "error: maximum authentication attempts exceeded for root from 192.0.2.7 port 4 ssh2",
                "maximum authentication attempts exceeded|failure|authentication|root|192.0.2.7|4",
            ),
            (
                "User root from 192.0.2.7 not allowed because not listed in AllowUsers",
                "not allowed|failure|authentication|root|192.0.2.7|-",
            ),
            (
                "reverse mapping checking getaddrinfo for x.example.com [192.0.2.7] failed",
                "reverse mapping checking|unknown|authentication|-|192.0.2.7|-",
            ),
            ("Unable to negotiate with 192.0.2.7 port 5: no matching", "-|-|-|-|192.0.2.7|5"),
            ("Server listening on 0.0.0.0 port 22.", "-|-|-|-|-|-"),
            ("error: Failed to allocate internet-domain X11 display socket.", "-|-|-|-|-|-"),
        ] {
            assert_eq!(event("sshd", message), expected, "{message}");
        }
    }

    #[test]
    fn a_name_that_looks_like_an_address_is_no_address() {
        let message = "Failed password for invalid user x from 198.51.100.1 port 1 from 192.0.2.7 port 2 ssh2";
        assert!(event("sshd", message).ends_with("|192.0.2.7|2"));
    }

    #[test]
    fn sessions_are_those_of_whoever_opened_them() {
        for (name, message, expected) in [
            (
                "sshd",
                "pam_unix(sshd:session): session opened for user bob by (uid=0)",
                "session opened|success|authentication|bob|-|-",
            ),
            (
                "sudo",
                "pam_unix(sudo:session): session opened for user root(uid=0) by bob(uid=1000)",
                "session opened|success|-|bob|-|-",
            ),
            (
                "sshd",
                "pam_unix(sshd:session): session closed for user bob",
                "session closed|-|authentication|bob|-|-",
            ),
            (
                "sshd",
                "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root",
                "authentication failure|failure|authentication|root|192.0.2.7|-",
            ),
        ] {
            assert_eq!(event(name, message), expected, "{message}");
        }
    }

    #[test]
    fn a_command_that_sudo_does_not_run_is_a_failure() {
        let run = "bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/su -";
        assert_eq!(event("sudo", run), "/bin/su -|success|-|bob|-|-");
        let refused = "bob : command not allowed ; TTY=pts/0 ; USER=root ; COMMAND=/bin/su -";
        assert_eq!(event("sudo", refused), "/bin/su -|failure|-|bob|-|-");
    }

    #[test]
    fn accounts_and_su_are_understood() {
        for (name, message, expected) in [
            ("su", "(to root) bob on pts/0", "su|success|authentication|bob|-|-"),
            ("su", "FAILED SU (to root) bob on pts/0", "FAILED SU|failure|authentication|bob|-|-"),
            (
                "useradd",
                "new user: name=eve, UID=1001, GID=1001, home=/home/eve, shell=/bin/bash",
                "new user|success|iam|eve|-|-",
            ),
            (
                "useradd",
                "failed adding user 'eve', exit code: 9",
                "failed adding user|failure|iam|eve|-|-",
            ),
            ("usermod", "add 'eve' to group 'wheel'", "add|success|iam|eve|-|-"),
        ] {
            assert_eq!(event(name, message), expected, "{message}");
        }
    }
}
