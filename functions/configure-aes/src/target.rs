//! What is configured: a domain of some version, or a collection.

use index_templates::Engine;

use crate::object::Needs;

/// A domain of some version, or a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A domain, or a node.
    Domain(Engine),
    /// A collection for searches.
    SearchCollection,
    /// A collection for time series, which takes no document ids.
    TimeSeriesCollection,
}

/// The version whose field types a collection has.
const COLLECTION: Engine = Engine::new(2, 17);

impl Target {
    /// What `AOSS_TYPE` says of a collection; nothing where it says nothing.
    pub(crate) fn collection(kind: Option<&str>) -> Option<Self> {
        match kind?.trim() {
            "" => None,
            "TIMESERIES" => Some(Self::TimeSeriesCollection),
            _ => Some(Self::SearchCollection),
        }
    }

    /// The version, or that of a domain which takes what the collection takes.
    pub(crate) const fn engine(self) -> Engine {
        match self {
            Self::Domain(engine) => engine,
            Self::SearchCollection | Self::TimeSeriesCollection => COLLECTION,
        }
    }

    /// Whether it is a collection.
    pub(crate) const fn is_collection(self) -> bool {
        !matches!(self, Self::Domain(_))
    }

    /// Why it cannot have something; nothing where it can.
    pub(crate) fn lacks(self, needs: Needs) -> Option<&'static str> {
        match self {
            Self::Domain(engine) if engine < needs.since => {
                Some("the domain's version does not have it")
            }
            Self::SearchCollection | Self::TimeSeriesCollection if !needs.collections => {
                Some("collections do not have it")
            }
            _ => None,
        }
    }
}
