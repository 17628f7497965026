//! What the columns of an object are called, where the object says so.

use std::collections::HashSet;

use contract::log_spec::{Columns, Header, Quoting, Separator};

/// What the columns of an object are called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(pub(crate) Vec<String>);

/// The name of a column that is left out.
pub(crate) const LEFT_OUT: &str = "_";

impl Names {
    /// Of columns with the same name the last counts, as OpenSearch refuses a document
    /// with two fields of a name.
    pub(crate) fn new(mut names: Vec<String>) -> Self {
        let mut seen = HashSet::new();
        for name in names.iter_mut().rev().filter(|name| !name.is_empty()) {
            if !seen.insert(name.clone()) {
                LEFT_OUT.clone_into(name);
            }
        }
        Self(names)
    }
}

/// Finds the lines of an object that are no records but say what its columns are called.
#[derive(Debug, Clone)]
pub(crate) struct HeaderLines {
    columns: Columns,
    names: Option<Names>,
    /// The line that the names are from.
    line: Vec<u8>,
    is_first_line: bool,
}

impl HeaderLines {
    pub(crate) fn new(columns: &Columns) -> Self {
        Self { columns: columns.clone(), names: None, line: Vec::new(), is_first_line: true }
    }

    /// Whether objects do not say what their columns are called.
    pub(crate) fn is_without(&self) -> bool {
        self.columns.header == Header::None
    }

    /// What the columns are called from here on.
    pub(crate) const fn names(&self) -> Option<&Names> {
        self.names.as_ref()
    }

    /// Looks at a line. Whether it is a header rather than a record.
    pub(crate) fn takes(&mut self, line: &[u8]) -> bool {
        match self.columns.header {
            Header::None => false,
            Header::FirstLine => self.takes_first_line(line),
            Header::W3c => self.takes_directive(line),
        }
    }

    /// The first line, and the same line again: an archive of several files has it at
    /// the start of each.
    fn takes_first_line(&mut self, line: &[u8]) -> bool {
        if !std::mem::take(&mut self.is_first_line) {
            return !self.line.is_empty() && self.line == line;
        }
        let names = first_line_names(&String::from_utf8_lossy(line), &self.columns);
        // Some ways of delivery leave the header out. What begins with a digit is a
        // number, a time or an address, and no name; `-` is a field without a value.
        if names.iter().any(|n| n == "_" || n.starts_with(|c: char| c.is_ascii_digit())) {
            return false;
        }
        self.names = Some(Names::new(names));
        self.line = line.to_vec();
        true
    }

    fn takes_directive(&mut self, line: &[u8]) -> bool {
        let Some(directive) = line.strip_prefix(b"#") else {
            return false;
        };
        if let Some(fields) = directive.strip_prefix(b"Fields:") {
            let fields = String::from_utf8_lossy(fields);
            let names = fields.split_whitespace().map(w3c_name);
            self.names = Some(Names::new(names.collect()));
        }
        true
    }
}

/// The names in a first line.
fn first_line_names(line: &str, columns: &Columns) -> Vec<String> {
    let separator = match columns.separator {
        Separator::Spaces => return line.split_whitespace().map(dashless).collect(),
        Separator::Space => ' ',
        Separator::Tab => '\t',
        Separator::Comma => ',',
        Separator::Semicolon => ';',
        Separator::Pipe => '|',
    };
    let mut names = Vec::new();
    let mut rest = Some(line);
    while let Some(text) = rest {
        let quoted = text.strip_prefix('"').filter(|_| columns.quoting != Quoting::None);
        let quoted = quoted.and_then(|text| {
            let (name, after) = text.split_once('"')?;
            let after = after.strip_prefix(separator).or((after.is_empty()).then_some(""))?;
            Some((name, after, text.len() == name.len() + 1))
        });
        let name;
        (name, rest) = match quoted {
            Some((name, _, true)) => (name, None),
            Some((name, after, false)) => (name, Some(after)),
            None => {
                text.split_once(separator).map_or((text, None), |(name, rest)| (name, Some(rest)))
            }
        };
        names.push(dashless(name.trim()));
    }
    names
}

fn dashless(name: &str) -> String {
    name.replace('-', "_")
}

/// A name of the extended log format: `cs(User-Agent)` as `cs_user_agent`.
fn w3c_name(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: Columns = Columns::new(&[])
        .separator(Separator::Comma)
        .quoting(Quoting::Csv)
        .header(Header::FirstLine);

    fn names(columns: &Columns, line: &str) -> Option<Vec<String>> {
        let mut lines = HeaderLines::new(columns);
        let header = lines.takes(line.as_bytes());
        let names = lines.names().map(|names| names.0.clone());
        assert_eq!(header, names.is_some());
        names
    }

    #[test]
    fn a_dash_in_a_first_line_becomes_an_underscore() {
        let columns = Columns::new(&[]).header(Header::FirstLine);
        let found = names(&columns, "version account-id vpc-id").unwrap();
        assert_eq!(found, ["version", "account_id", "vpc_id"]);
    }

    #[test]
    fn names_may_be_quoted() {
        let found = names(&CSV, r#""Check ID",b,"c,d","e-f""#).unwrap();
        assert_eq!(found, ["Check ID", "b", "c,d", "e_f"]);
        assert_eq!(names(&CSV, "a,,c,").unwrap(), ["a", "", "c", ""]);
        assert_eq!(names(&CSV, "\"a\",").unwrap(), ["a", ""]);
    }

    #[test]
    fn a_first_line_with_numbers_is_no_header() {
        let columns = Columns::new(&[]).header(Header::FirstLine);
        assert_eq!(names(&columns, "2 111122223333 eni-1 192.0.2.1 OK"), None);
        assert_eq!(names(&columns, "OK - -"), None);
    }

    #[test]
    fn the_same_first_line_again_is_no_record() {
        let mut lines = HeaderLines::new(&CSV);
        let taken: Vec<_> = ["a,b", "c,d", "a,b"].map(|line| lines.takes(line.as_bytes())).into();
        assert_eq!(taken, [true, false, true]);
    }

    #[test]
    fn names_of_the_extended_log_format_are_made_plain() {
        let mut lines = HeaderLines::new(&Columns::new(&[]).header(Header::W3c));
        assert!(lines.takes(b"#Version: 1.0"));
        assert_eq!(lines.names(), None);
        assert!(lines.takes(b"#Fields: date x-edge-location cs(User-Agent) sc-bytes"));
        let names = ["date", "x_edge_location", "cs_user_agent", "sc_bytes"];
        assert_eq!(lines.names().unwrap().0, names);
        assert!(!lines.takes(b"2026-11-24\tNRT57\t-\t1"));
    }
}
