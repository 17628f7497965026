//! The rules of uap-core, and what the first that matches says.
//!
//! How a rule's replacements and groups become names is that of the package `ua-parser`
//! for Python, which v2.10.4 uses, in its older interface: it differs from newer ones in
//! small things. Texts are read as bytes: `\d` and `\w` are ASCII's.
//!
//! The rules and their licence: the folder `data`.

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use regex::bytes::{Captures, Regex, RegexBuilder};

const DATA: &str = include_str!("../../data/user_agents.tsv");

/// All rules.
pub(super) struct Rules {
    browsers: Vec<usize>,
    systems: Vec<usize>,
    devices: Vec<usize>,
    /// In the order of the data.
    rules: Vec<Rule>,
    /// Finds needles in any case.
    needles: Option<AhoCorasick>,
    /// The rules that have a needle.
    by_needle: Vec<Vec<usize>>,
    /// Rules that have no needles.
    always: Vec<usize>,
}

struct Rule {
    pattern: &'static str,
    is_caseless: bool,
    replacements: Vec<&'static str>,
    /// `None` within if it does not compile; a test says that none is so.
    compiled: OnceLock<Option<Compiled>>,
}

struct Compiled {
    regex: Regex,
    /// The numbers of the groups, in the order in which they end.
    ends: Vec<usize>,
}

/// Which rules may match a text.
pub(super) struct Candidates(Vec<bool>);

/// A name and a version.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) version: Option<String>,
}

impl Rules {
    /// The rules, read when they are first asked for.
    pub(super) fn get() -> &'static Self {
        static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read(DATA));
        &RULES
    }

    fn read(data: &'static str) -> Self {
        let mut all = Self {
            browsers: vec![],
            systems: vec![],
            devices: vec![],
            rules: vec![],
            needles: None,
            by_needle: vec![],
            always: vec![],
        };
        let mut numbers = std::collections::HashMap::new();
        let mut needles: Vec<&'static str> = vec![];
        for (n, line) in data.lines().enumerate() {
            let mut columns = line.split('\t');
            let mut next = || columns.next().unwrap_or_default();
            let (kind, flag, needed, pattern) = (next(), next(), next(), next());
            match kind {
                "u" => all.browsers.push(n),
                "o" => all.systems.push(n),
                _ => all.devices.push(n),
            }
            if needed.is_empty() {
                all.always.push(n);
            }
            for needle in needed.split('\x0c').filter(|needle| !needle.is_empty()) {
                let number = *numbers.entry(needle).or_insert_with(|| {
                    needles.push(needle);
                    all.by_needle.push(vec![]);
                    needles.len() - 1
                });
                if let Some(rules) = all.by_needle.get_mut(number) {
                    rules.push(n);
                }
            }
            all.rules.push(Rule {
                pattern,
                is_caseless: flag == "i",
                replacements: columns.collect(),
                compiled: OnceLock::new(),
            });
        }
        all.needles = AhoCorasick::builder().ascii_case_insensitive(true).build(needles).ok();
        all
    }

    /// Which rules may match a text; all, were the needles ever not to be had.
    pub(super) fn candidates(&self, text: &str) -> Candidates {
        let Some(needles) = &self.needles else {
            return Candidates(vec![true; self.rules.len()]);
        };
        let mut may_match = vec![false; self.rules.len()];
        let found = needles.find_overlapping_iter(text);
        let of_needles = found.filter_map(|found| self.by_needle.get(found.pattern().as_usize()));
        for n in of_needles.flatten().chain(&self.always) {
            if let Some(place) = may_match.get_mut(*n) {
                *place = true;
            }
        }
        Candidates(may_match)
    }

    /// What `read` makes of the first rule that matches and of which it makes something.
    fn first<T>(
        &self,
        rules: &[usize],
        candidates: &Candidates,
        text: &str,
        read: impl Fn(&Match<'_>) -> Option<T>,
    ) -> Option<T> {
        rules
            .iter()
            .filter(|n| candidates.0.get(**n).copied().unwrap_or(false))
            .filter_map(|n| self.rules.get(*n))
            .find_map(|rule| {
                let Compiled { regex, ends } = rule.compiled()?;
                // Most do not match, and captures cost more.
                if !regex.is_match(text.as_bytes()) {
                    return None;
                }
                let groups = regex.captures(text.as_bytes())?;
                let last = ends.iter().rev().find(|group| groups.get(**group).is_some());
                read(&Match { rule, last: last.copied().unwrap_or(0), groups })
            })
    }

    /// The browser, or whatever program it is.
    pub(super) fn browser(&self, text: &str, candidates: &Candidates) -> Option<Named> {
        self.first(&self.browsers, candidates, text, |found| {
            let group = |n| found.group(n).filter(|_| found.last >= n);
            let part = |n| found.replacement(n - 1).map(Cow::Borrowed).or_else(|| group(n));
            let first = || found.group(1).unwrap_or_default();
            let name = match found.replacement(0) {
                Some(name) => name.replace("$1", &first()),
                None => first().into_owned(),
            };
            let version = version([part(2), part(3), group(4)]);
            (!name.is_empty()).then_some(Named { name, version })
        })
    }

    /// The operating system.
    pub(super) fn system(&self, text: &str, candidates: &Candidates) -> Option<Named> {
        self.first(&self.systems, candidates, text, |found| {
            let part = |n: usize| match found.replacement(n - 1) {
                Some(template) => found.filled(template).map(Cow::Owned),
                None => found.group(n).filter(|_| found.last >= n),
            };
            let name = part(1).filter(|name| !name.is_empty())?.into_owned();
            let version = version([part(2), part(3), part(4), part(5)]);
            Some(Named { name, version })
        })
    }

    /// The device.
    pub(super) fn device(&self, text: &str, candidates: &Candidates) -> Option<String> {
        self.first(&self.devices, candidates, text, |found| {
            let name = match found.replacement(0) {
                Some(template) => found.filled(template),
                None => found.group(1).map(Cow::into_owned),
            };
            name.filter(|name| !name.is_empty())
        })
    }
}

