//! What the fields of a line are.

use proptest::prelude::*;

use super::*;

const SEPARATORS: [Separator; 6] = [
    Separator::Spaces,
    Separator::Space,
    Separator::Tab,
    Separator::Comma,
    Separator::Semicolon,
    Separator::Pipe,
];
const QUOTINGS: [Quoting; 4] =
    [Quoting::None, Quoting::Lenient, Quoting::LenientAndBrackets, Quoting::Csv];

fn fields(separator: Separator, quoting: Quoting, line: &str) -> Vec<String> {
    Fields::new(line, separator, quoting).map(Cow::into_owned).collect()
}

fn lenient(line: &str) -> Vec<String> {
    fields(Separator::Space, Quoting::LenientAndBrackets, line)
}

fn csv(line: &str) -> Vec<String> {
    fields(Separator::Comma, Quoting::Csv, line)
}

#[test]
fn spaces_and_tabs_in_a_row_are_one_separator() {
    let found = fields(Separator::Spaces, Quoting::None, "  a \t b\t\tc  \r\n");
    assert_eq!(found, ["a", "b", "c"]);
    assert!(fields(Separator::Spaces, Quoting::None, " \t ").is_empty());
}

#[test]
fn other_separators_in_a_row_have_empty_fields_between() {
    assert_eq!(fields(Separator::Space, Quoting::None, " a  b "), ["", "a", "", "b", ""]);
    assert_eq!(fields(Separator::Tab, Quoting::None, "a\t\t b\t"), ["a", "", " b", ""]);
    assert_eq!(fields(Separator::Semicolon, Quoting::None, "a;;b"), ["a", "", "b"]);
    assert_eq!(fields(Separator::Pipe, Quoting::None, "a|b"), ["a", "b"]);
}

