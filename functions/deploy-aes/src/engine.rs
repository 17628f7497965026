//! Versions of engines.

/// A version such as `OpenSearch_2.19`, in the order in which upgrades go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Engine {
    is_opensearch: bool,
    major: u32,
    minor: u32,
}

/// The oldest with which the SIEM works, as in v2.10.4.
const OLDEST: Engine = Engine { is_opensearch: false, major: 7, minor: 10 };

impl Engine {
    pub(crate) fn read(version: &str) -> Option<Self> {
        let (engine, version) = version.split_once('_')?;
        let (major, minor) = version.split_once('.')?;
        let is_opensearch = match engine {
            "OpenSearch" => true,
            "Elasticsearch" => false,
            _ => return None,
        };
        Some(Self { is_opensearch, major: major.parse().ok()?, minor: minor.parse().ok()? })
    }

    pub(crate) fn is_supported(self) -> bool {
        self >= OLDEST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opensearch_comes_after_elasticsearch_and_numbers_are_no_texts() {
        let order = [
            "Elasticsearch_7.9",
            "Elasticsearch_7.10",
            "OpenSearch_1.3",
            "OpenSearch_2.9",
            "OpenSearch_2.19",
            "OpenSearch_3.1",
        ];
        let engines: Vec<_> = order.iter().map(|text| Engine::read(text).unwrap()).collect();
        assert!(engines.is_sorted(), "{engines:?}");
        let supported: Vec<_> = engines.iter().map(|engine| engine.is_supported()).collect();
        assert_eq!(supported, [false, true, true, true, true, true]);
    }
}
