//! Request lines and URLs, taken apart without being copied.

/// `GET https://example.com:443/path?query HTTP/1.1`. A part that is not there, or is `-`,
/// is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestLine<'t> {
    pub(crate) method: &'t str,
    pub(crate) target: &'t str,
    /// What stands behind `HTTP/`.
    pub(crate) version: &'t str,
}

impl<'t> RequestLine<'t> {
    /// The target may hold spaces: what a client sends need not be well formed.
    pub(crate) fn read(text: &'t str) -> Self {
        let (method, rest) = text.trim_end().split_once(' ').unwrap_or(("", text.trim_end()));
        let (target, version) = match rest.rsplit_once(' ') {
            Some((target, "-")) => (target, ""),
            Some((target, protocol)) if protocol.starts_with("HTTP/") => {
                (target, http_version(protocol))
            }
            _ => (rest, ""),
        };
        Self { method: unless_dash(method), target: unless_dash(target), version }
    }
}

/// `1.1` of `HTTP/1.1`; empty if there is none.
pub(crate) fn http_version(protocol: &str) -> &str {
    protocol.split_once('/').map_or("", |(_, version)| version)
}

/// A URL. A part that is not there is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Url<'t> {
    /// All of it, without the `-` that Elastic Load Balancing writes for no path.
    pub(crate) full: &'t str,
    pub(crate) scheme: &'t str,
    /// The host, without the brackets of an IPv6 address.
    pub(crate) domain: &'t str,
    pub(crate) port: &'t str,
    pub(crate) path: &'t str,
    pub(crate) query: &'t str,
}

impl<'t> Url<'t> {
    pub(crate) fn read(text: &'t str) -> Self {
        let Some((scheme, rest)) = text.split_once("://") else {
            let (path, query) = split_query(text);
            return Self { full: text, path, query, ..Self::default() };
        };
        let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let (domain, port) = split_port(authority);
        // `http://example.com:80-`: a request without a path.
        let (port, full) = match port.strip_suffix('-') {
            Some(number) if rest.is_empty() => (number, text.strip_suffix('-').unwrap_or(text)),
            _ => (port, text),
        };
        let (path, query) = split_query(rest);
        Self { full, scheme, domain, port, path, query }
    }
}

fn split_query(text: &str) -> (&str, &str) {
    text.split_once('?').unwrap_or((text, ""))
}

fn split_port(authority: &str) -> (&str, &str) {
    match authority.strip_prefix('[') {
        Some(rest) => {
            let (domain, port) = rest.split_once(']').unwrap_or((rest, ""));
            (domain, port.strip_prefix(':').unwrap_or(port))
        }
        None => authority.rsplit_once(':').unwrap_or((authority, "")),
    }
}

fn unless_dash(text: &str) -> &str {
    if text == "-" { "" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_line_has_three_parts() {
        let line = RequestLine::read("GET https://example.com:443/a?b=c HTTP/2.0");
        assert_eq!((line.method, line.version), ("GET", "2.0"));
        let url = Url::read(line.target);
        assert_eq!((url.scheme, url.domain, url.port), ("https", "example.com", "443"));
        assert_eq!((url.path, url.query), ("/a", "b=c"));
        assert_eq!(url.full, "https://example.com:443/a?b=c");
    }

    #[test]
    fn a_target_may_hold_spaces() {
        let line = RequestLine::read("GET http://example.com:80/a b c HTTP/1.1");
        assert_eq!(line.target, "http://example.com:80/a b c");
        assert_eq!(RequestLine::read("GET /a b").target, "/a b");
    }

    #[test]
    fn a_request_that_was_none_has_no_parts() {
        for text in ["- - - ", "- - -", "-", ""] {
            let line = RequestLine::read(text);
            assert_eq!(line, RequestLine { method: "", target: "", version: "" }, "{text}");
        }
    }

    #[test]
    fn a_url_without_a_path_ends_with_a_dash() {
        let line = RequestLine::read("- http://example.com:80- -");
        let url = Url::read(line.target);
        assert_eq!((line.method, line.version), ("", ""));
        assert_eq!((url.domain, url.port, url.path), ("example.com", "80", ""));
        assert_eq!(url.full, "http://example.com:80");
    }

    #[test]
    fn an_ipv6_host_stands_in_brackets() {
        let url = Url::read("http://[2001:db8::1]:8080/x-");
        assert_eq!((url.domain, url.port, url.path), ("2001:db8::1", "8080", "/x-"));
        assert_eq!(Url::read("http://[2001:db8::1").domain, "2001:db8::1");
        assert_eq!(Url::read("http://example.com?a").query, "a");
    }
}
