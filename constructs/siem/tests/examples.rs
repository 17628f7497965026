//! The programs of `examples/`, and what each changes.
//!
//! Each is compared with the template of a SIEM without options, so that its snapshot holds
//! what the example is about and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use assertions::Template;
use changes::{PropertyChange, ResourceChange, What, spelled};
use serde_json::Value as Json;
use siem::{Bundles, Siem};
use template::Stack;
use test_support::snapshots;

/// The examples as modules, and a list of them: what is compared, with what.
macro_rules! programs {
    ($($name:ident,)*) => {
        #[path = "../examples"]
        #[expect(dead_code, reason = "their `main` is run by hand")]
        mod programs {
            $(pub(super) mod $name;)*
        }

        const PROGRAMS: &[(&str, fn() -> anyhow::Result<Stack>)] =
            &[$((stringify!($name), programs::$name::stack),)*];
    };
}

programs! {
    extra_accounts,
    extra_alarm,
    larger_cluster,
    log_sources,
    own_domain,
    own_vpc,
    part_of_a_larger_stack,
    property_override,
    raw_resource,
    rename_buckets,
    replace_the_schedule,
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples"))
}

#[test]
fn every_example_is_listed_and_says_how_to_run_it() {
    let mut found = BTreeSet::new();
    for file in folder().read_dir().unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let command = format!("`cargo run -p siem --example {name}`");
        let head = text.lines().take_while(|line| line.starts_with("//!"));
        assert!(head.into_iter().any(|line| line.contains(&command)), "{name}: no {command}");
        found.insert(name);
    }
    let listed: BTreeSet<_> = PROGRAMS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, listed);
}

#[test]
fn each_example_changes_what_it_shows() {
    let _bound = snapshots::bind();
    for (name, stack) in PROGRAMS {
        let before = match *name {
            // Its function is planned, and would be all that one sees.
            "larger_cluster" => Siem::default().with_bundles(Bundles::default().with_planned()),
            _ => Siem::default(),
        };
        let changed = changed(&siem(before), &Template::of(stack().unwrap()));
        assert!(!changed.is_empty(), "{name} changes nothing");
        insta::assert_snapshot!(format!("example@{}", name.replace('_', "-")), changed);
    }
}

#[test]
fn another_account_gets_a_stack_with_its_source() {
    let _bound = snapshots::bind();
    let stack = programs::log_sources::stack_of_another_account().unwrap();
    let nothing = Template::of(Stack::new("nothing"));
    let changed = changed(&nothing, &Template::of(stack));
    insta::assert_snapshot!("example@log-sources-of-another-account", changed);
}

fn siem(siem: Siem) -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Template::of(stack)
}

/// Resources, and entries of other sections, that are not the same.
fn changed(before: &Template, after: &Template) -> String {
    let changes = changes::compare(before.as_json(), after.as_json());
    let mut text = String::new();
    for change in &changes.resources {
        text += &resource(change, after);
    }
    for entry in &changes.entries {
        let sign = sign(entry.before, entry.after);
        writeln!(text, "{sign} {} {}", entry.section.name(), entry.name).unwrap();
        text += &entry.changes.iter().map(difference).collect::<String>();
    }
    text
}

fn resource(change: &ResourceChange, after: &Template) -> String {
    let ResourceChange { id, resource_type, .. } = change;
    let sign = match change.what {
        What::Replaced => '±',
        what => sign(what != What::Added, what != What::Removed),
    };
    let mut text = format!("{sign} {id}  {resource_type}\n");
    let properties = change.properties.iter().chain(&change.attributes);
    text += &properties.map(difference).collect::<String>();
    if change.what == What::Added {
        let properties = after.resource(id)["Properties"].as_object();
        for (name, value) in properties.into_iter().flatten() {
            writeln!(text, "    {name}: {}", spelled(value)).unwrap();
        }
    }
    text
}

fn sign(before: bool, after: bool) -> char {
    match (before, after) {
        (false, _) => '+',
        (_, false) => '-',
        _ => '~',
    }
}

fn difference(change: &PropertyChange) -> String {
    let spelled = |value: &Option<Json>| value.as_ref().map_or("none".to_owned(), spelled);
    format!("    {}: {} → {}\n", change.path, spelled(&change.before), spelled(&change.after))
}
