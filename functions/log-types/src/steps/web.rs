//! Access and error logs of web servers: the request, the client, the site.
//!
//! Fields of a request: <https://www.elastic.co/guide/en/ecs/1.10/ecs-url.html>

use std::borrow::Cow;
use std::net::IpAddr;

use ecs::{Document, Value};

use super::instance::set_instance;

/// The lines that access logs begin with, whoever writes them: addresses in front of the
/// client's that a proxy gave or the virtual host, client, user, time, request, status
/// and size; then, unless the format is the common one, referrer and user agent.
macro_rules! access_line {
    ($rest:literal) => {
        concat!(
            r"(?:(?:-|(?P<xff>(?:[0-9a-fA-F.:]+|unknown)(?:, *[^\s,]+)*)",
            r"|(?P<vhost>[\w.-]*[A-Za-z][\w.-]*)(?::(?P<vhost_port>[0-9]+))?)\s+)?",
            r"(?P<remotehost>[0-9a-fA-F.:]{2,}|[\w-]+(?:\.[\w-]+)+|localhost|unix:) ",
            r"(?:-|(?P<ident>\S+)) (?:-|(?P<authuser>.*?)) ",
            r"\[(?P<datetime>[0-9]{2}/[A-Za-z]{3}/[0-9]{4}:[0-9:.]+ [+-][0-9]{4})\] ",
            r#""(?P<request>.*?)" (?:-|(?P<response_status>[0-9]{3})) "#,
            r"(?:-|(?P<response_body_bytes>[0-9]+))",
            r#"(?: "(?:-|(?P<referer>(?:[^"\\]|\\.)*))" "(?:-|(?P<useragent>(?:[^"\\]|\\.)*))")?"#,
            $rest,
        )
    };
}
pub(crate) use access_line;

/// How access logs write times.
pub(crate) const ACCESS_TIME: &str = "%d/%b/%Y:%H:%M:%S%.f %z";

/// Fields of an access line that are ECS fields once it is done.
const READ: &[&str] = &[
    "authuser",
    "datetime",
    "ident",
    "referer",
    "remotehost",
    "request",
    "request_bytes",
    "response_body_bytes",
    "response_bytes",
    "response_status",
    "useragent",
    "vhost",
    "vhost_port",
    "xff",
];

/// What data cannot say of a line of an access log.
pub(crate) fn access(document: &mut Document<'_>) {
    if let Some(vhost) = document.text_at("vhost").map(str::to_owned) {
        document.set(ecs::URL_DOMAIN, vhost);
    }
    if let Some(port) = document.text_at("vhost_port").map(str::to_owned) {
        document.set(ecs::URL_PORT, port);
    }
    if let Some(request) = document.text_at("request").map(str::to_owned) {
        set_request(document, &request);
    }
    let status = document.text_at("response_status").and_then(|status| status.parse::<u16>().ok());
    let outcome = match status {
        Some(..400) => "success",
        Some(400..) => "failure",
        None => "unknown",
    };
    document.set(ecs::EVENT_OUTCOME, outcome);
    set_addresses(document);
    set_site(document, "access");
    document.fields_mut().retain(|(name, _)| !READ.contains(&name.as_ref()));
}

/// The addresses that a proxy gave, and all addresses of a request.
fn set_addresses(document: &mut Document<'_>) {
    let given = document.text_at("xff").unwrap_or_default();
    let forwarded: Vec<String> = given
        .split(',')
        .map(str::trim)
        .filter(|address| address.parse::<IpAddr>().is_ok())
        .map(str::to_owned)
        .collect();
    let mut related = forwarded.clone();
    related.extend(document.text_at(ecs::SOURCE_IP.path).map(str::to_owned));
    related.sort_unstable();
    related.dedup();
    for (field, addresses) in
        [(ecs::HTTP_REQUEST_HEADER_X_FORWARDED_FOR, forwarded), (ecs::RELATED_IP, related)]
    {
        if !addresses.is_empty() {
            document.set(field, Value::List(addresses.into_iter().map(Value::from).collect()));
        }
    }
}

/// The site that the log is of, the instance that wrote it, and, by the log group's name,
/// whether the site is reached over TLS. `kind` is in the name of a group without TLS.
pub(crate) fn set_site(document: &mut Document<'_>, kind: &str) {
    let key = document.text_at("@log_s3key").unwrap_or_default();
    let site = key.split_once("/web-site-name=").and_then(|(_, rest)| rest.split_once('/'));
    if let Some((site, _)) = site {
        document.set(ecs::SERVICE_NAME, site.to_owned());
    }
    let group = document.text_at("@log_group").unwrap_or_default();
    let scheme =
        if group.contains("ssl") { Some("https") } else { group.contains(kind).then_some("http") };
    if let Some(scheme) = scheme {
        document.set(ecs::URL_SCHEME, scheme);
    }
    if let Some(instance) = set_instance(document) {
        match document.text_at("vhost").map(str::to_owned) {
            Some(host) => {
                let hosts = vec![Value::from(host), Value::from(instance)];
                document.set(ecs::RELATED_HOSTS, Value::List(hosts));
            }
            None => document.set(ecs::RELATED_HOSTS, instance),
        }
    }
}

