//! Installing and starting the node: the core tier, and what both tiers share.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::modules;
use crate::http::Client;
use crate::install;
use crate::services::{Missing, numbers, version_of};
use crate::shared_server::{Instance, LINGER, Server};

const POM: &str = include_str!("../../opensearch/pom.xml");
pub(super) const SETTINGS: &str = include_str!("../../opensearch/opensearch.yml");
pub(super) const LOGGING: &str = include_str!("../../opensearch/log4j2.properties");

/// The start of every path to install Java.
const JAVA: &str = "Java 17 (a JDK or a JRE)";

/// OpenSearch 2.19 runs on 11 and later; Java 24 has taken away the security manager,
/// without which it does not start.
const JAVA_VERSIONS: std::ops::RangeInclusive<u32> = 11..=23;

/// What keeps the JVM small and its start short; nobody measures the node's speed.
const SMALL: &[&str] =
    &["-Xms256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"];

/// What OpenSearch's own start script sets too.
const USUAL: &[&str] = &[
    "-Djava.security.manager=allow",
    "-Djava.awt.headless=true",
    "-Djava.locale.providers=SPI,COMPAT",
    "-Dfile.encoding=UTF-8",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Dopensearch.distribution.type=tar",
    "-Dopensearch.bundled_jdk=false",
];

/// Hides JNA's native library. With it the node finds out that it runs as root, as
/// everything does in a container of CI, and refuses to start.
const AS_ANY_USER: &[&str] = &["-Djna.nosys=true", "-Djna.noclasspath=true", "-Djna.nounpack=true"];

/// The instance that all tests share.
pub(super) fn shared() -> Result<Instance, Missing> {
    let java = java()?;
    let home = home()?;
    let pins = format!("{}\n{SETTINGS}\n{LOGGING}", home.display());
    let server = Server {
        name: "opensearch",
        pins: &pins,
        linger: LINGER,
        command: &|folder| command(&java, &home, folder),
        ready: &ready,
    };
    Ok(server.shared())
}

/// The server and its modules, installed by the first test that asks.
pub(super) fn home() -> Result<PathBuf, Missing> {
    // What is installed already needs no Maven.
    let descriptors = modules::all_files();
    let pins = format!("{POM}\n{descriptors}");
    if !install::is_done("opensearch", &pins) {
        version_of("mvn".as_ref(), "-version", "Apache Maven 3")?;
    }
    let hint = "50 MB of jars from Maven Central, about a minute";
    Ok(install::once("opensearch", &pins, hint, |home| {
        fetch(home, POM);
        modules::describe(home);
    }))
}

/// Fills a folder with what the file says, by Maven.
pub(super) fn fetch(home: &Path, pom: &str) {
    let file = home.join("pom.xml");
    install::write(&file, pom);
    let mut maven = Command::new("mvn");
    maven.args(["--batch-mode", "--quiet", "--file"]).arg(&file);
    maven.arg(format!("-Dhome={}", home.display()));
    install::run(maven.arg("process-resources"));
}

/// The machine's Java, if it fits: that of `JAVA_HOME`, else the one on the path.
pub(super) fn java() -> Result<OsString, Missing> {
    let java = match env::var_os("JAVA_HOME") {
        Some(home) if !home.is_empty() => PathBuf::from(home).join("bin/java").into_os_string(),
        _ => "java".into(),
    };
    let found = version_of(&java, "-version", JAVA)?;
    // `1.8.0` is 8, which is too old, as is 1.
    if numbers(&found).first().is_some_and(|version| JAVA_VERSIONS.contains(version)) {
        return Ok(java);
    }
    let program = java.display().to_string();
    Err(Missing::Version { program, found, wanted: "11 to 23", package: JAVA })
}

/// Lays out the instance: jars by symbolic link, since several may run from them, and
/// settings, data and logs of its own.
fn command(java: &OsString, home: &Path, folder: &Path) -> Command {
    link(&home.join("lib"), &folder.join("lib"));
    link(&home.join("modules"), &folder.join("modules"));
    install::write(&folder.join("config/opensearch.yml"), SETTINGS);
    install::write(&folder.join("config/log4j2.properties"), LOGGING);
    make(&folder.join("plugins"));
    launch(java, "768m", folder)
}

/// The JVM of an instance that is laid out.
pub(super) fn launch(java: &OsString, heap: &str, folder: &Path) -> Command {
    make(&folder.join("tmp"));
    let mut command = Command::new(java);
    command.args(SMALL).arg(format!("-Xmx{heap}")).args(USUAL).args(AS_ANY_USER);
    command.arg(format!("-Djava.io.tmpdir={}/tmp", folder.display()));
    command.arg(format!("-Dopensearch.path.home={}", folder.display()));
    command.arg(format!("-Dopensearch.path.conf={}/config", folder.display()));
    command.arg("-cp").arg(format!("{}/lib/*", folder.display()));
    command.arg("org.opensearch.bootstrap.OpenSearch");
    command
}

pub(super) fn link(original: &Path, link: &Path) {
    std::os::unix::fs::symlink(original, link)
        .unwrap_or_else(|error| panic!("cannot link {}: {error}", link.display()));
}

pub(super) fn make(folder: &Path) {
    fs::create_dir_all(folder)
        .unwrap_or_else(|error| panic!("cannot make {}: {error}", folder.display()));
}

/// The node chooses its port, writes it to a file, and answers before it is ready.
pub(super) fn ready(folder: &Path) -> Option<String> {
    let ports = fs::read_to_string(folder.join("logs/http.ports")).ok()?;
    let url = format!("http://{}", ports.lines().next()?);
    let client = Client::new(&url);
    let health = client.try_request("GET", "/_cluster/health", None)?.json();
    matches!(health["status"].as_str(), Some("green" | "yellow")).then_some(url)
}
