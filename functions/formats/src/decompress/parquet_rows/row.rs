//! A row as a JSON object.
//!
//! Columns stand in their order, and what is null is left out, but for elements of lists.
//! Numbers and decimals are numbers with all their digits. Dates and times are ISO 8601,
//! with an offset where the schema says that they are in UTC. Bytes are text if they are
//! UTF-8, and else base64. A map is an object.

use std::io::Write;

use ecs::write_text;
use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit};
use parquet::data_type::Decimal;
use parquet::record::{Field, List, Map, Row};
use parquet::schema::types::Type;

const DAY_SECONDS: i64 = 86_400;

/// Writes a row. The schema says what the values alone do not.
pub(super) fn write_row(row: &Row, schema: &Type, out: &mut Vec<u8>) {
    let children = if schema.is_group() { schema.get_fields() } else { &[] };
    let mut columns = Members::new(out);
    for (at, (name, field)) in row.get_column_iter().enumerate() {
        if is_something(field) {
            let child = children.get(at).map(AsRef::as_ref);
            write_field(field, child, columns.named(name));
        }
    }
    columns.end();
}

/// The members of an object.
struct Members<'a> {
    out: &'a mut Vec<u8>,
    separator: u8,
}

impl<'a> Members<'a> {
    const fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, separator: b'{' }
    }

    /// Where the value of a member goes.
    fn named(&mut self, name: &str) -> &mut Vec<u8> {
        self.out.push(self.separator);
        self.separator = b',';
        write_text(name, self.out);
        self.out.push(b':');
        self.out
    }

    fn end(self) {
        if self.separator == b'{' {
            self.out.push(b'{');
        }
        self.out.push(b'}');
    }
}

/// Whether a value is neither null nor a number that JSON has no sign for.
fn is_something(field: &Field) -> bool {
    match field {
        Field::Null => false,
        Field::Float16(number) => f32::from(*number).is_finite(),
        Field::Float(number) => number.is_finite(),
        Field::Double(number) => number.is_finite(),
        _ => true,
    }
}

fn write_field(field: &Field, schema: Option<&Type>, out: &mut Vec<u8>) {
    match field {
        field if !is_something(field) => out.extend_from_slice(b"null"),
        Field::Null => {}
        Field::Bool(value) => write(out, value),
        Field::Byte(number) => write(out, number),
        Field::Short(number) => write(out, number),
        Field::Int(number) => write(out, number),
        Field::Long(number) => match schema.and_then(logical) {
            // The library goes by the older kind of type, which lacks nanoseconds.
            Some(LogicalType::Timestamp(time)) if time.unit == TimeUnit::NANOS => {
                write_timestamp(*number, 1_000_000_000, time.is_adjusted_to_u_t_c, out);
            }
            Some(LogicalType::Time(time)) if time.unit == TimeUnit::NANOS => {
                write_time_of_day(*number, 1_000_000_000, out);
            }
            _ => write(out, number),
        },
        Field::UByte(number) => write(out, number),
        Field::UShort(number) => write(out, number),
        Field::UInt(number) => write(out, number),
        Field::ULong(number) => write(out, number),
        Field::Float16(number) => write(out, f32::from(*number)),
        Field::Float(number) => write(out, number),
        Field::Double(number) => write(out, number),
        Field::Decimal(decimal) => write_decimal(decimal, out),
        Field::Str(text) => write_text(text, out),
        Field::Bytes(bytes) => write_bytes(bytes.data(), out),
        Field::Date(days) => quoted(out, |out| write_date((*days).into(), out)),
        Field::TimeMillis(time) => write_time_of_day((*time).into(), 1_000, out),
        Field::TimeMicros(time) => write_time_of_day(*time, 1_000_000, out),
        Field::TimestampMillis(time) => write_timestamp(*time, 1_000, is_utc(schema), out),
        Field::TimestampMicros(time) => write_timestamp(*time, 1_000_000, is_utc(schema), out),
        Field::Group(row) => match schema {
            Some(schema) => write_row(row, schema, out),
            None => out.extend_from_slice(b"{}"),
        },
        Field::ListInternal(list) => write_list(list, schema.and_then(element_of), out),
        Field::MapInternal(map) => write_map(map, schema, out),
    }
}

/// Writes what has its JSON as text.
fn write(out: &mut Vec<u8>, value: impl std::fmt::Display) {
    // Writing to a vector does not fail.
    let _ = write!(out, "{value}");
}

fn quoted(out: &mut Vec<u8>, content: impl FnOnce(&mut Vec<u8>)) {
    out.push(b'"');
    content(out);
    out.push(b'"');
}

fn write_list(list: &List, element: Option<&Type>, out: &mut Vec<u8>) {
    out.push(b'[');
    for (at, field) in list.elements().iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write_field(field, element, out);
    }
    out.push(b']');
}

