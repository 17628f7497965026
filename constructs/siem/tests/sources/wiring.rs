//! Each log goes to its own stream, and each role may do only what it must.

use std::collections::BTreeMap;

use assertions::Template;
use serde_json::Value as Json;
use siem::sources::{ALL, Form};

use super::written::keys;
use super::{evaluate, of_its_own};

fn template(name: &str) -> Template {
    Template::of(of_its_own(ALL.iter().find(|entry| entry.name == name).unwrap()))
}

/// The log groups that go into each stream of a source.
fn log_groups(template: &Template) -> BTreeMap<String, Vec<String>> {
    let mut groups = BTreeMap::<_, Vec<_>>::new();
    for (_, filter) in template.resources_of("AWS::Logs::SubscriptionFilter") {
        let filter = &filter["Properties"];
        let stream = evaluate::text(template, &filter["DestinationArn"]);
        groups.entry(stream).or_default().push(evaluate::text(template, &filter["LogGroupName"]));
    }
    groups
}

#[test]
fn a_log_group_goes_to_the_stream_of_its_own_log() {
    let by_last_part = |name: &str, folders: &[(&str, &str)]| {
        let template = template(name);
        let groups = log_groups(&template);
        let keys: BTreeMap<_, _> = keys(&template).into_iter().collect();
        for (part, folder) in folders {
            let stream = groups.iter().find(|(_, groups)| groups[0].ends_with(part));
            let (stream, _) = stream.unwrap_or_else(|| panic!("{name}: nothing sends `{part}`"));
            assert!(keys[stream].contains(folder), "{name}: `{part}` goes to {}", keys[stream]);
        }
        assert_eq!(groups.len(), folders.len(), "{name}");
    };
    by_last_part(
        "rds_mysql",
        &[
            ("/audit", "/MySQL/audit/"),
            ("/error", "/MySQL/error/"),
            ("/general", "/MySQL/general/"),
            ("/slowquery", "/MySQL/slowquery/"),
        ],
    );
    by_last_part("linux", &[("/secure", "/Linux/Secure/"), ("/messages", "/Linux/System/")]);
    by_last_part(
        "apache",
        &[("access_log", "/service=apache-access/"), ("error_log", "/service=apache-error/")],
    );
    by_last_part(
        "nginx",
        &[("access.log", "/service=nginx-access/"), ("error.log", "/service=nginx-error/")],
    );
}

/// The folders of such logs are the event's own names, as v2.10.4 makes them of each event.
#[test]
fn events_go_into_the_folders_that_bear_their_names() {
    for name in ["config_rules", "inspector", "security_hub"] {
        let template = template(name);
        let (_, rule) = template.resources_of("AWS::Events::Rule").next().unwrap();
        let pattern = &rule["Properties"]["EventPattern"];
        let source = pattern["source"][0].as_str().unwrap();
        let detail_type = pattern["detail-type"][0].as_str().unwrap().replace(' ', "_");
        let folders = format!("/{source}/{detail_type}/");
        for (_, key) in keys(&template) {
            assert!(key.contains(&folders), "{name}: `{folders}` is not in {key}");
        }
    }
}

/// Actions that know no resource, or whose resources do not exist yet.
const WITHOUT_RESOURCE: &[&str] = &["support:", "workspaces:Describe"];

#[test]
fn no_role_of_a_source_may_do_everything_or_something_everywhere() {
    for entry in ALL {
        let template = Template::of(of_its_own(entry));
        for (id, policy) in template.resources_of("AWS::IAM::Policy") {
            let statements = &policy["Properties"]["PolicyDocument"]["Statement"];
            for statement in statements.as_array().unwrap() {
                let actions = match &statement["Action"] {
                    Json::String(action) => vec![action.as_str()],
                    actions => actions.as_array().unwrap().iter().flat_map(Json::as_str).collect(),
                };
                let place = format!("{}: {id}: {statement:#}", entry.name);
                assert!(actions.iter().all(|action| !action.contains('*')), "{place}");
                let known =
                    |action: &&str| WITHOUT_RESOURCE.iter().any(|of| action.starts_with(of));
                let everywhere = statement["Resource"] == "*";
                assert!(!everywhere || actions.iter().all(known), "{place}");
            }
        }
    }
}

#[test]
fn a_source_that_is_a_property_has_a_command_for_what_is_there() {
    for entry in ALL {
        let template = Template::of(of_its_own(entry));
        let outputs = template.section("Outputs").as_object().into_iter().flatten();
        let commands: Vec<_> = outputs
            .filter(|(name, _)| name.ends_with("Command"))
            .map(|(_, output)| evaluate::text(&template, &output["Value"]))
            .collect();
        assert_eq!(!commands.is_empty(), entry.form == Form::Property, "{}", entry.name);
        for line in commands {
            assert!(line.starts_with("aws ") && !line.contains('\n'), "{}: {line}", entry.name);
        }
    }
}
