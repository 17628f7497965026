//! How an object is split into records, and a record into fields.
//!
//! What a record is wrapped in is no part of its format: whatever the format, a record
//! may come in an envelope of CloudWatch Logs, EventBridge or FireLens, in the `message`
//! of Firehose's JSON, or as a row of Parquet, which all can be told by their content.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Text, Texts};

/// How an object is split into records, and a record into fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Format {
    /// JSON objects.
    Json(Json),
    /// A line is a record, its fields stand between separators: space-separated logs,
    /// CSV, the extended log format of W3C.
    Columns(Columns),
    /// A line is a record, and a regular expression finds its fields.
    Text(TextLines),
    /// A record is one line or several, and a regular expression finds its fields.
    Multiline(Multiline),
    /// A record is an XML element.
    Xml(Xml),
    /// A record is an event of Windows in XML.
    WindowsEventXml,
    /// A line is a record in ArcSight's Common Event Format, with or without a syslog
    /// header.
    Cef,
}

impl Format {
    /// JSON objects.
    pub const JSON: Self = Self::Json(Json { records: None });

    /// JSON objects with a list of records each.
    pub const fn json_records(field: &'static str) -> Self {
        Self::Json(Json { records: Some(Cow::Borrowed(field)) })
    }

    /// Lines that a regular expression matches.
    pub const fn text(pattern: &'static str) -> Self {
        Self::Text(TextLines {
            pattern: Cow::Borrowed(pattern),
            header_lines: 0,
            json_is_record: false,
        })
    }

    /// Lines that a regular expression matches, among them objects of JSON, which are
    /// records as they are.
    pub const fn text_or_json(pattern: &'static str) -> Self {
        Self::Text(TextLines {
            pattern: Cow::Borrowed(pattern),
            header_lines: 0,
            json_is_record: true,
        })
    }

    /// Records of several lines.
    pub const fn multiline(first_line: &'static str, pattern: &'static str) -> Self {
        let first_line = Cow::Borrowed(first_line);
        Self::Multiline(Multiline { first_line, pattern: Cow::Borrowed(pattern) })
    }
}

/// JSON objects: one a line, one after the other with nothing between, spread over
/// lines, or the elements of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Json {
    /// Name of the field that holds the list of records, `Records` in CloudTrail. An
    /// object without it is a record itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<Text>,
}

/// Fields between separators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// What stands between two fields.
    #[serde(default)]
    pub separator: Separator,
    /// How a field is marked that holds the separator.
    #[serde(default)]
    pub quoting: Quoting,
    /// Whether the object says what its fields are called.
    #[serde(default)]
    pub header: Header,
    /// Names of the fields in order, for objects that do not say. A field behind the
    /// last of them is not lost: it is in `@message`. `_` leaves one out.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub names: Texts,
}

impl Columns {
    /// Fields with spaces between them.
    pub const fn new(names: &'static [&'static str]) -> Self {
        Self {
            separator: Separator::Spaces,
            quoting: Quoting::None,
            header: Header::None,
            names: Texts::of(names),
        }
    }

    /// Sets what stands between two fields.
    #[must_use]
    pub const fn separator(mut self, separator: Separator) -> Self {
        self.separator = separator;
        self
    }

    /// Sets how a field is marked that holds the separator.
    #[must_use]
    pub const fn quoting(mut self, quoting: Quoting) -> Self {
        self.quoting = quoting;
        self
    }

    /// Sets whether the object says what its fields are called.
    #[must_use]
    pub const fn header(mut self, header: Header) -> Self {
        self.header = header;
        self
    }
}

/// What stands between two fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// One or more spaces or tabs.
    #[default]
    Spaces,
    /// One space: two in a row have an empty field between them.
    Space,
    /// A tab.
    Tab,
    /// A comma.
    Comma,
    /// A semicolon.
    Semicolon,
    /// `|`.
    Pipe,
}

/// How a field is marked that holds the separator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quoting {
    /// None does.
    #[default]
    None,
    /// `"…"`, with a `"` in it written as `\"`, as `\x22` or as it is where no separator
    /// follows it.
    Lenient,
    /// As `lenient`, and `[…]` for a time.
    LenientAndBrackets,
    /// `"…"`, with a `"` in it doubled; the field may have several lines. RFC 4180.
    Csv,
}

/// Whether an object says what its fields are called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Header {
    /// It does not.
    #[default]
    None,
    /// In its first line; a dash in a name becomes `_`.
    FirstLine,
    /// In lines that begin with `#Fields:`, which may stand anywhere and count from
    /// there on; other lines that begin with `#` are no records. Names are written in
    /// lower case, with `_` for what is no letter or digit: `cs(User-Agent)` is
    /// `cs_user_agent`.
    W3c,
}

/// Lines that a regular expression matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextLines {
    /// Regular expression; its named groups are the fields. It matches from the start of
    /// the line, and what follows it is ignored.
    ///
    /// Syntax: <https://docs.rs/regex/latest/regex/#syntax>
    pub pattern: Text,
    /// Number of lines at the start of an object that are no records.
    #[serde(default)]
    pub header_lines: u32,
    /// Whether an object of JSON is a record as it is, for programs that write both. Else
    /// its `message`, if that is a text, is the line, which an agent has wrapped.
    #[serde(default)]
    pub json_is_record: bool,
}

/// Records of several lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Multiline {
    /// Regular expression of the first line of a record. What stands before the first of
    /// them is a record as well.
    pub first_line: Text,
    /// Regular expression of a whole record; its named groups are the fields. `.` does
    /// not match a line end unless the expression says `(?s)`.
    pub pattern: Text,
}

/// XML elements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Xml {
    /// Name of the element that is a record, wherever it stands.
    pub element: Text,
}
