//! The two dashboards, against those of v2.10.4.
//!
//! `original-dashboards-v2.10.4.json` holds how many widgets of each kind its dashboards have,
//! and the metrics that they show: namespace, name, names of dimensions, statistic.

use std::collections::BTreeMap;

use assertions::Template;
use serde_json::{Value as Json, json};
use siem::{Alarms, DomainKind, ExistingDomain, Siem};
use template::Stack;

use super::default_template;

const MANAGED: &str = "SIEMDashboard35199390";
const SERVERLESS: &str = "SIEMDashboardServerlessC64B983C";

fn original(dashboard: &str) -> Json {
    let all: Json = serde_json::from_str(include_str!("original-dashboards-v2.10.4.json")).unwrap();
    all[dashboard].clone()
}

/// The widgets of a dashboard, with `<…>` for what CloudFormation puts in.
fn widgets(template: &Template, dashboard: &str) -> Vec<Json> {
    let body = &template.resource(dashboard)["Properties"]["DashboardBody"]["Fn::Sub"];
    let (text, variables) = match body {
        Json::Array(parts) => (parts[0].as_str().unwrap(), parts[1].clone()),
        text => (text.as_str().unwrap(), json!({})),
    };
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}').unwrap();
        filled += before;
        match name.strip_prefix('!') {
            Some(literal) => filled += &format!("${{{literal}}}"),
            None => filled += &format!("<{name}>"),
        }
        assert!(
            variables.get(name).is_some() || is_known(template, name),
            "{dashboard}: `{name}` is neither a parameter nor a resource"
        );
        rest = after;
    }
    filled += rest;
    let body: Json = serde_json::from_str(&filled).unwrap_or_else(|e| panic!("{e} in {filled}"));
    body["widgets"].as_array().unwrap().clone()
}

fn is_known(template: &Template, name: &str) -> bool {
    let id = name.split('.').next().unwrap();
    name.starts_with("AWS::")
        || !template.section("Parameters")[id].is_null()
        || !template.section("Resources")[id].is_null()
}

/// Namespace, name, names of dimensions and statistic of a metric; nothing for what is
/// computed.
fn metric(row: &Json) -> Option<Json> {
    let row = row.as_array().unwrap();
    let namespace = row[0].as_str()?;
    let (look, named) = row.split_last().unwrap();
    let mut dimensions: Vec<&Json> = named[2..].iter().step_by(2).collect();
    dimensions.sort_by_key(|name| name.as_str());
    Some(json!([namespace, row[1], dimensions, look["stat"]]))
}

fn metrics(widgets: &[Json]) -> Vec<String> {
    let rows = widgets.iter().filter_map(|widget| widget["properties"]["metrics"].as_array());
    let mut metrics: Vec<_> =
        rows.flatten().filter_map(metric).map(|metric| metric.to_string()).collect();
    metrics.sort();
    metrics
}

#[test]
fn every_metric_of_the_original_is_shown_and_no_other() {
    let template = default_template();
    for dashboard in [MANAGED, SERVERLESS] {
        let original = original(dashboard);
        let wanted = original["metrics"].as_array().unwrap();
        let mut wanted: Vec<_> = wanted.iter().map(Json::to_string).collect();
        wanted.sort();
        assert!(wanted.len() >= 25, "{dashboard}: {} metrics", wanted.len());
        assert_eq!(metrics(&widgets(&template, dashboard)), wanted, "{dashboard}");
    }
}

