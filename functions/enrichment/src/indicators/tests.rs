use super::*;

use proptest::prelude::*;

fn says(provider: &str) -> Indicator<'_> {
    Indicator { provider, ..Indicator::default() }
}

fn database(networks: &[(&str, &str)], domains: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = Builder::default();
    for (network, provider) in networks {
        builder.network(network.parse().unwrap(), &says(provider)).unwrap();
    }
    for (domain, provider) in domains {
        builder.domain(domain, &says(provider)).unwrap();
    }
    builder.build()
}

fn of_address<'i>(indicators: &'i Indicators, address: &str) -> Vec<&'i str> {
    indicators.of_address(address.parse().unwrap()).map(|found| found.provider).collect()
}

fn of_domain<'i>(indicators: &'i Indicators, name: &str) -> Vec<&'i str> {
    indicators.of_domain(name).map(|found| found.provider).collect()
}

#[test]
fn all_networks_around_an_address_are_found_the_smallest_first() {
    let networks = [
        ("100.64.0.0/10", "a"),
        ("100.64.0.0/16", "b"),
        ("100.64.1.1", "c"),
        ("100.64.1.1", "d"),
        ("100.64.1.1", "c"),
        ("100.64.1.0/24", "e"),
        ("100.65.0.0/16", "f"),
        ("64:ff9b::/96", "g"),
        ("64:ff9b::1", "h"),
    ];
    let indicators = Indicators::from_bytes(database(&networks, &[])).unwrap();
    assert_eq!(of_address(&indicators, "100.64.1.1"), ["c", "d", "e", "b", "a"]);
    assert_eq!(of_address(&indicators, "100.64.1.2"), ["e", "b", "a"]);
    assert_eq!(of_address(&indicators, "100.64.0.0"), ["b", "a"]);
    assert_eq!(of_address(&indicators, "100.127.255.255"), ["a"]);
    assert!(of_address(&indicators, "100.128.0.0").is_empty());
    assert!(of_address(&indicators, "100.63.255.255").is_empty());
    assert_eq!(of_address(&indicators, "64:ff9b::1"), ["h", "g"]);
    assert_eq!(of_address(&indicators, "64:ff9b::2"), ["g"]);
    assert_eq!(of_address(&indicators, "::ffff:100.65.0.1"), ["f", "a"]);
    assert_eq!((indicators.networks(), indicators.domains()), (7, 0));
}

#[test]
fn nothing_is_said_of_private_addresses() {
    let networks = [("0.0.0.0/0", "all"), ("::/0", "all")];
    let indicators = Indicators::from_bytes(database(&networks, &[])).unwrap();
    assert_eq!(of_address(&indicators, "100.64.0.1"), ["all"]);
    assert_eq!(of_address(&indicators, "64:ff9b::1"), ["all"]);
    for private in ["10.0.0.1", "192.0.2.1", "fd00::1"] {
        assert!(of_address(&indicators, private).is_empty(), "{private}");
    }
}

#[test]
fn a_domain_is_found_by_its_whole_name_in_any_case() {
    let domains = [("Bad.example.com", "a"), ("bad.example.com.", "b"), ("example.net", "c")];
    let indicators = Indicators::from_bytes(database(&[], &domains)).unwrap();
    assert_eq!(of_domain(&indicators, "bad.EXAMPLE.com"), ["a", "b"]);
    assert_eq!(of_domain(&indicators, "example.net."), ["c"]);
    for other in ["example.com", "www.bad.example.com", "", ".", "bad.example.comm"] {
        assert!(of_domain(&indicators, other).is_empty(), "{other}");
    }
}

#[test]
fn all_that_is_said_of_an_indicator_is_kept() {
    let long = "é".repeat(40_000);
    let full = Indicator {
        provider: "feed",
        name: Some(""),
        reference: Some("https://example.com/"),
        first_seen: Some("2024-01-01T00:00:00Z"),
        last_seen: Some("2024-01-02"),
        modified: None,
        description: Some(&long),
    };
    let mut builder = Builder::default();
    builder.domain("example.com", &full).unwrap();
    let indicators = Indicators::from_bytes(builder.build()).unwrap();
    assert_eq!(indicators.of_domain("example.com").collect::<Vec<_>>(), [full]);
}

#[test]
fn a_time_that_opensearch_would_refuse_is_left_out() {
    for (time, is_kept) in [
        ("2024-01-31", true),
        ("2024-01-31T23:59:59.123Z", true),
        ("2024-01-31T23:59:59+09:00", true),
        ("2024-13-01", false),
        ("2024-01-31 23:59:59", false),
        ("yesterday", false),
        ("", false),
    ] {
        let mut builder = Builder::default();
        let says = Indicator { provider: "a", first_seen: Some(time), ..Indicator::default() };
        builder.domain("example.com", &says).unwrap();
        let indicators = Indicators::from_bytes(builder.build()).unwrap();
        let found = indicators.of_domain("example.com").next().unwrap();
        assert_eq!(found.first_seen.is_some(), is_kept, "{time}");
    }
}

