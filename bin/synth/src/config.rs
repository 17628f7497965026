//! The file with the SIEM's options.

use std::fs;
use std::path::{Path, PathBuf};

use siem::Siem;

use crate::wording::reworded;

/// Why the options cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No such file, or not readable.
    #[error("cannot read the options in {}: give the path of a YAML file, or leave `--config` out for the defaults", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// Not YAML, an unknown option or a wrong value.
    #[error("{place}: {what}; `synth --print-schema` shows what the file may hold")]
    Invalid {
        /// File, line and column.
        place: String,
        /// What is wrong there.
        what: String,
    },
}

/// Reads the options; an empty file means the defaults.
///
/// # Errors
///
/// If the file cannot be read, or holds something else than options.
pub fn read(path: &Path) -> Result<Siem, ConfigError> {
    let text = fs::read_to_string(path)
        .map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
    parse(path, &text)
}

fn parse(path: &Path, text: &str) -> Result<Siem, ConfigError> {
    let parsed = serde_yaml::from_str::<Option<Siem>>(text);
    parsed.map(Option::unwrap_or_default).map_err(|error| {
        let file = path.display();
        let place = match error.location() {
            Some(location) => format!("{file}:{}:{}", location.line(), location.column()),
            None => file.to_string(),
        };
        let line = error.location().and_then(|place| text.lines().nth(place.line() - 1));
        let message = without_location(&error.to_string());
        ConfigError::Invalid { place, what: reworded(&message, line.unwrap_or_default()) }
    })
}

/// The message without the place at its end, which stands before it already.
fn without_location(message: &str) -> String {
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message.chars().take(message[..end].chars().count()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        parse(Path::new("siem.yaml"), text).unwrap_err().to_string()
    }

    #[test]
    fn an_empty_file_means_the_defaults() {
        assert_eq!(parse(Path::new("siem.yaml"), "# nothing\n").unwrap(), Siem::default());
    }

    #[test]
    fn an_unknown_option_is_reported_with_its_place_and_the_known_ones() {
        let text = error("names:\n  log_bukket: acme-logs\n");
        assert!(text.starts_with("siem.yaml:2:3: "), "{text}");
        assert!(text.contains("`log_bukket`") && text.contains("`log_bucket`"), "{text}");
    }

    #[test]
    fn a_wrong_value_is_reported_with_its_place_and_the_wanted_one() {
        let text = error("names:\n  log_bucket: Acme_Logs\n");
        assert!(text.starts_with("siem.yaml:2:15: "), "{text}");
        assert!(text.contains("`Acme_Logs`") && text.contains("lower-case"), "{text}");
    }

    #[test]
    fn broken_yaml_is_reported_with_its_place() {
        let text = error("names:\n\tlog_bucket: acme-logs\n");
        assert!(text.starts_with("siem.yaml:2:1: a tab; "), "{text}");
    }

    #[test]
    fn what_is_in_the_wrong_place_is_told_in_words_of_the_file() {
        let text = error("log_bucket: acme-logs\n");
        assert!(text.starts_with("siem.yaml:1:13: log_bucket: the text \"acme-logs\"; "), "{text}");
        assert!(!text.contains("struct"), "{text}");
        let text = error("data_nodes: {count: 3}\n");
        assert!(text.contains("`domain.data_nodes`"), "{text}");
    }
}
