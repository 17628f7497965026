//! `user.ini` as v2.10.4 reads it: the syntax of Python's `configparser`.
//!
//! Syntax: <https://docs.python.org/3/library/configparser.html#supported-ini-file-structure>

use std::collections::BTreeSet;

/// A section with its keys in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) values: Vec<(String, String)>,
}

/// The section whose keys count in all others.
pub(super) const DEFAULT: &str = "DEFAULT";

/// Reads the sections.
///
/// # Errors
///
/// The first line that v2.10.4 could not read either, by its number.
pub(super) fn parse(text: &str) -> Result<Vec<Section>, String> {
    let mut sections: Vec<Section> = vec![];
    let mut seen = BTreeSet::new();
    // How far the last key is indented: what is further to the right continues its value.
    let mut indentation = None;
    for (number, line) in text.lines().enumerate() {
        let number = number + 1;
        let content = line.trim();
        let current = sections.last_mut();
        if content.starts_with(['#', ';']) {
            continue;
        }
        if content.is_empty() {
            continued(current, "");
            continue;
        }
        let indented = line.len() - line.trim_start().len();
        if indentation.is_some_and(|key| indented > key) {
            continued(current, content);
            continue;
        }
        if let Some(name) = content.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            let name = name.0.to_owned();
            if !seen.insert((name.clone(), None)) {
                return Err(format!("line {number}: section [{name}] stands twice"));
            }
            sections.push(Section { name, values: vec![] });
            indentation = None;
            continue;
        }
        let section = current.ok_or(format!("line {number}: no section before it"))?;
        let (key, value) = content
            .split_once(['=', ':'])
            .ok_or(format!("line {number}: neither `[section]` nor `key = value`"))?;
        let (key, value) = (key.trim().to_owned(), value.trim().to_owned());
        if !seen.insert((section.name.clone(), Some(key.clone()))) {
            return Err(format!("line {number}: `{key}` stands twice in [{}]", section.name));
        }
        section.values.push((key, value));
        indentation = Some(indented);
    }
    for (_, value) in sections.iter_mut().flat_map(|section| &mut section.values) {
        value.truncate(value.trim_end().len());
    }
    Ok(sections)
}

fn continued(section: Option<&mut Section>, content: &str) {
    if let Some((_, value)) = section.and_then(|section| section.values.last_mut()) {
        value.push('\n');
        value.push_str(content);
    }
}

/// A value as it is meant: `$$` is `$`.
///
/// # Errors
///
/// The value takes another one in, or v2.10.4 could not read it.
pub(super) fn meant(value: &str) -> Result<String, String> {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, behind)) = rest.split_once('$') {
        text.push_str(before);
        text.push('$');
        rest = match behind.strip_prefix('$') {
            Some(behind) => behind,
            None if behind.starts_with('{') => {
                return Err("it takes another value in with `${…}`; write that value itself".into());
            }
            None => return Err("a `$` alone, which v2.10.4 cannot read; write `$$`".into()),
        };
    }
    text.push_str(rest);
    let reference = |rest: &str| rest.split_once(')').is_some_and(|(_, end)| end.starts_with('s'));
    if text.split("%(").skip(1).any(reference) {
        return Err(
            "`%(…)s` looks as if it took another value in, which v2.10.4 does not do".into()
        );
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(String, String)> {
        parse(text).unwrap().remove(0).values
    }

    #[test]
    fn a_value_goes_on_where_it_is_indented() {
        let values = values("[app]\n# why\necs = source.ip\n    user.name\nsource.ip: a = b\n\n");
        let expected = [("ecs", "source.ip\nuser.name"), ("source.ip", "a = b")];
        assert_eq!(values, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_python_refuses_is_refused_with_its_line() {
        for (text, why) in [
            ("a = 1", "line 1: no section"),
            ("[a]\nb", "line 2: neither"),
            ("[a]\nb = 1\nb = 2", "line 3: `b` stands twice"),
            ("[a]\n[a]", "line 2: section [a] stands twice"),
        ] {
            let said = parse(text).unwrap_err();
            assert!(said.starts_with(why), "{said}");
        }
    }

    #[test]
    fn a_dollar_is_written_twice() {
        assert_eq!(meant("^a$$").as_deref(), Ok("^a$"));
        for value in ["a$", "${waf:s3_key}", "%(name)s"] {
            assert!(meant(value).is_err(), "{value}");
        }
        assert_eq!(meant("50%(abc)").as_deref(), Ok("50%(abc)"));
    }
}
