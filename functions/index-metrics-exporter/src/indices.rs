//! Which indices there are, and in which tier.
//!
//! `_hot` and `_warm` are AWS's. An engine without tiers does not know them: there all indices
//! are hot. Cold ones are no indices of the engine any more; they have a list of their own,
//! page by page.
//!
//! Warm: <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ultrawarm.html>
//! Cold: <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cold-storage.html#coldstorage-list>
//! Others: <https://docs.opensearch.org/latest/api-reference/cat/cat-indices/>

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use crate::domain::Domain;
use crate::error::Error;

/// The fields of a list of indices that are used. Closed and hidden ones are in it too.
const ROWS: &str = "format=json&expand_wildcards=all\
                    &h=health%2Cstatus%2Cindex%2Ccreation.date.string%2Cpri%2Crep";

/// Cold indices of one page.
const PAGE: usize = 2000;

/// A domain has not so many, and a list that never ends is not followed.
const MOST_PAGES: usize = 1000;

/// Where an index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tier {
    Hot,
    Warm,
    Cold,
}

impl Tier {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Warm => "warm",
            Self::Cold => "cold",
        }
    }
}

/// What is known of an index before its figures.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) tier: Tier,
    /// `open`, `close` or `cold`.
    pub(crate) status: Option<String>,
    /// `green`, `yellow` or `red`.
    pub(crate) health: Option<String>,
    pub(crate) created: Option<String>,
    pub(crate) primaries: Option<u64>,
    pub(crate) replicas: Option<u64>,
    pub(crate) cold: Option<Cold>,
}

/// What is known of a cold one alone.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Cold {
    pub(crate) uuid: Option<String>,
    pub(crate) bytes: Option<u64>,
    pub(crate) start: Option<String>,
    pub(crate) end: Option<String>,
}

pub(crate) type Indices = BTreeMap<String, Index>;

/// A row of `_cat/indices`, in which every value is text.
#[derive(Debug, Deserialize)]
struct Row {
    index: String,
    health: Option<String>,
    status: Option<String>,
    #[serde(rename = "creation.date.string")]
    created: Option<String>,
    pri: Option<String>,
    rep: Option<String>,
}

/// The indices of a tier.
pub(crate) async fn of_tier(domain: &Domain<'_>, tier: Tier) -> Result<Indices, Error> {
    let path = format!("/_cat/indices/_{}?{ROWS}", tier.name());
    let rows: Result<Vec<Row>, Error> = domain.get(&path).await;
    let rows = match (rows, tier) {
        (Err(error), Tier::Hot) if error.is_unknown_path() => {
            domain.get(&format!("/_cat/indices?{ROWS}")).await?
        }
        (Err(error), _) if error.is_unknown_path() => vec![],
        (rows, _) => rows?,
    };
    Ok(rows.into_iter().map(|row| row.index(tier)).collect())
}

impl Row {
    fn index(self, tier: Tier) -> (String, Index) {
        let index = Index {
            tier,
            status: self.status,
            health: self.health,
            created: self.created,
            primaries: number(self.pri.as_deref()),
            replicas: number(self.rep.as_deref()),
            cold: None,
        };
        (self.index, index)
    }
}

pub(crate) fn number(text: Option<&str>) -> Option<u64> {
    text?.trim().parse().ok()
}

#[derive(Debug, Deserialize)]
struct Page {
    #[serde(default)]
    pagination_id: Option<String>,
    #[serde(default)]
    indices: Vec<ColdRow>,
}

#[derive(Debug, Deserialize)]
struct ColdRow {
    index: String,
    index_cold_uuid: Option<String>,
    size: Option<u64>,
    creation_date: Option<String>,
    start_time: Option<String>,
    end_time: Option<String>,
}

/// The cold indices; none where the domain has no such tier.
pub(crate) async fn cold(domain: &Domain<'_>) -> Result<Indices, Error> {
    let path = format!("/_cold/indices/_search?page_size={PAGE}");
    let mut indices = Indices::new();
    let mut page: Page = match domain.get(&path).await {
        Err(error) if error.is_unknown_path() => return Ok(indices),
        page => page?,
    };
    for _ in 0..MOST_PAGES {
        let Page { pagination_id, indices: rows } = page;
        if rows.is_empty() {
            return Ok(indices);
        }
        indices.extend(rows.into_iter().map(ColdRow::index));
        let Some(id) = pagination_id else { return Ok(indices) };
        page = domain.get_with(&path, Some(&json!({ "pagination_id": id }))).await?;
    }
    Err(Error::Unreadable { path, reason: format!("it has more than {MOST_PAGES} pages") })
}

impl ColdRow {
    fn index(self) -> (String, Index) {
        let index = Index {
            tier: Tier::Cold,
            status: Some("cold".to_owned()),
            // It is in S3, as v2.10.4 has it.
            health: Some("green".to_owned()),
            created: self.creation_date,
            primaries: None,
            replicas: None,
            cold: Some(Cold {
                uuid: self.index_cold_uuid,
                bytes: self.size,
                start: self.start_time,
                end: self.end_time,
            }),
        };
        (self.index, index)
    }
}
