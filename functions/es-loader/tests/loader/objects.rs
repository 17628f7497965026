//! Objects that are not as they should be.

use crate::setup::{Setup, setup, small};
use crate::waf::{gzip, record, records};
use es_loader::config::Limits;
use es_loader::object::ObjectRef;
use es_loader::report::Report;
use es_loader::tally::Tally;
use serde_json::json;
use std::io::{Cursor, Write};
use std::time::Duration;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Loads an object, which must not fail, whatever it holds.
async fn load(setup: &Setup, object: &[u8]) -> Report {
    let report = setup.load(&setup.loader(setup.node.url()), object).await;
    assert_eq!(report.outcome, Ok(()));
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_of_a_zip_is_loaded() {
    let Some(setup) = setup(2020, 3).await else {
        return;
    };
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    for (name, count) in [("a.log", 3), ("empty.log", 0), ("b.log", 4)] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(&records(setup.time, count)).unwrap();
        zip.write_all(b"\n").unwrap();
    }
    let report = load(&setup, &zip.finish().unwrap().into_inner()).await;
    assert_eq!(report.tally, Tally { read: 7, loaded: 7, ..Tally::default() });
    assert_eq!(setup.count(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_in_an_archive_is_loaded_and_one_in_that_is_set_aside() {
    let Some(setup) = setup(2020, 4).await else {
        return;
    };
    let twice = gzip(&gzip(&records(setup.time, 5)));
    let report = load(&setup, &twice).await;
    assert_eq!(report.tally, Tally { read: 5, loaded: 5, ..Tally::default() });
    let report = load(&setup, &gzip(&twice)).await;
    assert_eq!(report.tally, Tally { read: 1, set_aside: 1, ..Tally::default() });
    let letters = setup.set_aside().await;
    assert_eq!(letters[0].0, "1-");
    assert!(letters[0].1.contains("archives inside each other"), "{letters:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_of_one_byte_or_none_costs_nothing() {
    let Some(setup) = setup(2020, 5).await else {
        return;
    };
    for blank in ["", "\n", " ", "\0"] {
        let report = load(&setup, blank.as_bytes()).await;
        assert_eq!(report.tally, Tally::default(), "{blank:?}");
    }
    assert!(setup.set_aside().await.is_empty());
    for byte in [b'{', b'x', b'1', 0x1f, 0xff] {
        let report = load(&setup, &[byte]).await;
        assert_eq!(report.tally, Tally { read: 1, set_aside: 1, ..Tally::default() }, "{byte}");
        assert_eq!(setup.set_aside().await.len(), 1, "{byte}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_gigabytes_of_zeros_in_a_small_archive_are_given_up_at_the_limit() {
    let Some(setup) = setup(2020, 6).await else {
        return;
    };
    // Members one after the other are one stream.
    let member = gzip(&vec![0; 100 << 20]);
    let mut bomb = gzip(&[records(setup.time, 5), b"\n".to_vec()].concat());
    for _ in 0..100 {
        bomb.extend_from_slice(&member);
    }
    assert!(bomb.len() < 11 << 20, "{}", bomb.len());
    let formats = formats::Limits { decompressed_bytes: 48 << 20, ..formats::Limits::default() };
    let limits = Limits { formats, ..small() };
    let loader = setup.loader_with(&setup.aws, setup.node.url(), limits);
    let report = setup.load(&loader, &bomb).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!(report.tally, Tally { read: 6, loaded: 5, set_aside: 1, ..Tally::default() });
    let letters = setup.set_aside().await;
    assert_eq!(letters[0].0, "6-");
    assert!(letters[0].1.starts_with("ArchiveTooLarge"), "{letters:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_or_is_compressed_in_another_way_is_set_aside_with_the_reason() {
    let Some(setup) = setup(2020, 10).await else {
        return;
    };
    // A format that is read from its end, and of which more comes than memory takes.
    let large = [b"PAR1\x15".to_vec(), vec![0; 17 << 20]].concat();
    let formats = formats::Limits { disk_bytes: 1 << 20, ..formats::Limits::default() };
    let limits = Limits { formats, ..small() };
    let loader = setup.loader_with(&setup.aws, setup.node.url(), limits);
    let xz = b"\xfd7zXZ\0\0\x04\xe6\xd6\xb4\x46".to_vec();
    for (object, kind, words) in [
        (large, "ArchiveNeedsTooMuch", "more than 1048576 bytes of disk"),
        (xz, "ArchiveUnsupported", "it is xz"),
    ] {
        let report = setup.load(&loader, &object).await;
        assert_eq!(report.outcome, Ok(()));
        assert_eq!(report.tally, Tally { read: 1, set_aside: 1, ..Tally::default() });
        let letters = setup.set_aside().await;
        assert_eq!(letters[0].0, "1-");
        assert!(letters[0].1.starts_with(kind) && letters[0].1.contains(words), "{letters:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_json_in_a_list_on_one_line_costs_no_neighbour_and_a_missing_end_is_told() {
    let Some(setup) = setup(2020, 11).await else {
        return;
    };
    let [one, two, three] = [1, 2, 3].map(|number| record(setup.time, number, "JP"));
    let object = format!("[{one},oops,{two},{{\"timestamp\":oops}},{three}");
    let report = load(&setup, object.as_bytes()).await;
    assert_eq!(report.tally, Tally { read: 6, loaded: 3, set_aside: 3, ..Tally::default() });
    assert_eq!(setup.count(), 3);
    let letters = setup.set_aside().await;
    let reason = |records: &str| letters.iter().find(|(of, _)| of == records).unwrap().1.clone();
    assert!(reason("2,4").starts_with("NotJson"), "{letters:?}");
    assert!(reason("6").starts_with("CutShort"), "{letters:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_not_utf_8_is_loaded_and_says_so() {
    let Some(setup) = setup(2020, 7).await else {
        return;
    };
    let mut object = record(setup.time, 1, "JP").into_bytes();
    let at = object.windows(4).position(|four| four == b"\"/1\"").unwrap() + 2;
    object[at] = 0xff;
    object.push(b'\n');
    object.extend_from_slice(&records(setup.time, 2));
    let report = load(&setup, &object).await;
    assert_eq!(report.tally, Tally { read: 3, loaded: 3, ..Tally::default() });
    assert_eq!(report.figures.in_part, 1);
    setup.count();
    let said = setup.node.search(&setup.index, &json!({ "exists": { "field": "error.message" } }));
    assert!(said[0]["_source"]["error"]["message"].as_str().unwrap().contains("UTF-8"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_byte_order_mark_blank_lines_and_lines_of_windows_are_no_records() {
    let Some(setup) = setup(2020, 8).await else {
        return;
    };
    let lines: Vec<_> = (1..=3).map(|number| record(setup.time, number, "JP")).collect();
    let object = format!("\u{feff}\r\n{}\r\n\r\n", lines.join("\r\n\r\n"));
    let report = load(&setup, object.as_bytes()).await;
    assert_eq!(report.tally, Tally { read: 3, loaded: 3, ..Tally::default() });
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_version_that_was_deleted_the_message_names_the_version() {
    let Some(setup) = setup(2020, 9).await else {
        return;
    };
    setup.put(&setup.key(), &records(setup.time, 3)).await;
    let object = ObjectRef {
        version: Some("11112222-3333-4444-5555-666677778888".to_owned()),
        ..ObjectRef::whole(&setup.bucket, setup.key())
    };
    let loader = setup.loader(setup.node.url());
    let report = setup.load_object(&loader, &object, Duration::from_secs(60)).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!(report.tally.ended(), report.tally.read);
    let letters = setup.messages(&setup.dead_letters.clone()).await;
    assert!(letters[0].body().unwrap().contains("11112222-3333"), "{letters:?}");
}
