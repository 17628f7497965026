//! The loader, its queues and its log, which both dashboards show.
//!
//! Log queries match what our functions write: v2.10.4 looked for its level `CRITICAL` and for
//! Python's exceptions, which are failed invocations and records set aside here.

use library::cloudwatch::{
    AlarmHandle, AlarmStatus, Color, Dashboard, Expression, Graph, Line, LogQuery, Metric, Period,
    Size, Statistic, Text, Widget,
};
use template::{Value, text};

use super::super::Watched;

const MINUTE: Period = Period::minutes(1);

/// A metric alone on its axis.
pub(super) fn graph(title: impl Into<Value<String>>, metric: Metric) -> Graph {
    Graph::new(title).left(metric).without_legend()
}

/// The state of all alarms, where there is one.
pub(super) fn alarm_status(alarms: &[AlarmHandle], size: Size) -> Option<Widget> {
    (!alarms.is_empty())
        .then(|| AlarmStatus::new("Alarms", alarms.iter().cloned()).size(size).into())
}

/// How the loader runs.
pub(super) fn runs(dashboard: Dashboard, watched: &Watched<'_>) -> Dashboard {
    let loader = watched.loader;
    let success = Expression::new("100 - 100 * errors / MAX([errors, invocations])")
        .with("errors", loader.errors())
        .with("invocations", loader.invocations());
    let errors = Graph::new("Errors, and success in percent")
        .left(Line::from(loader.errors()).label("Errors").color(Color::Red))
        .right(Line::from(success).label("Success (%)").color(Color::Green))
        .right_max(100)
        .per(MINUTE);
    let duration = Graph::new("Duration (ms)")
        .left(loader.duration().statistic(Statistic::Minimum))
        .left(loader.duration())
        .left(loader.duration().statistic(Statistic::Maximum))
        .per(MINUTE);
    let longest = LogQuery::new("The five longest invocations", loader.log_group().name())
        .command("fields @timestamp, @duration, @requestId")
        .command("filter ispresent(@duration)")
        .command("sort @duration desc")
        .command("limit 5")
        .size(Size::HALF);
    dashboard
        .row([Text::heading(text!("Function ", loader.name())).into()])
        .row([errors.into(), graph("Invocations", loader.invocations()).per(MINUTE).into()])
        .row([duration.into(), graph("Throttles", loader.throttles()).per(MINUTE).into()])
        .row([
            longest.into(),
            graph("Invocations at a time", loader.concurrent_executions()).per(MINUTE).into(),
        ])
}

/// What goes through the queues behind the loader.
pub(super) fn queues(dashboard: Dashboard, watched: &Watched<'_>) -> Dashboard {
    let (split, dead_letters) = (&watched.queues.split, &watched.queues.dead_letters);
    let received = graph(text!(split.name(), ": messages received"), split.messages_received());
    let waiting =
        graph(text!(dead_letters.name(), ": messages that wait"), dead_letters.messages_visible());
    dashboard.row([Text::heading("Queues").into()]).row([received.into(), waiting.into()])
}

const HOW_TO_SEARCH: &str = "## All about one object\n\
    With CloudWatch Logs Insights, in the loader's log group:\n\n\
    ```\n\
    fields @timestamp, @message\n\
    | filter key = \"the key of the object\" or requestId = \"the id of the invocation\"\n\
    ```";

/// What the loader's log has of interest.
pub(super) fn log(dashboard: Dashboard, watched: &Watched<'_>) -> Dashboard {
    let query = |title: &str, fields: &str, filter: &str| -> Widget {
        LogQuery::new(title, watched.loader.log_group().name())
            .command(&format!("fields @timestamp, {fields}"))
            .command(&format!("filter {filter}"))
            .command("sort @timestamp desc")
            .command("limit 100")
            .into()
    };
    dashboard
        .row([Text::heading(text!("Log of ", watched.loader.name())).into()])
        .row([query(
            "Failed invocations and defects",
            "error_type, reason, bucket, key, requestId",
            "level = \"ERROR\" and ispresent(error_type)",
        )])
        .row([query(
            "Records set aside, and other errors",
            "message, log_type, count, reason, bucket, key",
            "level = \"ERROR\" and not ispresent(error_type)",
        )])
        .row([Text::new(HOW_TO_SEARCH).size(Size::new(12, 3)).into()])
        .row([query(
            "Objects that failed or are of no known type, and other warnings",
            "message, log_type, error, why, bucket, key",
            "level = \"WARN\"",
        )])
}