#[test]
fn what_is_said_of_many_is_written_once() {
    let one = database(&[("100.64.0.1", "a provider with a long name")], &[]).len();
    let networks: Vec<String> = (0..100).map(|n| format!("100.64.0.{n}")).collect();
    let networks: Vec<_> =
        networks.iter().map(|n| (n.as_str(), "a provider with a long name")).collect();
    assert_eq!(database(&networks, &[]).len(), one + 99 * 16);
}

#[test]
fn an_empty_database_knows_nothing() {
    let indicators = Indicators::from_bytes(Builder::default().build()).unwrap();
    assert!(of_address(&indicators, "100.64.0.1").is_empty());
    assert!(of_address(&indicators, "64:ff9b::1").is_empty());
    assert!(of_domain(&indicators, "example.com").is_empty());
}

#[test]
fn what_is_no_database_is_refused() {
    let wrong = |bytes: &[u8]| Indicators::from_bytes(bytes.to_vec()).unwrap_err();
    assert_eq!(wrong(b"SQLite format 3\0\x10\0"), Wrong::Sqlite);
    assert_eq!(wrong(b""), Wrong::Other);
    assert_eq!(wrong(b"<html>"), Wrong::Other);
    assert_eq!(wrong(b"SIEM-IOC\x02\0\0\0"), Wrong::Version(2));
    let whole = database(&[("100.64.0.1", "a")], &[("example.com", "a")]);
    for length in (8..whole.len()).step_by(1_001).chain([whole.len() - 1]) {
        assert_eq!(wrong(&whole[..length]), Wrong::Damaged, "{length}");
    }
    let mut changed = whole;
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(wrong(&changed), Wrong::Damaged);
}

/// Networks of few different addresses, so that they often contain each other.
fn v4_network() -> impl Strategy<Value = crate::Network> {
    (0_u32..4, 0_u32..4, 8_u8..=32).prop_map(|(a, b, prefix)| {
        let address = Ipv4Addr::from((100 << 24) + (64 << 16) + (a << 8) + b);
        format!("{address}/{prefix}").parse().unwrap()
    })
}

fn v6_network() -> impl Strategy<Value = crate::Network> {
    (0_u16..4, 0_u16..4, 0_u8..=128)
        .prop_map(|(a, b, prefix)| format!("64:ff9b:{a:x}::{b:x}/{prefix}").parse().unwrap())
}

proptest! {
    #[test]
    fn a_look_up_finds_what_going_through_all_finds(
        networks in prop::collection::vec((prop_oneof![v4_network(), v6_network()], 0_u8..5), 0..60),
        v4 in prop::collection::vec((0_u32..4, 0_u32..5), 20),
        v6 in prop::collection::vec((0_u16..4, 0_u16..5), 20),
    ) {
        let mut builder = Builder::default();
        for (network, provider) in &networks {
            builder.network(*network, &says(&provider.to_string())).unwrap();
        }
        let indicators = Indicators::from_bytes(builder.build()).unwrap();
        let v4 = v4.into_iter().map(|(a, b)| {
            IpAddr::from(Ipv4Addr::from((100 << 24) + (64 << 16) + (a << 8) + b))
        });
        let v6 = v6.into_iter().map(|(a, b)| IpAddr::from([0x64, 0xff9b, a, 0, 0, 0, 0, b]));
        for address in v4.chain(v6) {
            let mut found: Vec<String> =
                indicators.of_address(address).map(|one| one.provider.to_owned()).collect();
            let mut around: Vec<_> = networks
                .iter()
                .filter(|(network, _)| {
                    let (first, last) = network.range();
                    first.is_ipv4() == address.is_ipv4() && first <= address && address <= last
                })
                .map(|(network, provider)| (network.to_string(), provider.to_string()))
                .collect();
            // What a provider says twice of a network counts once.
            around.sort();
            around.dedup();
            let mut expected: Vec<String> =
                around.into_iter().map(|(_, provider)| provider).collect();
            found.sort();
            expected.sort();
            prop_assert_eq!(found, expected, "{}", address);
        }
    }

    #[test]
    fn every_domain_is_found_and_no_other(
        domains in prop::collection::hash_set("[a-d]{1,3}(\\.[a-d]{1,2}){0,2}", 0..80),
        others in prop::collection::vec("[a-dA-D]{1,3}(\\.[a-d]{1,2}){0,2}", 40),
    ) {
        let mut builder = Builder::default();
        for domain in &domains {
            builder.domain(domain, &says(domain)).unwrap();
        }
        let indicators = Indicators::from_bytes(builder.build()).unwrap();
        for name in domains.iter().chain(&others) {
            let expected: Vec<String> =
                domains.get(&name.to_lowercase()).into_iter().cloned().collect();
            prop_assert_eq!(of_domain(&indicators, name), expected);
        }
    }
}
