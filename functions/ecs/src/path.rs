//! Paths that are looked up in one document after another.
//!
//! Records of one log mostly have the same fields in the same order. So each step of such
//! a path remembers where in its object it was found last, and is looked for there first.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::document::{Document, Value};
use crate::short::is_same;

/// A path: names joined by dots, a number counting into a list.
#[derive(Debug)]
pub struct Path(Box<[Step]>);

/// A name on the way.
#[derive(Debug)]
struct Step {
    name: Box<str>,
    /// Where it was found last.
    place: AtomicUsize,
}

impl Path {
    /// Makes a path ready.
    pub fn new(path: &str) -> Self {
        let step = |name: &str| Step { name: name.into(), place: AtomicUsize::new(0) };
        Self(path.split('.').map(step).collect())
    }
}

impl Step {
    /// Its place in an object.
    #[inline]
    fn place_in(&self, object: &Document<'_>) -> Option<usize> {
        let place = self.place.load(Relaxed);
        if object.name(place).is_some_and(|name| is_same(name, &self.name)) {
            return Some(place);
        }
        let place = object.place_of(&self.name)?;
        self.place.store(place, Relaxed);
        Some(place)
    }
}

impl<'a> Document<'a> {
    /// As [`at`](Self::at).
    pub fn at_path(&self, path: &Path) -> Option<&Value<'a>> {
        let (first, rest) = path.0.split_first()?;
        let mut value = self.value(first.place_in(self)?)?;
        for step in rest {
            value = match value {
                Value::Object(object) => object.value(step.place_in(object)?)?,
                Value::List(elements) => elements.get(step.name.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// As [`at_mut`](Self::at_mut).
    pub fn at_path_mut(&mut self, path: &Path) -> Option<&mut Value<'a>> {
        let (first, rest) = path.0.split_first()?;
        let mut value = self.value_mut(first.place_in(self)?)?;
        for step in rest {
            value = match value {
                Value::Object(object) => object.value_mut(step.place_in(object)?)?,
                Value::List(elements) => elements.get_mut(step.name.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// As [`set_at`](Self::set_at).
    pub fn set_path(&mut self, path: &'a Path, value: impl Into<Value<'a>>) {
        self.set_steps(&path.0, value.into());
    }

    fn set_steps(&mut self, steps: &'a [Step], value: Value<'a>) {
        let Some((step, rest)) = steps.split_first() else { return };
        let place = step.place_in(self).unwrap_or_else(|| {
            self.push(&*step.name, Value::Null);
            self.len() - 1
        });
        let Some(there) = self.value_mut(place) else { return };
        if rest.is_empty() {
            *there = value;
            return;
        }
        if there.as_object().is_none() {
            *there = Self::with_capacity(rest.len().max(4)).into();
        }
        if let Value::Object(object) = there {
            object.set_steps(rest, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_what_its_text_finds_in_one_document_after_another() {
        let path = Path::new("a.b.0");
        for fields in [&["x", "a", "y"][..], &["a"], &["x", "y"], &["y", "x", "z", "a"]] {
            let mut document = Document::new();
            for name in fields {
                let list = Value::List(vec![(*name).into()]);
                document.insert(*name, Document::from_iter([("b".into(), list)]));
            }
            assert_eq!(document.at_path(&path), document.at("a.b.0"), "{fields:?}");
            let there = document.clone();
            assert_eq!(document.at_path_mut(&path).as_deref(), there.at("a.b.0"));
            assert_eq!(document.at_path(&path).is_some(), fields.contains(&"a"));
        }
    }

    #[test]
    fn setting_a_path_does_what_setting_its_text_does() {
        let paths = ["a.b.c", "a.b", "a.b.d", "x", "a.e", "x.y"];
        let ready = paths.map(Path::new);
        for rounds in 1..3 {
            let (mut one, mut other) = (Document::new(), Document::new());
            for _ in 0..rounds {
                for (text, path) in paths.iter().zip(&ready) {
                    one.set_at(text, *text);
                    other.set_path(path, *text);
                    assert_eq!(one, other, "{text}");
                }
            }
        }
    }
}
