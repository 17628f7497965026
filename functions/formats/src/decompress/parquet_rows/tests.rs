use std::io::Cursor;

use contract::log_spec::Format;

use super::*;
use crate::{BadReason, Item, Limits, ReadError, RecordRange, Records, decompress};

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/parquet/", $name, ".parquet"))
    };
}

fn lines(file: &[u8]) -> Vec<String> {
    let mut text = String::new();
    decompress(file, Limits::default()).read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn records(file: &[u8], record_bytes: usize) -> Records<crate::Decompressed<'_>> {
    let limits = Limits { record_bytes, ..Limits::default() };
    Records::new(decompress(file, limits), &Format::text("never"), limits)
}

#[test]
fn every_type_of_column_has_its_json() {
    let wanted: Vec<_> = include_str!("../../../tests/parquet/types.jsonl").lines().collect();
    assert_eq!(lines(file!("types")), wanted);
}

#[test]
fn every_codec_but_brotli_is_read() {
    let rows = [0, 1, 2].map(|n| format!(r#"{{"n":{n},"text":"record {n}"}}"#));
    for file in [&file!("none")[..], file!("snappy"), file!("gzip"), file!("zstd"), file!("lz4")] {
        assert_eq!(lines(file), rows);
    }
}

#[test]
fn a_row_is_a_json_record_whatever_the_format_of_its_type() {
    let mut records = records(file!("none"), 1 << 20);
    let Some(Item::Record(record)) = records.next_item().unwrap() else { panic!("no record") };
    assert_eq!(record.bytes, br#"{"n":0,"text":"record 0"}"#);
    assert!(record.is_json);
}

#[test]
fn a_range_counts_rows_over_row_groups() {
    let range = RecordRange { first: 199, last: Some(202) };
    let mut records = records(file!("groups"), 1 << 20).range(range);
    for number in 199..=202 {
        let Some(Item::Record(record)) = records.next_item().unwrap() else { panic!("no record") };
        let n = number - 1;
        assert_eq!(record.number, number);
        assert_eq!(record.bytes, format!(r#"{{"n":{n},"text":"record {n}"}}"#).as_bytes());
    }
    assert_eq!(records.next_item().unwrap(), None);
}

#[test]
fn a_file_without_rows_has_no_records() {
    assert_eq!(records(file!("no-rows"), 1 << 20).next_item().unwrap(), None);
}

#[test]
fn a_row_that_is_too_long_is_bad_and_its_neighbours_are_not() {
    let mut records = records(file!("groups"), 27);
    let mut bad = 0;
    let mut last = 0;
    while let Some(item) = records.next_item().unwrap() {
        last = item.number();
        if let Item::Bad(found) = item {
            assert_eq!(found.reason, BadReason::TooLong);
            bad += 1;
        }
    }
    assert_eq!((last, bad), (300, 200));
}

#[test]
fn a_cut_file_is_damaged_from_its_first_record_on() {
    let file = file!("groups");
    for length in [4, 5, 100, file.len() - 1] {
        let error = records(&file[..length], 1 << 20).next_item().unwrap_err();
        assert!(matches!(error, ReadError::Damaged { from_number: 1, .. }), "{length}: {error:?}");
    }
}

#[test]
fn damage_in_a_row_group_is_told_behind_the_rows_before_it() {
    let mut file = file!("groups").to_vec();
    let pages = file.windows(4).rposition(|four| four == [0x28, 0xb5, 0x2f, 0xfd]).unwrap();
    file[pages..pages + 40].fill(0xff);
    let mut records = records(&file, 1 << 20);
    let mut last = 0;
    let error = loop {
        match records.next_item() {
            Ok(item) => last = item.expect("the damage is told before the end").number(),
            Err(error) => break error,
        }
    };
    assert!(last >= 200, "{last}");
    let from = last + 1;
    assert!(
        matches!(error, ReadError::Damaged { from_number, .. } if from_number == from),
        "{error:?}"
    );
    assert_eq!(records.next_item().unwrap(), None);
}

#[test]
fn no_damage_ends_the_program() {
    for file in [&file!("types")[..], file!("none")] {
        for at in 0..file.len() {
            let mut file = file.to_vec();
            file[at] ^= 0x55;
            let limits = Limits { decompressed_bytes: 1 << 20, ..Limits::default() };
            let mut text = Vec::new();
            let _ = decompress(file.as_slice(), limits).read_to_end(&mut text);
        }
    }
}

#[test]
fn a_codec_that_is_not_built_in_is_named() {
    let error = io::read_to_string(decompress(&file!("brotli")[..], Limits::default()));
    let error = error.unwrap_err().to_string();
    assert!(error.contains("rotli"), "{error}");
}

/// The largest number that a header can hold, in five bytes.
const MOST: [u8; 5] = [0xfe, 0xff, 0xff, 0xff, 0x0f];

/// A file of the same length with this header of its first page, a dictionary. `header` is made
/// of the sizes of the page as it is and compressed, and of the number of its values.
fn with_header(file: &[u8], header: impl Fn(u8, u8, u8) -> Vec<u8>) -> Vec<u8> {
    let [b'P', b'A', b'R', b'1', 0x15, 4, 0x15, size, 0x15, packed, 0x4c, 0x15, values, rest @ ..] =
        file
    else {
        panic!("the header of a small dictionary")
    };
    // Four bytes more in the header, four less behind it.
    let header = header(*size, *packed - 8, *values);
    let (more_header, page) = rest.split_at(5);
    assert_eq!(more_header, [0x15, 0, 0x12, 0, 0]);
    [b"PAR1\x15\x04", &header[..], more_header, &page[4..]].concat()
}

#[test]
fn a_page_that_claims_two_gigabytes_is_given_up_without_making_room_for_it() {
    for file in [&file!("lz4")[..], file!("gzip"), file!("zstd")] {
        let file = with_header(file, |_, packed, values| {
            [&[0x15], &MOST[..], &[0x15, packed, 0x4c, 0x15, values]].concat()
        });
        let error = records(&file, 1 << 20).next_item().unwrap_err();
        let ReadError::Damaged { from_number: 1, source } = error else { panic!("{error:?}") };
        assert_eq!(source.as_str(), "ArchiveNeedsTooMuch");
        assert!(source.to_string().contains("2147483647 bytes for a page"), "{source}");
    }
}

#[test]
fn a_dictionary_that_claims_two_thousand_million_values_is_given_up() {
    let file = with_header(file!("none"), |size, packed, _| {
        [&[0x15, size - 8, 0x15, packed, 0x4c, 0x15], &MOST[..]].concat()
    });
    let error = records(&file, 1 << 20).next_item().unwrap_err();
    let ReadError::Damaged { from_number: 1, source } = error else { panic!("{error:?}") };
    assert_eq!(source.as_str(), "ArchiveNeedsTooMuch");
    assert!(source.to_string().contains("for the pages of all columns"), "{source}");
}

#[test]
fn a_large_file_is_read_from_disk() {
    let file = file!("types");
    let large = Cursor::new(vec![0; spool::IN_MEMORY]).chain(&file[..]);
    let Spooled::Disk(disk, _) = spool(large, Disk::new(u64::MAX)).unwrap() else {
        panic!("in memory")
    };
    // The end of the file counts, and offsets are from its start: so no table is found here.
    assert_eq!(disk.metadata().unwrap().len(), (spool::IN_MEMORY + file.len()) as u64);
    let mut small = tempfile::tempfile().unwrap();
    io::Write::write_all(&mut small, file).unwrap();
    let mut rows = Rows::open(Spooled::Disk(small, Disk::new(0).room())).unwrap();
    assert!(rows.next_row().unwrap().is_some());
}
