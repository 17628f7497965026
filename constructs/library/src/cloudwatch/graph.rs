//! Graphs of metrics over time.
//!
//! Body of a dashboard: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html>

use template::{Expr, Object, Value, pseudo};

use super::metric::{Metric, Period};
use super::widgets::{Size, Widget};

/// A colour for a line, where its meaning has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// For what is wrong.
    Red,
    /// For what is well.
    Green,
}

impl Color {
    fn as_str(self) -> &'static str {
        match self {
            Self::Red => "#d13212",
            Self::Green => "#2ca02c",
        }
    }
}

/// A line of a graph: a metric, or what is computed from some.
#[derive(Debug, Clone)]
#[must_use = "a Line is only described; give it to a Graph"]
pub struct Line {
    shows: Shows,
    label: Option<String>,
    color: Option<Color>,
}

#[derive(Debug, Clone)]
enum Shows {
    Metric(Metric),
    Expression(Expression),
}

/// What is computed from metrics.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>
#[derive(Debug, Clone)]
#[must_use = "an Expression is only described; give it to a Line"]
pub struct Expression {
    text: String,
    operands: Vec<(&'static str, Metric)>,
}

impl Expression {
    /// An expression over metrics that [`with`](Self::with) names.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), operands: vec![] }
    }

    /// The metric that a name in the expression stands for. Names begin with a lower-case
    /// letter.
    pub fn with(mut self, name: &'static str, metric: Metric) -> Self {
        self.operands.push((name, metric));
        self
    }
}

impl From<Metric> for Line {
    fn from(metric: Metric) -> Self {
        Self { shows: Shows::Metric(metric), label: None, color: None }
    }
}

impl From<Expression> for Line {
    fn from(expression: Expression) -> Self {
        Self { shows: Shows::Expression(expression), label: None, color: None }
    }
}

impl Line {
    /// What the legend calls it, in place of the metric's own name.
    pub fn label(mut self, label: &str) -> Self {
        self.label = Some(label.to_owned());
        self
    }

    /// Its colour, in place of the next one of the palette.
    pub fn color(mut self, color: Color) -> Self {
        self.color = Some(color);
        self
    }

    fn operands(&self) -> &[(&'static str, Metric)] {
        match &self.shows {
            Shows::Metric(_) => &[],
            Shows::Expression(expression) => &expression.operands,
        }
    }

    fn metric(&self) -> Option<&Metric> {
        match &self.shows {
            Shows::Metric(metric) => Some(metric),
            Shows::Expression(_) => None,
        }
    }
}

/// Describes a graph of metrics over time.
#[derive(Debug, Clone)]
#[must_use = "a Graph is only described; give it to a Dashboard"]
pub struct Graph {
    title: Value<String>,
    size: Size,
    left: Vec<Line>,
    right: Vec<Line>,
    period: Option<Period>,
    left_max: Option<u32>,
    right_max: Option<u32>,
    marks: Vec<u32>,
    legend: bool,
}

impl Graph {
    /// A graph of half the width.
    pub fn new(title: impl Into<Value<String>>) -> Self {
        Self {
            title: title.into(),
            size: Size::HALF,
            left: vec![],
            right: vec![],
            period: None,
            left_max: None,
            right_max: None,
            marks: vec![],
            legend: true,
        }
    }

    /// Its size.
    pub fn size(mut self, size: Size) -> Self {
        self.size = size;
        self
    }

    /// A line measured on the left axis.
    pub fn left(mut self, line: impl Into<Line>) -> Self {
        self.left.push(line.into());
        self
    }

    /// A line measured on the right axis.
    pub fn right(mut self, line: impl Into<Line>) -> Self {
        self.right.push(line.into());
        self
    }

    /// The time over which values become one, for metrics that say none themselves.
    pub fn per(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    /// The end of the left axis.
    pub fn left_max(mut self, max: u32) -> Self {
        self.left_max = Some(max);
        self
    }

    /// The end of the right axis.
    pub fn right_max(mut self, max: u32) -> Self {
        self.right_max = Some(max);
        self
    }

    /// A horizontal line at a value of the left axis, such as a limit.
    pub fn mark(mut self, value: u32) -> Self {
        self.marks.push(value);
        self
    }

    /// Leaves the legend out, where the title says it all.
    pub fn without_legend(mut self) -> Self {
        self.legend = false;
        self
    }

    fn lines(&self) -> impl Iterator<Item = (&Line, bool)> {
        let left = self.left.iter().map(|line| (line, false));
        left.chain(self.right.iter().map(|line| (line, true)))
    }

    /// The lines, then the metrics that expressions need and no line shows.
    fn metrics(&self) -> Vec<Expr> {
        let operands: Vec<_> = self.lines().flat_map(|(line, _)| line.operands()).collect();
        let name_of = |metric: &Metric| {
            operands.iter().find(|(_, operand)| operand == metric).map(|(name, _)| *name)
        };
        let shown: Vec<&Metric> = self.lines().filter_map(|(line, _)| line.metric()).collect();
        let mut metrics: Vec<Expr> = self
            .lines()
            .map(|(line, right)| {
                let axis = right.then_some("right");
                let look = Object::new()
                    .with_some("label", line.label.as_deref())
                    .with_some("color", line.color.map(Color::as_str))
                    .with_some("yAxis", axis);
                match &line.shows {
                    Shows::Metric(metric) => row(metric, look.with_some("id", name_of(metric))),
                    Shows::Expression(expression) => {
                        Expr::List(vec![look.with("expression", expression.text.as_str()).into()])
                    }
                }
            })
            .collect();
        for (name, operand) in &operands {
            if !shown.contains(&operand) {
                metrics.push(row(operand, Object::new().with("id", *name).with("visible", false)));
            }
        }
        metrics
    }

    fn axes(&self) -> Object {
        let axis = |max: Option<u32>| {
            Object::new().with_some("max", max.map(i64::from)).with("showUnits", false)
        };
        let right = (!self.right.is_empty()).then(|| axis(self.right_max));
        Object::new().with("left", axis(self.left_max)).with_some("right", right)
    }

    fn marks(&self) -> Option<Object> {
        let mark = |value: &u32| {
            Expr::from(Object::new().with("value", i64::from(*value)).with("yAxis", "left"))
        };
        let marks: Vec<Expr> = self.marks.iter().map(mark).collect();
        (!marks.is_empty()).then(|| Object::new().with("horizontal", Expr::List(marks)))
    }
}

/// A metric as dashboards write it: namespace, name, dimensions in pairs, the rest.
pub(super) fn row(metric: &Metric, look: Object) -> Expr {
    let mut row: Vec<Expr> = vec![metric.namespace.into(), metric.name.into()];
    for (name, value) in &metric.dimensions {
        row.push((*name).into());
        row.push(value.clone().into_expr());
    }
    let period = metric.period.map(|period| i64::from(period.as_seconds()));
    row.push(look.with("stat", metric.statistic.as_str()).with_some("period", period).into());
    Expr::List(row)
}

impl From<Graph> for Widget {
    fn from(graph: Graph) -> Self {
        let period = graph.period.map(|period| i64::from(period.as_seconds()));
        let legend = (!graph.legend).then(|| Object::new().with("position", "hidden"));
        let properties = Object::new()
            .with("view", "timeSeries")
            .with("title", graph.title.clone().into_expr())
            .with("region", pseudo::region().into_expr())
            .with("metrics", Expr::List(graph.metrics()))
            .with("yAxis", graph.axes())
            .with_some("annotations", graph.marks())
            .with_some("legend", legend)
            .with_some("period", period);
        Self::new("metric", graph.size, properties)
    }
}
