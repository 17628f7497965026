//! Whether a file is what its source delivers: a page that says "down for maintenance" must
//! not take the place of a list.
//!
//! A file is read from its beginning to its end and never held as a whole.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::net::IpAddr;

use contract::indicators::Provider;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Why a file is not taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// It is something else.
    Unusable(String),
    /// It says that the key is not known.
    KeyRefused(String),
}

/// A line of Tor's list is short; of another thing, what fits is enough to see that.
const LONGEST_LINE: u64 = 64 * 1024;

/// Checks a file of a provider. Blocks.
pub(crate) fn check(provider: Provider, mut file: &File) -> Result<(), Wrong> {
    let unreadable = |error: std::io::Error| Wrong::Unusable(error.to_string());
    file.rewind().map_err(unreadable)?;
    let reader = BufReader::new(file);
    match provider {
        Provider::Tor => exit_nodes(reader),
        Provider::AbuseCh => json::<Vec<IgnoredAny>>(reader).map(drop),
        Provider::Urlhaus => {
            answer(json::<Urls>(reader).map(|list| (list.query_status, list.urls.is_some()))?)
        }
        Provider::Threatfox => {
            answer(json::<Iocs>(reader).map(|list| (list.query_status, list.data.is_some()))?)
        }
        Provider::Otx => json::<Pulse>(reader).map(drop),
        Provider::Custom => Ok(()),
    }
}

/// There is always an exit node: a list without one is none.
fn exit_nodes(mut reader: impl BufRead) -> Result<(), Wrong> {
    let mut line = vec![];
    loop {
        line.clear();
        let read = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
        if read.map_err(|error| Wrong::Unusable(error.to_string()))? == 0 {
            return Err(Wrong::Unusable("it names no exit node".to_owned()));
        }
        let text = String::from_utf8_lossy(&line);
        let mut words = text.split_ascii_whitespace();
        let is_node = words.next() == Some("ExitAddress")
            && words.next().is_some_and(|address| address.parse::<IpAddr>().is_ok());
        if is_node {
            return Ok(());
        }
    }
}

#[derive(Deserialize)]
struct Urls {
    query_status: String,
    urls: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Iocs {
    query_status: String,
    data: Option<IgnoredAny>,
}

/// Elements of no size: however many there are, they take no room.
#[derive(Deserialize)]
struct Pulse {
    #[expect(dead_code, reason = "it is only to be there")]
    indicators: Vec<IgnoredAny>,
}

fn json<'a, T: Deserialize<'a>>(reader: impl Read) -> Result<T, Wrong> {
    let mut json = serde_json::Deserializer::from_reader(reader);
    let unusable = |error: serde_json::Error| Wrong::Unusable(error.to_string());
    let value = T::deserialize(&mut json).map_err(unusable)?;
    json.end().map_err(unusable)?;
    Ok(value)
}

/// abuse.ch says in its answer how the question went: `ok`, `no_results`, `unknown_auth_key`.
fn answer((status, has_list): (String, bool)) -> Result<(), Wrong> {
    match status.as_str() {
        "ok" if has_list => Ok(()),
        "ok" => Err(Wrong::Unusable("it holds no list".to_owned())),
        "no_results" | "no_result" => Ok(()),
        other => {
            let said: String = other.chars().filter(|c| !c.is_control()).take(60).collect();
            if other.contains("auth") || other.contains("key") {
                Err(Wrong::KeyRefused(said))
            } else {
                Err(Wrong::Unusable(format!("it says `{said}`")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn checked(provider: Provider, content: &str) -> Result<(), Wrong> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content.as_bytes()).unwrap();
        check(provider, &file)
    }

    #[test]
    fn what_the_sources_deliver_is_taken() {
        for (provider, content) in [
            (Provider::Tor, "ExitNode A\nExitAddress 198.51.100.7 2026-11-24 05:08:45\n"),
            (Provider::AbuseCh, r#"[{"ip_address": "198.51.100.7"}]"#),
            (Provider::AbuseCh, "[]"),
            (Provider::Urlhaus, r#"{"query_status": "ok", "urls": []}"#),
            (Provider::Threatfox, r#"{"query_status": "ok", "data": [{}]}"#),
            (Provider::Threatfox, r#"{"query_status": "no_result", "data": "nothing found"}"#),
            (Provider::Otx, r#"{"id": "a", "indicators": [{"indicator": "x"}]}"#),
        ] {
            assert_eq!(checked(provider, content), Ok(()), "{content}");
        }
    }

    #[test]
    fn what_is_something_else_is_not_taken() {
        for provider in Provider::ALL {
            if provider == Provider::Custom {
                continue;
            }
            for content in ["", "<html>down for maintenance</html>", "{}", "[{]", "null", "\u{0}"] {
                assert!(checked(provider, content).is_err(), "{provider:?} {content}");
            }
        }
        let cut = r#"{"id": "a", "indicators": [{"indicator": "x"}"#;
        assert!(checked(Provider::Otx, cut).is_err());
        assert!(checked(Provider::AbuseCh, "[] <html>").is_err());
        assert!(checked(Provider::Tor, "ExitAddress nowhere 2026-11-24\n").is_err());
        assert!(checked(Provider::Urlhaus, r#"{"query_status": "ok"}"#).is_err());
    }

    #[test]
    fn an_answer_that_refuses_the_key_is_told_from_others() {
        for word in ["unknown_auth_key", "no_api_key"] {
            let answer = format!(r#"{{"query_status": "{word}"}}"#);
            assert_eq!(checked(Provider::Threatfox, &answer), Err(Wrong::KeyRefused(word.into())));
        }
        let answer = r#"{"query_status": "illegal_days"}"#;
        assert!(matches!(checked(Provider::Threatfox, answer), Err(Wrong::Unusable(_))));
    }
}
