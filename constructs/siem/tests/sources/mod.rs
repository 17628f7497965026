//! Every source of logs, walked by its list.

mod buckets;
mod command_lines;
mod evaluate;
mod exporters;
mod impossible;
mod keys;
mod native;
mod options;
mod properties;
mod wiring;
mod written;

use assertions::Template;
use siem::Siem;
use siem::sources::{ALL, Entry, SourceStack, Sources};
use template::Stack;
use test_support::{cfn_lint, snapshots};

/// What a file with only this source says, with its example's options.
fn options(entry: &Entry) -> Sources {
    let text = format!("{}: {{{}}}", entry.name, entry.example);
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The source as a stack of another account or region.
fn of_its_own(entry: &Entry) -> Stack {
    let mut stack = Stack::new("sources");
    let name = "sources".parse().unwrap();
    stack.add(SourceStack::new(name, options(entry)));
    stack
}

/// The source as a part of the SIEM's stack.
fn in_the_main_stack(entry: &Entry) -> Stack {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem(options(entry)));
    stack
}

fn siem(sources: Sources) -> Siem {
    let mut siem = Siem::default();
    siem.sources = sources;
    siem
}

#[test]
fn every_source_is_a_stack_of_its_own() {
    let _bound = snapshots::bind();
    for entry in ALL {
        let yaml = match of_its_own(entry).synthesise() {
            Ok(stack) => stack.template.to_yaml(),
            Err(problems) => panic!("{}: {problems}", entry.name),
        };
        insta::assert_snapshot!(format!("source@{}", entry.name), yaml);
    }
}

#[test]
fn every_source_is_a_part_of_the_main_stack() {
    let mut without = Stack::new("aes-siem");
    without.add(Siem::default());
    let count = |template: &Template| -> usize {
        let sections = ["Resources", "Outputs"].map(|name| template.section(name).as_object());
        sections.into_iter().flatten().map(serde_json::Map::len).sum()
    };
    let without = count(&Template::of(without));
    for entry in ALL {
        let with = count(&Template::of(in_the_main_stack(entry)));
        assert!(with > without, "{} adds nothing", entry.name);
    }
}

#[test]
fn cfn_lint_finds_nothing_in_any_source() {
    let Some(lint) = cfn_lint::shared() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut files = vec![];
    let mut write = |name: String, stack: Stack| {
        let file = folder.path().join(name);
        std::fs::write(&file, stack.synthesise().unwrap().template.to_json()).unwrap();
        files.push(file);
    };
    for entry in ALL {
        write(format!("{}.json", entry.name), of_its_own(entry));
    }
    let mut all = Stack::new("aes-siem");
    let text: String =
        ALL.iter().map(|entry| format!("{}: {{{}}}\n", entry.name, entry.example)).collect();
    all.add(siem(serde_yaml::from_str(&text).unwrap()));
    write("all.json".to_owned(), all);
    assert_eq!(lint.check_with(&["--include-checks", "I3042"], &files), []);
}
