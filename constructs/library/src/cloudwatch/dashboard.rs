//! Dashboards.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html>

use resources::cloudwatch;
use template::{
    ConditionHandle, Construct, Expr, Handle, LogicalId, Object, Resource, Scope, Value,
};

use super::widgets::Widget;

/// Columns of a dashboard.
const COLUMNS: u32 = 24;

/// Describes a dashboard: widgets in rows.
#[derive(Debug, Clone)]
#[must_use = "a Dashboard is only described; add it to a stack"]
pub struct Dashboard {
    id: String,
    name: Option<Value<String>>,
    placed: Vec<Expr>,
    /// Where the next row begins.
    y: u32,
    condition: Option<ConditionHandle>,
}

impl Dashboard {
    /// An empty dashboard to which CloudFormation gives a name.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, placed: vec![], y: 0, condition: None }
    }

    /// A name of one's own: letters, digits, `-` and `_`. Changing it replaces the
    /// dashboard.
    pub fn name(mut self, name: impl Into<Value<String>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Makes the dashboard only where a condition of the stack holds.
    pub fn only_where(mut self, condition: &ConditionHandle) -> Self {
        self.condition = Some(condition.clone());
        self
    }

    /// One more row, below the others: widgets from left to right. Those for which there is
    /// no room stand below them.
    pub fn row<const N: usize>(mut self, widgets: [Widget; N]) -> Self {
        let (mut x, mut height) = (0, 0);
        for widget in widgets {
            let size = widget.size;
            if x + size.width > COLUMNS {
                self.y += height;
                (x, height) = (0, 0);
            }
            self.placed.push(widget.at(x, self.y));
            x += size.width;
            height = height.max(size.height);
        }
        self.y += height;
        self
    }

    fn body(&self) -> Value<String> {
        let widgets = Expr::List(self.placed.clone());
        Value::from_expr(Object::new().with("widgets", widgets)).into_text()
    }
}

/// A dashboard that is in a stack.
#[derive(Debug, Clone)]
pub struct DashboardHandle(cloudwatch::DashboardHandle);

impl Construct for Dashboard {
    type Handle = DashboardHandle;

    fn build(self, scope: &mut Scope<'_>) -> DashboardHandle {
        let mut properties = cloudwatch::Dashboard::new(self.body());
        if let Some(name) = self.name {
            properties = properties.dashboard_name(name);
        }
        let mut resource = Resource::new(&self.id, properties);
        if let Some(condition) = &self.condition {
            resource = resource.condition(condition);
        }
        DashboardHandle(scope.add(resource))
    }
}

impl Handle for DashboardHandle {
    fn logical_id(&self) -> &LogicalId {
        self.0.logical_id()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::super::*;
    use super::*;

    fn body(dashboard: &Dashboard) -> Json {
        let body = serde_json::to_value(dashboard.body().as_expr()).unwrap();
        serde_json::from_str(body.as_str().unwrap_or_else(|| body["Fn::Sub"].as_str().unwrap()))
            .unwrap()
    }

    fn text(size: Size) -> Widget {
        Text::new("x").size(size).into()
    }

    fn errors() -> Metric {
        Metric::new("Demo", "Errors").about("Name", "a").statistic(Statistic::Sum)
    }

    fn runs() -> Metric {
        Metric::new("Demo", "Runs").about("Name", "a").statistic(Statistic::Sum)
    }

    #[test]
    fn rows_stand_below_each_other_and_widgets_side_by_side() {
        let dashboard = Dashboard::new("Demo")
            .row([text(Size::HEADING)])
            .row([text(Size::HALF), text(Size::new(12, 6)), text(Size::HALF)])
            .row([text(Size::HALF)]);
        let places: Vec<Json> = body(&dashboard)["widgets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|widget| json!([widget["x"], widget["y"]]))
            .collect();
        assert_eq!(
            places,
            [json!([0, 0]), json!([0, 1]), json!([12, 1]), json!([0, 7]), json!([0, 11])]
        );
    }

    #[test]
    fn a_metric_that_an_expression_needs_is_hidden_unless_a_line_shows_it() {
        let rate = Expression::new("100 - 100 * errors / runs")
            .with("errors", errors())
            .with("runs", runs());
        let graph = Graph::new("Errors").left(errors()).right(Line::from(rate).label("Rate"));
        let body = body(&Dashboard::new("Demo").row([graph.into()]));
        assert_eq!(
            body["widgets"][0]["properties"]["metrics"],
            json!([
                ["Demo", "Errors", "Name", "a", {"id": "errors", "stat": "Sum"}],
                [{"label": "Rate", "yAxis": "right", "expression": "100 - 100 * errors / runs"}],
                ["Demo", "Runs", "Name", "a", {"id": "runs", "visible": false, "stat": "Sum"}],
            ])
        );
    }

    #[test]
    fn a_single_value_has_its_own_period() {
        let metric = errors().per(Period::minutes(5));
        let body = body(&Dashboard::new("Demo").row([SingleValue::new("Errors", metric).into()]));
        let properties = &body["widgets"][0]["properties"];
        assert_eq!(properties["view"], "singleValue");
        assert_eq!(properties["metrics"][0][4], json!({"stat": "Sum", "period": 300}));
    }

    #[test]
    fn the_commands_of_a_query_follow_its_source() {
        let query = LogQuery::new("Errors", "/demo")
            .command("filter level = \"ERROR\"")
            .command("sort @timestamp desc");
        let body = body(&Dashboard::new("Demo").row([query.into()]));
        assert_eq!(
            body["widgets"][0]["properties"]["query"],
            "SOURCE '/demo'\n| filter level = \"ERROR\"\n| sort @timestamp desc"
        );
    }
}
