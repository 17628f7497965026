use std::net::IpAddr;

use enrichment::Indicators;
use enrichment::indicators::Indicator;

use super::*;
use crate::collector::Tally;

/// What a reader makes of an object: the database and the counts.
fn made(read: Reader, key: &str, content: &[u8]) -> (Indicators, Tally, u64) {
    let mut object = Object::of(content);
    let mut collector = Collector::default();
    read(key, &mut object, &mut collector).unwrap();
    let (builder, report) = collector.finish();
    let all = report.all();
    (Indicators::from_bytes(builder.build()).unwrap(), all, report.unusable_objects)
}

fn of_address<'a>(database: &'a Indicators, address: &str) -> Option<Indicator<'a>> {
    let address: IpAddr = address.parse().unwrap();
    let mut all = database.of_address(address);
    let first = all.next();
    assert!(all.next().is_none(), "{address} is there once");
    first
}

fn tally(taken: u64, repeated: u64, left_out: u64, malformed: u64) -> Tally {
    Tally { taken, repeated, left_out, malformed }
}

const TOR: &str = "\
ExitNode 5C3F3217F99D6CFA711D9415AFED1003971201AF
Published 2026-11-23 20:05:14
LastStatus 2026-11-24 05:00:00
ExitAddress 100.64.0.7 2026-11-24 05:08:45
ExitAddress 100.64.0.8 2026-11-24 06:08:45
ExitNode ???
ExitAddress 100.64.0.300 2026-11-24 05:08:45
ExitAddress 100.64.0.9
garbage
";

#[test]
fn an_exit_node_says_what_the_original_says() {
    let (database, counts, unusable) = made(tor::read, "k", TOR.as_bytes());
    let expected = Indicator {
        provider: "torproject.org",
        name: Some("TOR"),
        reference: Some(
            "https://metrics.torproject.org/rs.html#details/5C3F3217F99D6CFA711D9415AFED1003971201AF",
        ),
        first_seen: None,
        last_seen: Some("2026-11-24T05:00:00Z"),
        modified: Some("2026-11-24T05:08:45Z"),
        description: None,
    };
    assert_eq!(of_address(&database, "100.64.0.7"), Some(expected));
    assert_eq!(of_address(&database, "100.64.0.8").unwrap().last_seen, expected.last_seen);
    let bare = of_address(&database, "100.64.0.9").unwrap();
    assert_eq!((bare.reference, bare.last_seen, bare.modified), (None, None, None));
    assert_eq!((counts, unusable), (tally(3, 0, 0, 2), 0));
}

const FEODO: &str = r#"[
  {"ip_address": "100.64.0.7", "port": 443, "status": "offline", "hostname": null, "as_number": 64500,
   "country": "XX", "first_seen": "2026-06-04 21:24:53", "last_online": "2026-11-18", "malware": "Dridex"},
  {"ip_address": 7}, {}, 5, {"ip_address": "100.64.0.7"}, {"ip_address": "100.64.0.8"}
]"#;

#[test]
fn a_host_of_feodo_says_what_the_original_says() {
    let (database, counts, unusable) = made(abuse_ch::feodo, "k", FEODO.as_bytes());
    let expected = Indicator {
        provider: "abuse.ch",
        name: Some("Dridex"),
        reference: Some("https://feodotracker.abuse.ch/browse/host/100.64.0.7/"),
        first_seen: Some("2026-06-04T21:24:53Z"),
        last_seen: Some("2026-11-18T00:00:00Z"),
        modified: Some("2015-10-21T07:28:00Z"),
        description: Some("status is offline"),
    };
    assert_eq!(of_address(&database, "100.64.0.7"), Some(expected));
    assert!(of_address(&database, "100.64.0.8").is_some());
    assert_eq!((counts, unusable), (tally(2, 1, 0, 3), 0));
}

const URLHAUS: &str = r#"{"query_status": "ok", "urls": [
  {"id": "105821", "urlhaus_reference": "https://urlhaus.abuse.ch/url/105821/", "url": "http://100.64.0.7/x.bin",
   "url_status": "online", "host": "100.64.0.7", "date_added": "2026-11-19 01:33:26 UTC",
   "threat": "malware_download", "tags": ["elf", "mirai"]},
  {"host": "bad.example", "url_status": "offline", "tags": null},
  {"host": "raw.githubusercontent.com"}, {"host": "GitHub.com"}, {"host": "notgithub.com"},
  {"host": ""}, {"url": "http://a.example/"}
]}"#;

