use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::*;

const TEXT: &str = "{\"a\":1}\n{\"b\":2}\n";

fn gzip(data: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(data: &str) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(data.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(data: &str) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(data.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
}

/// A member of a zip file: its header, its content and, if streamed, its descriptor.
fn member(data: &[u8], deflated: bool, streamed: bool) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(data);
    let content = if deflated {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    } else {
        data.to_vec()
    };
    let sizes = [crc.sum(), content.len() as u32, data.len() as u32].map(u32::to_le_bytes).concat();
    let mut out = b"PK\x03\x04\x14\0".to_vec();
    out.extend([if streamed { 8 } else { 0 }, 0, if deflated { 8 } else { 0 }, 0, 0, 0, 0, 0]);
    out.extend(if streamed { vec![0; 12] } else { sizes.clone() });
    out.extend([4, 0, 0, 0]);
    out.extend(b"name");
    out.extend(content);
    if streamed {
        out.extend(b"PK\x07\x08");
        out.extend(sizes);
    }
    out
}

fn zip(members: &[Vec<u8>]) -> Vec<u8> {
    [members.concat(), b"PK\x01\x02and so on".to_vec()].concat()
}

fn read(data: &[u8]) -> Result<String, (String, DecompressError)> {
    let mut text = Vec::new();
    let result = decompress(data, Limits::default()).read_to_end(&mut text);
    let text = String::from_utf8(text).unwrap();
    match result {
        Ok(_) => Ok(text),
        Err(error) => Err((text, error.downcast().unwrap())),
    }
}

/// A source that gives a byte at a time.
struct ByteByByte<'a>(&'a [u8]);

impl Read for ByteByByte<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(1);
        self.0.read(&mut buffer[..count])
    }
}

fn read_all(data: &[u8]) -> String {
    read(data).unwrap()
}

#[test]
fn plain_text_stays() {
    assert_eq!(read_all(TEXT.as_bytes()), TEXT);
    assert_eq!(read_all(b""), "");
    assert_eq!(read_all(b"B"), "B");
    assert_eq!(read_all(b"BZh9 is text"), "BZh9 is text");
}

#[test]
fn each_format_is_known_by_its_content() {
    for archive in
        [gzip(TEXT), bzip2(TEXT), zstd(TEXT), zip(&[member(TEXT.as_bytes(), true, false)])]
    {
        assert_eq!(read_all(&archive), TEXT);
    }
}

#[test]
fn members_in_a_row_are_all_read() {
    let twice = TEXT.repeat(2);
    assert_eq!(read_all(&[gzip(TEXT), gzip(""), gzip(TEXT)].concat()), twice);
    assert_eq!(read_all(&[gzip(TEXT), gzip(TEXT), vec![0; 9]].concat()), twice);
    assert_eq!(read_all(&[bzip2(TEXT), bzip2(TEXT)].concat()), twice);
    let skippable = b"\x50\x2a\x4d\x18\x03\0\0\0xyz".to_vec();
    assert_eq!(read_all(&[skippable, zstd(TEXT), zstd(TEXT)].concat()), twice);
}

