//! Linux servers, from the log groups that the CloudWatch agent writes to.

use contract::sources::{LINUX_OS, LINUX_SECURE};

use super::log_groups::source_of_several_logs;

source_of_several_logs! {
    /// Logs of Linux servers. Let the CloudWatch agent send `/var/log/secure`, or
    /// `auth.log`, and `/var/log/messages`, or `syslog`, to a log group each.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html>
    Linux, "linux",
    logs: {
        /// Log-ins and the like, such as `/ec2/linux/secure`.
        secure: "Secure", LINUX_SECURE;
        /// Messages of the system, such as `/ec2/linux/messages`.
        system: "System", LINUX_OS;
    },
    example: "secure: {log_groups: [/ec2/linux/secure]}, \
              system: {log_groups: [/ec2/linux/messages]}",
}