#[test]
fn hosts_of_urlhaus_count_but_not_those_that_anybody_uses() {
    let (database, counts, _) = made(abuse_ch::urlhaus, "k", URLHAUS.as_bytes());
    let expected = Indicator {
        provider: "abuse.ch",
        name: Some("malware_download"),
        reference: Some("https://urlhaus.abuse.ch/url/105821/"),
        first_seen: Some("2026-11-19T01:33:26Z"),
        description: Some("URLhaus: online, elf, mirai"),
        ..Indicator::default()
    };
    assert_eq!(of_address(&database, "100.64.0.7"), Some(expected));
    assert_eq!(
        database.of_domain("bad.example").next().unwrap().description,
        Some("URLhaus: offline")
    );
    assert_eq!(database.of_domain("notgithub.com").count(), 1);
    assert_eq!(counts, tally(3, 0, 2, 2));
}

const THREATFOX: &str = r#"{"query_status": "ok", "data": [
  {"id": "41", "ioc": "100.64.0.7:4353", "threat_type": "botnet_cc", "ioc_type": "ip:port",
   "malware": "win.dridex", "malware_printable": "Dridex", "confidence_level": 75,
   "first_seen": "2026-11-08 13:36:27 UTC", "last_seen": null, "tags": ["a"]},
  {"id": 42, "ioc": "bad.example", "ioc_type": "domain"},
  {"id": 43, "ioc": "http://bad.example/x", "ioc_type": "url"},
  {"id": 44, "ioc": "nowhere", "ioc_type": "ip:port"},
  {"id": 45}
]}"#;

#[test]
fn addresses_and_domains_of_threatfox_count() {
    let (database, counts, _) = made(abuse_ch::threatfox, "k", THREATFOX.as_bytes());
    let expected = Indicator {
        provider: "abuse.ch",
        name: Some("Dridex"),
        reference: Some("https://threatfox.abuse.ch/ioc/41/"),
        first_seen: Some("2026-11-08T13:36:27Z"),
        description: Some("ThreatFox: botnet_cc, confidence 75 %, a"),
        ..Indicator::default()
    };
    assert_eq!(of_address(&database, "100.64.0.7"), Some(expected));
    let reference = database.of_domain("bad.example").next().unwrap().reference;
    assert_eq!(reference, Some("https://threatfox.abuse.ch/ioc/42/"));
    assert_eq!(counts, tally(2, 0, 1, 2));
}

/// Name and words stand behind the indicators.
const PULSE: &str = r#"{"indicators": [
  {"type": "IPv4", "indicator": "100.64.0.7", "title": "C2", "description": "of a botnet"},
  {"type": "hostname", "indicator": "www.bad.example", "title": "", "description": null},
  {"type": "CIDR", "indicator": "100.64.1.0/24"},
  {"type": "FileHash-MD5", "indicator": "0"}, {"type": "IPv4", "indicator": "nowhere"},
  {"type": "IPv4", "indicator": "0.0.0.0/0"}, "x", {"indicator": "y"}
 ], "id": "1", "name": "A campaign", "description": "Seen again", "modified": "2026-11-20T08:00:00.123000"}"#;

#[test]
fn an_indicator_of_a_pulse_says_what_the_original_says() {
    let (database, counts, unusable) = made(otx::read, "k", PULSE.as_bytes());
    let expected = Indicator {
        provider: "AlienVault_OTX",
        name: Some("A campaign"),
        reference: Some("https://otx.alienvault.com/indicator/ip/100.64.0.7"),
        first_seen: None,
        last_seen: None,
        modified: Some("2026-11-20T08:00:00Z"),
        description: Some("Seen again. C2. of a botnet"),
    };
    assert_eq!(of_address(&database, "100.64.0.7"), Some(expected));
    let host = database.of_domain("www.bad.example").next().unwrap();
    assert_eq!(
        host.reference,
        Some("https://otx.alienvault.com/indicator/hostname/www.bad.example")
    );
    assert_eq!(host.description, Some("Seen again"));
    assert!(of_address(&database, "100.64.1.200").is_some());
    assert_eq!((counts, unusable), (tally(3, 0, 1, 4), 0));
}

#[test]
fn an_own_text_says_its_folder_its_name_and_its_time() {
    let text = b"\xef\xbb\xbf100.64.0.7\r\n\n# a comment\n100.64.1.0/24 # ours\nBad.Example\n\
                 100.64.0.300\n\xff\xfe\nnot one\n100.64.0.7";
    let (database, counts, _) = made(txt::read, "IOC/TXT/partner/list.txt", text);
    let expected = Indicator {
        provider: "partner",
        name: Some("list.txt"),
        modified: Some("2026-11-24T00:00:00Z"),
        ..Indicator::default()
    };
    assert_eq!(of_address(&database, "100.64.0.7"), Some(expected));
    assert_eq!(of_address(&database, "100.64.1.77"), Some(expected));
    assert_eq!(database.of_domain("bad.example").next(), Some(expected));
    assert_eq!(counts, tally(3, 1, 0, 3));
    assert_eq!(of_own("IOC/TXT/list.txt"), ("custom", "list.txt"));
    assert_eq!(of_own("IOC/STIX2/a/b/list.json"), ("a", "list.json"));
}

