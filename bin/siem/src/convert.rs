//! `siem convert`: the `user.ini` of v2.10.4 as log types of `siem.yaml`.
//!
//! | file | does |
//! | --- | --- |
//! | `ini` | reads sections and keys |
//! | `python` | regular expressions and formats of times |
//! | `section` | a section as a log type, or as changes to a built-in one |
//!
//! What is printed can be used as it is: a log type that the loader would refuse is left out,
//! and named with all else that is.

mod ini;
mod python;
mod section;

use std::fmt;
use std::fs;
use std::io::{self, Write};

use anyhow::{Context, anyhow};
use contract::log_spec::LogSpec;
use contract::log_types::{Changes, LogTypes as Wanted};
use log_types::{Exclusions, LogTypes};
use serde::de::DeserializeOwned;
use serde_yaml::{Mapping, Value};

use crate::End;
use crate::args::Convert;
use section::{Section, is_of_default, needs_no_option};

/// Something that could not be converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its section.
    pub section: String,
    /// Its key, or nothing for the whole section.
    pub key: String,
    /// Why, and what can be done.
    pub why: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { section, key, why } = self;
        match key.as_str() {
            "" => write!(f, "[{section}]: {why}"),
            key => write!(f, "[{section}] {key}: {why}"),
        }
    }
}

/// Converts the files and prints the result.
///
/// # Errors
///
/// A file cannot be read, or standard output is closed.
pub fn run(args: &Convert) -> anyhow::Result<End> {
    let file = args.user_ini.display();
    let text = fs::read_to_string(&args.user_ini).with_context(|| format!("`{file}`"))?;
    let (yaml, mut left_out) = convert(&text).map_err(|why| anyhow!("`{file}`: {why}"))?;
    if let Some(path) = &args.exclude_log_patterns {
        let csv = fs::read(path).with_context(|| format!("`{}`", path.display()))?;
        let section = path.display().to_string();
        let wrong = Exclusions::default().add_csv(&csv);
        left_out.extend(wrong.iter().map(|rule| LeftOut {
            section: section.clone(),
            key: String::new(),
            why: rule.to_string(),
        }));
        anstream::eprintln!(
            "{section}: the loader reads it as it is: put it into the geo bucket as \
             `exclude_log_patterns.csv`"
        );
    }
    io::stdout().lock().write_all(yaml.as_bytes())?;
    for problem in &left_out {
        anstream::eprintln!("left out: {problem}");
    }
    Ok(if left_out.is_empty() { End::Good } else { End::Bad })
}

/// YAML with `log_types`, and what is not in it.
///
/// # Errors
///
/// Why it is no `user.ini`.
pub fn convert(text: &str) -> Result<(String, Vec<LeftOut>), String> {
    let sections = ini::parse(text)?;
    let built_in = LogTypes::built_in();
    let default = sections.iter().find(|section| section.name == ini::DEFAULT);
    let mut left_out = default.map_or(vec![], of_default);
    let (mut own, mut changed) = (vec![], Mapping::new());
    for section in sections.iter().filter(|section| section.name != ini::DEFAULT) {
        let name = section.name.as_str();
        let converting = Section::new(section, default);
        let (spec, wrong) = match built_in.get(name) {
            Some(log_type) => {
                let (changes, wrong) = converting.changes(log_type);
                (
                    checked::<Changes>(changes, name, |changes| Wanted {
                        own: vec![],
                        built_in: [(name.to_owned(), changes)].into(),
                    }),
                    wrong,
                )
            }
            None => {
                let (spec, wrong) = converting.own();
                (
                    checked::<LogSpec>(spec, name, |spec| Wanted {
                        own: vec![spec],
                        ..Wanted::default()
                    }),
                    wrong,
                )
            }
        };
        left_out.extend(wrong);
        match spec {
            Ok(spec) if built_in.get(name).is_none() => own.push(Value::from(spec)),
            Ok(spec) if spec.is_empty() => {}
            Ok(spec) => drop(changed.insert(name.into(), spec.into())),
            Err(problem) => left_out.push(problem),
        }
    }
    let mut log_types = Mapping::new();
    if !own.is_empty() {
        log_types.insert("own".into(), own.into());
    }
    if !changed.is_empty() {
        log_types.insert("built_in".into(), changed.into());
    }
    let mut options = Mapping::new();
    options.insert("log_types".into(), log_types.into());
    let yaml = serde_yaml::to_string(&options).map_err(|error| error.to_string())?;
    Ok((yaml, left_out))
}

/// Gives it back if a loader can use it.
fn checked<T: DeserializeOwned>(
    spec: Mapping,
    name: &str,
    wanted: impl FnOnce(T) -> Wanted,
) -> Result<Mapping, LeftOut> {
    let whole = |why: String| LeftOut {
        section: name.to_owned(),
        key: String::new(),
        why: format!("the whole section: {why}"),
    };
    let json = serde_json::to_value(&spec).map_err(|error| whole(error.to_string()))?;
    let read = serde_json::from_value(json).map_err(|error| whole(error.to_string()))?;
    match LogTypes::with(&wanted(read)) {
        Ok(_) => Ok(spec),
        Err(wrong) => {
            let wrong: Vec<_> = wrong.iter().map(ToString::to_string).collect();
            Err(whole(wrong.join("; ")))
        }
    }
}

/// What `[DEFAULT]` changed beyond the sections of the file.
fn of_default(default: &ini::Section) -> Vec<LeftOut> {
    let everywhere = "it counts in the sections of this file, but no longer in every built-in log \
                      type; write it below `built_in` for those that need it";
    let whole = "it has no option here";
    let keys = default.values.iter().map(|(key, _)| key.as_str());
    keys.filter(|key| !needs_no_option(key))
        .map(|key| LeftOut {
            section: ini::DEFAULT.to_owned(),
            key: key.to_owned(),
            why: if is_of_default(key) { whole } else { everywhere }.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests;
