//! The programs of `examples/`, and what each changes.
//!
//! Each is compared with the template of a SIEM without options, so that its snapshot holds
//! what the example is about and nothing else. Of policies it tells who may do more or less, and
//! long values are cut: `template@…` and `source@…` have all of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use assertions::Template;
use changes::{
    AccessChange, AccessKind, Direction, Effect, PropertyChange, ResourceChange, What, spelled,
};
use serde_json::Value as Json;
use siem::Siem;
use template::Stack;
use test_support::snapshots;

/// The examples as modules, and a list of them: what is compared, with what.
macro_rules! programs {
    ($($name:ident,)*) => {
        #[path = "../examples"]
        #[expect(dead_code, unreachable_pub, reason = "as programs they have a `main`, and no parent")]
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
    own_log_type,
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
        let mut before = Stack::new("before");
        match *name {
            // Its scope is in its id, and would be all that one sees.
            "part_of_a_larger_stack" => before.scope("Security").add(Siem::default()),
            _ => before.add(Siem::default()),
        };
        let changed = changed(&Template::of(before), &Template::of(stack().unwrap()));
        assert!(!changed.is_empty(), "{name} changes nothing");
        insta::assert_snapshot!(format!("example@{}", name.replace('_', "-")), changed);
    }
}

#[test]
fn another_region_gets_a_stack_with_its_source() {
    let _bound = snapshots::bind();
    let stack = programs::log_sources::stack_of_another_region().unwrap();
    let nothing = Template::of(Stack::new("nothing"));
    let changed = changed(&nothing, &Template::of(stack));
    insta::assert_snapshot!("example@log-sources-of-another-region", changed);
}

/// Values are cut after so many characters.
const LONGEST: usize = 200;

/// Properties that are told as access.
const POLICIES: &[&str] = &["KeyPolicy", "PolicyDocument", "AssumeRolePolicyDocument"];

/// Metadata for those who check templates.
const FOR_CHECKERS: &[&str] =
    &["Metadata.aes-siem:suppressions", "Metadata.cfn-lint", "Metadata.checkov", "Metadata.guard"];

/// Resources, access, and entries of other sections that are not the same.
fn changed(before: &Template, after: &Template) -> String {
    let changes = changes::compare(before.as_json(), after.as_json());
    let mut text = String::new();
    for change in &changes.resources {
        text += &resource(change, after);
    }
    for change in &changes.access {
        text += &access(change);
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
    let is_one_of = |names: &[&str], change: &PropertyChange| {
        names.iter().any(|name| change.path.starts_with(name))
    };
    let properties = change.properties.iter().filter(|change| !is_one_of(POLICIES, change));
    let attributes = change.attributes.iter().filter(|change| !is_one_of(FOR_CHECKERS, change));
    text += &properties.chain(attributes).map(difference).collect::<String>();
    if change.what == What::Added {
        let properties = after.resource(id)["Properties"].as_object().into_iter().flatten();
        for (name, value) in properties.filter(|(name, _)| !POLICIES.contains(&name.as_str())) {
            writeln!(text, "    {name}: {}", shown(Some(value))).unwrap();
        }
    }
    text
}

fn access(change: &AccessChange) -> String {
    let sign = match (change.direction, change.effect) {
        (Direction::Widened, Effect::Allow) => "+",
        (Direction::Narrowed, Effect::Allow) => "-",
        (Direction::Widened, Effect::Deny) => "- denied:",
        (Direction::Narrowed, Effect::Deny) => "+ denied:",
    };
    let holder = &change.holder;
    let mut text = match change.kind {
        AccessKind::Identity => format!("{sign} what {holder} may do\n"),
        AccessKind::Trust => format!("{sign} who may take on {holder}\n"),
        AccessKind::Resource => format!("{sign} who may use {holder}\n"),
    };
    for (word, list) in [
        ("", &change.actions),
        ("on ", &change.resources),
        ("by ", &change.principals),
        ("if ", &change.conditions),
        ("where ", &change.when),
    ] {
        if !list.is_empty() {
            writeln!(text, "    {word}{}", list.join(", ")).unwrap();
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
    let (before, after) = (shown(change.before.as_ref()), shown(change.after.as_ref()));
    format!("    {}: {before} → {after}\n", change.path)
}

fn shown(value: Option<&Json>) -> String {
    let text = value.map_or("none".to_owned(), spelled);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
