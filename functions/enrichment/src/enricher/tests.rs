use super::*;

fn enricher() -> Enricher {
    let city = include_bytes!("../../fixtures/GeoLite2-City.mmdb").to_vec();
    let asn = include_bytes!("../../fixtures/GeoLite2-ASN.mmdb").to_vec();
    let proxies = TrustedProxies::from_text("10.0.0.0/8").unwrap();
    Enricher {
        city: Some(Arc::new(City::from_bytes(city).unwrap())),
        asn: Some(Arc::new(Asn::from_bytes(asn).unwrap())),
        proxies: Some(Arc::new(proxies)),
    }
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
