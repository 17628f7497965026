//! Widgets that are no graphs, and what all widgets have in common.
//!
//! Body of a dashboard: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html>

use template::{Expr, Object, Value, pseudo, text};

use super::alarm::AlarmHandle;
use super::graph::row;
use super::metric::Metric;

/// The size of a widget: 1 to 24 columns wide, 1 to 1,000 rows high.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Size {
    /// Half the width, four rows high: two graphs stand side by side.
    pub const HALF: Self = Self::new(12, 4);
    /// The whole width, six rows high.
    pub const FULL: Self = Self::new(24, 6);
    /// A heading over the whole width.
    pub const HEADING: Self = Self::new(24, 1);
    /// A heading over half the width.
    pub const HALF_HEADING: Self = Self::new(12, 1);

    /// This many columns and rows.
    ///
    /// # Panics
    ///
    /// Outside the limits, at build time in a constant.
    pub const fn new(width: u32, height: u32) -> Self {
        assert!(width >= 1 && width <= 24, "a widget is 1 to 24 columns wide");
        assert!(height >= 1 && height <= 1_000, "a widget is 1 to 1000 rows high");
        Self { width, height }
    }
}

/// A part of a dashboard. Every kind of widget can become one.
#[derive(Debug, Clone)]
#[must_use = "a Widget is only described; give it to a Dashboard"]
pub struct Widget {
    kind: &'static str,
    pub(super) size: Size,
    properties: Object,
}

impl Widget {
    pub(super) fn new(kind: &'static str, size: Size, properties: Object) -> Self {
        Self { kind, size, properties }
    }

    /// The widget at a place.
    pub(super) fn at(self, x: u32, y: u32) -> Expr {
        Object::new()
            .with("type", self.kind)
            .with("x", i64::from(x))
            .with("y", i64::from(y))
            .with("width", i64::from(self.size.width))
            .with("height", i64::from(self.size.height))
            .with("properties", self.properties)
            .into()
    }
}

/// Describes a piece of text, in Markdown.
#[derive(Debug, Clone)]
#[must_use = "a Text is only described; give it to a Dashboard"]
pub struct Text {
    markdown: Value<String>,
    size: Size,
}

impl Text {
    /// Text over half the width.
    pub fn new(markdown: impl Into<Value<String>>) -> Self {
        Self { markdown: markdown.into(), size: Size::HALF }
    }

    /// A heading over the whole width.
    pub fn heading(title: impl Into<Value<String>>) -> Self {
        Self { markdown: text!("# ", title.into()), size: Size::HEADING }
    }

    /// Its size.
    pub fn size(mut self, size: Size) -> Self {
        self.size = size;
        self
    }
}

impl From<Text> for Widget {
    fn from(text: Text) -> Self {
        let properties = Object::new().with("markdown", text.markdown.into_expr());
        Self::new("text", text.size, properties)
    }
}

/// Describes the latest value of a metric, in large figures.
#[derive(Debug, Clone)]
#[must_use = "a SingleValue is only described; give it to a Dashboard"]
pub struct SingleValue {
    title: Value<String>,
    metric: Metric,
    size: Size,
}

impl SingleValue {
    /// A value of a quarter of the width.
    pub fn new(title: impl Into<Value<String>>, metric: Metric) -> Self {
        Self { title: title.into(), metric, size: Size::new(6, 3) }
    }
}

impl From<SingleValue> for Widget {
    fn from(value: SingleValue) -> Self {
        let properties = Object::new()
            .with("view", "singleValue")
            .with("title", value.title.into_expr())
            .with("region", pseudo::region().into_expr())
            .with("metrics", Expr::List(vec![row(&value.metric, Object::new())]));
        Self::new("metric", value.size, properties)
    }
}

/// Describes the answer of CloudWatch Logs Insights to a query, as a table.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html>
#[derive(Debug, Clone)]
#[must_use = "a LogQuery is only described; give it to a Dashboard"]
pub struct LogQuery {
    title: Value<String>,
    log_group: Value<String>,
    commands: Vec<String>,
    size: Size,
}

impl LogQuery {
    /// A query of a log group; without commands it shows everything.
    pub fn new(title: impl Into<Value<String>>, log_group: impl Into<Value<String>>) -> Self {
        Self {
            title: title.into(),
            log_group: log_group.into(),
            commands: vec![],
            size: Size::FULL,
        }
    }

    /// One more command, such as `sort @timestamp desc`.
    pub fn command(mut self, command: &str) -> Self {
        self.commands.push(command.to_owned());
        self
    }

    /// Its size.
    pub fn size(mut self, size: Size) -> Self {
        self.size = size;
        self
    }
}

impl From<LogQuery> for Widget {
    fn from(query: LogQuery) -> Self {
        let commands: String =
            query.commands.iter().map(|command| format!("\n| {command}")).collect();
        let properties = Object::new()
            .with("view", "table")
            .with("title", query.title.into_expr())
            .with("region", pseudo::region().into_expr())
            .with("query", text!("SOURCE '", query.log_group, "'", commands).into_expr());
        Self::new("log", query.size, properties)
    }
}

/// Describes the metric of an alarm over time, with its threshold.
#[derive(Debug, Clone)]
#[must_use = "an AlarmGraph is only described; give it to a Dashboard"]
pub struct AlarmGraph {
    title: Value<String>,
    alarm: AlarmHandle,
    size: Size,
}

impl AlarmGraph {
    /// A graph of a quarter of the width.
    pub fn new(title: impl Into<Value<String>>, alarm: &AlarmHandle) -> Self {
        Self { title: title.into(), alarm: alarm.clone(), size: Size::new(6, 6) }
    }
}

impl From<AlarmGraph> for Widget {
    fn from(graph: AlarmGraph) -> Self {
        let alarms = Expr::List(vec![graph.alarm.arn().into_expr()]);
        let properties = Object::new()
            .with("view", "timeSeries")
            .with("title", graph.title.into_expr())
            .with("region", pseudo::region().into_expr())
            .with("annotations", Object::new().with("alarms", alarms));
        Self::new("metric", graph.size, properties)
    }
}

/// Describes the state of several alarms: a field for each, up to 100.
#[derive(Debug, Clone)]
#[must_use = "an AlarmStatus is only described; give it to a Dashboard"]
pub struct AlarmStatus {
    title: Value<String>,
    alarms: Vec<AlarmHandle>,
    size: Size,
}

impl AlarmStatus {
    /// The state of these alarms.
    pub fn new(
        title: impl Into<Value<String>>,
        alarms: impl IntoIterator<Item = AlarmHandle>,
    ) -> Self {
        let alarms = alarms.into_iter().collect();
        Self { title: title.into(), alarms, size: Size::new(18, 6) }
    }

    /// Its size.
    pub fn size(mut self, size: Size) -> Self {
        self.size = size;
        self
    }
}

impl From<AlarmStatus> for Widget {
    fn from(status: AlarmStatus) -> Self {
        let alarms = status.alarms.iter().map(|alarm| alarm.arn().into_expr()).collect();
        let properties = Object::new()
            .with("title", status.title.into_expr())
            .with("alarms", Expr::List(alarms));
        Self::new("alarm", status.size, properties)
    }
}