#[test]
fn without_quoting_a_quote_is_a_letter() {
    assert_eq!(fields(Separator::Spaces, Quoting::None, r#""a b" c"#), [r#""a"#, r#"b""#, "c"]);
}

#[test]
fn a_quote_closes_a_field_only_before_a_separator() {
    assert_eq!(lenient(r#""Mozilla "x"y" - "" "-" z"#), [r#"Mozilla "x"y"#, "-", "", "-", "z"]);
    assert_eq!(lenient(r#"a"b "c""#), [r#"a"b"#, "c"]);
}

#[test]
fn an_escaped_quote_closes_no_field_and_stays_as_it_is() {
    assert_eq!(lenient(r#""a \" b" c"#), [r#"a \" b"#, "c"]);
    assert_eq!(lenient(r#""a \x22 b" c"#), [r"a \x22 b", "c"]);
    assert_eq!(lenient(r#""a\\" "b""#), [r"a\\", "b"]);
}

#[test]
fn a_backslash_before_the_only_closing_quote_is_a_letter() {
    assert_eq!(lenient(r#""a\" b"#), [r"a\", "b"]);
    assert_eq!(lenient(r#"x "a\""#), ["x", r"a\"]);
}

#[test]
fn a_field_that_is_never_closed_goes_to_the_end() {
    assert_eq!(lenient(r#"a "b c"#), ["a", "b c"]);
    assert_eq!(lenient("a [b c"), ["a", "b c"]);
    assert_eq!(lenient("a \""), ["a", ""]);
    assert_eq!(csv("a,\"b,c"), ["a", "b,c"]);
}

#[test]
fn brackets_are_heeded_where_the_format_says_so() {
    assert_eq!(
        lenient("[06/Feb/2019:00:00:38 +0000] a[0] []"),
        ["06/Feb/2019:00:00:38 +0000", "a[0]", ""]
    );
    assert_eq!(fields(Separator::Space, Quoting::Lenient, "[a b]"), ["[a", "b]"]);
}

#[test]
fn csv_doubles_its_quotes_and_may_have_several_lines() {
    assert_eq!(csv("\"a\"\"b\",\"c\nd\",\"\",\"\"\"\",e"), ["a\"b", "c\nd", "", "\"", "e"]);
    assert_eq!(csv(r#"a"b,"c"d,"#), [r#"a"b"#, "cd", ""]);
}

fn document<'a>(reader: &'a ColumnsReader, line: &'a str, names: Option<&'a Names>) -> String {
    let document = reader.read(line, names);
    let field =
        |(name, value): (&str, &ecs::Value<'_>)| format!("{name}={}", value.as_text().unwrap());
    document.iter().map(field).collect::<Vec<_>>().join(" ")
}

#[test]
fn fields_have_the_names_of_the_format_unless_the_object_has_its_own() {
    let reader = ColumnsReader::new(&Columns::new(&["a", "_", "c"]));
    assert_eq!(document(&reader, "1 2 3", None), "a=1 c=3");
    let names = Names(vec!["x".to_owned(), String::new(), "z".to_owned()]);
    assert_eq!(document(&reader, "1 2 3", Some(&names)), "x=1 z=3");
}

#[test]
fn fields_may_be_more_or_fewer_than_names() {
    let reader = ColumnsReader::new(&Columns::new(&["a", "b"]));
    assert_eq!(document(&reader, "1 2 3 4", None), "a=1 b=2");
    assert_eq!(document(&reader, "-", None), "a=-");
    assert_eq!(document(&reader, "", None), "");
}

#[test]
fn of_columns_with_the_same_name_the_last_counts() {
    let reader = ColumnsReader::new(&Columns::new(&["a", "b", "a"]));
    assert_eq!(document(&reader, "1 2 3", None), "b=2 a=3");
    assert_eq!(document(&reader, "1 2", None), "b=2");
    let names = Names::new(["x", "x", "y"].map(str::to_owned).to_vec());
    assert_eq!(document(&reader, "1 2 3", Some(&names)), "x=2 y=3");
}

proptest! {
    #[test]
    fn any_line_is_read(line in any::<String>(), odd in "[ \t,;|\"\\[\\]\\\\xü\r\n-]*") {
        for separator in SEPARATORS {
            for quoting in QUOTINGS {
                fields(separator, quoting, &line);
                let found = fields(separator, quoting, &odd);
                prop_assert!(found.iter().map(String::len).sum::<usize>() <= odd.len());
            }
        }
    }

    #[test]
    fn plain_fields_come_back(expected in prop::collection::vec("[a-z0-9ü.:/-]{1,12}", 1..20)) {
        for (separator, between) in SEPARATORS.into_iter().zip([" ", " ", "\t", ",", ";", "|"]) {
            for quoting in QUOTINGS {
                let found = fields(separator, quoting, &expected.join(between));
                prop_assert_eq!(&found, &expected);
            }
        }
    }

    #[test]
    fn quoted_fields_come_back(expected in prop::collection::vec("[a-z ,;\n\"]{0,12}", 1..20)) {
        let quote = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
        let line = expected.iter().map(quote).collect::<Vec<_>>().join(",");
        prop_assert_eq!(csv(&line), expected);
    }

    #[test]
    fn marked_fields_come_back(expected in prop::collection::vec("[a-z -]{0,12}", 1..20)) {
        for (open, close) in [('"', '"'), ('[', ']')] {
            let mark = |field: &String| format!("{open}{field}{close}");
            let line = expected.iter().map(mark).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(lenient(&line), expected.clone());
        }
    }
}

#[test]
fn a_quoted_request_goes_on_to_its_version_of_http() {
    let found = lenient(r#""GET /a?b="c d" HTTP/1.1" "x" HTTP/ "y""#);
    assert_eq!(found, [r#"GET /a?b="c d" HTTP/1.1"#, "x", "HTTP/", "y"]);
    assert_eq!(lenient(r#""/a" HTTP/2"#), ["/a", "HTTP/2"]);
}
