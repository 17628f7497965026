//! The dashboard for a serverless collection.
//!
//! Metrics: <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/monitoring-cloudwatch.html>

use library::cloudwatch::{
    AlarmHandle, Color, Dashboard, Graph, Line, Metric, Period, Size, Statistic, Text,
};
use template::{pseudo, text};

use super::super::Watched;
use super::loader::{alarm_status, log, queues, runs};

const NAMESPACE: &str = "AWS/AOSS";

pub(super) fn describe(watched: &Watched<'_>, alarms: &[AlarmHandle]) -> Dashboard {
    let dashboard = Dashboard::new("ServerlessDashboard").name("SIEM-Serverless");
    let dashboard = match alarm_status(alarms, Size::FULL) {
        Some(status) => dashboard.row([Text::heading("Alarms").into()]).row([status]),
        None => dashboard,
    };
    let dashboard = collection(runs(dashboard, watched), watched);
    log(queues(dashboard, watched), watched)
}

/// A metric of the collection, minute by minute.
fn of_collection(watched: &Watched<'_>, name: &'static str) -> Metric {
    Metric::new(NAMESPACE, name)
        .about("ClientId", pseudo::account_id())
        .about("CollectionId", watched.domain.collection_id())
        .about("CollectionName", watched.domain.name())
        .per(Period::minutes(1))
}

/// Compute units, which all collections of the account share: hour by hour, as they are
/// paid for.
fn units(name: &'static str) -> Metric {
    Metric::new(NAMESPACE, name)
        .about("ClientId", pseudo::account_id())
        .statistic(Statistic::Sum)
        .per(Period::minutes(60))
}

/// Reading on the left, writing on the right.
fn collection(dashboard: Dashboard, watched: &Watched<'_>) -> Dashboard {
    let mean = |name| of_collection(watched, name);
    let sum = |name| mean(name).statistic(Statistic::Sum);
    let errors = |name| Line::from(sum(name)).color(Color::Red);
    let graph = |title: &str, line: Line| Graph::new(title).left(line).into();
    dashboard
        .row([Text::heading(text!("OpenSearch collection ", watched.domain.name())).into()])
        .row([
            Graph::new("Requests answered with 2xx and 3xx")
                .left(sum("2xx"))
                .left(sum("3xx"))
                .into(),
            Graph::new("Requests answered with 4xx and 5xx")
                .left(sum("4xx"))
                .left(sum("5xx"))
                .into(),
        ])
        .row([
            Text::new("# Reading").size(Size::HALF_HEADING).into(),
            Text::new("# Writing").size(Size::HALF_HEADING).into(),
        ])
        .row([
            graph("Compute units for searching", units("SearchOCU").into()),
            graph("Compute units for indexing", units("IndexingOCU").into()),
        ])
        .row([
            graph("Searches per minute", sum("SearchRequestRate").into()),
            graph("Bulk writes per minute", sum("IngestionRequestRate").into()),
        ])
        .row([
            graph("Latency of searches (ms)", mean("SearchRequestLatency").into()),
            graph("Latency of bulk writes (ms)", mean("IngestionRequestLatency").into()),
        ])
        .row([
            graph("Searches that failed", errors("SearchRequestErrors")),
            graph("Bulk writes that failed", errors("IngestionRequestErrors")),
        ])
        .row([
            graph("Bytes indexed per second", sum("IngestionDataRate").into()),
            graph("Documents indexed per second", sum("IngestionDocumentRate").into()),
        ])
        .row([graph("Documents that failed", errors("IngestionDocumentErrors"))])
}
