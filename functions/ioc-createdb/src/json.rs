//! Elements of a list in JSON, one after the other, so that a list of any length needs no more
//! memory than its longest element.
//!
//! An element of the wrong form is no error here. Where the JSON itself breaks off or is
//! wrong, what stood before that was still read.

use std::fmt;
use std::io::Read;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

/// Where a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The file is the list.
    Whole,
    /// The file is an object, and the list its member of this name.
    Member(&'static str),
}

/// Gives each element to `each`, which may end it with an error of its own.
///
/// The inner error is what is wrong with the file.
pub(crate) fn for_each<E>(
    reader: impl Read,
    place: Place,
    each: &mut dyn FnMut(Value) -> Result<(), E>,
) -> Result<Result<(), serde_json::Error>, E> {
    let mut stopped = None;
    let mut json = serde_json::Deserializer::from_reader(reader);
    let list = List { each, stopped: &mut stopped };
    let read = match place {
        Place::Whole => json.deserialize_seq(list),
        Place::Member(name) => json.deserialize_map(Member { name, list }),
    };
    match stopped {
        Some(error) => Err(error),
        None => Ok(read.and_then(|()| json.end())),
    }
}

struct List<'a, E> {
    each: &'a mut dyn FnMut(Value) -> Result<(), E>,
    stopped: &'a mut Option<E>,
}

impl<'de, E> Visitor<'de> for List<'_, E> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(element) = list.next_element()? {
            if let Err(error) = (self.each)(element) {
                *self.stopped = Some(error);
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    /// abuse.ch has words in the place of a list without elements.
    fn visit_str<X>(self, _: &str) -> Result<(), X> {
        Ok(())
    }

    fn visit_unit<X>(self) -> Result<(), X> {
        Ok(())
    }
}

impl<'de, E> DeserializeSeed<'de> for List<'_, E> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

struct Member<'a, E> {
    name: &'static str,
    list: List<'a, E>,
}

impl<'de, E> Visitor<'de> for Member<'_, E> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with a list `{}`", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut list = Some(self.list);
        while let Some(name) = object.next_key::<String>()? {
            match list.take() {
                Some(list) if name == self.name => object.next_value_seed(list)?,
                kept => {
                    list = kept;
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        match list {
            None => Ok(()),
            Some(_) => Err(A::Error::missing_field(self.name)),
        }
    }
}

/// A member that is a text, and not an empty one.
pub(crate) fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(place: Place, text: &str) -> (Vec<Value>, Option<String>) {
        let mut elements = vec![];
        let read = for_each::<()>(text.as_bytes(), place, &mut |element| {
            elements.push(element);
            Ok(())
        });
        (elements, read.unwrap().err().map(|error| error.to_string()))
    }

    #[test]
    fn a_list_is_the_file_or_one_of_its_members() {
        assert_eq!(read(Place::Whole, "[1, {}]"), (vec![json!(1), json!({})], None));
        let member = Place::Member("urls");
        let text = r#"{"a": {"urls": [0]}, "urls": [1, "x"], "b": [2]}"#;
        assert_eq!(read(member, text), (vec![json!(1), json!("x")], None));
        assert_eq!(read(member, r#"{"urls": "nothing found"}"#), (vec![], None));
        assert_eq!(read(member, r#"{"urls": null}"#), (vec![], None));
    }

    #[test]
    fn what_stands_before_a_mistake_is_read() {
        let (elements, error) = read(Place::Whole, "[1, 2, oops]");
        assert_eq!(elements, [json!(1), json!(2)]);
        assert!(error.unwrap().contains("line 1"));
        let (elements, error) = read(Place::Member("urls"), r#"{"urls": [1, 2"#);
        assert_eq!((elements.len(), error.is_some()), (2, true));
    }

    #[test]
    fn what_is_no_list_is_told() {
        assert!(read(Place::Whole, "{}").1.unwrap().contains("a list"));
        assert!(read(Place::Member("urls"), "[]").1.unwrap().contains("`urls`"));
        assert!(read(Place::Member("urls"), "{}").1.unwrap().contains("`urls`"));
        assert!(read(Place::Whole, "[] <html>").1.is_some());
    }

    #[test]
    fn an_end_from_inside_is_handed_on() {
        let mut seen = 0;
        let ended = for_each(&b"[1, 2, 3]"[..], Place::Whole, &mut |_| {
            seen += 1;
            if seen == 2 { Err("full") } else { Ok(()) }
        });
        assert_eq!((ended.unwrap_err(), seen), ("full", 2));
    }
}
