//! CloudWatch: metrics, alarms on them, and dashboards that show both.
//!
//! - [`Metric`]: what a service measures. Handles give those of their resource.
//! - [`Alarm`]: tells somebody when a metric leaves its bounds.
//! - [`Dashboard`]: widgets in rows; nobody counts columns.

mod alarm;
mod dashboard;
mod graph;
mod metric;
mod widgets;

pub use alarm::{Alarm, AlarmHandle, Bound, MissingData};
pub use dashboard::{Dashboard, DashboardHandle};
pub use graph::{Color, Expression, Graph, Line};
pub use metric::{Metric, Period, Statistic};
pub use widgets::{AlarmGraph, AlarmStatus, LogQuery, SingleValue, Size, Text, Widget};
