//! Golden.
use formats::{Item, Limits, Records};
use log_types::{Aids, Origin, Outcome, Recognition, Timestamp, recognise};
use std::io::Write;
fn main() {
    let mut args = std::env::args().skip(1);
    let key = args.next().unwrap();
    let Recognition::Type(t) = recognise(&key) else { panic!("{key}") };
    let origin = Origin::new(
        "aes-siem-111122223333-log",
        &key,
        Timestamp::from_unix_micros(1_700_000_000_123_456),
    );
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for f in args {
        let bytes = std::fs::read(f).unwrap();
        let mut records = Records::new(bytes.as_slice(), &t.spec().format, Limits::default());
        while let Ok(Some(item)) = records.next_item() {
            let Item::Record(record) = item else {
                writeln!(out, "bad").unwrap();
                continue;
            };
            let mut d = Vec::new();
            match t.normalise(&record, Aids::only(&origin), &mut d) {
                Outcome::Document(n, _) => {
                    writeln!(out, "{} {} {} {:?}", n.index, n.id, n.timestamp, n.problem).unwrap();
                    out.write_all(&d).unwrap();
                    writeln!(out).unwrap();
                }
                Outcome::Excluded(_) => writeln!(out, "excluded").unwrap(),
            }
        }
    }
}