#[test]
fn a_line_without_an_end_costs_only_itself() {
    let text = [b"100.64.0.7\n".to_vec(), vec![b'x'; 200_000], b"\n100.64.0.8\n".to_vec()].concat();
    let (_, counts, _) = made(txt::read, "IOC/TXT/list.txt", &text);
    assert_eq!(counts, tally(2, 0, 0, 1));
}

const STIX2: &str = r#"{"type": "bundle", "id": "bundle--1", "objects": [
  {"type": "identity", "name": "Somebody"},
  {"type": "indicator", "name": "C2", "description": "Of a botnet", "pattern_type": "stix",
   "pattern": "[ipv4-addr:value = '100.64.0.7' OR domain-name:value = 'bad.example']",
   "valid_from": "2026-01-01T00:00:00Z", "modified": "2026-11-20T08:00:00.000Z",
   "external_references": [{"source_name": "x"}, {"url": "https://example.com/report"}]},
  {"type": "indicator", "pattern": "[ipv6-addr:value = '64:ff9b::1']", "last_seen": "2026-11-01T00:00:00Z",
   "valid_until": "2999-01-01T00:00:00Z"},
  {"type": "indicator", "pattern": "[ipv4-addr:value = '100.64.0.8']", "revoked": true},
  {"type": "indicator", "pattern": "[ipv4-addr:value = '100.64.0.9']", "valid_until": "2020-01-01T00:00:00Z"},
  {"type": "indicator", "pattern": "alert tcp any", "pattern_type": "snort"},
  {"type": "indicator", "pattern": "[ipv4-addr:value = 'nowhere']"},
  {"type": "indicator"}, null
]}"#;

#[test]
fn an_own_bundle_says_its_folder_and_what_stands_in_it() {
    let (database, counts, unusable) = made(stix2::read, "IOC/STIX2/cert.json", STIX2.as_bytes());
    let expected = Indicator {
        provider: "custom",
        name: Some("cert.json: C2"),
        reference: Some("https://example.com/report"),
        first_seen: Some("2026-01-01T00:00:00Z"),
        last_seen: None,
        modified: Some("2026-11-20T08:00:00Z"),
        description: Some("Of a botnet"),
    };
    assert_eq!(of_address(&database, "100.64.0.7"), Some(expected));
    assert_eq!(database.of_domain("bad.example").next(), Some(expected));
    let v6 = of_address(&database, "64:ff9b::1").unwrap();
    assert_eq!((v6.name, v6.last_seen), (Some("cert.json"), Some("2026-11-01T00:00:00Z")));
    assert_eq!((counts, unusable), (tally(3, 0, 3, 3), 0));
}

#[test]
fn a_file_that_is_cut_gives_what_stands_before_the_cut() {
    for (read, content) in [
        (abuse_ch::feodo as Reader, FEODO),
        (abuse_ch::urlhaus, URLHAUS),
        (abuse_ch::threatfox, THREATFOX),
        (stix2::read, STIX2),
    ] {
        let (whole, ..) = made(read, "IOC/STIX2/a.json", content.as_bytes());
        let whole = whole.networks() + whole.domains();
        for end in (0..content.len()).step_by(17) {
            let (database, _, unusable) =
                made(read, "IOC/STIX2/a.json", &content.as_bytes()[..end]);
            assert_eq!(unusable, 1, "cut after {end} bytes");
            assert!(database.networks() + database.domains() <= whole);
        }
        let cut = &content.as_bytes()[..content.rfind(']').unwrap()];
        let (database, ..) = made(read, "IOC/STIX2/a.json", cut);
        assert_eq!(database.networks() + database.domains(), whole);
    }
}

#[test]
fn what_is_no_list_is_told_and_gives_nothing() {
    for read in
        [abuse_ch::feodo as Reader, abuse_ch::urlhaus, abuse_ch::threatfox, otx::read, stix2::read]
    {
        for content in ["", "<html>", "7", "{}", "[[]", "\u{0}\u{1}"] {
            let (database, _, unusable) = made(read, "IOC/STIX2/a.json", content.as_bytes());
            assert_eq!((database.networks(), database.domains()), (0, 0));
            assert_eq!(unusable, 1, "{content}");
        }
    }
}