fn write_map(map: &Map, schema: Option<&Type>, out: &mut Vec<u8>) {
    let pair = schema.and_then(|schema| fields_of(schema).first());
    let value_type = pair.and_then(|pair| fields_of(pair).get(1)).map(AsRef::as_ref);
    let mut entries = Members::new(out);
    for (key, value) in map.entries() {
        if is_something(value) {
            let name = match key {
                Field::Str(text) => text.clone(),
                other => other.to_string(),
            };
            write_field(value, value_type, entries.named(&name));
        }
    }
    entries.end();
}

fn fields_of(schema: &Type) -> &[std::sync::Arc<Type>] {
    if schema.is_group() { schema.get_fields() } else { &[] }
}

/// The type of a list's elements. A list is a group of a repeated group of the element; old
/// writers leave out the one or the other.
///
/// <https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists>
fn element_of(schema: &Type) -> Option<&Type> {
    let info = schema.get_basic_info();
    if info.has_repetition()
        && info.repetition() == Repetition::REPEATED
        && info.converted_type() != ConvertedType::LIST
    {
        return Some(schema);
    }
    let repeated = fields_of(schema).first()?;
    match fields_of(repeated) {
        [element] if repeated.name() != "array" && !repeated.name().ends_with("_tuple") => {
            Some(element)
        }
        _ => Some(repeated),
    }
}

fn logical(schema: &Type) -> Option<&LogicalType> {
    schema.get_basic_info().logical_type_ref()
}

/// Whether a timestamp is in UTC. The older kind of type always is; the oldest, `INT96`, is
/// of no type and says nothing.
fn is_utc(schema: Option<&Type>) -> bool {
    match schema.and_then(logical) {
        Some(LogicalType::Timestamp(time)) => time.is_adjusted_to_u_t_c,
        _ => schema
            .is_some_and(|schema| schema.get_basic_info().converted_type() != ConvertedType::NONE),
    }
}

/// A date and time in units since 1970.
fn write_timestamp(time: i64, per_second: i64, is_utc: bool, out: &mut Vec<u8>) {
    let (seconds, fraction) = (time.div_euclid(per_second), time.rem_euclid(per_second));
    quoted(out, |out| {
        write_date(seconds.div_euclid(DAY_SECONDS), out);
        out.push(b'T');
        write_clock(seconds.rem_euclid(DAY_SECONDS), fraction, per_second, out);
        if is_utc {
            out.extend_from_slice(b"+00:00");
        }
    });
}

fn write_time_of_day(time: i64, per_second: i64, out: &mut Vec<u8>) {
    let (seconds, fraction) = (time.div_euclid(per_second), time.rem_euclid(per_second));
    quoted(out, |out| write_clock(seconds, fraction, per_second, out));
}

/// Hours, minutes and seconds, with no fraction, six or nine digits of it.
fn write_clock(seconds: i64, fraction: i64, per_second: i64, out: &mut Vec<u8>) {
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    write(out, format_args!("{hours:02}:{minutes:02}:{:02}", seconds % 60));
    let nanoseconds = fraction * (1_000_000_000 / per_second);
    if nanoseconds % 1_000 != 0 {
        write(out, format_args!(".{nanoseconds:09}"));
    } else if nanoseconds != 0 {
        write(out, format_args!(".{:06}", nanoseconds / 1_000));
    }
}

/// The date of a day since 1970, by counting in the 400 years after which the calendar is
/// the same again, from a first of March.
fn write_date(days: i64, out: &mut Vec<u8>) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    write(out, format_args!("{year:04}-{month:02}-{day:02}"));
}

/// A number of up to 38 digits, all of them; one with more as its bytes.
fn write_decimal(decimal: &Decimal, out: &mut Vec<u8>) {
    let bytes = decimal.data();
    let (Some(start), Ok(scale)) =
        (16_usize.checked_sub(bytes.len()), usize::try_from(decimal.scale()))
    else {
        return write_bytes(bytes, out);
    };
    let is_negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    let mut wide = if is_negative { [0xff; 16] } else { [0; 16] };
    if let Some(end) = wide.get_mut(start..) {
        end.copy_from_slice(bytes);
    }
    let unscaled = i128::from_be_bytes(wide);
    let digits = format!("{:0width$}", unscaled.unsigned_abs(), width = scale.min(64) + 1);
    let (whole, fraction) =
        digits.split_at_checked(digits.len() - scale.min(64)).unwrap_or_default();
    let sign = if is_negative { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    write(out, format_args!("{sign}{whole}{point}{fraction}"));
}

fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => write_text(text, out),
        Err(_) => quoted(out, |out| write_base64(bytes, out)),
    }
}

fn write_base64(bytes: &[u8], out: &mut Vec<u8>) {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for three in bytes.chunks(3) {
        let byte = |at: usize| three.get(at).map_or(0, |&byte| u32::from(byte));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let sign = SIGNS.get((bits >> (18 - 6 * at) & 63) as usize).copied();
            let is_there = at as usize <= three.len();
            out.push(sign.filter(|_| is_there).unwrap_or(b'='));
        }
    }
}
