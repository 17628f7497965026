//! Sets of actions, resources or principals, as statements write them.

use std::collections::BTreeSet;
use std::fmt;

use super::pattern::{covers, overlap};

/// These, or all but these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Set {
    /// `Action`, `Resource`, `Principal`.
    Only(BTreeSet<String>),
    /// `NotAction`, `NotResource`, `NotPrincipal`.
    AllBut(BTreeSet<String>),
}

/// What a set is compared by: one pattern, or all but some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Atom<'a> {
    One(&'a str),
    AllBut(&'a BTreeSet<String>),
}

impl fmt::Display for Atom<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(pattern) => f.write_str(pattern),
            Self::AllBut(patterns) => {
                let patterns: Vec<_> = patterns.iter().map(String::as_str).collect();
                write!(f, "not {}", patterns.join(", "))
            }
        }
    }
}

impl Set {
    pub(crate) fn everything() -> Self {
        Self::Only(["*".to_owned()].into())
    }

    pub(crate) fn atoms(&self) -> Vec<Atom<'_>> {
        match self {
            Self::Only(patterns) => patterns.iter().map(|pattern| Atom::One(pattern)).collect(),
            Self::AllBut(patterns) => vec![Atom::AllBut(patterns)],
        }
    }

    /// Whether everything in the atom is in the set, by a covering of single patterns.
    pub(crate) fn covers(&self, atom: Atom<'_>, covering: fn(&str, &str) -> bool) -> bool {
        match (self, atom) {
            (Self::Only(wide), Atom::One(narrow)) => wide.iter().any(|wide| covering(wide, narrow)),
            (Self::Only(wide), Atom::AllBut(_)) => wide.iter().any(|wide| covering(wide, "*")),
            (Self::AllBut(out), Atom::One(narrow)) => {
                !out.iter().any(|out| overlap(&fold(out), &fold(narrow)) || covering(out, narrow))
            }
            (Self::AllBut(out), Atom::AllBut(narrow_out)) => {
                out.iter().all(|out| narrow_out.iter().any(|wider| covering(wider, out)))
            }
        }
    }
}

fn fold(pattern: &str) -> String {
    pattern.to_ascii_lowercase()
}

/// Actions are compared without regard to case.
pub(crate) fn action_covers(wide: &str, narrow: &str) -> bool {
    covers(&fold(wide), &fold(narrow))
}

pub(crate) fn resource_covers(wide: &str, narrow: &str) -> bool {
    covers(wide, narrow)
}

/// Everybody covers everyone, and an account's root covers who is in the account.
pub(crate) fn principal_covers(wide: &str, narrow: &str) -> bool {
    if wide == "*" || wide == narrow {
        return true;
    }
    let account = wide.strip_suffix(":root").and_then(|arn| arn.rsplit("::").next());
    account.is_some_and(|account| {
        [":iam::", ":sts::"].iter().any(|service| narrow.contains(&format!("{service}{account}:")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(patterns: &[&str]) -> Set {
        Set::Only(patterns.iter().map(|&pattern| pattern.to_owned()).collect())
    }

    fn all_but(patterns: &[&str]) -> Set {
        Set::AllBut(patterns.iter().map(|&pattern| pattern.to_owned()).collect())
    }

    fn covers(wide: &Set, narrow: &Set) -> bool {
        narrow.atoms().into_iter().all(|atom| wide.covers(atom, action_covers))
    }

    #[test]
    fn actions_are_covered_without_regard_to_case() {
        assert!(covers(&only(&["S3:*"]), &only(&["s3:GetObject", "s3:Put*"])));
        assert!(!covers(&only(&["s3:Get*"]), &only(&["s3:GetObject", "s3:PutObject"])));
    }

    #[test]
    fn all_but_some_covers_what_is_not_among_them() {
        assert!(covers(&all_but(&["iam:*"]), &only(&["s3:GetObject"])));
        assert!(!covers(&all_but(&["iam:*"]), &only(&["iam:PassRole"])));
        assert!(!covers(&all_but(&["iam:*"]), &only(&["*"])));
        assert!(!covers(&only(&["s3:*"]), &all_but(&["iam:*"])));
        assert!(covers(&only(&["*"]), &all_but(&["iam:*"])));
    }

    #[test]
    fn leaving_out_less_is_wider() {
        assert!(covers(&all_but(&["iam:Get*"]), &all_but(&["iam:*"])));
        assert!(!covers(&all_but(&["iam:*"]), &all_but(&["iam:Get*"])));
    }

    #[test]
    fn an_account_covers_its_roles() {
        let root = "AWS:arn:aws:iam::111122223333:root";
        assert!(principal_covers(root, "AWS:arn:aws:iam::111122223333:role/r"));
        assert!(!principal_covers(root, "AWS:arn:aws:iam::444455556666:role/r"));
        assert!(!principal_covers("AWS:arn:aws:iam::111122223333:role/r", root));
        assert!(principal_covers("*", "Service:s3.amazonaws.com"));
    }
}
