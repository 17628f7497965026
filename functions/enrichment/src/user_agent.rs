//! Browser, system and device of a user agent.
//!
//! The rules are those of uap-core, over a thousand regular expressions of which the
//! first that matches counts. A pass over the text for needles tells which few of them
//! can match at all ([`rules`]); those are compiled when first needed. What a text came
//! to is remembered, since logs name the same ones again and again.
//!
//! Fields and values are those of v2.10.4, so `os.name` and the like are keys with a dot.

mod rules;

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use ecs::{Document, Value};

use rules::Rules;

/// Only so much of a text is looked at: some rules take time for each byte.
const LONGEST: usize = 4_096;

/// Longer texts are not remembered.
const LONGEST_REMEMBERED: usize = 1_024;

/// Texts that are remembered; few in tests, which fill them up.
const REMEMBERED: usize = if cfg!(test) { 1 << 8 } else { 1 << 14 };

/// Places in which a text may be kept.
const TRIES: usize = 4;

/// What nobody knows, in the words of uap-core.
const OTHER: &str = "Other";

/// A text and what it came to.
type Slot = OnceLock<(Box<str>, UserAgent)>;

/// Takes user agents apart, and remembers them.
#[derive(Default)]
pub struct UserAgents {
    /// Made when the first text comes. The first to come stay, since documents borrow from
    /// them; see [`renewed`](Self::renewed).
    slots: OnceLock<Box<[Slot]>>,
    kept: AtomicUsize,
    hasher: RandomState,
}

/// A user agent taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserAgent {
    /// The text, if it was percent-encoded.
    decoded: Option<Box<str>>,
    name: Box<str>,
    version: Option<Box<str>>,
    os_name: Box<str>,
    os_version: Option<Box<str>>,
    os_full: Box<str>,
    device: Box<str>,
}

impl UserAgents {
    /// One that remembers nothing, if this one has no room left.
    pub fn renewed(&self) -> Option<Self> {
        (self.kept.load(Relaxed) > REMEMBERED / 2).then(Self::default)
    }

    /// Reads the rules, ten milliseconds or so, which the first text would have to wait
    /// for.
    pub fn prepare() {
        Rules::get();
    }

    /// Adds to `user_agent` of a document what its `original` says.
    pub fn add_to<'a>(&'a self, document: &mut Document<'a>) {
        let Some(Value::Object(fields)) = document.get_mut("user_agent") else { return };
        let original = match fields.get("original") {
            Some(Value::Text(text)) => text,
            Some(Value::List(texts)) => match texts.first() {
                Some(Value::Text(text)) => text,
                _ => return,
            },
            _ => return,
        };
        if matches!(original.as_ref(), "" | "-") {
            return;
        }
        let original = original.clone();
        match self.look_up(&original) {
            Cow::Borrowed(found) => set(fields, original, found, Cow::Borrowed),
            Cow::Owned(found) => {
                set(fields, original, &found, |text| Cow::Owned(text.to_owned()));
            }
        }
    }

    fn look_up(&self, text: &str) -> Cow<'_, UserAgent> {
        if text.len() > LONGEST_REMEMBERED {
            return Cow::Owned(UserAgent::read(text));
        }
        let slots = self.slots.get_or_init(|| (0..REMEMBERED).map(|_| OnceLock::new()).collect());
        let first = usize::try_from(self.hasher.hash_one(text) >> 32).unwrap_or_default();
        let mut read = None;
        for place in (first..first + TRIES).map(|place| place % REMEMBERED) {
            let Some(slot) = slots.get(place) else { break };
            if slot.get().is_none() {
                let found = read.take().unwrap_or_else(|| UserAgent::read(text));
                match slot.set((text.into(), found)) {
                    Ok(()) => {
                        self.kept.fetch_add(1, Relaxed);
                    }
                    // Another thread was here first.
                    Err((_, found)) => read = Some(found),
                }
            }
            match slot.get() {
                Some((known, found)) if **known == *text => return Cow::Borrowed(found),
                _ => {}
            }
        }
        Cow::Owned(read.unwrap_or_else(|| UserAgent::read(text)))
    }
}

impl std::fmt::Debug for UserAgents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} user agents", self.kept.load(Relaxed))
    }
}

impl UserAgent {
    /// Takes a text apart.
    pub fn read(original: &str) -> Self {
        let decoded = original.contains("%20").then(|| percent_decoded(original));
        let text = decoded.as_deref().unwrap_or(original);
        let short = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
        let rules = Rules::get();
        let candidates = rules.candidates(short);
        let browser = rules.browser(short, &candidates);
        let system = rules.system(short, &candidates);
        let device = rules.device(short, &candidates);
        let name = match &browser {
            Some(browser) => &browser.name,
            None if is_aws_service(text) => text,
            None => OTHER,
        };
        let os_name = system.as_ref().map_or(OTHER, |system| &system.name);
        let os_version = system.as_ref().and_then(|system| system.version.as_deref());
        Self {
            name: name.into(),
            version: browser.as_ref().and_then(|browser| browser.version.as_deref()).map(Box::from),
            os_name: os_name.into(),
            os_version: os_version.map(Box::from),
            os_full: match os_version {
                Some(version) => format!("{os_name} {version}").into(),
                None => os_name.into(),
            },
            device: device.as_deref().unwrap_or(OTHER).into(),
            decoded: decoded.map(Box::from),
        }
    }
}

/// Sets the fields; `text` makes a value of a text that is as old as the user agent.
fn set<'a, 'u>(
    fields: &mut Document<'a>,
    original: Cow<'a, str>,
    found: &'u UserAgent,
    text: impl Fn(&'u str) -> Cow<'a, str>,
) {
    match &found.decoded {
        Some(decoded) => fields.insert("original", text(decoded)),
        None if fields.get("original").is_some_and(|value| value.as_text().is_none()) => {
            fields.insert("original", original);
        }
        None => {}
    }
    fields.insert("name", text(&found.name));
    if let Some(version) = &found.version {
        fields.insert("version", text(version));
    }
    fields.insert("os.name", text(&found.os_name));
    fields.insert("os.full", text(&found.os_full));
    if let Some(version) = &found.os_version {
        fields.insert("os.version", text(version));
    }
    fields.insert("device.name", text(&found.device));
}

/// CloudTrail has the name of a service where AWS itself calls.
fn is_aws_service(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c))
    };
    text == "AWS Internal" || text.strip_suffix(".amazonaws.com").is_some_and(is_name)
}

/// Decodes `%20` and the like; what is no UTF-8 then becomes U+FFFD.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, behind)) = rest.split_first() {
        let encoded = (*byte == b'%').then(|| behind.split_first_chunk::<2>()).flatten();
        let decoded = encoded.and_then(|([high, low], behind)| {
            let digit = |byte: u8| char::from(byte).to_digit(16);
            Some((u8::try_from(digit(*high)? * 16 + digit(*low)?).ok()?, behind))
        });
        let (byte, behind) = decoded.unwrap_or((*byte, behind));
        bytes.push(byte);
        rest = behind;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
