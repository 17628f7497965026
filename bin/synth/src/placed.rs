//! Where in the file an option stands that contradicts another.
//!
//! What is wrong with one value, reading the file says with its place. What only the stack can
//! tell names the option, `vpc.imported.cidrs`; this finds its place.

use std::path::Path;
use std::{fmt, fs};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use siem::Siem;
use template::{Problem, Problems};

/// A step from the top of the file to an option.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

/// An error of synthesis, with the problems that are of an option at its place in the file:
/// `siem.yaml:3:5: …`.
pub(crate) fn with_places(error: anyhow::Error, siem: &Siem, file: &Path) -> anyhow::Error {
    match (error.downcast_ref::<Problems>(), fs::read_to_string(file)) {
        (Some(problems), Ok(text)) => {
            anyhow::anyhow!(placed(problems, siem, &file.display().to_string(), &text))
        }
        _ => error,
    }
}

fn placed(problems: &Problems, siem: &Siem, file: &str, text: &str) -> String {
    let mut lines = problems.to_string().lines().take(1).collect::<String>();
    for problem in problems.iter() {
        let place = match problem {
            Problem::Impossible { place, .. } => find(text, &steps(place, problems.stack(), siem)),
            _ => None,
        };
        lines += &match place {
            Some((line, column)) => format!("\n  - {file}:{line}:{column}: {problem}"),
            None => format!("\n  - {problem}"),
        };
    }
    lines
}

/// The way to an option; that of a stack beside the SIEM's begins at the stack.
fn steps<'a>(option: &'a str, stack: &str, siem: &Siem) -> Vec<Step<'a>> {
    let beside = siem.source_stacks.iter().position(|one| one.name.as_str() == stack);
    let beside = beside.into_iter().flat_map(|n| [Step::Key("source_stacks"), Step::Item(n)]);
    let option = option.split(' ').next().unwrap_or_default();
    beside.chain(option.split('.').map(Step::Key)).collect()
}

/// Line and column of an option, or of the nearest one around it that is in the file.
fn find(text: &str, way: &[Step<'_>]) -> Option<(usize, usize)> {
    (1..=way.len()).rev().find_map(|length| {
        let found = Find(&way[..length]).deserialize(serde_yaml::Deserializer::from_str(text));
        let location = found.err().filter(|error| error.to_string().contains(HERE))?.location()?;
        Some((location.line(), location.column()))
    })
}

/// Ends the search; the error of the reader says where.
const HERE: &str = "the option is here";

struct Find<'a>(&'a [Step<'a>]);

impl<'de> DeserializeSeed<'de> for Find<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(self)
    }
}

/// Whatever is not on the way ends the search where it stands.
macro_rules! nothing_below {
    ($($visit:ident: $value:ty,)*) => {
        $(
            fn $visit<E: Error>(self, _: $value) -> Result<(), E> {
                self.arrived()
            }
        )*
    };
}

impl<'de> Visitor<'de> for Find<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("options")
    }

    nothing_below! {
        visit_bool: bool,
        visit_i64: i64,
        visit_u64: u64,
        visit_f64: f64,
        visit_str: &str,
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.arrived()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.0.split_first() else { return self.arrived() };
        while let Some(key) = map.next_key::<String>()? {
            if *first == Step::Key(&key) {
                map.next_value_seed(Find(rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.0.split_first() else { return self.arrived() };
        let Step::Item(wanted) = first else { return Ok(()) };
        for _ in 0..*wanted {
            list.next_element::<IgnoredAny>()?;
        }
        list.next_element_seed(Find(rest))?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

impl Find<'_> {
    fn arrived<E: Error>(&self) -> Result<(), E> {
        if self.0.is_empty() { Err(E::custom(HERE)) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "names: {log_bucket: acme}\nvpc:\n  imported:\n    cidrs: []\n\
                        source_stacks:\n  - name: one\n    sources:\n      guardduty:\n  \
                        - name: two\n    sources:\n      config: [{}, {}]\n";

    fn place(option: &str, stack: &str) -> Option<(usize, usize)> {
        let siem: Siem = serde_yaml::from_str(
            "source_stacks: [{name: one, sources: {}}, {name: two, sources: {}}]",
        )
        .unwrap();
        find(FILE, &steps(option, stack, &siem))
    }

    #[test]
    fn an_option_is_found_where_its_value_is() {
        assert_eq!(place("vpc.imported.cidrs", "aes-siem"), Some((4, 12)));
        assert_eq!(place("names.log_bucket", "aes-siem"), Some((1, 21)));
    }

    #[test]
    fn an_option_that_is_not_there_is_looked_for_in_what_is_around_it() {
        assert_eq!(place("names.key_alias", "aes-siem"), Some((1, 8)));
        assert_eq!(place("domain.engine", "aes-siem"), None);
    }

    #[test]
    fn a_stack_beside_the_siem_has_its_own() {
        assert_eq!(place("sources.config", "two"), Some((11, 15)));
        assert_eq!(place("sources.guardduty", "one").map(|(line, _)| line), Some(8));
    }
}
