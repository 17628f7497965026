//! What the tests of several files need.

use std::io::Read;

use contract::log_spec::Format;

use crate::{Item, Limits, Records};

/// Every item of `text`: a record as it is behind the names of its columns, anything
/// else as what it is and where.
pub(crate) fn items(format: &Format, text: &str) -> Vec<String> {
    items_from(format, text.as_bytes(), 1 << 20)
}

pub(crate) fn items_from(format: &Format, reader: impl Read, record_bytes: usize) -> Vec<String> {
    let limits = Limits { record_bytes, ..Limits::default() };
    all(Records::new(reader, format, limits))
}

/// The same with the input cut at every byte.
pub(crate) fn slow_items(format: &Format, reader: impl Read, record_bytes: usize) -> Vec<String> {
    let limits = Limits { record_bytes, ..Limits::default() };
    let mut records = Records::new(reader, format, limits);
    records.input.block = 1;
    all(records)
}

fn all(mut records: Records<impl Read>) -> Vec<String> {
    let mut items = Vec::new();
    while let Some(item) = records.next_item().unwrap() {
        assert_eq!(item.number(), items.len() as u64 + 1);
        items.push(match item {
            Item::Record(record) => {
                let names = record.names.map(|names| format!("[{}] ", names.0.join(" ")));
                let json = if record.is_json { "json " } else { "" };
                names.unwrap_or_default() + json + &String::from_utf8_lossy(record.bytes)
            }
            Item::Control(_) => "Control".to_owned(),
            Item::Bad(bad) => format!("{} {}+{}", bad.reason.as_str(), bad.offset, bad.length),
        });
    }
    items
}
