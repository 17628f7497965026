//! Template checkers find nothing in any variant but what is suppressed with a reason.
//!
//! Each checker runs once, over every template as it is deployed and, where it would not
//! report what is suppressed, without its suppressions: from that comes whether they have
//! something to suppress.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value as Json;
use template::SUPPRESSIONS;
use test_support::{cfn_guard, cfn_lint, checkov, snapshots};

use crate::variants::VARIANTS;

/// cfn-lint's own levels leave out a partition that is spelt out; the template is for all.
const LINT_OPTIONS: [&str; 2] = ["--include-checks", "I3042"];

#[test]
fn cfn_lint_finds_nothing_that_is_not_suppressed() {
    let Some(found) = lint() else { return };
    assert_nothing(found);
}

#[test]
fn cfn_guard_finds_nothing_that_is_not_suppressed() {
    let Some(found) = guard() else { return };
    assert_nothing(found);
}

#[test]
fn checkov_finds_nothing_that_is_not_suppressed() {
    let Some(found) = checkov() else { return };
    assert_nothing(found);
}

/// What is not found in any variant needs no suppression any more.
#[test]
fn every_suppression_suppresses_something() {
    for (checker, found) in [(LINT, lint()), (GUARD, guard()), (CHECKOV, checkov())] {
        let Some(found) = found else { continue };
        let suppressions = suppressions().into_iter().filter(|s| s.checker == checker);
        let stale = stale(suppressions, found);
        assert!(stale.is_empty(), "nothing is found in any variant; take away: {stale:#?}");
    }
}

#[test]
fn a_suppression_of_what_is_not_found_is_stale() {
    let suppression = |check: &str| Suppression {
        checker: CHECKOV,
        resource: "Loader".to_owned(),
        check: check.to_owned(),
        reason: "For the test only".to_owned(),
    };
    let found = Found {
        check: "CKV_AWS_117".to_owned(),
        resource: "Loader".to_owned(),
        text: String::new(),
        variant: "default".to_owned(),
        stands: false,
    };
    let both = ["CKV_AWS_117", "CKV_AWS_18"].map(suppression);
    assert_eq!(stale(both, &[found]), [suppression("CKV_AWS_18")]);
}

#[test]
fn every_suppression_has_a_reason() {
    for Suppression { resource, check, reason, .. } in suppressions() {
        assert!(
            reason.split_whitespace().count() >= 4,
            "{resource}: `{check}` is suppressed because of `{reason}`; say in a sentence why it \
             does not apply"
        );
    }
}

#[test]
fn all_suppressed_checks_are_listed() {
    let mut reasons = BTreeMap::<_, BTreeSet<_>>::new();
    for Suppression { checker, check, reason, .. } in suppressions() {
        reasons.entry((checker, check)).or_default().insert(reason);
    }
    let mut list = String::new();
    for ((checker, check), reasons) in reasons {
        writeln!(list, "{checker} {check}").unwrap();
        for reason in reasons {
            writeln!(list, "  {reason}").unwrap();
        }
    }
    let _bound = snapshots::bind();
    insta::assert_snapshot!("suppressions@all", list);
}

#[test]
fn no_two_variants_share_a_name() {
    let names: BTreeSet<_> = VARIANTS.iter().map(|variant| variant.name).collect();
    assert_eq!(names.len(), VARIANTS.len());
}

const LINT: &str = "cfn-lint";
const GUARD: &str = "cfn-guard";
const CHECKOV: &str = "checkov";

/// What a checker reports.
struct Found {
    check: String,
    resource: String,
    text: String,
    variant: String,
    /// In the template as it is deployed, and without a suppression.
    stands: bool,
}

fn assert_nothing(found: &[Found]) {
    let mut standing = BTreeMap::<_, Vec<_>>::new();
    for Found { resource, check, text, variant, .. } in found.iter().filter(|found| found.stands) {
        standing.entry((resource, check, text)).or_default().push(&**variant);
    }
    let list: Vec<_> = standing
        .iter()
        .map(|((resource, check, text), variants)| {
            format!("{resource}: {check}: {text} (in {})", variants.join(", "))
        })
        .collect();
    assert!(
        list.is_empty(),
        "put right, or suppress with `Stack::suppress` beside the construct (see \
         CONTRIBUTING.md):\n{}",
        list.join("\n")
    );
}

fn lint() -> Option<&'static [Found]> {
    static FOUND: OnceLock<Vec<Found>> = OnceLock::new();
    let lint = cfn_lint::shared()?;
    let found = FOUND.get_or_init(|| {
        let files = templates().files_for(LINT);
        let findings = lint.check_with(&LINT_OPTIONS, &files);
        let found = |finding: cfn_lint::Finding| Found {
            resource: finding.path.split('/').nth(1).unwrap_or_default().to_owned(),
            text: format!("{} ({})", finding.message, finding.path),
            variant: variant(&finding.file),
            check: finding.rule,
            stands: templates().is_deployed(&finding.file),
        };
        findings.into_iter().map(found).collect()
    });
    Some(found)
}

