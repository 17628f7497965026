//! Installing what tests need below `target/`, once.
//!
//! An installation has a name that ends in a hash of what was asked for, so that a new
//! pin gives a new folder and two checkouts of different age can share `target/`. It is
//! made in a folder beside it and renamed when complete, under a file lock: processes
//! that want the same thing at the same time wait for the first, and one that was
//! killed half-way leaves nothing that looks finished.

use std::env;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::services::say;

/// The folder `installation-<hash of pins>` below `target/test-services`, made by
/// `install` unless an earlier test has made it.
///
/// `install` gets an empty folder and fills it. As the folder is renamed afterwards,
/// nothing in it may hold its own path and be needed later.
///
/// # Panics
/// When `install` does, or the disk fails.
pub fn once(name: &str, pins: &str, hint: &str, install: impl FnOnce(&Path)) -> PathBuf {
    let folder = folder(name, pins);
    let done = root().join(&folder);
    let _lock = lock(&folder);
    if done.exists() {
        return done;
    }
    let unfinished = root().join(format!("{folder}.unfinished"));
    remove(&unfinished);
    fs::create_dir_all(&unfinished)
        .unwrap_or_else(|error| panic!("cannot make {}: {error}", unfinished.display()));
    say(&format!("installing {name} below {} ({hint})", root().display()));
    let start = Instant::now();
    install(&unfinished);
    fs::rename(&unfinished, &done)
        .unwrap_or_else(|error| panic!("cannot make {}: {error}", done.display()));
    say(&format!("installed {name} in {:.1} s", start.elapsed().as_secs_f32()));
    done
}

/// Whether [`once`] would find its work done.
pub(crate) fn is_done(name: &str, pins: &str) -> bool {
    root().join(folder(name, pins)).exists()
}

/// Runs an installer's command.
///
/// # Panics
/// When it cannot be started or fails, with what it printed.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{command:?} failed ({}):\n{stdout}{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    stdout
}

/// `target/test-services` of the build that this test belongs to.
///
/// Found from the running program, as only that is right whichever way the folder was
/// chosen: `CARGO_TARGET_DIR`, `build.target-dir` or neither.
#[must_use]
pub fn root() -> PathBuf {
    let program = env::current_exe().expect("the path of the running test");
    program
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").exists())
        .map_or_else(|| crate::snapshots::repository_root().join("target"), Path::to_path_buf)
        .join("test-services")
}

/// Waits until no other process holds the lock `name`, and holds it until the file is
/// dropped. The kernel lets go of it if this process is killed.
///
/// # Panics
/// When the lock file cannot be made or locked.
#[must_use = "the lock is let go of when this is dropped"]
pub fn lock(name: &str) -> File {
    let path = root().join(format!("{name}.lock"));
    fs::create_dir_all(root())
        .and_then(|()| File::create(&path))
        .and_then(|file| file.lock().map(|()| file))
        .unwrap_or_else(|error| panic!("cannot lock {}: {error}", path.display()))
}

/// Writes a file, and the folders above it.
///
/// # Panics
/// When the disk fails.
pub fn write(path: &Path, text: &str) {
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| File::create(path)?.write_all(text.as_bytes()))
        .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}

/// Removes a folder that may be there.
pub(crate) fn remove(folder: &Path) {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            panic!("cannot remove {}: {error}", folder.display())
        }
        _ => {}
    }
}

/// The name of the folder. The default hasher's keys are fixed, so the same pins give the
/// same name in every process. Another release of Rust may hash otherwise, which costs one installation.
fn folder(name: &str, pins: &str) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(pins.as_bytes());
    format!("{name}-{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::unique;

    fn forget(folder: &Path) {
        remove(folder);
        _ = fs::remove_file(folder.with_extension("lock"));
    }

    #[test]
    fn the_same_pins_are_installed_once() {
        let name = unique("once");
        let first = once(&name, "a 1.0", "no time", |folder| {
            write(&folder.join("a"), "1.0");
        });
        let second = once(&name, "a 1.0", "no time", |_| panic!("installed again"));
        assert_eq!(first, second);
        assert_eq!(fs::read_to_string(first.join("a")).unwrap(), "1.0");
        forget(&first);
    }

    #[test]
    fn an_interrupted_installation_is_made_again() {
        let name = unique("interrupted");
        let interrupted = std::panic::catch_unwind(|| {
            once(&name, "b 1.0", "no time", |folder| {
                write(&folder.join("half"), "");
                panic!("interrupted");
            })
        });
        assert!(interrupted.is_err());
        let folder = once(&name, "b 1.0", "no time", |folder| {
            write(&folder.join("whole"), "");
        });
        assert!(folder.join("whole").exists() && !folder.join("half").exists());
        forget(&folder);
    }
}
