//! Finds out what the domain is, once it lets the function in.

use http::Method;
use index_templates::Engine;
use kit::open_search::{Answer, Client};
use serde_json::Value;
use tokio::time::sleep;
use tracing::{info, warn};

use crate::error::Error;
use crate::object::Ask;
use crate::settings::Settings;
use crate::target::Target;

/// The first version that is configured.
const OLDEST: Engine = Engine::new(1, 3);

/// What a domain says that it is while others are to take it for Elasticsearch. v2.10.4 asks
/// for that (`override_main_response_version`), and the truth is in the list of nodes.
const DISGUISE: &str = "7.10.2";

/// Asks the domain what it is, again while it does not let the function in.
pub(crate) async fn target(domain: &Client, settings: &Settings) -> Result<Target, Error> {
    if let Some(collection) = Target::collection(settings.environment.collection_type.as_deref()) {
        // A collection does not say what it is; that it answers is enough.
        knock(domain, settings, "/_index_template").await?;
        return Ok(collection);
    }
    let answer = knock(domain, settings, "/").await?;
    let engine = version(domain, &answer.body).await?;
    info!(version = engine.to_string(), "the domain answers");
    Ok(Target::Domain(engine))
}

/// Asks until the domain lets the function in.
async fn knock(domain: &Client, settings: &Settings, path: &str) -> Result<Answer, Error> {
    let mut attempt = 1;
    loop {
        let answer = domain.send(Method::GET, path, None).await?;
        if !matches!(answer.status, 401 | 403) {
            let ask = Ask::get(path);
            let refused = || Error::refused(&ask, "to know what the domain is", &answer);
            return if answer.is_success() { Ok(answer) } else { Err(refused()) };
        }
        let Some(wait) = settings.door.wait_after(attempt) else {
            return Err(not_let_in(settings, path, &answer));
        };
        warn!(attempt, status = answer.status, said = answer.words(), "not let in");
        sleep(wait).await;
        attempt += 1;
    }
}

fn not_let_in(settings: &Settings, path: &str, answer: &Answer) -> Error {
    let way = if settings.environment.collection_type.is_some() {
        "let it into the collection by a data access policy, and allow the VPC's endpoint or the \
         internet in its network policy"
    } else {
        "map it to `all_access` and `security_manager` in OpenSearch Dashboards (Security, Roles, \
         Mapped users), and allow it es:ESHttp* in the domain's access policy"
    };
    Error::NotLetIn {
        role: settings.environment.admin_role_arn.clone(),
        path: path.to_owned(),
        status: answer.status,
        said: answer.words(),
        way,
    }
}

/// The version from the answer to `GET /`.
async fn version(domain: &Client, root: &Value) -> Result<Engine, Error> {
    let of = |name: &str| root.pointer(&format!("/version/{name}")).and_then(Value::as_str);
    let number = of("number").ok_or_else(|| {
        Error::unreadable(&Ask::get("/"), "it has no `version.number`".to_owned())
    })?;
    // Elasticsearch 7.10 itself is built on this version of Lucene, and OpenSearch is not.
    let is_elasticsearch =
        of("distribution") != Some("opensearch") && of("lucene_version") == Some("8.7.0");
    let number = if number == DISGUISE && !is_elasticsearch {
        of_nodes(domain).await?
    } else {
        number.to_owned()
    };
    let opensearch = of("distribution") == Some("opensearch") || !is_elasticsearch;
    match Engine::parse(&number) {
        Some(engine) if opensearch && (OLDEST..Engine::new(7, 0)).contains(&engine) => Ok(engine),
        _ => {
            let name = if opensearch { "OpenSearch" } else { "Elasticsearch" };
            Err(Error::Version { found: format!("{name} {number}") })
        }
    }
}

/// The oldest version among the nodes: during an upgrade there are two.
async fn of_nodes(domain: &Client) -> Result<String, Error> {
    let ask = Ask::get("/_cat/nodes?h=version&format=json");
    let answer = domain.send(Method::GET, &ask.path, None).await?;
    if !answer.is_success() {
        return Err(Error::refused(&ask, "the versions of the nodes", &answer));
    }
    let nodes = answer.body.as_array().into_iter().flatten();
    let versions = nodes.filter_map(|node| node.get("version")?.as_str());
    let oldest = versions.min_by_key(|version| Engine::parse(version));
    oldest.map(str::to_owned).ok_or_else(|| Error::unreadable(&ask, "it names no version"))
}