/// v2.10.4 fills a gap of the serverless dashboard with an empty text, for which rows have no
/// need; the heading of the alarms, which it has not, makes up for it.
#[test]
fn there_are_as_many_widgets_as_in_the_original_and_one_with_all_alarms() {
    let template = default_template();
    for dashboard in [MANAGED, SERVERLESS] {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for widget in widgets(&template, dashboard) {
            *counts.entry(widget["type"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        let wanted = &original(dashboard)["widgets"];
        for kind in ["metric", "log", "text"] {
            assert_eq!(counts[kind], wanted[kind], "{dashboard}: {kind}");
        }
        assert_eq!(counts["alarm"], 1, "{dashboard}");
    }
}

/// Rows and columns that a widget covers.
fn covers(widget: &Json) -> impl Iterator<Item = (i64, i64)> {
    let number = |name: &str| widget[name].as_i64().unwrap();
    let (x, y, width, height) = (number("x"), number("y"), number("width"), number("height"));
    assert!(x + width <= 24, "{widget:#}");
    (x..x + width).flat_map(move |column| (y..y + height).map(move |row| (column, row)))
}

#[test]
fn no_widget_lies_on_another_and_each_has_what_its_kind_needs() {
    let template = default_template();
    for dashboard in [MANAGED, SERVERLESS] {
        let mut taken = std::collections::BTreeSet::new();
        for widget in widgets(&template, dashboard) {
            assert!(covers(&widget).all(|place| taken.insert(place)), "{dashboard}: {widget:#}");
            let properties = &widget["properties"];
            match widget["type"].as_str().unwrap() {
                "text" => assert!(properties["markdown"].is_string(), "{widget:#}"),
                "alarm" => assert!(properties["alarms"][0].is_string(), "{widget:#}"),
                "log" => {
                    let query = properties["query"].as_str().unwrap();
                    assert!(query.starts_with("SOURCE '<Loader"), "{query}");
                    assert_eq!(properties["region"], "<AWS::Region>");
                }
                "metric" => {
                    assert_eq!(properties["region"], "<AWS::Region>");
                    let shown = properties["metrics"].is_array()
                        || properties["annotations"]["alarms"].is_array();
                    assert!(shown, "{widget:#}");
                }
                other => panic!("{other} is no kind of widget"),
            }
        }
    }
}

#[test]
fn log_queries_name_the_log_group_that_the_loader_writes_to() {
    let template = default_template();
    let function = template.resource("LambdaEsLoader4B1E2DD9");
    let group = function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"].as_str().unwrap();
    let queries = widgets(&template, MANAGED).into_iter().filter(|w| w["type"] == "log");
    let mut count = 0;
    for query in queries {
        let query = query["properties"]["query"].as_str().unwrap();
        assert!(query.starts_with(&format!("SOURCE '<{group}>'\n| ")), "{query}");
        count += 1;
    }
    assert_eq!(count, 4);
}

#[test]
fn where_it_is_not_known_what_the_domain_is_each_dashboard_has_its_condition() {
    let template = default_template();
    for (id, name, condition) in
        [(MANAGED, "SIEM", "IsManagedCluster"), (SERVERLESS, "SIEM-Serverless", "IsServerless")]
    {
        let dashboard = template.resource(id);
        assert_eq!(dashboard["Properties"]["DashboardName"], name);
        assert_eq!(dashboard["Condition"], condition, "{id}");
    }
}

#[test]
fn where_it_is_known_the_fitting_dashboard_is_there_alone() {
    for (kind, there, absent) in [
        (DomainKind::ManagedCluster, MANAGED, SERVERLESS),
        (DomainKind::ServerlessSearch, SERVERLESS, MANAGED),
        (DomainKind::ServerlessTimeSeries, SERVERLESS, MANAGED),
    ] {
        let domain = ExistingDomain::new("a.example.com".parse().unwrap(), "acme", kind);
        let mut stack = Stack::new("aes-siem");
        stack.add(Siem::default().existing_domain(domain));
        let template = Template::of(stack);
        assert!(template.resource(there)["Condition"].is_null(), "{kind:?}");
        assert!(template.section("Resources")[absent].is_null(), "{kind:?}");
    }
}

#[test]
fn without_alarms_there_is_no_widget_for_them() {
    let mut stack = Stack::new("aes-siem");
    stack.add(Siem::default().alarms(Alarms::OFF));
    let template = Template::of(stack);
    for dashboard in [MANAGED, SERVERLESS] {
        assert!(widgets(&template, dashboard).iter().all(|widget| widget["type"] != "alarm"));
    }
}
