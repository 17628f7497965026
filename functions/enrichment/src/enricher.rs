//! All that is looked up for one document.
//!
//! First the client behind proxies is found, since what follows is about it.

mod threats;

use std::net::IpAddr;
use std::sync::Arc;

use contract::log_spec::Enrichment;
use ecs::{Document, Value};

use crate::geoip::{Asn, City};
use crate::indicators::Indicators;
use crate::proxies::TrustedProxies;
use crate::user_agent::UserAgents;

/// The databases that are there. Copying it is cheap.
#[derive(Debug, Clone, Default)]
pub struct Enricher {
    /// Where addresses are.
    pub city: Option<Arc<City>>,
    /// Whose networks addresses belong to.
    pub asn: Option<Arc<Asn>>,
    /// Which addresses and domains somebody warns of.
    pub indicators: Option<Arc<Indicators>>,
    /// Whose `X-Forwarded-For` is believed.
    pub proxies: Option<Arc<TrustedProxies>>,
    /// What user agents are; not there if none are to be taken apart.
    pub user_agents: Option<Arc<UserAgents>>,
}

impl Enricher {
    /// Nothing is looked up.
    pub const NONE: Self =
        Self { city: None, asn: None, indicators: None, proxies: None, user_agents: None };

    /// Makes room where much is remembered. To be called now and then between objects;
    /// documents that were enriched before do not mind.
    pub fn renew(&mut self) {
        fn renew<T>(one: &mut Option<Arc<T>>, renewed: impl Fn(&T) -> Option<T>) {
            if let Some(new) = one.as_deref().and_then(renewed) {
                *one = Some(Arc::new(new));
            }
        }
        renew(&mut self.city, City::renewed);
        renew(&mut self.asn, Asn::renewed);
        renew(&mut self.user_agents, UserAgents::renewed);
    }

    /// Adds what is known to a document, as far as its type wants it.
    pub fn enrich<'a>(&'a self, wanted: &'a Enrichment, document: &mut Document<'a>) {
        if let (Some(path), Some(proxies)) = (&wanted.forwarded_for, &self.proxies) {
            replace_proxy(proxies, path, document);
        }
        for field in wanted.geo.iter() {
            self.add_place(field, document);
        }
        if let Some(indicators) = &self.indicators {
            threats::add(indicators, wanted, document);
        }
        if let Some(user_agents) = self.user_agents.as_ref().filter(|_| wanted.user_agent) {
            user_agents.add_to(document);
        }
    }

    fn add_place<'a>(&'a self, field: &str, document: &mut Document<'a>) {
        let Some(Value::Object(endpoint)) = document.get_mut(field) else { return };
        let Some(address) = address_at(endpoint, "ip") else { return };
        if let Some(place) = self.city.as_ref().and_then(|city| city.look_up(address)) {
            merge(endpoint, "geo", place);
        }
        if let Some(system) = self.asn.as_ref().and_then(|asn| asn.look_up(address)) {
            merge(endpoint, "as", system);
        }
    }
}

/// Where `source.ip` is a trusted proxy, makes it the client. The proxy stays in
/// `related.ip` if the type has it there; the client gets into it.
fn replace_proxy(proxies: &TrustedProxies, path: &str, document: &mut Document<'_>) {
    let Some(Value::Object(source)) = document.get("source") else { return };
    let Some(peer) = address_at(source, "ip") else { return };
    let client = match document.at(path) {
        Some(Value::Text(chain)) => proxies.client(peer, std::iter::once(chain.as_ref())),
        Some(Value::List(headers)) => {
            proxies.client(peer, headers.iter().filter_map(Value::as_text))
        }
        _ => None,
    };
    let Some(client) = client else { return };
    document.set(ecs::SOURCE_IP, client.to_string());
    if let Some(Value::Object(related)) = document.get_mut("related")
        && let Some(Value::List(addresses)) = related.get_mut("ip")
    {
        let is_client = |value: &Value<'_>| value.as_text().and_then(parse) == Some(client);
        if !addresses.iter().any(is_client) {
            addresses.push(client.to_string().into());
        }
    }
}

fn address_at(object: &Document<'_>, name: &str) -> Option<IpAddr> {
    object.get(name)?.as_text().and_then(parse)
}

fn parse(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

/// Sets a field that may be there with other fields below it.
fn merge<'a>(object: &mut Document<'a>, name: &'static str, known: Document<'a>) {
    match object.get_mut(name) {
        Some(Value::Object(there)) => there.merge(known),
        Some(there) => *there = known.into(),
        None => object.push(name, known),
    }
}

#[cfg(test)]
mod tests;
