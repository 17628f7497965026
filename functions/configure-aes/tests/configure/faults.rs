//! What a domain refuses fails with a reason; what it lets through then is all that is
//! wanted.

use serde_json::json;

use crate::peer::{Fault, Peer};
use crate::{ADMIN, all_options, run};

/// One request of each API, and what the reason says of it.
const REQUESTS: [(&str, &str, &str); 18] = [
    ("GET", "/_plugins/_security/api/rolesmapping", "the role mappings"),
    ("PUT", "/_plugins/_security/api/rolesmapping/all_access", "to have the role `all_access`"),
    ("GET", "/_plugins/_security/api/roles", "the list of roles"),
    ("PUT", "/_plugins/_security/api/roles/", "the role `aws_log_loader`"),
    ("GET", "/_cluster/settings", "the settings of the cluster"),
    ("PUT", "/_cluster/settings", "the setting `plugins.alerting.alert_history_max_age`"),
    ("GET", "/_component_template", "the list of component templates"),
    ("PUT", "/_component_template/", "the component template `component_template_log`"),
    ("PUT", "/_index_template/", "the index template `log_aws`"),
    ("GET", "/_plugins/_ism/policies", "the list of index state policies"),
    ("PUT", "/_plugins/_ism/policies/", "the index state policy `aes-siem-log-aws-waf`"),
    ("GET", "/_plugins/_ism/explain/", "the policies that indices are under"),
    ("PUT", "/_snapshot/", "the snapshot repository `siem-snapshot`"),
    ("POST", "/_plugins/_sm/policies/", "the snapshot policy `aes-siem-snapshots`"),
    ("GET", "/_plugins/_notifications/configs", "the list of notification channels"),
    ("POST", "/_plugins/_notifications/configs", "the notification channel `aes-siem-alert`"),
    ("GET", "/_plugins/_alerting/monitors/_search", "the list of monitors"),
    ("POST", "/_plugins/_alerting/monitors", "the monitor `aes-siem-root-login`"),
];

/// What is to be done about a status.
const STATUSES: [(u16, &str); 5] = [
    (400, "change or remove what the domain names"),
    (403, "security_manager"),
    (409, "update the stack again"),
    (429, "wait until it is green"),
    (500, "wait until it is green"),
];

#[tokio::test]
async fn a_refusal_says_place_wanted_found_and_way_out_and_the_next_run_does_the_rest() {
    let whole = Peer::start();
    run(&whole.url(), &all_options()).await.unwrap();
    let statuses = STATUSES.iter().cycle();
    for ((method, path, wanted), (status, way)) in REQUESTS.iter().zip(statuses) {
        let peer = Peer::start();
        peer.state().indices.insert("log-aws-waf-2026-11".to_owned(), None);
        let words = json!({"error": {"reason": "because of the reason"}});
        peer.state().faults = vec![(method, path, Fault::Status(*status, words))];
        let error = run(&peer.url(), &all_options()).await.unwrap_err().to_string();
        for part in [path, wanted, status.to_string().as_str(), "because of the reason", way] {
            assert!(error.contains(part), "{method} {path} {status}, `{part}`: {error}");
        }
        peer.state().faults.clear();
        run(&peer.url(), &all_options()).await.unwrap();
        assert_eq!(peer.holds(), whole.holds());
    }
}

#[tokio::test]
async fn every_status_of_one_request_has_its_way_out() {
    for (status, way) in STATUSES {
        let peer = Peer::start();
        let words = json!({"error": {"reason": "because"}});
        peer.state().faults = vec![("PUT", "/_component_template/", Fault::Status(status, words))];
        let error = run(&peer.url(), &all_options()).await.unwrap_err().to_string();
        assert!(error.contains(way), "{status}: {error}");
    }
}

#[tokio::test]
async fn a_domain_that_says_nothing_fails_with_the_way_out() {
    for (method, path, _) in REQUESTS {
        let peer = Peer::start();
        peer.state().indices.insert("log-aws-waf-2026-11".to_owned(), None);
        peer.state().faults = vec![(method, path, Fault::HangUp)];
        let error = run(&peer.url(), &all_options()).await.unwrap_err().to_string();
        assert!(error.contains("does not answer") && error.contains(path), "{path}: {error}");
        assert!(error.contains("security groups"), "{error}");
    }
}

#[tokio::test]
async fn who_is_not_let_in_is_told_whom_to_map() {
    let peer = Peer::start();
    let words = json!({"Message": "User is not authorized"});
    peer.state().faults = vec![("GET", "/", Fault::Status(403, words))];
    let error = run(&peer.url(), &all_options()).await.unwrap_err().to_string();
    for part in [ADMIN, "403", "User is not authorized", "all_access", "es:ESHttp*"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert_eq!(peer.take_changes(), Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_that_is_none_of_opensearch_is_told() {
    let peer = Peer::with(|state| state.root = json!("<html>welcome</html>"));
    let error = run(&peer.url(), &all_options()).await.unwrap_err().to_string();
    assert!(error.contains("GET /: the answer is not what OpenSearch answers"), "{error}");
}

/// Only administrators of the nodes may change some mappings; the function is let in all
/// the same.
#[tokio::test]
async fn a_reserved_mapping_is_no_reason_to_fail() {
    let peer = Peer::start();
    let words = json!({"status": "FORBIDDEN", "message": "Resource 'all_access' is reserved."});
    let path = "/_plugins/_security/api/rolesmapping/all_access";
    peer.state().faults = vec![("PUT", path, Fault::Status(403, words))];
    let report = run(&peer.url(), &all_options()).await.unwrap();
    assert!(report.notes.iter().any(|note| note.contains("all_access")), "{report}");
}

/// Amazon OpenSearch Service has no API that it does not offer, and says so in its own way.
#[tokio::test]
async fn what_the_service_does_not_offer_is_left_out() {
    let peer = Peer::start();
    let words = json!({"Message": "Your request: '/_plugins/_sm/policies' is not allowed."});
    peer.state().faults = vec![("GET", "/_plugins/_sm/", Fault::Status(401, words))];
    let report = run(&peer.url(), &all_options()).await.unwrap();
    assert!(report.left_out.iter().any(|words| words.contains("snapshot policies")), "{report}");
}
