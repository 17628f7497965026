use super::*;

const CITY: &[u8] = include_bytes!("../../fixtures/GeoLite2-City.mmdb");
const ASN: &[u8] = include_bytes!("../../fixtures/GeoLite2-ASN.mmdb");

fn json<R: Record>(database: &Database<R>, address: &str) -> Option<String> {
    let look_up = || {
        let mut json = vec![];
        database.look_up(address.parse().unwrap())?.write(&mut json);
        Some(String::from_utf8(json).unwrap())
    };
    let first = look_up();
    assert_eq!(first, look_up(), "what is remembered is what was found");
    first
}

#[test]
fn a_place_has_the_fields_of_v2_10_4() {
    let city = City::from_bytes(CITY.to_vec()).unwrap();
    for (address, expected) in [
        (
            "203.0.113.7",
            Some(
                r#"{"city_name":"Example City","country_iso_code":"XA","country_name":"Exampleland","location":{"lon":-139.0,"lat":35.6897}}"#,
            ),
        ),
        (
            "203.0.113.200",
            Some(
                r#"{"country_iso_code":"XA","country_name":"Exampleland","location":{"lon":0.25,"lat":10.0}}"#,
            ),
        ),
        ("198.51.100.1", None),
        ("198.51.100.200", Some(r#"{"country_iso_code":"XB"}"#)),
        (
            "2001:db8:1:2::3",
            Some(
                r#"{"city_name":"Sixtown","country_iso_code":"XC","country_name":"Sixland","location":{"lon":100.125,"lat":-1.5}}"#,
            ),
        ),
        ("192.0.2.1", None),
        ("10.0.0.1", None),
        ("::1", None),
    ] {
        assert_eq!(json(&city, address).as_deref(), expected, "{address}");
    }
}

#[test]
fn a_network_has_the_fields_of_v2_10_4() {
    let asn = Asn::from_bytes(ASN.to_vec()).unwrap();
    for (address, expected) in [
        ("203.0.113.7", Some(r#"{"number":64500,"organization":{"name":"EXAMPLE-AS"}}"#)),
        ("198.51.100.1", Some(r#"{"number":4294967294}"#)),
        ("2001:db8:1::", Some(r#"{"number":64501,"organization":{"name":"Six & Söhne"}}"#)),
        ("192.0.2.1", None),
    ] {
        assert_eq!(json(&asn, address).as_deref(), expected, "{address}");
    }
}

#[test]
fn an_ipv4_address_in_ipv6_notation_is_the_ipv4_address() {
    let city = City::from_bytes(CITY.to_vec()).unwrap();
    assert_eq!(json(&city, "::ffff:203.0.113.7"), json(&city, "203.0.113.7"));
}

#[test]
fn networks_longer_than_a_64_are_told_apart() {
    let city = City::from_bytes(CITY.to_vec()).unwrap();
    assert!(json(&city, "2001:db8:2::80").is_some());
    assert_eq!(json(&city, "2001:db8:2::7f"), None);
    assert!(json(&city, "2001:db8:2::81").is_some());
}

#[test]
fn another_database_is_refused_by_its_type() {
    let error = City::from_bytes(ASN.to_vec()).unwrap_err();
    assert!(error.to_string().contains("`GeoLite2-ASN`"), "{error}");
}

#[test]
fn a_database_that_is_cut_short_does_no_harm() {
    for length in [0, 1, 100, CITY.len() / 2, CITY.len() - 1] {
        assert!(matches!(City::from_bytes(CITY[..length].to_vec()), Err(Wrong::Broken(_))));
    }
}

#[test]
fn damage_within_a_database_does_no_harm() {
    for at in (0..CITY.len() - 200).step_by(7) {
        let mut bytes = CITY.to_vec();
        bytes[at] ^= 0xff;
        if let Ok(city) = City::from_bytes(bytes) {
            for address in ["203.0.113.7", "198.51.100.200", "2001:db8:1::1", "192.0.2.1"] {
                drop(city.look_up(address.parse().unwrap()));
            }
        }
    }
}