impl Rule {
    fn compiled(&self) -> Option<&Compiled> {
        let compile = || {
            let regex = RegexBuilder::new(self.pattern)
                .unicode(false)
                .case_insensitive(self.is_caseless)
                .build()
                .ok()?;
            Some(Compiled { regex, ends: group_ends(self.pattern) })
        };
        self.compiled.get_or_init(compile).as_ref()
    }
}

/// A match of a rule.
struct Match<'t> {
    rule: &'t Rule,
    groups: Captures<'t>,
    /// The number of the group that ended last.
    last: usize,
}

impl Match<'_> {
    fn replacement(&self, n: usize) -> Option<&'static str> {
        self.rule.replacements.get(n).copied().filter(|text| !text.is_empty())
    }

    fn group(&self, n: usize) -> Option<Cow<'_, str>> {
        self.groups.get(n).map(|group| String::from_utf8_lossy(group.as_bytes()))
    }

    /// A template with its `$1` to `$9` replaced by the groups.
    fn filled(&self, template: &str) -> Option<String> {
        let mut filled = String::new();
        let mut parts = template.split('$');
        filled.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let mut rest = part.chars();
            match rest.next().and_then(|digit| digit.to_digit(10)) {
                Some(digit) => {
                    let group = usize::try_from(digit).ok().filter(|n| *n > 0);
                    filled.push_str(&group.and_then(|n| self.group(n)).unwrap_or_default());
                    filled.push_str(rest.as_str());
                }
                None => {
                    filled.push('$');
                    filled.push_str(part);
                }
            }
        }
        let trimmed = filled.trim();
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }
}

/// The parts that there are, with dots between them.
fn version<const N: usize>(parts: [Option<Cow<'_, str>>; N]) -> Option<String> {
    let parts: Vec<_> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("."))
}

/// The numbers of a pattern's groups, in the order of their closing parentheses.
fn group_ends(pattern: &str) -> Vec<usize> {
    let mut ends = vec![];
    let mut open = vec![];
    let mut count = 0;
    let mut is_class = false;
    let mut characters = pattern.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '[' if !is_class => {
                is_class = true;
                characters.next_if_eq(&'^');
                characters.next_if_eq(&']');
            }
            ']' => is_class = false,
            '(' if !is_class => {
                let is_group = characters.peek() != Some(&'?');
                count += usize::from(is_group);
                open.push(is_group.then_some(count));
            }
            ')' if !is_class => ends.extend(open.pop().flatten()),
            _ => {}
        }
    }
    ends
}

#[cfg(test)]
impl Rules {
    /// As if there were no needles.
    pub(super) fn candidates_of_all(&self) -> Candidates {
        Candidates(vec![true; self.rules.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_compiles_and_has_its_groups() {
        for rule in &Rules::get().rules {
            let compiled = rule.compiled().unwrap_or_else(|| panic!("{}", rule.pattern));
            let mut groups = compiled.ends.clone();
            groups.sort_unstable();
            let all: Vec<usize> = (1..compiled.regex.captures_len()).collect();
            assert_eq!(groups, all, "{}", rule.pattern);
        }
    }

    #[test]
    fn groups_end_from_the_inside_out() {
        assert_eq!(group_ends(r"(a(b)\((?:c))[()](d)"), [2, 1, 3]);
    }

    #[test]
    fn rules_without_needles_are_few() {
        assert!(Rules::get().always.len() < 10);
    }
}
