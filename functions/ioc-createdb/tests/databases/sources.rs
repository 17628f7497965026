//! What comes into the database, and what the loader makes of it.

use std::sync::Arc;

use contract::log_spec::Enrichment;
use ecs::Document;
use enrichment::Enricher;

use crate::*;

#[tokio::test]
async fn every_source_is_in_the_database() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.put(TOR, tor("100.64.0.1")).await;
    world.put(FEODO, feodo("100.64.0.2")).await;
    let urls = json!({ "query_status": "ok", "urls": [{ "host": "100.64.0.3", "threat": "url" }] });
    world.put(URLHAUS, urls.to_string()).await;
    let iocs = json!({ "query_status": "ok", "data": [
        { "id": "1", "ioc": "100.64.0.4:80", "ioc_type": "ip:port", "malware_printable": "fox" },
    ] });
    world.put(THREATFOX, iocs.to_string()).await;
    world.put("IOC/tmp/OTX/a1.json", pulse("campaign", &["100.64.0.5"])).await;
    world.put("IOC/TXT/", "").await;
    world.put("IOC/TXT/partner/bad.txt", "100.64.0.6\n64:ff9b::/64\nbad.example\nnonsense\n").await;
    let bundle = json!({ "id": "bundle--1", "type": "bundle", "objects": [
        { "type": "indicator", "pattern": "[ipv4-addr:value = '100.64.0.7']" },
    ] });
    world.put("IOC/STIX2/cert.json", bundle.to_string()).await;
    let answers = json!([
        { "ioc": "custom", "planned": 1 }, { "ioc": "tor" }, { "ioc": "abuse_ch" },
        { "ioc": "urlhaus" }, { "ioc": "threatfox" }, { "ioc": "otx", "ids": ["a1"] },
    ]);
    let report = world.make(answers).await.unwrap();
    assert_eq!((report.all().taken, report.all().malformed), (9, 1));
    assert_eq!(report.sources.len(), 7);
    assert_eq!((report.unusable_objects, report.failed.len()), (0, 0));
    let database = world.database().await;
    assert_eq!((database.networks(), database.domains()), (8, 1));
    for (address, name) in [
        ("100.64.0.1", "TOR"),
        ("100.64.0.2", "Dridex"),
        ("100.64.0.3", "url"),
        ("100.64.0.4", "fox"),
        ("100.64.0.5", "campaign"),
        ("100.64.0.6", "bad.txt"),
        ("64:ff9b::77", "bad.txt"),
        ("100.64.0.7", "cert.json"),
    ] {
        assert_eq!(names_of(&database, address), [name], "{address}");
    }
    let bytes = world.stored(DATABASE).await.unwrap().len() as u64;
    assert_eq!(report.bytes, bytes);
    let measured = world.measured();
    assert_eq!((&measured["IocIndicators"], &measured["IocMalformed"]), (&json!(9.0), &json!(1.0)));
}

/// In form and names as es-loader of v2.10.4 writes it.
#[tokio::test]
async fn a_document_gets_the_fields_of_the_original() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.put(TOR, tor("100.64.0.1")).await;
    let pulse = json!({
        "name": "A campaign", "description": "Seen again", "modified": "2026-11-20T08:00:00",
        "indicators": [{ "type": "domain", "indicator": "bad.example", "title": "C2" }],
    });
    world.put("IOC/tmp/OTX/a1.json", pulse.to_string()).await;
    let answers = json!([{ "ioc": "tor" }, { "ioc": "otx", "ids": ["a1"] }]);
    world.make(answers).await.unwrap();
    let indicators = Some(Arc::new(world.database().await));
    let enricher = Enricher { indicators, ..Enricher::NONE };
    let wanted =
        Enrichment::NOTHING.indicator_ips(&["source.ip"]).indicator_domains(&["dns.question.name"]);
    let mut document = Document::new();
    document.set(ecs::SOURCE_IP, "100.64.0.1");
    document.set_at("dns.question.name", "bad.example");
    enricher.enrich(&wanted, &mut document);
    let mut written = vec![];
    document.write(&mut written);
    let document: Value = serde_json::from_slice(&written).unwrap();
    let node = "A".repeat(40);
    assert_eq!(
        document["threat.enrichments"],
        json!([
            {
                "indicator": {
                    "provider": "torproject.org",
                    "name": "TOR",
                    "reference": format!("https://metrics.torproject.org/rs.html#details/{node}"),
                    "last_seen": "2026-11-24T05:00:00Z",
                    "modified_at": "2026-11-24T05:08:45Z",
                    "type": "ipv4-addr",
                    "ip": "100.64.0.1",
                },
                "matched": { "field": ["source.ip"] },
            },
            {
                "indicator": {
                    "provider": "AlienVault_OTX",
                    "name": "A campaign",
                    "reference": "https://otx.alienvault.com/indicator/domain/bad.example",
                    "modified_at": "2026-11-20T08:00:00Z",
                    "description": "Seen again. C2",
                    "type": "domain-name",
                },
                "matched": { "atomic": "bad.example", "field": ["dns.question.name"] },
            },
        ])
    );
    assert_eq!(
        document["threat.matched"],
        json!({
            "providers": ["torproject.org", "AlienVault_OTX"],
            "types": ["ipv4-addr", "domain-name"],
            "indicators": ["100.64.0.1", "bad.example"],
            "names": ["TOR", "A campaign"],
        })
    );
}

#[tokio::test]
async fn of_what_otx_says_of_an_address_the_newest_pulse_counts() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    for id in ["a1", "a2", "a3"] {
        world.put(&format!("IOC/tmp/OTX/{id}.json"), pulse(id, &["100.64.0.1"])).await;
    }
    let report = world.make(json!([{ "ioc": "otx", "ids": ["a1", "a2"] }])).await.unwrap();
    assert_eq!((report.all().taken, report.all().repeated), (1, 1));
    let database = world.database().await;
    assert_eq!(names_of(&database, "100.64.0.1"), ["a2"], "nobody subscribes to a3 any more");
    world.make(json!([{ "ioc": "otx", "ids": ["a1"], "unplanned": "x" }])).await.unwrap();
    let database = world.database().await;
    assert_eq!(names_of(&database, "100.64.0.1"), ["a3"], "what there is, where that is unknown");
}

#[tokio::test]
async fn a_list_that_is_not_wanted_any_more_is_not_in_the_database() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.put(TOR, tor("100.64.0.1")).await;
    world.put(FEODO, feodo("100.64.0.2")).await;
    world.make(json!([{ "ioc": "tor" }, { "ioc": "abuse_ch" }])).await.unwrap();
    assert_eq!(world.database().await.networks(), 2);
    world.make(json!([{ "ioc": "abuse_ch" }])).await.unwrap();
    assert_eq!(world.database().await.networks(), 1);
}

#[tokio::test]
async fn a_large_list_is_read_from_a_file() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    // Above what is kept in memory.
    let lines: String = (0..300_000).map(|n| format!("host-{n}.bad.example\n")).collect();
    assert!(lines.len() > 6_000_000);
    world.put("IOC/TXT/large.txt", lines).await;
    let report = world.make(json!([{ "ioc": "custom" }])).await.unwrap();
    assert_eq!(report.all().taken, 300_000);
    let database = world.database().await;
    assert_eq!(database.of_domain("host-299999.bad.example").count(), 1);
}
