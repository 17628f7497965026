//! What an element becomes.

use proptest::prelude::*;

use super::*;

fn written(text: &str, style: Style) -> String {
    let mut out = Vec::new();
    read(text, style).unwrap().write(&mut out);
    String::from_utf8(out).unwrap()
}

fn marked(text: &str) -> String {
    written(text, Style::Marked)
}

fn plain(text: &str) -> String {
    written(text, Style::Plain)
}

#[test]
fn attributes_are_marked_and_text_beside_them_too() {
    let text = r#"<a x="1" y='2'> t <b/> u <c>v</c></a>"#;
    assert_eq!(marked(text), r##"{"a":{"@x":"1","@y":"2","b":null,"c":"v","#text":"t  u"}}"##);
    assert_eq!(plain(text), r##"{"a":{"x":"1","y":"2","b":null,"c":"v","#text":" t  u "}}"##);
}

#[test]
fn an_element_that_occurs_again_is_a_list_in_its_first_place() {
    let text = "<a><b>1</b><c>2</c><b/><b x='3'/></a>";
    assert_eq!(marked(text), r#"{"a":{"b":["1",null,{"@x":"3"}],"c":"2"}}"#);
    assert_eq!(plain("<a b='1'><b>2</b></a>"), r#"{"a":{"b":["1","2"]}}"#);
}

#[test]
fn many_elements_are_put_together_as_few_are() {
    let elements: String = (0..40).map(|n| format!("<e{}>{n}</e{}>", n % 20, n % 20)).collect();
    let text = format!("<a>{elements}</a>");
    let document = read(&text, Style::Marked).unwrap();
    let fields = document.at("a").unwrap().as_object().unwrap();
    assert_eq!(fields.len(), 20);
    assert_eq!(document.text_at("a.e7.1"), Some("27"));
}

#[test]
fn space_between_elements_is_no_text_and_space_alone_is() {
    assert_eq!(plain("<a>\n  <b> </b>\n</a>"), r#"{"a":{"b":" "}}"#);
    assert_eq!(marked("<a>\n  <b> </b>\n</a>"), r#"{"a":{"b":null}}"#);
    assert_eq!(plain("<a x='1'> </a>"), r##"{"a":{"x":"1","#text":" "}}"##);
}

#[test]
fn references_cdata_and_comments_are_resolved() {
    let text = "<a x='&lt;&#65;\n&quot;'>&lt;b&gt; &amp;<![CDATA[<&amp;>]]><!-- <c> -->&#x42;</a>";
    assert_eq!(plain(text), r##"{"a":{"x":"<A \"","#text":"<b> &<&amp;>B"}}"##);
}

#[test]
fn line_ends_are_one_sign() {
    assert_eq!(plain("<a>1\r\n2\r3</a>"), r#"{"a":"1\n2\n3"}"#);
}

#[test]
fn an_entity_that_nobody_knows_stays_as_it_is() {
    let text = "<!DOCTYPE a [<!ENTITY e 'x'>]><a y='&e;'>&e; & &#0; &#xD800;</a>";
    assert_eq!(plain(text), r##"{"a":{"y":"&e;","#text":"&e; & &#0; &#xD800;"}}"##);
}

#[test]
fn a_bomb_of_entities_has_no_effect() {
    let bomb = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><a>&b;</a>";
    assert_eq!(plain(bomb), r#"{"a":"&b;"}"#);
}

#[test]
fn what_stands_around_the_element_is_passed_over() {
    assert_eq!(plain("\u{feff}<?xml version='1.0'?>\n<a>1</a>\n\0"), r#"{"a":"1"}"#);
    assert_eq!(plain("Nov 24 host <a>1</a><b>2</b>"), r#"{"a":"1"}"#);
}

#[test]
fn prefixes_stay_in_names() {
    assert_eq!(marked("<n:a xmlns:n='u'/>"), r#"{"n:a":{"@xmlns:n":"u"}}"#);
}

#[test]
fn signs_that_no_xml_may_have_are_left_out() {
    assert_eq!(plain("<a x='\u{1}1'>\u{0}2\t\u{1f}</a>"), r##"{"a":{"x":"1","#text":"2\t"}}"##);
}

#[test]
fn what_is_no_element_says_where() {
    for (text, place) in [
        ("", 0),
        ("text", 4),
        ("<a>", 3),
        ("<a><b></a>", 6),
        ("</a>", 0),
        ("<a x=1/>", 0),
        ("<a", 0),
        ("<a><b/", 3),
        ("<a><!-- ", 3),
    ] {
        assert_eq!(read(text, Style::Marked), Err(XmlError::Invalid(place)), "{text}");
    }
}

#[test]
fn nesting_has_an_end() {
    let nested = |depth: usize| ["<a>".repeat(depth), "</a>".repeat(depth)].concat();
    assert!(read(&nested(MAX_ELEMENTS), Style::Marked).is_ok());
    assert_eq!(read(&nested(MAX_ELEMENTS + 1), Style::Marked), Err(XmlError::TooDeep));
}

/// Elements with attributes and texts that need escapes.
fn element() -> impl Strategy<Value = String> {
    let text = "[a-z<>&\"' ü\n]{0,8}";
    let escape =
        |text: String| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let leaf = ("[a-c]", text, text).prop_map(move |(name, attribute, text)| {
        format!("<{name} x=\"{}\">{}</{name}>", escape(attribute), escape(text))
    });
    leaf.prop_recursive(4, 32, 4, |inner| {
        ("[a-c]", prop::collection::vec(inner, 0..4))
            .prop_map(|(name, parts)| format!("<{name}>\n{}</{name}>", parts.concat()))
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(any in any::<String>(), odd in "[<>&;/!\\[\\]a='\" #x0-]*") {
        for style in [Style::Marked, Style::Plain] {
            let _ = read(&any, style);
            let _ = read(&odd, style);
            let _ = read(&["<a>", &odd, "</a>"].concat(), style);
        }
    }

    #[test]
    fn any_element_is_read(text in element()) {
        prop_assert!(read(&text, Style::Marked).is_ok());
        prop_assert!(read(&text, Style::Plain).is_ok());
    }

    #[test]
    fn any_part_of_an_element_is_refused(text in element(), part in 0.0..1.0) {
        let end = text.floor_char_boundary((text.len() as f64 * part) as usize);
        prop_assert!(read(&text[..end], Style::Marked).is_err());
    }

    #[test]
    fn a_text_comes_back(text in "[a-z<>&\"'ü\n]{1,20}") {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        let element = format!("<a>{escaped}</a>");
        let document = read(&element, Style::Plain).unwrap();
        prop_assert_eq!(document.text_at("a"), Some(text.as_str()));
    }
}
