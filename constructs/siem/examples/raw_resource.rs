//! A resource of a type that has no construct: alerts in a channel of Slack.
//!
//! Type and properties are those of CloudFormation, and nothing about them is checked here but
//! references to other resources. A note in the resource's metadata says so.
//!
//! Prints the template: `cargo run -p siem --example raw_resource`

use library::iam::Role;
use siem::Siem;
use template::{Resource, Stack};

/// The SIEM, and a channel that is told its alerts.
pub fn stack() -> anyhow::Result<Stack> {
    let mut stack = Stack::new("aes-siem");
    let siem = stack.add(Siem::default());

    // It may do nothing: the channel is told, and cannot ask.
    let role = stack.add(Role::for_service("AlertChannelRole", "chatbot.amazonaws.com"));
    stack.add(
        Resource::raw("AlertChannel", "AWS::Chatbot::SlackChannelConfiguration")
            .property("ConfigurationName", "siem-alerts")
            .property("SlackWorkspaceId", "T0123ABCD")
            .property("SlackChannelId", "C0123ABCD")
            .property("IamRoleArn", role.arn())
            .property("SnsTopicArns", vec![siem.alerts.arn()]),
    );
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
