//! How the records of a log type of one's own are read, and which fields they become.
//!
//! Of a built-in log type none of this can be changed.

use serde_yaml::{Mapping, Value};

use super::{LISTS, Section, mapping, put, put_list, words};
use crate::convert::python;

impl Section<'_> {
    pub(super) fn format(&mut self) -> Option<Mapping> {
        let mut format = Mapping::new();
        let kind = self.text("file_format");
        let kind = match kind.as_deref() {
            Some("json") => {
                if let Some(records) = self.text("json_delimiter") {
                    put(&mut format, "records", records);
                }
                "json"
            }
            // Parquet is told by its content.
            Some("parquet") => "json",
            Some("csv") => {
                self.columns(&mut format);
                "columns"
            }
            Some("text") => {
                self.required(&mut format, "pattern", "log_pattern", |text| python::pattern(&text));
                self.header_lines(&mut format);
                "text"
            }
            Some("multiline") => {
                for (name, key) in
                    [("first_line", "multiline_firstline"), ("pattern", "log_pattern")]
                {
                    self.required(&mut format, name, key, |text| python::pattern(&text));
                }
                "multiline"
            }
            Some("xml") => {
                self.required(&mut format, "element", "xml_firstline", |text| element(&text));
                "xml"
            }
            Some("winevtxml") => "windows_event_xml",
            Some("cef") => "cef",
            other => {
                let what = other.unwrap_or("nothing").to_owned();
                self.leave_out("file_format", format!("`{what}` is no format"));
                return None;
            }
        };
        put(&mut format, "type", kind);
        Some(format)
    }

    fn header_lines(&mut self, format: &mut Mapping) {
        let Some(lines) = self.text("text_header_line_number") else { return };
        match lines.parse::<u32>() {
            Ok(0) => {}
            Ok(lines) => put(format, "header_lines", lines),
            Err(_) => self.leave_out("text_header_line_number", format!("`{lines}` is no number")),
        }
    }

    fn columns(&mut self, format: &mut Mapping) {
        put(format, "header", "first_line");
        let Some(delimiter) = self.text("csv_delimiter") else { return };
        let separator = match delimiter.as_str() {
            "," => "comma",
            ";" => "semicolon",
            "|" => "pipe",
            other => {
                let why = format!("`{other}` is no separator here: `,`, `;`, `|` or white space");
                return self.leave_out("csv_delimiter", why);
            }
        };
        put(format, "separator", separator);
        put(format, "quoting", "csv");
    }

    pub(super) fn renames(&mut self, spec: &mut Mapping) {
        let mut renames = vec![];
        for to in self.words("renamed_newfields").unwrap_or_default() {
            if let Some(from) = self.named_in("renamed_newfields", &to) {
                renames.push(mapping([("from", from.into()), ("to", to.into())]));
            }
        }
        put_list(spec, "renames", renames);
    }

    pub(super) fn timestamp(&mut self) -> Mapping {
        let one = self.text("timestamp_key");
        let many = self.text("timestamp_key_list").map(|keys| words(&keys));
        let mut fields = many.unwrap_or_else(|| one.into_iter().collect());
        let mut timestamp = Mapping::new();
        let in_key = self.text("file_timestamp_format").map(|text| python::pattern(&text));
        match in_key {
            Some(Ok(pattern)) if pattern.contains("?P<year>") => {
                for field in fields.iter_mut().filter(|field| *field == "file_timestamp") {
                    "key_timestamp".clone_into(field);
                }
                if !fields.iter().any(|field| field == "key_timestamp") {
                    fields.push("key_timestamp".to_owned());
                }
                put(&mut timestamp, "key_pattern", pattern);
            }
            Some(Ok(_)) => self.leave_out("file_timestamp_format", "a group `year` must be in it"),
            Some(Err(why)) => self.leave_out("file_timestamp_format", why),
            None => {}
        }
        put(&mut timestamp, "fields", fields);
        let formats = self.time_formats();
        put(&mut timestamp, "formats", formats);
        self.offset(&mut timestamp, "timestamp_tz");
        timestamp
    }

    fn time_formats(&mut self) -> Vec<Value> {
        let one = self.text("timestamp_format").unwrap_or_else(|| "iso8601".to_owned());
        let key = "timestamp_format_list";
        let (key, formats) = match self.text(key).map(|list| serde_json::from_str(&list)) {
            Some(Ok(list)) => (key, list),
            Some(Err(error)) => {
                self.leave_out(key, format!("it is no list of texts in JSON: {error}"));
                (key, vec![])
            }
            None => ("timestamp_format", vec![one]),
        };
        let mut read = vec![];
        for format in formats {
            match python::time(&format) {
                Ok(format) => read.push(format),
                Err(why) => self.leave_out(key, why),
            }
        }
        read
    }

    pub(super) fn ecs(&mut self) -> Vec<Value> {
        let mut mappings = vec![];
        for field in self.words("ecs").unwrap_or_default() {
            let Some(value) = self.named_in("ecs", &field) else { continue };
            let all = value.starts_with('[') || LISTS.contains(&field.as_str());
            let words = words(&value);
            if words.iter().any(|word| word.contains(char::is_whitespace)) {
                self.leave_out(
                    &field,
                    "the first of several, within a list of all, cannot be said",
                );
                continue;
            }
            let from = mapping([(if all { "all_of" } else { "first_of" }, words.into())]);
            mappings.push(mapping([("field", field.into()), ("from", from)]));
        }
        mappings
    }
}

/// The element that a pattern of its first line is about.
fn element(pattern: &str) -> Result<String, String> {
    let name = pattern.trim_start_matches('^').strip_prefix('<').map(|rest| {
        let end = rest.find(|end: char| !(end.is_alphanumeric() || "_:-.".contains(end)));
        rest.split_at(end.unwrap_or(rest.len())).0
    });
    match name {
        Some(name) if !name.is_empty() => Ok(name.to_owned()),
        _ => Err(format!("`{pattern}` does not begin with an element, as `<Event` does")),
    }
}
