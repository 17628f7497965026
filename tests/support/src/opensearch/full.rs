//! Installing and starting the node of the full tier.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{modules, node, plugins};
use crate::install;
use crate::services::{Missing, version_of};
use crate::shared_server::{Instance, LINGER, Server};

const SETTINGS: &str = include_str!("../../opensearch/full.yml");

/// What security starts with, in place of the files that its distribution brings.
const SECURITY: &[(&str, &str)] = &[
    ("config.yml", include_str!("../../opensearch/security/config.yml")),
    ("internal_users.yml", include_str!("../../opensearch/security/internal_users.yml")),
    ("roles_mapping.yml", include_str!("../../opensearch/security/roles_mapping.yml")),
];

const JDK: &str = "a JDK, Java 17 (`javac`)";

/// The instance that all tests share.
pub(super) fn shared() -> Result<Instance, Missing> {
    let java = node::java()?;
    let core = node::home()?;
    let home = home(&core, &java)?;
    let security: String = SECURITY.iter().map(|(_, text)| *text).collect();
    let pins = format!(
        "{}\n{}\n{}\n{SETTINGS}\n{}\n{security}",
        core.display(),
        home.display(),
        node::SETTINGS,
        node::LOGGING
    );
    let server = Server {
        name: "opensearch-full",
        pins: &pins,
        linger: LINGER,
        command: &|folder| command(&java, &core, &home, folder),
        ready: &node::ready,
    };
    Ok(server.shared())
}

/// The plugins, fetched and compiled by the first test that asks.
fn home(core: &Path, java: &OsStr) -> Result<PathBuf, Missing> {
    let pins = plugins::pins();
    let (compiler, keytool) = (beside(java, "javac"), beside(java, "keytool"));
    if !install::is_done("opensearch-plugins", &pins) {
        version_of("mvn".as_ref(), "-version", "Apache Maven 3")?;
        version_of(&compiler, "-version", JDK)?;
    }
    let hint = "plugins are fetched and compiled, some minutes";
    Ok(install::once("opensearch-plugins", &pins, hint, |home| {
        node::fetch(home, plugins::POM);
        // Java's security manager grants the node what is in these very folders.
        install::run(Command::new("cp").arg("-r").arg(core.join("modules")).arg(home));
        modules::LANG_MUSTACHE.describe(&home.join("modules"));
        plugins::Build { home, core, java, compiler: &compiler }.run();
        certificates(&keytool, home);
    }))
}

/// A program of the same JDK.
fn beside(java: &OsStr, name: &str) -> OsString {
    Path::new(java).with_file_name(name).into_os_string()
}

/// The node's certificate, and the same as the one that it trusts.
fn certificates(keytool: &OsStr, home: &Path) {
    let call = |arguments: &[&str]| {
        let mut command = Command::new(keytool);
        command.args(arguments).args(["-storepass", "changeit"]).current_dir(home);
        install::run(&mut command);
    };
    call(&[
        "-genkeypair",
        "-alias",
        "node",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=node",
        "-ext",
        "san=ip:127.0.0.1",
        "-validity",
        "36500",
        "-storetype",
        "PKCS12",
        "-keystore",
        "node.p12",
    ]);
    call(&["-exportcert", "-alias", "node", "-keystore", "node.p12", "-file", "node.crt"]);
    call(&[
        "-importcert",
        "-noprompt",
        "-alias",
        "node",
        "-file",
        "node.crt",
        "-storetype",
        "PKCS12",
        "-keystore",
        "trust.p12",
    ]);
}

/// Lays out the instance: the core tier's jars, the modules and plugins, and settings, data
/// and logs of its own.
fn command(java: &OsString, core: &Path, home: &Path, folder: &Path) -> Command {
    node::link(&core.join("lib"), &folder.join("lib"));
    node::link(&home.join("plugins"), &folder.join("plugins"));
    node::link(&home.join("modules"), &folder.join("modules"));
    let config = folder.join("config");
    install::write(&config.join("opensearch.yml"), &format!("{}{SETTINGS}", node::SETTINGS));
    install::write(&config.join("log4j2.properties"), node::LOGGING);
    for store in ["node.p12", "trust.p12"] {
        copy(&home.join(store), &config.join(store));
    }
    let security = config.join("opensearch-security");
    for file in list(&home.join("plugins/opensearch-security/config")) {
        copy(&file, &security.join(file.file_name().unwrap_or_default()));
    }
    for (name, text) in SECURITY {
        install::write(&security.join(name), text);
    }
    node::launch(java, "1g", folder)
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    entries.map(|entry| entry.expect("an entry of a folder").path()).collect()
}

fn copy(from: &Path, to: &Path) {
    node::make(to.parent().expect("a folder above"));
    fs::copy(from, to).unwrap_or_else(|error| panic!("cannot copy {}: {error}", from.display()));
}
