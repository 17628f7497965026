//! Where snapshots are and how they are named, the same in every crate.
//!
//! All of them are in `snapshots/` at the root of the repository, under the name the
//! test gives and nothing else: `waf@managed-group-block` is
//! `snapshots/waf@managed-group-block.snap`. So a name must be unique in the
//! repository; start it with the log type or the template variant.
//!
//! ```
//! let _snapshots = snapshots::bind();
//! insta::assert_json_snapshot!("waf@managed-group-block", document);
//! ```
//!
//! insta's own default, a folder beside each test file, would scatter what a
//! reviewer wants to read in one place.

use std::path::{Path, PathBuf};

use insta::Settings;
use insta::internals::SettingsBindDropGuard;

/// Sends the snapshots of this thread to `snapshots/` until the guard is dropped.
#[must_use = "the snapshots go elsewhere as soon as this guard is dropped"]
pub fn bind() -> SettingsBindDropGuard {
    settings().bind_to_scope()
}

/// As [`bind`], and writes into each snapshot which file it was made from, so that a
/// review shows input and output together.
///
/// `input` is a path below the root of the repository, such as
/// `tests/fixtures/waf/block.json`.
#[must_use = "the snapshots go elsewhere as soon as this guard is dropped"]
pub fn bind_to_input(input: impl AsRef<Path>) -> SettingsBindDropGuard {
    let mut settings = settings();
    settings.set_input_file(repository_root().join(input));
    settings.bind_to_scope()
}

/// The settings behind [`bind`], for a test that adds a redaction or a filter.
#[must_use]
pub fn settings() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(repository_root().join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// The folder that holds the workspace's `Cargo.toml`.
#[must_use]
pub fn repository_root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root.pop();
    root
}
