//! Whether a smaller domain holds what the domain holds.
//!
//! Figures: <https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-cloudwatchmetrics.html>

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use kit::function_arn::Place;

use crate::api::{Api, failed};
use crate::error::Error;

/// How far back a figure may be.
const BACK: Duration = Duration::from_secs(3 * 60 * 60);

/// The room to keep free, in parts of what is used: the service takes a quarter for itself.
const SPARE: f64 = 1.25;

impl Api {
    /// The GiB that a domain's nodes have used, by the last figures, if there are any.
    async fn used_gib(&self, place: &Place, name: &str) -> Result<Option<f64>, Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let time = |since_epoch: Duration| {
            let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or_default();
            DateTime::from_secs(seconds).fmt(Format::DateTime).unwrap_or_default()
        };
        let (start, end) = (time(now.saturating_sub(BACK)), time(now));
        let period = BACK.as_secs().to_string();
        let input = [
            ("Namespace", "AWS/ES"),
            ("MetricName", "ClusterUsedSpace"),
            ("Dimensions.member.1.Name", "DomainName"),
            ("Dimensions.member.1.Value", name),
            ("Dimensions.member.2.Name", "ClientId"),
            ("Dimensions.member.2.Value", &place.account),
            ("StartTime", &start),
            ("EndTime", &end),
            ("Period", &period),
            ("Statistics.member.1", "Maximum"),
        ];
        let called = self.metrics.query("GetMetricStatistics", "2010-08-01", &input).await;
        let answer = called.map_err(|source| failed(name, "asking how full it is", source))?;
        Ok(most(&answer).map(|mib| mib / 1024.0))
    }

    /// Why the domain must not shrink to this, if it must not.
    pub(crate) async fn too_small(
        &self,
        place: &Place,
        name: &str,
        gib: u64,
    ) -> Result<Option<String>, Error> {
        let used = self.used_gib(place, name).await?;
        #[expect(clippy::cast_precision_loss, reason = "disks are far from 2^53 GiB")]
        let room = gib as f64;
        Ok(match used {
            Some(used) if used * SPARE <= room => None,
            Some(used) => Some(format!(
                "its disks hold {used:.0} GiB, and {gib} GiB in all would be too little: {:.0} are \
                 needed, so give more nodes or larger disks, or delete indices first",
                (used * SPARE).ceil()
            )),
            None => Some(format!(
                "its disks would shrink to {gib} GiB in all, and CloudWatch does not know how full \
                 they are: try again in an hour, or leave them as they are"
            )),
        })
    }
}

/// The largest of the figures that an answer holds.
fn most(answer: &str) -> Option<f64> {
    let figures = answer.split("<Maximum>").skip(1);
    let figures = figures.filter_map(|rest| rest.split('<').next()?.trim().parse::<f64>().ok());
    figures.reduce(f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_figure_counts() {
        assert_eq!(most("<R><Maximum>1.5</Maximum><Maximum>1.0E3</Maximum></R>"), Some(1_000.0));
        assert_eq!(most("<R/>"), None);
    }
}
