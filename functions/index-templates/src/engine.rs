//! Versions of OpenSearch, and what they can do.

use std::fmt;

/// A version of OpenSearch, 1.3 or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Engine {
    major: u32,
    minor: u32,
}

impl Engine {
    /// A version by its first two numbers.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Reads a version such as `2.19.1`; nothing where it has no two numbers.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        Some(Self { major: parts.next()?.parse().ok()?, minor: parts.next()?.parse().ok()? })
    }

    /// Whether it knows the type `flat_object`: since 2.7.
    pub fn has_flat_object(self) -> bool {
        self >= Self::new(2, 7)
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_and_written() {
        assert_eq!(Engine::parse("2.19.1"), Some(Engine::new(2, 19)));
        assert_eq!(Engine::new(2, 19).to_string(), "2.19");
        for text in ["", "2", "2.x", "version"] {
            assert_eq!(Engine::parse(text), None, "{text}");
        }
    }

    #[test]
    fn flat_objects_came_with_2_7() {
        assert!(!Engine::new(1, 3).has_flat_object());
        assert!(!Engine::new(2, 5).has_flat_object());
        assert!(Engine::new(2, 7).has_flat_object());
        assert!(Engine::new(3, 1).has_flat_object());
    }
}
