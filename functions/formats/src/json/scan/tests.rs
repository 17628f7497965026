use super::*;

#[test]
fn a_value_ends_where_its_grammar_says() {
    for (text, length) in [
        ("{}{}", 2),
        (r#"{"a":[1,-2.5e+10,true,null,"}\"]"]} rest"#, 35),
        ("{ \"a\" :\n { } }\n", 14),
        ("\"text\",", 6),
        ("12,", 2),
    ] {
        assert_eq!(value_length(text.as_bytes()), Ok(length), "{text}");
    }
}

#[test]
fn what_is_not_json_is_noticed() {
    for text in [
        "{a:1}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "[1 2]",
        "{\"a\":tru}",
        "{\"a\":01}",
        "{\"a\":.5}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"line\nend\"}",
        "{\"a\":{\"b\":1\n{",
        "[}",
        "{\"a\":1]",
        "{\"a\":\"\\u12g4\"}",
        "{,",
    ] {
        assert_eq!(value_length(text.as_bytes()), Err(Stop::Invalid), "{text}");
    }
}

#[test]
fn a_text_ends_at_the_same_quote_wherever_its_escapes_stand() {
    for before in 0..40 {
        for escape in [r#"\""#, r"\\", r"\n", r"\u00fc", r#"\\\""#, ""] {
            let text = format!("\"{}{escape}{escape}é\"", "x".repeat(before));
            assert_eq!(value_length(text.as_bytes()), Ok(text.len()), "{text}");
            let followed = format!("{text},\"y\"                    ");
            assert_eq!(value_length(followed.as_bytes()), Ok(text.len()), "{text}");
            let wrong = format!("\"{}{escape}\\x\"                    ", "x".repeat(before));
            assert_eq!(value_length(wrong.as_bytes()), Err(Stop::Invalid), "{wrong}");
            let cut = format!("\"{}{escape}\n\"                    ", "x".repeat(before));
            assert_eq!(value_length(cut.as_bytes()), Err(Stop::Invalid), "{cut}");
        }
    }
}

#[test]
fn every_beginning_of_a_value_is_incomplete() {
    let text = br#"{"a":[1,-2.5e+10,true,null,"\u00fc\""],"b":{"c":{}}}"#;
    for length in 0..text.len() {
        assert_eq!(value_length(&text[..length]), Err(Stop::Incomplete), "{length}");
    }
}

#[test]
fn names_of_the_outermost_object_are_noted() {
    let text = br#"{"detail":{"message":1},"x":[{"log":2}],"r":{},"container_id":3}"#;
    let keys = Keys::DETAIL | Keys::CONTAINER | Keys::LIST;
    assert_eq!(value(text, Some(b"r"), true), Ok(Scanned::Whole(text.len(), keys)));
}

#[test]
fn a_list_of_records_is_not_looked_at() {
    let text = br#"{"x":{"r":[]},"r" : [ {"#;
    assert_eq!(value(text, Some(b"r"), true), Ok(Scanned::List(21)));
    assert_eq!(value(text, Some(b"r"), false), Err(Stop::Incomplete));
    let rest = b",\"a\":{\"r\":1},\"c\":2} {}";
    assert_eq!(rest_of_object(rest, Some(b"r")), Ok(Scanned::Whole(19, Keys::NONE)));
    assert_eq!(rest_of_object(b"}]", None), Ok(Scanned::Whole(1, Keys::NONE)));
    assert_eq!(rest_of_object(b",\"r\":[", Some(b"r")), Ok(Scanned::List(6)));
    assert_eq!(rest_of_object(b"]", None), Err(Stop::Invalid));
}

#[test]
fn nesting_has_an_end() {
    let deep = "[".repeat(MAX_DEPTH as usize + 1);
    assert_eq!(value_length(deep.as_bytes()), Err(Stop::TooDeep));
    let allowed = "[".repeat(128) + &"]".repeat(128);
    assert_eq!(value_length(allowed.as_bytes()), Ok(256));
}
