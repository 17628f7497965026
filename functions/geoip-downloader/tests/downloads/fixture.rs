//! Archives as MaxMind delivers them, with a tiny database.

use flate2::Compression;
use flate2::write::GzEncoder;

/// A database built at second `build`: one node, whose two records lead to one map, as the format wants it:
/// <https://maxmind.github.io/MaxMind-DB/>
pub(crate) fn database(edition: &str, build: u8) -> Vec<u8> {
    fn text(value: &str) -> Vec<u8> {
        let length = u8::try_from(value.len()).unwrap();
        if length < 29 {
            [&[0x40 | length], value.as_bytes()].concat()
        } else {
            [&[0x40 | 29, length - 29], value.as_bytes()].concat()
        }
    }
    let number = |kind: &[u8], value: u8| [kind, &[value]].concat();
    let tree = [0, 0, 17, 0, 0, 17]; // 24-bit records: node count 1 + 16 = offset 0
    let data = [vec![0xe1], text("a"), text("b")].concat();
    let metadata = [
        vec![0xe9],
        [text("binary_format_major_version"), number(&[0xa1], 2)].concat(),
        [text("binary_format_minor_version"), number(&[0xa1], 0)].concat(),
        [text("build_epoch"), number(&[0x01, 0x02], build)].concat(),
        [text("database_type"), text(edition)].concat(),
        [text("description"), vec![0xe1], text("en"), text("x")].concat(),
        [text("ip_version"), number(&[0xa1], 4)].concat(),
        [text("languages"), vec![0x00, 0x04]].concat(),
        [text("node_count"), number(&[0xc1], 1)].concat(),
        [text("record_size"), number(&[0xa1], 24)].concat(),
    ]
    .concat();
    [&tree[..], &[0; 16], &data, b"\xab\xcd\xefMaxMind.com", &metadata].concat()
}

/// A gzip of a tar with these files.
pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (path, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, path, *bytes).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}
