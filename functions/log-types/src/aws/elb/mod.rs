//! What the logs of all load balancers have in common: one index, its fields, and the
//! request line.

use std::net::IpAddr;

use contract::log_spec::FieldType::{self, Date, Float, Integer, Ip, Keyword, Long, Short};
use contract::log_spec::{Field, IndexSettings, StaticField};
use ecs::{Document, Value};

use crate::notes::Notes;
use crate::prepare::part_of;
use crate::steps::{RequestLine, Url};

pub(super) const INDEX: &str = "log-aws-elb";
pub(super) const SETTINGS: IndexSettings =
    IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None };

pub(super) const WEB: &[StaticField] =
    &[ecs::EVENT_KIND.is("event"), ecs::EVENT_CATEGORY.is_all(&["web"])];
pub(super) const NETWORK: &[StaticField] =
    &[ecs::EVENT_KIND.is("event"), ecs::EVENT_CATEGORY.is_all(&["network"])];

/// Takes the field `request` apart, into fields of the log and of ECS.
pub(super) fn refine_request(document: &mut Document<'_>, _: &mut Notes) {
    let Some(Value::Text(request)) = document.get("request") else { return };
    let text = request.clone();
    let line = RequestLine::read(&text);
    let url = Url::read(line.target);
    if line.target.is_empty() {
        // `- - - `: there was a connection, but no request.
        document.remove("request");
    }
    if !line.method.is_empty() {
        let method = part_of(&text, line.method);
        document.set(ecs::HTTP_REQUEST_METHOD, method.clone());
        document.insert("http_method", method);
    }
    if !line.version.is_empty() {
        let version = part_of(&text, line.version);
        document.set(ecs::HTTP_VERSION, version.clone());
        document.insert("http_version", version);
    }
    let mut parts = Document::with_capacity(6);
    for (own, name, part) in [
        ("http_protocol", "scheme", url.scheme),
        ("http_host", "domain", url.domain),
        ("http_port", "port", url.port),
        ("http_path", "path", url.path),
        ("http_query", "query", url.query),
    ] {
        if !part.is_empty() {
            let value = part_of(&text, part);
            parts.push(name, value.clone());
            document.insert(own, value);
        }
    }
    if !url.full.is_empty() {
        parts.push("full", part_of(&text, url.full));
        document.insert("url", parts);
    }
    if url.domain.parse::<IpAddr>().is_ok() {
        add_related_ip(document, part_of(&text, url.domain));
    }
}

/// Clients that ask for an address rather than a name are often scanners.
fn add_related_ip<'a>(document: &mut Document<'a>, address: Value<'a>) {
    let Some(Value::Object(related)) = document.get_mut("related") else {
        return document.set(ecs::RELATED_IP, Value::List(vec![address]));
    };
    if let Some(Value::List(addresses)) = related.get_mut("ip")
        && !addresses.contains(&address)
    {
        addresses.push(address);
        addresses.sort_by(|a, b| a.as_text().cmp(&b.as_text()));
    }
}

const fn f(path: &'static str, kind: FieldType) -> Field {
    Field::new(path, kind)
}

/// The fields of all load balancers' logs, by name. Numbers of bytes are 64 bits, where
/// v2.10.4 has 32: a large download does not fit into those.
pub(super) const FIELDS: &[Field] = &[
    f("actions_executed", Keyword),
    f("alpn_be_protocol", Keyword),
    f("alpn_client_preference_list", Keyword),
    f("alpn_fe_protocol", Keyword),
    f("backend_ip", Ip),
    f("backend_port", Integer),
    f("backend_processing_time", Float),
    f("backend_status_code", Short),
    f("chosen_cert_arn", Keyword),
    f("chosen_cert_serial", Keyword),
    f("classification", Keyword),
    f("classification_reason", Keyword),
    f("client_ip", Ip),
    f("client_port", Integer),
    f("conn_trace_id", Keyword),
    f("connection_time", Integer),
    f("destination_ip", Ip),
    f("destination_port", Integer),
    f("domain_name", Keyword),
    f("elb", Keyword),
    f("elb_status_code", Short),
    f("http_host", Keyword),
    f("http_method", Keyword),
    f("http_path", Keyword),
    f("http_port", Integer),
    f("http_protocol", Keyword),
    f("http_query", Keyword),
    f("http_version", Keyword),
    f("incoming_tls_alert", Keyword),
    f("lambda_error_reason", Keyword),
    f("latency", Float),
    f("leaf_client_cert_serial_number", Keyword),
    f("leaf_client_cert_subject", Keyword),
    f("leaf_client_cert_validity", Keyword),
    f("listener", Keyword),
    f("listener_port", Integer),
    f("listener_type", Keyword),
    f("log_entry_version", Keyword),
    f("matched_rule_priority", Integer),
    f("reason_code", Keyword),
    f("received_bytes", Long),
    f("redirect_url", Keyword),
    f("request", Keyword),
    f("request_creation_time", Date),
    f("request_processing_time", Float),
    f("request_transform_status", Keyword),
    f("request_type", Keyword),
    f("response_processing_time", Float),
    f("sent_bytes", Long),
    f("ssl_cipher", Keyword),
    f("ssl_protocol", Keyword),
    f("status", Keyword),
    f("status_code", Short),
    f("target_arn", Keyword),
    f("target_group_arn", Keyword),
    f("target_group_id", Keyword),
    f("target_ip", Ip),
    f("target_port", Integer),
    f("target_port_list", Keyword),
    f("target_processing_time", Float),
    f("target_status_code", Short),
    f("target_status_code_list", Keyword),
    f("timestamp", Date),
    f("tls_cipher", Keyword),
    f("tls_connection_creation_time", Date),
    f("tls_handshake_latency", Float),
    f("tls_handshake_time", Integer),
    f("tls_keyexchange", Keyword),
    f("tls_named_group", Keyword),
    f("tls_protocol", Keyword),
    f("tls_protocol_version", Keyword),
    f("tls_verify_status", Keyword),
    f("trace_id", Keyword),
    f("transformed_host", Keyword),
    f("transformed_uri", Keyword),
    f("useragent", Keyword),
];
