//! Records of fixtures with any JSON in the place of what was there.
//!
//! What is made follows from a number, so that a failure can be made again.

use std::fs;
use std::path::Path;

use contract::log_spec::FieldType;
use formats::{Item, Limits, Records, decompress};
use log_types::LogType;
use serde_json::{Map, Value, json};

/// Numbers that look random and follow from the first. Sebastiano Vigna's `SplitMix64`.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn one_of<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[self.below(values.len())]
    }
}

/// The JSON records of a type's fixtures that are not broken on purpose.
pub(crate) fn records_of(log_type: &LogType) -> Vec<Value> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut paths: Vec<_> = fs::read_dir(crates.join("log-types/fixtures").join(log_type.name()))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            !name.starts_with("odd") && !name.starts_with("cut-short") && !name.ends_with(".md")
        })
        .collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let content = fs::read(path).unwrap();
        let reader = decompress(&*content, Limits::default());
        let mut records = Records::new(reader, &log_type.spec().format, Limits::default());
        while let Some(item) = records.next_item().unwrap() {
            let Item::Record(record) = item else { continue };
            let record = serde_json::from_slice(record.bytes).ok();
            found.extend(record.filter(Value::is_object));
        }
    }
    found
}

/// A record with something else in one to three of its places.
pub(crate) fn changed(log_type: &LogType, record: &Value, dice: &mut Dice) -> Value {
    let mut record = record.clone();
    for _ in 0..=dice.below(3) {
        let (mut leaves, mut others) = (Vec::new(), Vec::new());
        collect(&record, &mut String::new(), &mut leaves, &mut others);
        let free_form = free_form(log_type);
        match dice.below(4) {
            0 if !free_form.is_empty() => {
                let path = dice.one_of(&free_form);
                set(&mut record, path, any_json(dice, 4));
            }
            1 if !others.is_empty() => {
                let value = any_json(dice, 0);
                let value = if dice.below(2) == 0 { json!([value]) } else { value };
                *record.pointer_mut(dice.one_of(&others).as_str()).unwrap() = value;
            }
            _ if !leaves.is_empty() => {
                let there = record.pointer_mut(dice.one_of(&leaves).as_str()).unwrap();
                // Nothing may stand in the place of an object, in which the first value of
                // each new name says for ever what the name stands for.
                let is_blank = there.is_null() || there.as_array().is_some_and(Vec::is_empty);
                *there = any_json(dice, if is_blank { 0 } else { 3 });
            }
            _ => {}
        }
    }
    record
}

/// Pointers to the values of a record: to those that hold no object, and to the others.
fn collect(value: &Value, at: &mut String, leaves: &mut Vec<String>, others: &mut Vec<String>) {
    let holds_object =
        |elements: &Vec<Value>| elements.iter().any(|e| e.is_object() || e.is_array());
    let below: Vec<(String, &Value)> = match value {
        Value::Object(object) => {
            let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
            object.iter().map(|(name, value)| (escaped(name), value)).collect()
        }
        Value::Array(elements) if holds_object(elements) => {
            elements.iter().enumerate().map(|(n, value)| (n.to_string(), value)).collect()
        }
        _ => return leaves.push(at.clone()),
    };
    if !at.is_empty() {
        others.push(at.clone());
    }
    for (step, value) in below {
        let length = at.len();
        at.push('/');
        at.push_str(&step);
        collect(value, at, leaves, others);
        at.truncate(length);
    }
}

/// Paths in the record of what has names from outside.
fn free_form(log_type: &LogType) -> Vec<String> {
    let spec = log_type.spec();
    let prefix = spec.prefix.as_deref().unwrap_or_default();
    let of_fields = spec.fields.iter().filter(|field| {
        matches!(field.kind, FieldType::FlatObject | FieldType::ObjectOfKnownFields)
    });
    let paths = of_fields.map(|field| field.path.as_ref()).chain(spec.kept_as_text.iter());
    let in_record = |path: &str| {
        let below = [prefix, "kubernetes.audit", "inspector"];
        let rest = below.iter().find_map(|start| path.strip_prefix(start)?.strip_prefix('.'));
        rest.unwrap_or(path).to_owned()
    };
    paths.map(in_record).collect()
}

/// Sets the value at a path of names, through the first element of each list on the way.
fn set(value: &mut Value, path: &str, new: Value) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(a, b)| (a, Some(b)));
    match value {
        Value::Object(object) => match rest {
            None => {
                object.insert(step.to_owned(), new);
            }
            Some(rest) => set(object.entry(step).or_insert_with(|| json!({})), rest, new),
        },
        Value::Array(elements) => {
            if let Some(first) = elements.first_mut() {
                set(first, path, new);
            }
        }
        _ => {}
    }
}

const NAMES: &[&str] = &[
    "a", "b", "a.b", ".", "..", "", " ", "a.", ".a", "key", "tags", "Tags", "status", "id", "name",
    "value", "items", "endTime", "policy.x", "user", "type", "é", "a b", "\u{0}", "=", "state",
];

const TEXTS: &[&str] = &[
    "",
    "-",
    "null",
    "x",
    "true",
    "1",
    "-1",
    "1e3",
    "0x1",
    "NaN",
    "192.0.2.1",
    "192.0.2.0/24",
    "2001:db8::1",
    "host.example.com",
    "2026-11-24T06:00:00Z",
    "2026-11-24 06:00:00",
    "Nov 24, 2026, 6:00:00 AM",
    "1795500000",
    "é\u{0}\u{2028}\"\\",
    "{\"a\":1}",
    "[]",
    "arn:aws:x",
    "a/b?c=d",
    "[REDACTED]",
    "99999999999999999999",
];

/// Any JSON with so many levels of lists and objects.
fn any_json(dice: &mut Dice, levels: usize) -> Value {
    match dice.below(if levels == 0 { 6 } else { 10 }) {
        0 => Value::Null,
        1 => json!(dice.below(2) == 0),
        2 => {
            let numbers = [0, 1, -1, 443, 70_000, i64::MAX, i64::MIN, 1_795_500_000_000];
            json!(dice.one_of(&numbers))
        }
        3 => json!(dice.one_of(&[0.5, -0.0, 1e300, -1e-300, 1.5e10, 99_999.999])),
        4 if dice.below(16) == 0 => json!("é".repeat(dice.below(40_000))),
        4 | 5 => json!(dice.one_of(TEXTS)),
        6 | 7 => Value::Array((0..dice.below(4)).map(|_| any_json(dice, levels - 1)).collect()),
        _ => {
            let fields = (0..dice.below(5))
                .map(|_| ((*dice.one_of(NAMES)).to_owned(), any_json(dice, levels - 1)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
    }
}
