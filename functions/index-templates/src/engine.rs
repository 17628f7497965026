//! Versions of OpenSearch, and what they can do.

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

    /// Whether it knows the type `flat_object`: since 2.7.
    pub fn has_flat_object(self) -> bool {
        self >= Self::new(2, 7)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_objects_came_with_2_7() {
        assert!(!Engine::new(1, 3).has_flat_object());
        assert!(!Engine::new(2, 5).has_flat_object());
        assert!(Engine::new(2, 7).has_flat_object());
        assert!(Engine::new(3, 1).has_flat_object());
    }
}
