use super::*;
use crate::indicators::{Builder, Indicator};

fn enricher() -> Enricher {
    let city = include_bytes!("../../fixtures/GeoLite2-City.mmdb").to_vec();
    let asn = include_bytes!("../../fixtures/GeoLite2-ASN.mmdb").to_vec();
    let proxies = TrustedProxies::from_text("10.0.0.0/8").unwrap();
    Enricher {
        city: Some(Arc::new(City::from_bytes(city).unwrap())),
        asn: Some(Arc::new(Asn::from_bytes(asn).unwrap())),
        indicators: Some(Arc::new(indicators())),
        proxies: Some(Arc::new(proxies)),
        user_agents: Some(Arc::default()),
    }
}

fn indicators() -> Indicators {
    let mut builder = Builder::default();
    let tor = Indicator { provider: "tor", last_seen: Some("2024-01-02"), ..Indicator::default() };
    let feed = Indicator { provider: "feed", name: Some("Botnet"), ..Indicator::default() };
    builder.network("100.64.0.1".parse().unwrap(), &tor).unwrap();
    builder.network("100.64.0.0/24".parse().unwrap(), &feed).unwrap();
    builder.domain("bad.example.com", &feed).unwrap();
    Indicators::from_bytes(builder.build()).unwrap()
}

fn json(document: &Document<'_>, field: &str) -> String {
    let mut json = vec![];
    let field = document.get(field).cloned();
    Document::from_iter(field.map(|value| ("x".into(), value))).write(&mut json);
    String::from_utf8(json).unwrap()
}

fn source(ip: &'static str) -> Document<'static> {
    let mut document = Document::new();
    document.set(ecs::SOURCE_IP, ip);
    document
}

#[test]
fn what_is_known_of_an_address_stands_beside_it() {
    let wanted = Enrichment::NOTHING.geo(&["source", "destination"]);
    let enricher = enricher();
    let mut document = source("203.0.113.7");
    document.set_at("source.geo.name", "kept");
    enricher.enrich(&wanted, &mut document);
    assert_eq!(document.text_at("source.geo.name"), Some("kept"));
    assert_eq!(document.text_at("source.geo.city_name"), Some("Example City"));
    assert_eq!(document.at("source.as.number"), Some(&Value::Number("64500".into())));
    assert_eq!(document.get("destination"), None);
}

#[test]
fn without_a_database_a_document_stays_as_it_is() {
    let wanted = Enrichment::NOTHING.geo(&["source"]).forwarded_for("chain");
    let mut document = source("203.0.113.7");
    document.insert("chain", "198.51.100.1");
    let before = document.clone();
    Enricher::NONE.enrich(&wanted, &mut document);
    assert_eq!(document, before);
}

#[test]
fn what_is_no_address_is_let_be() {
    let wanted = Enrichment::NOTHING.geo(&["source", "text"]).forwarded_for("chain");
    let enricher = enricher();
    for ip in ["", "-", "host.example.com", "203.0.113", "AWS Internal"] {
        let mut document = source(ip);
        document.insert("text", "203.0.113.7");
        document.insert("chain", "198.51.100.1");
        let before = document.clone();
        enricher.enrich(&wanted, &mut document);
        assert_eq!(document, before);
    }
}

#[test]
fn the_client_behind_a_trusted_proxy_is_the_source() {
    let chain = "http.request.header.x_forwarded_for";
    let wanted = Enrichment::NOTHING.geo(&["source"]).forwarded_for(chain);
    let enricher = enricher();
    for headers in [
        Value::from("203.0.113.7"),
        Value::List(vec!["198.51.100.9".into(), "203.0.113.7, 10.0.0.2".into()]),
    ] {
        let mut document = source("10.0.0.1");
        document.set_at(chain, headers);
        document.set_at("related.ip", Value::List(vec!["10.0.0.1".into()]));
        enricher.enrich(&wanted, &mut document);
        assert_eq!(document.text_at("source.ip"), Some("203.0.113.7"));
        assert_eq!(document.text_at("source.geo.country_iso_code"), Some("XA"));
        let related = Value::List(vec!["10.0.0.1".into(), "203.0.113.7".into()]);
        assert_eq!(document.at("related.ip"), Some(&related));
    }
}

#[test]
fn an_indicator_is_named_with_the_fields_that_it_was_found_in() {
    let wanted = Enrichment::NOTHING
        .indicator_ips(&["source.ip", "destination.ip", "related.ip"])
        .indicator_domains(&["dns.question.name"]);
    let enricher = enricher();
    let mut document = source("100.64.0.1");
    document.set(ecs::DESTINATION_IP, "100.64.0.200");
    let related = ["100.64.0.1", "192.0.2.1", "100.64.0.1", "no address"];
    document.set(ecs::RELATED_IP, Value::List(related.into_iter().map(Value::from).collect()));
    document.set_at("dns.question.name", "Bad.example.com.");
    enricher.enrich(&wanted, &mut document);
    assert_eq!(
        json(&document, "threat.enrichments"),
        concat!(
            r#"{"x":["#,
            r#"{"indicator":{"provider":"tor","last_seen":"2024-01-02","type":"ipv4-addr","ip":"100.64.0.1"},"matched":{"field":["source.ip","related.ip"]}},"#,
            r#"{"indicator":{"provider":"feed","name":"Botnet","type":"ipv4-addr","ip":"100.64.0.1"},"matched":{"field":["source.ip","related.ip"]}},"#,
            r#"{"indicator":{"provider":"feed","name":"Botnet","type":"ipv4-addr","ip":"100.64.0.200"},"matched":{"field":["destination.ip"]}},"#,
            r#"{"indicator":{"provider":"feed","name":"Botnet","type":"domain-name"},"matched":{"atomic":"Bad.example.com.","field":["dns.question.name"]}}"#,
            r#"]}"#
        )
    );
    assert_eq!(
        json(&document, "threat.matched"),
        r#"{"x":{"providers":["tor","feed"],"types":["ipv4-addr","domain-name"],"indicators":["100.64.0.1","100.64.0.200","Bad.example.com."],"names":["Botnet"]}}"#
    );
}

#[test]
fn a_document_without_an_indicator_says_nothing_of_threats() {
    let wanted = Enrichment::NOTHING.indicator_ips(&["source.ip"]).indicator_domains(&["name"]);
    let enricher = enricher();
    let mut document = source("100.64.1.1");
    document.insert("name", "www.bad.example.com");
    let before = document.clone();
    enricher.enrich(&wanted, &mut document);
    assert_eq!(document, before);
}

#[test]
fn a_user_agent_is_taken_apart_if_its_type_wants_it() {
    let enricher = enricher();
    let mut document = Document::new();
    document.set(ecs::USER_AGENT_ORIGINAL, "curl/8.0.1");
    let wanted = Enrichment::NOTHING;
    enricher.enrich(&wanted, &mut document);
    assert_eq!(json(&document, "user_agent"), r#"{"x":{"original":"curl/8.0.1"}}"#);
    let wanted = Enrichment::NOTHING.user_agent();
    enricher.enrich(&wanted, &mut document);
    assert_eq!(
        json(&document, "user_agent"),
        concat!(
            r#"{"x":{"original":"curl/8.0.1","name":"curl","version":"8.0.1","#,
            r#""os.name":"Other","os.full":"Other","device.name":"Other"}}"#
        )
    );
}

#[test]
fn renewing_changes_nothing_while_there_is_room() {
    let mut enricher = enricher();
    let city = enricher.city.clone();
    enricher.renew();
    assert!(Arc::ptr_eq(&city.unwrap(), enricher.city.as_ref().unwrap()));
}
