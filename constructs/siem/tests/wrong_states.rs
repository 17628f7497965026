//! Programs that must not compile, each named for the mistake.

use std::process::Command;

/// The compiler whose words the `.stderr` files hold; others say the same otherwise.
const RECORDED_WITH: &str = "rustc 1.95.";

#[test]
fn a_wrong_state_does_not_compile() {
    let rustc = Command::new("rustc").arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&rustc.stdout).trim().to_owned();
    if !version.starts_with(RECORDED_WITH) {
        eprintln!("skipped: this is {version}, the expected messages are {RECORDED_WITH}x's");
        return;
    }
    trybuild::TestCases::new().compile_fail("../../tests/wrong_states/*.rs");
}
