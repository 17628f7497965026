//! What the roles let people and functions do on a real node, each tried as a user of the
//! node's own who has the backend role.

use serde_json::{Value, json};
use test_support::http::Client;
use test_support::names::unique;
use test_support::opensearch::OpenSearch;

use crate::node::{Domain, options};
use crate::{EXPORTER, LOADER};

/// A user, removed when dropped.
struct User {
    node: &'static OpenSearch,
    client: Client,
    name: String,
    authorization: String,
}

impl User {
    fn with(node: &'static OpenSearch, backend_role: &str) -> Self {
        let name = unique("user");
        // Long and of no word, as the node wants passwords.
        let body = json!({"password": "xK7-plmQ2_vrT9-zw", "backend_roles": [backend_role]});
        let path = format!("/_plugins/_security/api/internalusers/{name}");
        node.ok("PUT", &path, Some(&body));
        let authorization = aws_smithy_types::base64::encode(format!("{name}:xK7-plmQ2_vrT9-zw"));
        let authorization = format!("Basic {authorization}");
        Self { node, client: Client::new(node.url()), name, authorization }
    }

    /// The status of a request of this user.
    fn asks(&self, method: &str, path: &str, body: Option<&Value>) -> u16 {
        let headers =
            [("authorization", self.authorization.as_str()), ("content-type", "application/json")];
        let body = body.map(|body| format!("{body}\n").into_bytes()).unwrap_or_default();
        self.client.try_send(method, path, &headers, body).unwrap().status
    }

    /// The status of loading a document.
    fn loads(&self, index: &str) -> u16 {
        self.asks("PUT", &format!("/{index}/_doc/1"), Some(&json!({"@message": "x"})))
    }
}

impl Drop for User {
    fn drop(&mut self) {
        let path = format!("/_plugins/_security/api/internalusers/{}", self.name);
        _ = self.node.request("DELETE", &path, None);
    }
}

#[tokio::test]
async fn each_role_may_do_what_it_is_for_and_no_more() {
    let Some(domain) = Domain::new() else { return };
    domain.run(&options()).await;
    let node = domain.node;
    let user = |backend_role: &str| User::with(node, backend_role);
    let (loader, exporter) = (user(LOADER), user(EXPORTER));
    let (analyst, admin, nobody) = (user("aes-siem-analyst"), user("aes-siem-admin"), user("x"));

    assert_eq!(loader.loads("log-aws-waf-2026-11"), 201);
    let bulk = json!({"index": {"_index": "log-aws-elb-2026-11", "_id": "1"}});
    let mut lines = format!("{bulk}\n").into_bytes();
    lines.extend_from_slice(b"{\"@message\": \"x\"}\n");
    let headers = [
        ("authorization", loader.authorization.as_str()),
        ("content-type", "application/x-ndjson"),
    ];
    let answer = loader.client.try_send("POST", "/_bulk", &headers, lines).unwrap();
    assert_eq!((answer.status, &answer.json()["errors"]), (200, &json!(false)));
    assert_eq!(loader.loads("shop-1"), 403);
    assert_eq!(loader.asks("DELETE", "/log-aws-waf-2026-11", None), 403);

    for path in
        ["/_cat/indices?format=json&expand_wildcards=all", "/_cat/shards?format=json", "/_stats"]
    {
        assert_eq!(exporter.asks("GET", path, None), 200, "{path}");
    }
    assert_eq!(exporter.asks("GET", "/log-aws-waf-2026-11/_search", None), 403);
    assert_eq!(exporter.loads("log-aws-waf-2026-11"), 403);

    for path in ["/log-*/_search", "/log-*/_count", "/_plugins/_alerting/monitors/alerts"] {
        assert_eq!(analyst.asks("GET", path, None), 200, "{path}");
    }
    assert_eq!(analyst.loads("log-aws-waf-2026-11"), 403);
    assert_eq!(analyst.asks("DELETE", "/log-aws-waf-2026-11", None), 403);
    assert_eq!(analyst.asks("GET", "/_plugins/_security/api/roles", None), 403);

    for path in [
        "/log-*/_search",
        "/_plugins/_ism/policies",
        "/_plugins/_sm/policies",
        "/_index_template/log_aws",
    ] {
        assert_eq!(admin.asks("GET", path, None), 200, "{path}");
    }
    let template = json!({"index_patterns": ["log-aws-waf-*"], "priority": 77});
    assert_eq!(admin.asks("PUT", "/_index_template/log-mine", Some(&template)), 200);
    assert_eq!(admin.asks("DELETE", "/log-aws-elb-2026-11", None), 200);
    assert_eq!(admin.asks("GET", "/_plugins/_security/api/roles", None), 403);

    assert_eq!(nobody.asks("GET", "/log-*/_search", None), 403);
    assert_eq!(nobody.loads("log-aws-waf-2026-11"), 403);
}