/// Takes a request apart: `GET /path?query HTTP/1.1`. What is none, such as the first
/// bytes of a TLS handshake on a port without TLS, is kept as it is.
pub(crate) fn set_request(document: &mut Document<'_>, line: &str) {
    let Some((method, target, version)) = request_line(line) else {
        if line != "-" {
            document.set(ecs::URL_ORIGINAL, line.to_owned());
        }
        return;
    };
    document.set(ecs::HTTP_REQUEST_METHOD, method.to_owned());
    document.set(ecs::HTTP_VERSION, version.to_owned());
    document.set(ecs::URL_ORIGINAL, target.to_owned());
    set_url(document, method, target);
}

fn request_line(line: &str) -> Option<(&str, &str, &str)> {
    let (method, rest) = line.split_once(' ')?;
    let (target, version) = rest.rsplit_once(" HTTP/")?;
    (!method.is_empty() && !version.contains(' ')).then_some((method, target, version))
}

/// Takes a request's target apart.
fn set_url(document: &mut Document<'_>, method: &str, target: &str) {
    let absolute = ["http://", "https://"].iter().find_map(|scheme| target.strip_prefix(scheme));
    let (authority, rest) = match absolute {
        Some(url) => {
            let end = url.find(['/', '?', '#']).unwrap_or(url.len());
            (url.get(..end), url.get(end..).unwrap_or_default())
        }
        None if method.eq_ignore_ascii_case("connect") && !target.starts_with('/') => {
            (Some(target), "")
        }
        None => (None, target),
    };
    if let Some((host, port)) = authority.map(host_and_port) {
        document.set(ecs::URL_DOMAIN, host.to_owned());
        if let Some(port) = port {
            document.set(ecs::URL_PORT, port.to_owned());
        }
    }
    let rest = decoded(rest);
    let (rest, fragment) = match rest.split_once('#') {
        Some((rest, fragment)) if is_fragment(fragment) => (rest, fragment),
        _ => (rest.as_ref(), ""),
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let file = path.rsplit('/').next().unwrap_or_default();
    let extension = file.rsplit_once('.').map(|(_, extension)| extension);
    for (field, text) in [
        (ecs::URL_PATH, path),
        (ecs::URL_QUERY, query),
        (ecs::URL_FRAGMENT, fragment),
        (ecs::URL_EXTENSION, extension.filter(|e| !e.contains('\\')).unwrap_or_default()),
    ] {
        if !text.is_empty() {
            document.set(field, text.to_owned());
        }
    }
}

/// Host, without brackets, and port.
pub(crate) fn host_and_port(authority: &str) -> (&str, Option<&str>) {
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    if let Some((host, behind)) = authority.strip_prefix('[').and_then(|rest| rest.split_once(']'))
    {
        return (host, behind.strip_prefix(':').filter(|port| is_port(port)));
    }
    match authority.rsplit_once(':') {
        Some((host, port)) if is_port(port) && !host.contains(':') => (host, Some(port)),
        _ => (authority, None),
    }
}

/// Whether what stands behind a `#` is a fragment: clients do not send any, so most that
/// look like one are attacks or a part of a query.
fn is_fragment(text: &str) -> bool {
    !text.contains(|c: char| "&(){}@_;<>#".contains(c) || c.is_whitespace())
}

/// A text without percent signs for characters, also where they stand for percent signs.
/// Bytes that are no text leave it as it is.
fn decoded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..2 {
        if let Some(once) = decoded_once(&text) {
            text = Cow::Owned(once);
        }
    }
    text
}

fn decoded_once(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let digits = part.get(..2).filter(|d| d.bytes().all(|byte| byte.is_ascii_hexdigit()));
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            bytes.extend_from_slice(part.get(2..)?.as_bytes());
        } else {
            bytes.push(b'%');
            bytes.extend_from_slice(part.as_bytes());
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(line: &str) -> String {
        let mut document = Document::new();
        set_request(&mut document, line);
        let mut out = Vec::new();
        document.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_request_is_taken_apart() {
        assert_eq!(
            url("GET /a%20b/c.html?x=%2525#top HTTP/1.1"),
            r##"{"http":{"request":{"method":"GET"},"version":"1.1"},"url":{"original":"/a%20b/c.html?x=%2525#top","path":"/a b/c.html","query":"x=%","fragment":"top","extension":"html"}}"##
        );
    }

    #[test]
    fn a_proxy_is_asked_for_a_whole_url() {
        let found = url("GET http://[2001:db8::1]:8080 HTTP/1.1");
        assert!(found.contains(r#""domain":"2001:db8::1","port":"8080""#), "{found}");
        assert!(!found.contains("path"), "{found}");
        let found = url("CONNECT www.example.com:443 HTTP/1.1");
        assert!(found.contains(r#""domain":"www.example.com","port":"443""#), "{found}");
    }

    #[test]
    fn what_is_no_request_is_kept() {
        assert_eq!(url(r"\x16\x03\x01"), r#"{"url":{"original":"\\x16\\x03\\x01"}}"#);
        assert_eq!(url("-"), "{}");
    }

    #[test]
    fn bytes_that_are_no_text_stay_encoded() {
        assert!(url("GET /%ff%41 HTTP/1.0").contains(r#""path":"/%ff%41""#));
        assert!(url("GET /100%/%zz HTTP/1.0").contains(r#""path":"/100%/%zz""#));
    }
}
