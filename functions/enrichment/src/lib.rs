//! What databases know of the addresses, domains and user agents in a document.

use contract::log_spec::Enrichment;
use ecs::Document;

/// The databases that are there.
#[derive(Debug, Default)]
pub struct Enricher {}

impl Enricher {
    /// No database.
    pub const NONE: Self = Self {};

    /// Adds what is known to a document, as far as its type wants it.
    pub fn enrich<'a>(&'a self, wanted: &'a Enrichment, document: &mut Document<'a>) {
        let _ = (wanted, document);
    }
}