fn guard() -> Option<&'static [Found]> {
    static FOUND: OnceLock<Vec<Found>> = OnceLock::new();
    let guard = cfn_guard::shared()?;
    let found = FOUND.get_or_init(|| {
        let found = |finding: cfn_guard::Finding| Found {
            resource: finding.resource,
            text: finding.message,
            variant: variant(&finding.file),
            check: finding.rule,
            stands: !finding.suppressed,
        };
        guard.check(&templates().files_for(GUARD)).into_iter().map(found).collect()
    });
    Some(found)
}

fn checkov() -> Option<&'static [Found]> {
    static FOUND: OnceLock<Vec<Found>> = OnceLock::new();
    let checkov = checkov::shared()?;
    let found = FOUND.get_or_init(|| {
        let findings = checkov.check(&templates().files_for(CHECKOV));
        // A suppressed check is not run: the other template says whether it would fail.
        let found = |finding: checkov::Finding| Found {
            resource: finding.resource,
            text: finding.message,
            variant: variant(&finding.file),
            check: finding.check,
            stands: templates().is_deployed(&finding.file),
        };
        findings.into_iter().filter(|finding| !finding.suppressed).map(found).collect()
    });
    Some(found)
}

fn variant(file: &str) -> String {
    Path::new(file).file_stem().unwrap().to_str().unwrap().to_owned()
}

fn stale(suppressions: impl IntoIterator<Item = Suppression>, found: &[Found]) -> Vec<Suppression> {
    let found: BTreeSet<_> = found.iter().map(|found| (&found.resource, &found.check)).collect();
    let is_stale =
        |suppression: &Suppression| !found.contains(&(&suppression.resource, &suppression.check));
    suppressions.into_iter().filter(is_stale).collect()
}

/// A check that a resource's metadata suppresses.
#[derive(Debug, PartialEq)]
struct Suppression {
    checker: &'static str,
    resource: String,
    check: String,
    reason: String,
}

fn suppressions() -> Vec<Suppression> {
    templates().deployed.iter().flat_map(suppressions_of).collect()
}

fn suppressions_of(template: &Json) -> Vec<Suppression> {
    let mut all = vec![];
    for (id, resource) in template["Resources"].as_object().unwrap() {
        let metadata = &resource["Metadata"];
        let lists = [
            (LINT, &metadata["cfn-lint"]["config"]["ignore_checks"]),
            (GUARD, &metadata["guard"]["SuppressedRules"]),
            (CHECKOV, &metadata["checkov"]["skip"]),
        ];
        for (checker, list) in lists {
            for check in list.as_array().into_iter().flatten() {
                let check = check["id"].as_str().or(check.as_str()).unwrap();
                all.push(Suppression {
                    checker,
                    resource: id.clone(),
                    check: check.to_owned(),
                    reason: metadata[SUPPRESSIONS][check].as_str().unwrap_or("").to_owned(),
                });
            }
        }
    }
    all
}

/// The template of every variant, in files.
struct Templates {
    folder: PathBuf,
    deployed: Vec<Json>,
}

const DEPLOYED: &str = "deployed";
const BARE: &str = "without-suppressions";

fn templates() -> &'static Templates {
    static TEMPLATES: OnceLock<Templates> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checks");
        fs::create_dir_all(folder.join(DEPLOYED)).unwrap();
        fs::create_dir_all(folder.join(BARE)).unwrap();
        let mut deployed = vec![];
        for variant in VARIANTS {
            let synthesised = (variant.stack)().synthesise();
            let text = match synthesised {
                Ok(synthesised) => synthesised.template.to_json(),
                Err(problems) => panic!("{}: {problems}", variant.name),
            };
            let template: Json = serde_json::from_str(&text).unwrap();
            let file = format!("{}.json", variant.name);
            fs::write(folder.join(DEPLOYED).join(&file), text).unwrap();
            fs::write(folder.join(BARE).join(&file), bare(&template).to_string()).unwrap();
            deployed.push(template);
        }
        Templates { folder, deployed }
    })
}

impl Templates {
    /// The files that a checker looks at. What cfn-guard reports is there either way.
    fn files_for(&self, checker: &str) -> Vec<PathBuf> {
        let mut files = vec![];
        for (variant, template) in VARIANTS.iter().zip(&self.deployed) {
            let file = |kind: &str| self.folder.join(kind).join(format!("{}.json", variant.name));
            files.push(file(DEPLOYED));
            let suppresses = suppressions_of(template).iter().any(|s| s.checker == checker);
            if suppresses && checker != GUARD {
                files.push(file(BARE));
            }
        }
        files
    }

    fn is_deployed(&self, file: &str) -> bool {
        Path::new(file).starts_with(self.folder.join(DEPLOYED))
    }
}

/// The template without what tells checkers to leave something out.
fn bare(template: &Json) -> Json {
    let mut bare = template.clone();
    for resource in bare["Resources"].as_object_mut().unwrap().values_mut() {
        if let Some(metadata) = resource.get_mut("Metadata").and_then(Json::as_object_mut) {
            metadata.retain(|key, _| !["cfn-lint", "guard", "checkov"].contains(&key.as_str()));
        }
    }
    bare
}
