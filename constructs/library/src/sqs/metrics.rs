//! What SQS measures of a queue.
//!
//! <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html>

use super::QueueHandle;
use crate::cloudwatch::{Metric, Statistic};

impl QueueHandle {
    /// Messages that wait to be taken.
    pub fn messages_visible(&self) -> Metric {
        self.metric("ApproximateNumberOfMessagesVisible").statistic(Statistic::Maximum)
    }

    /// Messages that were taken.
    pub fn messages_received(&self) -> Metric {
        self.metric("NumberOfMessagesReceived").statistic(Statistic::Sum)
    }

    /// For how long the oldest message has been there, in seconds.
    pub fn age_of_oldest_message(&self) -> Metric {
        self.metric("ApproximateAgeOfOldestMessage").statistic(Statistic::Maximum)
    }

    fn metric(&self, name: &'static str) -> Metric {
        Metric::new("AWS/SQS", name).about("QueueName", self.name())
    }
}
