//! What must hold for any bytes, by format.
//!
//! - Nothing panics, and nothing takes long or much memory: libFuzzer watches both.
//! - Items are numbered from 1 without a gap.
//! - The same bytes are the same items, however the source deals them out.
//! - A document that was read is one that OpenSearch can read: JSON, within the depth that
//!   is allowed, and no object has two fields of a name.

use std::borrow::Cow;
use std::io::Read;
use std::sync::Mutex;

use contract::log_spec::{Columns, Format, Header, Quoting, Separator, Xml};
use formats::json::parse_object;
use formats::{DecompressError, Item, Limits, Reader, Record, Records, decompress};

/// Something to try with any bytes.
pub type Target = fn(&[u8]);

/// All targets, by the name of their folder in the corpus.
pub const TARGETS: [(&str, Target); 10] = [
    ("json", json),
    ("columns", columns),
    ("text", text),
    ("multiline", multiline),
    ("xml", xml),
    ("windows_event", windows_event),
    ("cef", cef),
    ("header", header),
    ("decompress", decompressed),
    ("envelopes", envelopes),
];

/// Small, so that fuzzing reaches them.
const LIMITS: Limits =
    Limits { decompressed_bytes: 1 << 20, record_bytes: 64 << 10, disk_bytes: 1 << 20 };

const NAMES: [&str; 6] = ["a", "b", "_", "c-d", "e.f", "a"];
const SEPARATORS: [Separator; 6] = [
    Separator::Spaces,
    Separator::Space,
    Separator::Tab,
    Separator::Comma,
    Separator::Semicolon,
    Separator::Pipe,
];
const QUOTINGS: [Quoting; 4] =
    [Quoting::None, Quoting::Lenient, Quoting::LenientAndBrackets, Quoting::Csv];

/// JSON objects, and lists of records.
pub fn json(bytes: &[u8]) {
    object(&Format::JSON, bytes);
    object(&Format::json_records("Records"), bytes);
}

/// Lines with each separator and each way of quoting.
pub fn columns(bytes: &[u8]) {
    for separator in SEPARATORS {
        for quoting in QUOTINGS {
            let columns = Columns::new(&NAMES).separator(separator).quoting(quoting);
            read(&Format::Columns(columns), bytes);
        }
    }
    object(&Format::Columns(Columns::new(&NAMES).quoting(Quoting::LenientAndBrackets)), bytes);
}

/// Lines that a regular expression matches.
pub fn text(bytes: &[u8]) {
    object(&Format::text(r"(?<a>\w+) +(?:(?<b>[^ ]*) )?\[(?<c>.*?)\](?<d>.*)"), bytes);
}

/// Records of several lines.
pub fn multiline(bytes: &[u8]) {
    object(&Format::multiline(r"# \w", r"(?s)# (?<a>\w+)(?<b>.*?)(?<c>\n[^\n]*)?\z"), bytes);
}

/// XML elements.
pub fn xml(bytes: &[u8]) {
    object(&Format::Xml(Xml { element: Cow::Borrowed("a") }), bytes);
}

/// Events of Windows.
pub fn windows_event(bytes: &[u8]) {
    object(&Format::WindowsEventXml, bytes);
}

/// The Common Event Format.
pub fn cef(bytes: &[u8]) {
    object(&Format::Cef, bytes);
}

/// Objects that name their columns.
pub fn header(bytes: &[u8]) {
    let w3c = Columns::new(&NAMES).separator(Separator::Tab).header(Header::W3c);
    object(&Format::Columns(w3c), bytes);
    let csv = Columns::new(&[]).separator(Separator::Comma).quoting(Quoting::Csv);
    object(&Format::Columns(csv.header(Header::FirstLine)), bytes);
    object(&Format::Columns(Columns::new(&[]).header(Header::FirstLine)), bytes);
}

/// Archives, archives in archives, and what only looks like one.
pub fn decompressed(bytes: &[u8]) {
    let (whole, error) = content(bytes);
    assert!(whole.len() as u64 <= LIMITS.decompressed_bytes.max(bytes.len() as u64));
    let (slow, slow_error) = content(ByteByByte(bytes));
    // How much comes out before a fault, and which of two faults is noticed, depends on how
    // much was read ahead.
    let same = match (error, slow_error) {
        (None, None) => whole == slow,
        (Some(_), Some(_)) => whole.starts_with(&slow) || slow.starts_with(&whole),
        _ => false,
    };
    assert!(same, "the pace of the source changes what comes out");
}

/// What a log service puts around a record.
pub fn envelopes(bytes: &[u8]) {
    object(&Format::JSON, bytes);
    object(&Format::text("(?<a>[a-z]+) (?<b>.*)"), bytes);
    object(&Format::Columns(Columns::new(&NAMES)), bytes);
}

/// The content of an archive, and the name of what went wrong.
fn content(source: impl Read + Send) -> (Vec<u8>, Option<&'static str>) {
    let mut content = Vec::new();
    let result = decompress(source, LIMITS).read_to_end(&mut content);
    let error = result.err().map(|error| {
        error.downcast::<DecompressError>().expect("bytes in memory do not fail").as_str()
    });
    (content, error)
}

/// An object is split and its records are read.
fn object(format: &Format, bytes: &[u8]) {
    let all = items(format, bytes);
    let slow = items(format, ByteByByte(bytes));
    assert_eq!(all, slow, "the pace of the source changes the items");
}

/// The items of an object as text.
fn items(format: &Format, source: impl Read) -> Vec<String> {
    let reader = reader(format);
    let mut records = Records::new(source, format, LIMITS);
    let mut items = Vec::new();
    loop {
        let item = match records.next_item() {
            Ok(Some(item)) => item,
            Ok(None) => return items,
            Err(error) => panic!("bytes in memory do not fail: {error}"),
        };
        assert_eq!(item.number(), items.len() as u64 + 1);
        items.push(match item {
            Item::Record(record) => document(reader, &record),
            Item::Bad(bad) => format!("{bad:?}"),
            Item::Control(number) => format!("control {number}"),
        });
    }
}

/// All the bytes as one record.
fn read(format: &Format, bytes: &[u8]) {
    document(reader(format), &Record::new(1, bytes));
}

/// The reader of a format: making one takes longer than reading with it.
fn reader(format: &Format) -> &'static Reader {
    static READERS: Mutex<Vec<(Format, &Reader)>> = Mutex::new(Vec::new());
    let mut readers = READERS.lock().expect("no thread has failed here");
    if let Some((_, reader)) = readers.iter().find(|(made, _)| made == format) {
        return reader;
    }
    let reader = Reader::new(format).expect("a format that is part of this program");
    let reader: &Reader = Box::leak(Box::new(reader));
    readers.push((format.clone(), reader));
    reader
}

/// What a record becomes, as text.
fn document(reader: &Reader, record: &Record<'_>) -> String {
    let text = String::from_utf8_lossy(record.bytes);
    let document = match reader.read(&text, record) {
        Ok(document) => document,
        Err(error) => return error.to_string(),
    };
    let mut written = Vec::new();
    document.write(&mut written);
    let written = String::from_utf8(written).expect("documents are UTF-8");
    match parse_object(&written) {
        // A field that comes twice would have been left out.
        Ok(again) => assert_eq!(again, document, "{written}"),
        Err(error) => panic!("no document: {error}: {written}"),
    }
    written
}

/// A source that gives a byte at a time.
struct ByteByByte<'a>(&'a [u8]);

impl Read for ByteByByte<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = buffer.len().min(1);
        self.0.read(&mut buffer[..count])
    }
}
