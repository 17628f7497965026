//! XML as APIs of AWS answer with it: elements and texts; attributes mean nothing there.
//!
//! For answers with lists. Of others, [`element`](crate::aws_json::element) gives one text.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

/// Answers are flat. A deeper one is no answer, and dropping it must not use up the stack.
const DEEPEST: usize = 64;

/// An element with all that is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Reads a document; gives its outermost element.
    ///
    /// # Errors
    ///
    /// Why it is none.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut reader = quick_xml::Reader::from_str(text);
        let mut open: Vec<Self> = vec![];
        loop {
            let event = reader.read_event().map_err(|error| error.to_string())?;
            let ended = match event {
                Event::Start(tag) if open.len() < DEEPEST => {
                    open.push(Self { name: tag.name().0.to_owned(), ..Self::default() });
                    false
                }
                Event::Start(_) => return Err(format!("more than {DEEPEST} elements deep")),
                Event::Empty(tag) => {
                    open.push(Self { name: tag.name().0.to_owned(), ..Self::default() });
                    true
                }
                Event::End(_) => true,
                Event::Text(text) => add(&mut open, &text.xml10_content()),
                Event::CData(text) => add(&mut open, &text.xml10_content()),
                Event::GeneralRef(name) => add(&mut open, &referred(&name)?),
                Event::Eof => return Err("it ends too early".to_owned()),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => false,
            };
            if ended && let Some(element) = open.pop() {
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => return Ok(element),
                }
            }
        }
    }

    /// The first element of this name in it.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The members of a list: `item` in EC2's answers, `member` in others.
    pub fn items(&self, list: &str) -> impl Iterator<Item = &Self> {
        let items = self.child(list).map(|list| list.children.as_slice()).unwrap_or_default();
        items.iter().filter(|child| matches!(child.name.as_str(), "item" | "member"))
    }

    /// The text in it.
    pub fn text(&self) -> &str {
        self.text.trim()
    }

    /// The text of the first element of this name in it.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(Self::text)
    }
}

/// Adds text to the innermost element. No element ends by it.
fn add(open: &mut [Element], text: &str) -> bool {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
    false
}

/// The text that `&name;` stands for.
fn referred(name: &BytesRef<'_>) -> Result<String, String> {
    if let Some(character) = name.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(character.to_string());
    }
    let known = resolve_predefined_entity(name);
    known.map(str::to_owned).ok_or_else(|| "it refers to something unknown".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_items_or_members() {
        let text = "<R><a><item><id>1</id></item><item><id>2</id></item></a>\
                    <b><member>3</member></b><c/></R>";
        let whole = Element::read(text).unwrap();
        let ids: Vec<_> = whole.items("a").filter_map(|item| item.text_of("id")).collect();
        assert_eq!(ids, ["1", "2"]);
        assert_eq!(whole.items("b").map(Element::text).collect::<Vec<_>>(), ["3"]);
        assert_eq!((whole.items("c").count(), whole.items("d").count()), (0, 0));
    }

    #[test]
    fn references_are_resolved_and_unknown_ones_refused() {
        let whole = Element::read("<a> &#65;&amp;&quot; <![CDATA[<x>]]></a>").unwrap();
        assert_eq!(whole.text(), "A&\" <x>");
        assert!(Element::read("<a>&x;</a>").is_err());
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "<a>".repeat(100_000);
        assert!(Element::read(&deep).unwrap_err().contains("deep"));
    }
}
