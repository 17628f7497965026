//! Tells the split queue of the objects of a bucket.

use std::fmt;
use std::sync::LazyLock;

use aws_sdk_sqs::Client;
use es_loader::key;
use futures_util::StreamExt;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::print;
use super::send::Sender;
use crate::args::{Bucket, By};
use crate::s3::{Found, Place, objects};
use crate::state::Progress;
use crate::{End, Usage, aws};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    place: String,
    since: Option<String>,
    until: Option<String>,
    by: String,
}

/// Tells of them.
pub(super) async fn run(args: &Bucket) -> anyhow::Result<End> {
    let wrong = || Usage(format!("`{}` is no place in S3; write s3://bucket/prefix", args.place));
    let place = Place::read(&args.place)?.ok_or_else(wrong)?;
    if args.since.zip(args.until).is_some_and(|(since, until)| since > until) {
        return Err(Usage("--since is after --until".to_owned()).into());
    }
    let mut progress = Progress::open(args.state.as_deref(), Asked::new(args))?;
    if args.sending.dry_run {
        progress = progress.without_trace();
    }
    let before = progress.done();
    let aws = aws::load().await;
    let client = Client::new(aws.config());
    let mut sender = Sender::new(&client, &args.sending);
    let mut found = objects(&aws.s3(), &place, progress.last_key());
    let (mut others, mut undated) = (0, 0);
    let mut ended = Ok(());
    while let Some(object) = found.next().await {
        let sent = match object {
            Ok(object) => match day(&object, args.by) {
                Some(day) if !is_wanted(args, day) => {
                    others += 1;
                    continue;
                }
                None if args.since.is_some() || args.until.is_some() => {
                    undated += 1;
                    continue;
                }
                _ => sender.send(message(&place, &object)).await.map(|()| object.key),
            },
            Err(error) => Err(error),
        };
        match sent {
            Ok(key) => progress.has_done(&key)?,
            Err(error) => {
                ended = Err(error);
                break;
            }
        }
    }
    let name = if args.sending.dry_run { "would_be_sent" } else { "sent" };
    print(
        args.sending.summary,
        &[
            (name, progress.done() - before),
            ("sent_before", before),
            ("of_other_days", others),
            ("without_a_day_in_the_key", undated),
        ],
    );
    ended?;
    Ok(if undated == 0 { End::Good } else { End::Bad })
}

impl Asked {
    fn new(args: &Bucket) -> Self {
        Self {
            place: args.place.clone(),
            since: args.since.map(|day| day.to_string()),
            until: args.until.map(|day| day.to_string()),
            by: format!("{:?}", args.by).to_lowercase(),
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |day: &Option<String>| day.clone().unwrap_or_else(|| "any day".to_owned());
        let (since, until) = (day(&self.since), day(&self.until));
        write!(f, "{} from {since} until {until} by {}", self.place, self.by)
    }
}

fn is_wanted(args: &Bucket, day: Date) -> bool {
    args.since.is_none_or(|since| day >= since) && args.until.is_none_or(|until| day <= until)
}

fn day(object: &Found, by: By) -> Option<Date> {
    match by {
        By::Modified => Some(TimeZone::UTC.to_datetime(object.modified?).date()),
        By::Key => day_in(&object.key),
    }
}

/// The first date of a key.
fn day_in(key: &str) -> Option<Date> {
    static DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let pattern = r"(?:^|[^0-9])(20[0-9]{2})(?:[/-](?:month=)?)?(0[1-9]|1[0-2])(?:[/-](?:day=)?)?([0-3][0-9])(?:[^0-9]|$)";
        Regex::new(pattern).ok()
    });
    let number = |text: &str| text.parse::<i16>().ok();
    DATE.as_ref()?.captures_iter(key).find_map(|found| {
        let (month, day) = (number(&found[2])?, number(&found[3])?);
        Date::new(number(&found[1])?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    })
}

/// In the form of S3's notification, which the loader reads from any queue.
fn message(place: &Place, object: &Found) -> String {
    let object = json!({ "key": key::encode(&object.key), "size": object.size });
    json!({ "Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Replay",
        "s3": { "bucket": { "name": place.bucket }, "object": object },
    }]})
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_a_key_is_found_in_every_form_of_awss() {
        let day = jiff::civil::date(2026, 11, 24);
        for key in [
            "AWSLogs/111122223333/WAFLogs/us-east-1/web/2026/11/24/06/00/x.gz",
            "logs/2026-11-24-06-00-00-0123456789ABCDEF",
            "AWSLogs/x/111122223333_vpcflowlogs_us-east-1_fl-0a_20261124T0600Z_x.gz",
            "year=2026/month=11/day=24/hour=06/x.parquet",
        ] {
            assert_eq!(day_in(key), Some(day), "{key}");
        }
        for key in ["app/x.log", "111120261124/x", "2026/13/24/x", "2026/02/31/x"] {
            assert_eq!(day_in(key), None, "{key}");
        }
    }
}
