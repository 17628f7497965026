use super::*;

fn written(value: &Value<'_>) -> String {
    let mut out = Vec::new();
    value.write(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_number_comes_out_as_it_went_in() {
    let digits = "123456789012345678901234567890.10e+5";
    assert_eq!(written(&Value::Number(digits.into())), digits);
}

#[test]
fn only_what_must_be_is_escaped() {
    let text = Value::from("a\"b\\c\n\u{1}ü/\u{7f}");
    assert_eq!(written(&text), "\"a\\\"b\\\\c\\n\\u0001ü/\u{7f}\"");
}

#[test]
fn every_byte_is_escaped_or_not_wherever_it_stands() {
    for character in (0..0x180).filter_map(char::from_u32) {
        for before in 0..9 {
            let text = format!("{}{character}{}", "é".repeat(before), "\u{80}x".repeat(5));
            let written = written(&Value::from(text.as_str()));
            let plain = character >= ' ' && character != '"' && character != '\\';
            assert_eq!(written == format!("\"{text}\""), plain, "{written}");
        }
    }
}

#[test]
fn a_name_that_is_ready_is_written_as_any_other() {
    for length in 0..40 {
        let text = "n".repeat(length);
        let (mut ready, mut other) = (vec![], vec![]);
        Writer::behind(&mut other).name(b'{', &text);
        let name = Name::new(&text);
        assert_eq!(name.is_some(), length <= 28, "{length}");
        let Some(name) = name else { continue };
        Writer::behind(&mut ready).ready_name(b'{', &name);
        assert_eq!(ready, other);
        for value in ["", "text", "\"", &text] {
            Writer::behind(&mut ready).text_field(b',', &name, value);
            Writer::behind(&mut other).name(b',', &text);
            write_text(value, &mut other);
            assert_eq!(ready, other);
        }
    }
    assert!(Name::new("a\"").is_none());
}

#[test]
fn lists_and_objects_nest() {
    let mut document = Document::new();
    document.set_at("a.b", Value::List(vec![Value::Null, Value::Bool(true), "x".into()]));
    document.insert("c", Value::Object(Document::new()));
    assert_eq!(written(&document.into()), r#"{"a":{"b":[null,true,"x"]},"c":{}}"#);
}

/// The same, one character at a time.
fn slowly(text: &str) -> String {
    let escaped = |character| match character {
        '"' | '\\' => format!("\\{character}"),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\0'..' ' => format!("\\u{:04x}", u32::from(character)),
        _ => character.to_string(),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

proptest::proptest! {
    #[test]
    fn eight_bytes_at_a_time_are_written_as_one(
        text in "[\"\\\\\\x00-\\x21a-é]{0,40}",
        times in 1..80_usize,
        before in "[a-z\"]{0,9}",
    ) {
        let text = text.repeat(times);
        let mut out = before.clone().into_bytes();
        write_text(&text, &mut out);
        proptest::prop_assert_eq!(String::from_utf8(out).unwrap(), before + &slowly(&text));
    }
}
