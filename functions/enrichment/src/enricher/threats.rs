//! Indicators of compromise in a document: `threat.enrichments` and `threat.matched`.
//!
//! Both names are keys of the document with a dot in them, as in the documents of
//! v2.10.4: OpenSearch takes them as fields of `threat`, and conditions on documents that
//! people have written go on working.

use std::borrow::Cow;
use std::net::IpAddr;

use contract::log_spec::Enrichment;
use ecs::{Document, Value};

use crate::indicators::{Indicator, Indicators};

/// A value that somebody warns of, and where it is.
struct Match<'a> {
    text: Cow<'a, str>,
    /// If it is no domain.
    address: Option<IpAddr>,
    fields: Vec<&'a str>,
}

/// Looks for the addresses and domains that the type names.
pub(super) fn add<'a>(
    indicators: &'a Indicators,
    wanted: &'a Enrichment,
    document: &mut Document<'a>,
) {
    let mut found = vec![];
    for path in wanted.indicator_ips.iter() {
        for_each_text(document.at(path), &mut |text| {
            if let Ok(address) = text.parse()
                && indicators.of_address(address).next().is_some()
            {
                note(&mut found, text.clone(), Some(address), path);
            }
        });
    }
    for path in wanted.indicator_domains.iter() {
        for_each_text(document.at(path), &mut |text| {
            if indicators.of_domain(text).next().is_some() {
                note(&mut found, text.clone(), None, path);
            }
        });
    }
    if found.is_empty() {
        return;
    }
    let mut enrichments = vec![];
    let mut sum = Sum::default();
    for matched in &found {
        match matched.address {
            Some(address) => {
                let kind = if address.is_ipv4() { "ipv4-addr" } else { "ipv6-addr" };
                for says in indicators.of_address(address) {
                    enrichments.push(enrichment(kind, &says, matched).into());
                    sum.add(kind, &says, matched);
                }
            }
            None => {
                for says in indicators.of_domain(&matched.text) {
                    enrichments.push(enrichment("domain-name", &says, matched).into());
                    sum.add("domain-name", &says, matched);
                }
            }
        }
    }
    document.insert("threat.enrichments", Value::List(enrichments));
    document.insert("threat.matched", sum.document());
}

fn for_each_text<'a>(value: Option<&Value<'a>>, see: &mut impl FnMut(&Cow<'a, str>)) {
    match value {
        Some(Value::Text(text)) => see(text),
        Some(Value::List(elements)) => {
            for element in elements {
                for_each_text(Some(element), see);
            }
        }
        _ => {}
    }
}

fn note<'a>(
    found: &mut Vec<Match<'a>>,
    text: Cow<'a, str>,
    address: Option<IpAddr>,
    field: &'a str,
) {
    let is_same = |one: &&mut Match<'a>| one.text == text && one.address == address;
    match found.iter_mut().find(is_same) {
        Some(known) if known.fields.contains(&field) => {}
        Some(known) => known.fields.push(field),
        None => found.push(Match { text, address, fields: vec![field] }),
    }
}

/// An element of `threat.enrichments`.
fn enrichment<'a>(kind: &'static str, says: &Indicator<'a>, matched: &Match<'a>) -> Document<'a> {
    let mut indicator = Document::with_capacity(9);
    indicator.push("provider", says.provider);
    let mut push = |name: &'static str, text: Option<&'a str>| {
        if let Some(text) = text {
            indicator.push(name, text);
        }
    };
    push("name", says.name);
    push("reference", says.reference);
    push("first_seen", says.first_seen);
    push("last_seen", says.last_seen);
    push("modified_at", says.modified);
    push("description", says.description);
    push("type", Some(kind));
    let mut place = Document::with_capacity(2);
    if matched.address.is_some() {
        indicator.push("ip", matched.text.clone());
    } else {
        place.push("atomic", matched.text.clone());
    }
    let fields = matched.fields.iter().map(|field| Value::from(*field)).collect();
    place.push("field", Value::List(fields));
    let mut element = Document::with_capacity(2);
    element.push("indicator", indicator);
    element.push("matched", place);
    element
}

/// What `threat.matched` says: each value once.
#[derive(Default)]
struct Sum<'a> {
    providers: Vec<Value<'a>>,
    types: Vec<Value<'a>>,
    indicators: Vec<Value<'a>>,
    names: Vec<Value<'a>>,
}

impl<'a> Sum<'a> {
    fn add(&mut self, kind: &'static str, says: &Indicator<'a>, matched: &Match<'a>) {
        let put = |list: &mut Vec<Value<'a>>, value: Value<'a>| {
            if !list.contains(&value) {
                list.push(value);
            }
        };
        put(&mut self.providers, says.provider.into());
        put(&mut self.types, kind.into());
        put(&mut self.indicators, matched.text.clone().into());
        if let Some(name) = says.name {
            put(&mut self.names, name.into());
        }
    }

    fn document(self) -> Document<'a> {
        let mut document = Document::with_capacity(4);
        document.push("providers", Value::List(self.providers));
        document.push("types", Value::List(self.types));
        document.push("indicators", Value::List(self.indicators));
        document.push("names", Value::List(self.names));
        document
    }
}