#[test]
fn members_of_a_zip_are_lines_apart() {
    let members = [
        member(b"{\"a\":1}", true, true),
        member(b"", false, false),
        member(b"{\"b\":2}\n", false, false),
        member(b"{\"c\":3}", true, false),
    ];
    assert_eq!(read_all(&zip(&members)), "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
    assert_eq!(read_all(b"PK\x05\x06 an empty zip"), "");
}

#[test]
fn an_archive_in_an_archive_is_read() {
    assert_eq!(read_all(&gzip(gzip(TEXT))), TEXT);
    let inner = [gzip("{\"a\":1}\n"), gzip("{\"b\":2}\n")];
    let members = inner.map(|data| member(&data, false, false));
    assert_eq!(read_all(&zip(&members)), TEXT);
    // However little of the first member comes at once.
    let mut text = String::new();
    let zip = zip(&members);
    decompress(ByteByByte(&zip), Limits::default()).read_to_string(&mut text).unwrap();
    assert_eq!(text, TEXT);
}

#[test]
fn an_archive_in_an_archive_in_an_archive_is_refused() {
    let (_, error) = read(&gzip(gzip(gzip(TEXT)))).unwrap_err();
    assert!(matches!(error, DecompressError::TooManyLevels), "{error}");
}

#[test]
fn what_was_cut_short_is_read_up_to_the_cut() {
    let text: String =
        (0..9999).map(|n| format!("{{\"n\":{n},\"x\":{}}}\n", n * n % 977)).collect();
    for archive in
        [gzip(&text), bzip2(&text), zstd(&text), zip(&[member(text.as_bytes(), true, true)])]
    {
        let (before, error) = read(&archive[..archive.len() * 9 / 10]).unwrap_err();
        assert!(matches!(error, DecompressError::CutShort { .. }), "{error}");
        assert!(text.starts_with(&before), "what is read is wrong");
    }
    let cut = gzip(&text);
    let (before, _) = read(&cut[..cut.len() * 9 / 10]).unwrap_err();
    assert!(before.len() > text.len() / 2, "only {} bytes before the cut", before.len());
}

#[test]
fn broken_data_is_damage() {
    let mut archive = gzip(TEXT.repeat(100));
    let checksum = archive.len() - 8;
    archive[checksum] ^= 1;
    let (text, error) = read(&archive).unwrap_err();
    assert_eq!(text, TEXT.repeat(100));
    assert!(matches!(error, DecompressError::Broken { format: "gzip", .. }), "{error}");
    let (text, _) = read(&[gzip(TEXT), b"trailing".to_vec()].concat()).unwrap_err();
    assert_eq!(text, TEXT);
}

#[test]
fn a_bomb_is_stopped_at_the_limit() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    io::copy(&mut io::repeat(0).take(64 << 20), &mut encoder).unwrap();
    let bomb = encoder.finish().unwrap();
    let limits = Limits { decompressed_bytes: 8 << 20, ..Limits::default() };
    let mut content = decompress(&bomb[..], limits);
    let mut sink = io::sink();
    let error = io::copy(&mut content, &mut sink).unwrap_err();
    let error: DecompressError = error.downcast().unwrap();
    assert!(matches!(error, DecompressError::TooLarge { limit: 8_388_608 }), "{error}");
}

#[test]
fn an_error_of_the_source_stays_what_it_is() {
    struct Reset;
    impl Read for Reset {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::new(io::ErrorKind::ConnectionReset, "the connection was reset"))
        }
    }
    for archive in [gzip(TEXT), zstd(TEXT), bzip2(TEXT)] {
        let cut = archive[..archive.len() - 3].to_vec();
        let mut content = decompress(io::Cursor::new(cut).chain(Reset), Limits::default());
        let error = io::copy(&mut content, &mut io::sink()).unwrap_err();
        assert_eq!(error.to_string(), "the connection was reset");
        assert!(!is_damage(&error));
    }
}

#[test]
fn what_is_no_text_and_not_read_here_is_named() {
    let wide: Vec<u8> = "\u{feff}{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (object, name) in [
        (&b"\xfd7zXZ\0\0\x04\xe6"[..], "xz"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "7-Zip"),
        (b"\x04\x22\x4d\x18\x64\x40", "LZ4"),
        (b"\xff\x06\0\0sNaPpY\x01", "Snappy"),
        (b"\x1f\x9d\x90a", "compress"),
        (b"Obj\x01\x04", "Avro"),
        (&wide, "text in UTF-16"),
    ] {
        for object in [object.to_vec(), gzip(object)] {
            let (text, error) = read(&object).unwrap_err();
            assert_eq!(text, "");
            assert!(error.to_string().starts_with(&format!("it is {name}, ")), "{error}");
        }
    }
    // What only begins alike is text.
    assert_eq!(read(b"Object 1").unwrap(), "Object 1");
}
