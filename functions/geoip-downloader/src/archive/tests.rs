use std::io::Write;

use super::*;

#[path = "../../tests/downloads/fixture.rs"]
mod fixture;

use fixture::database;

fn archive(files: &[(&str, &[u8])]) -> NamedTempFile {
    file(&fixture::archive(files))
}

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn refused(archive: NamedTempFile) -> String {
    let spool = tempfile::tempdir().unwrap();
    let error = unpack(archive, "GeoLite2-ASN", spool.path()).unwrap_err();
    assert_eq!(fs::read_dir(spool.path()).unwrap().count(), 0, "nothing is left behind");
    error.to_string()
}

#[test]
fn the_database_is_found_beside_its_license_texts() {
    let spool = tempfile::tempdir().unwrap();
    let wanted = database("GeoLite2-ASN", 1);
    let archive = archive(&[
        ("GeoLite2-ASN_20261124/LICENSE.txt", b"text"),
        ("GeoLite2-ASN_20261124/GeoLite2-ASN.mmdb", &wanted),
    ]);
    let unpacked = unpack(archive, "GeoLite2-ASN", spool.path()).unwrap();
    assert_eq!(fs::read(unpacked.path()).unwrap(), wanted);
}

#[test]
fn an_archive_without_the_database_is_refused() {
    let city = database("GeoLite2-City", 1);
    let words = refused(archive(&[("x/GeoLite2-City.mmdb", &city)]));
    assert!(words.contains("holds no GeoLite2-ASN.mmdb"), "{words}");
}

#[test]
fn a_database_of_another_kind_is_refused() {
    let words = refused(archive(&[("x/GeoLite2-ASN.mmdb", &database("GeoLite2-City", 1))]));
    assert!(words.contains("`GeoLite2-City`"), "{words}");
}

#[test]
fn what_is_no_database_is_refused() {
    let whole = database("GeoLite2-ASN", 1);
    let cut = &whole[..whole.len() - 40];
    let mut torn = whole.clone();
    torn[2] = 200; // a record that leads out of the file
    torn[5] = 200;
    for bytes in [&b""[..], b"<html>", cut, &torn] {
        let words = refused(archive(&[("x/GeoLite2-ASN.mmdb", bytes)]));
        assert!(words.contains("broken"), "{words}");
    }
}

#[test]
fn what_is_no_archive_is_refused() {
    let whole =
        fs::read(archive(&[("x/GeoLite2-ASN.mmdb", &database("GeoLite2-ASN", 1))])).unwrap();
    for bytes in [&b""[..], b"Invalid license key", &whole[..whole.len() / 2]] {
        let words = refused(file(bytes));
        assert!(words.contains("archive"), "{words}");
    }
}
