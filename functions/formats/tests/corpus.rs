//! The stored corpus of each fuzz target, without a fuzzer.

use std::fs;
use std::path::Path;

#[expect(unreachable_pub, reason = "its programs are packages of their own")]
#[path = "../fuzz/src/lib.rs"]
mod fuzz;

fn corpus() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus"))
}

#[test]
fn every_file_of_the_corpus_is_taken_by_its_target() {
    for (name, target) in fuzz::TARGETS {
        let files = fs::read_dir(corpus().join(name)).unwrap();
        let mut count = 0;
        for file in files {
            let path = file.unwrap().path();
            println!("{}", path.display());
            target(&fs::read(&path).unwrap());
            count += 1;
        }
        assert!(count >= 3, "{name} has a corpus of {count}");
    }
}

#[test]
fn every_target_has_a_program_and_every_folder_a_target() {
    let names = |folder: &Path| -> Vec<String> {
        let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let mut names: Vec<_> =
            files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    let mut targets = fuzz::TARGETS.map(|(name, _)| name);
    targets.sort_unstable();
    assert_eq!(names(corpus()), targets);
    assert_eq!(names(&corpus().with_file_name("fuzz_targets")), targets);
}

#[test]
fn a_part_of_any_file_is_taken_too() {
    for (name, target) in fuzz::TARGETS {
        for file in fs::read_dir(corpus().join(name)).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            let step = bytes.len() / 16 + 1;
            for end in (0..bytes.len()).step_by(step) {
                target(&bytes[..end]);
                target(&bytes[end..]);
            }
        }
    }
}
