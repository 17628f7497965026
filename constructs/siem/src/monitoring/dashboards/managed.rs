//! The dashboard for a domain.
//!
//! Metrics: <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-cloudwatchmetrics.html>

use library::cloudwatch::{
    AlarmGraph, AlarmHandle, Dashboard, Graph, Line, Metric, Size, Statistic, Text, Widget,
};
use template::text;

use super::super::{Watched, of_domain};
use super::loader::{alarm_status, graph, log, queues, runs};

/// Requests that wait in a thread pool of the domain before the next is refused.
const LONGEST_SEARCH_QUEUE: u32 = 1_000;
const LONGEST_WRITE_QUEUE: u32 = 10_000;

pub(super) fn describe(watched: &Watched<'_>, alarms: &[AlarmHandle]) -> Dashboard {
    let dashboard = Dashboard::new("Dashboard").name("SIEM");
    let dashboard = alarm_row(dashboard, watched, alarms);
    let dashboard = runs(dashboard, watched);
    let domain = Domain(watched);
    let dashboard =
        dashboard.row([Text::heading(text!("OpenSearch domain ", watched.domain.name())).into()]);
    let dashboard = read_and_write(domain.cluster(dashboard), &domain);
    log(queues(dashboard, watched), watched)
}

fn alarm_row(dashboard: Dashboard, watched: &Watched<'_>, alarms: &[AlarmHandle]) -> Dashboard {
    let free: Widget = AlarmGraph::new(watched.free_storage.name(), watched.free_storage).into();
    let dashboard = dashboard.row([Text::heading("Alarms").into()]);
    match alarm_status(alarms, Size::new(18, 6)) {
        Some(status) => dashboard.row([free, status]),
        None => dashboard.row([free]),
    }
}

/// Where the metrics come from.
struct Domain<'a>(&'a Watched<'a>);

impl Domain<'_> {
    fn mean(&self, name: &'static str) -> Metric {
        of_domain(name, self.0.domain.name())
    }

    fn sum(&self, name: &'static str) -> Metric {
        self.mean(name).statistic(Statistic::Sum)
    }

    fn most(&self, name: &'static str) -> Metric {
        self.mean(name).statistic(Statistic::Maximum)
    }

    /// Two metrics, each on its axis.
    fn pair(&self, title: &str, left: Line, right: Line) -> Widget {
        Graph::new(title).left(left).right(right).into()
    }

    fn cluster(&self, dashboard: Dashboard) -> Dashboard {
        let throttled = Line::from(self.most("ThroughputThrottle")).label("Disk throttled");
        dashboard
            .row([
                graph("CPU of data nodes, the busiest (%)", self.most("CPUUtilization"))
                    .left_max(100)
                    .into(),
                graph("JVM memory pressure of data nodes (%)", self.mean("JVMMemoryPressure"))
                    .left_max(100)
                    .into(),
            ])
            .row([
                Graph::new("Requests answered with 4xx and 5xx")
                    .left(self.sum("4xx"))
                    .left(self.sum("5xx"))
                    .into(),
                Graph::new("Active shards")
                    .left(self.mean("Shards.active"))
                    .left(self.mean("Shards.activePrimary"))
                    .into(),
            ])
            .row([
                Graph::new("Disks throttled (1: yes)").left(throttled).mark(1).into(),
                graph("Writing blocked (1: yes)", self.mean("ClusterIndexWritesBlocked")).into(),
            ])
    }
}

/// Reading on the left, writing on the right.
fn read_and_write(dashboard: Dashboard, domain: &Domain<'_>) -> Dashboard {
    let line = |metric: Metric, label: &str| Line::from(metric).label(label);
    let queue = || line(domain.most("DiskQueueDepth"), "Disk queue");
    dashboard
        .row([
            Text::new("# Reading").size(Size::HALF_HEADING).into(),
            Text::new("# Writing").size(Size::HALF_HEADING).into(),
        ])
        .row([
            domain.pair(
                "EBS reads: throughput and operations",
                line(domain.most("ReadThroughput"), "Bytes per second"),
                line(domain.most("ReadIOPS"), "Operations per second"),
            ),
            domain.pair(
                "EBS writes: throughput and operations",
                line(domain.most("WriteThroughput"), "Bytes per second"),
                line(domain.most("WriteIOPS"), "Operations per second"),
            ),
        ])
        .row([
            domain.pair(
                "EBS reads: latency, and disk queue",
                line(domain.most("ReadLatency"), "Latency (s)"),
                queue(),
            ),
            domain.pair(
                "EBS writes: latency, and disk queue",
                line(domain.most("WriteLatency"), "Latency (s)"),
                queue(),
            ),
        ])
        .row([
            domain.pair(
                "Searches: rate and latency, mean of nodes",
                line(domain.mean("SearchRate"), "Searches per minute"),
                line(domain.mean("SearchLatency"), "Latency (ms)"),
            ),
            domain.pair(
                "Indexing: rate and latency, mean of nodes",
                line(domain.mean("IndexingRate"), "Operations per minute"),
                line(domain.mean("IndexingLatency"), "Latency (ms)"),
            ),
        ])
        .row([
            graph("Searches that wait, mean of nodes", domain.mean("ThreadpoolSearchQueue"))
                .mark(LONGEST_SEARCH_QUEUE)
                .into(),
            graph("Writes that wait, mean of nodes", domain.mean("ThreadpoolWriteQueue"))
                .mark(LONGEST_WRITE_QUEUE)
                .into(),
        ])
        .row([
            Graph::new("Searches refused").left(domain.sum("ThreadpoolSearchRejected")).into(),
            Graph::new("Writes refused")
                .left(domain.sum("ThreadpoolWriteRejected"))
                .left(domain.sum("CoordinatingWriteRejected"))
                .left(domain.sum("PrimaryWriteRejected"))
                .left(domain.sum("ReplicaWriteRejected"))
                .into(),
        ])
}
