//! The plugins of the full tier that Maven Central does not have: what each is made of.
//!
//! Their sources are in `opensearch/plugins/sources.tar.gz`, which a README beside it tells
//! of. Kotlin's compiler makes classes of them, with the jars that their own build files name.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::modules::VERSION;
use super::node;
use crate::install;

/// What Maven fetches for them.
pub(super) const POM: &str = include_str!("../../opensearch/plugins/pom.xml");

const SOURCES: &[u8] = include_bytes!("../../opensearch/plugins/sources.tar.gz");

struct Plugin {
    name: &'static str,
    class: &'static str,
    /// The module or plugin whose classes it also needs, or none.
    extends: &'static str,
    /// The folders that hold `kotlin`, and perhaps `java` and `resources`.
    sources: &'static [&'static str],
    /// The jars that stand beside its own, without those of what it extends.
    jars: &'static [&'static str],
}

/// In the order in which they are compiled.
const PLUGINS: &[Plugin] = &[
    Plugin {
        name: "opensearch-notifications-core",
        class: "org.opensearch.notifications.core.NotificationCorePlugin",
        extends: "",
        sources: &[
            "notifications/notifications/core-spi/src/main",
            "notifications/notifications/core/src/main",
        ],
        jars: &[
            "kotlin-stdlib",
            "kotlin-stdlib-common",
            "httpcore",
            "httpclient",
            "jackson-databind",
            "jackson-annotations",
            "aws-java-sdk-core",
            "aws-java-sdk-sns",
            "aws-java-sdk-sqs",
            "aws-java-sdk-sts",
            "aws-java-sdk-ses",
            "jmespath-java",
            "javax.mail",
            "activation",
            "commons-logging",
            "commons-codec",
            "ipaddress",
            "commons-validator",
        ],
    },
    Plugin {
        name: "opensearch-notifications",
        class: "org.opensearch.notifications.NotificationPlugin",
        extends: "opensearch-notifications-core",
        sources: &["notifications/notifications/notifications/src/main"],
        jars: &["kotlinx-coroutines-core", "common-utils"],
    },
    Plugin {
        name: "opensearch-alerting",
        class: "org.opensearch.alerting.AlertingPlugin",
        extends: "lang-painless",
        sources: &["alerting/spi/src/main", "alerting/core/src/main", "alerting/alerting/src/main"],
        jars: &[
            "kotlin-stdlib",
            "kotlin-stdlib-common",
            "annotations",
            "kotlinx-coroutines-core",
            "cron-utils",
            "common-utils",
            "commons-validator",
            "percolator-client",
            "ipaddress",
            "httpclient",
            "httpcore",
            "httpcore-nio",
            "httpasyncclient",
            "commons-logging",
            "commons-codec",
            "opensearch-rest-client",
        ],
    },
    Plugin {
        name: "opensearch-index-management",
        class: "org.opensearch.indexmanagement.IndexManagementPlugin",
        extends: "opensearch-job-scheduler",
        sources: &["index-management/spi/src/main", "index-management/src/main"],
        jars: &[
            "kotlin-stdlib",
            "kotlin-stdlib-common",
            "annotations",
            "kotlinx-coroutines-core",
            "common-utils",
            "ipaddress",
            "httpclient",
            "httpcore",
            "commons-logging",
            "commons-codec",
        ],
    },
];

/// Everything on which the result depends.
pub(super) fn pins() -> String {
    let names: Vec<String> =
        PLUGINS.iter().map(|p| format!("{}\n{:?}", p.descriptor(), p.jars)).collect();
    let sources: u64 = SOURCES
        .iter()
        .fold(0, |sum, byte| sum.wrapping_mul(1_099_511_628_211).wrapping_add(u64::from(*byte)));
    format!("{POM}\n{}\n{sources}", names.concat())
}

/// One making of the plugins.
pub(super) struct Build<'a> {
    /// Where Maven has put what [`POM`] says, and where `plugins` is filled.
    pub(super) home: &'a Path,
    /// The core tier.
    pub(super) core: &'a Path,
    /// The virtual machine.
    pub(super) java: &'a OsStr,
    /// Java's compiler.
    pub(super) compiler: &'a OsStr,
}

impl Build<'_> {
    /// Compiles all, and removes what only that needed.
    pub(super) fn run(&self) {
        let archive = self.home.join("sources.tar.gz");
        fs::write(&archive, SOURCES).expect("room for the sources");
        let sources = self.home.join("sources");
        node::make(&sources);
        install::run(Command::new("tar").arg("xzf").arg(&archive).arg("-C").arg(&sources));
        for plugin in PLUGINS {
            self.make(plugin, &sources);
        }
        for scaffold in ["sources", "classes", "kotlin", "jars"] {
            install::remove(&self.home.join(scaffold));
        }
    }

    fn make(&self, plugin: &Plugin, sources: &Path) {
        let classes = self.home.join("classes").join(plugin.name);
        node::make(&classes);
        let roots = |kind: &str| -> Vec<PathBuf> {
            let all = plugin.sources.iter().map(|source| sources.join(source).join(kind));
            all.filter(|folder| folder.is_dir()).collect()
        };
        self.kotlin(&classes, &roots("kotlin"), &roots("java"));
        self.java(&classes, &roots("java"));
        let folder = self.home.join("plugins").join(plugin.name);
        node::make(&folder);
        for resources in roots("resources") {
            install::run(Command::new("cp").arg("-r").arg(resources.join(".")).arg(&classes));
        }
        let jar = folder.join(format!("{}.jar", plugin.name));
        let mut pack = Command::new(Path::new(self.compiler).with_file_name("jar"));
        install::run(pack.arg("cf").arg(jar).arg("-C").arg(&classes).arg("."));
        for name in plugin.jars {
            let file = format!("{name}.jar");
            fs::copy(self.home.join("jars").join(&file), folder.join(&file))
                .unwrap_or_else(|error| panic!("{}: {file}: {error}", plugin.name));
        }
        install::write(&folder.join("plugin-descriptor.properties"), &plugin.descriptor());
        for metadata in roots("plugin-metadata") {
            install::run(Command::new("cp").arg("-r").arg(metadata.join(".")).arg(&folder));
        }
    }

    fn kotlin(&self, classes: &Path, kotlin: &[PathBuf], java: &[PathBuf]) {
        let mut compiler = Command::new(self.java);
        compiler.arg("-Xmx1500m").arg("-cp").arg(self.home.join("kotlin/*"));
        compiler.arg("org.jetbrains.kotlin.cli.jvm.K2JVMCompiler");
        compiler.args(["-no-stdlib", "-no-reflect", "-nowarn", "-jvm-target", "11"]);
        compiler.arg("-d").arg(classes).arg("-cp").arg(self.class_path());
        install::run(compiler.args(kotlin).args(java));
    }

    /// The few classes in Java, which use those in Kotlin.
    fn java(&self, classes: &Path, java: &[PathBuf]) {
        let files: Vec<PathBuf> = java.iter().flat_map(|root| files(root)).collect();
        if !files.is_empty() {
            let path = format!("{}:{}", classes.display(), self.class_path());
            let mut compiler = Command::new(self.compiler);
            compiler.args(["-nowarn", "--release", "11", "-cp", &path, "-d"]);
            install::run(compiler.arg(classes).args(files));
        }
    }

    /// Server, painless, jars, the plugins fetched, and the classes compiled so far.
    fn class_path(&self) -> String {
        let jars = [
            self.core.join("lib"),
            self.core.join("modules/lang-painless"),
            self.home.join("jars"),
            self.home.join("plugins/opensearch-job-scheduler"),
        ];
        let jars = jars.iter().flat_map(|folder| files(folder));
        let jars = jars.filter(|file| file.extension().is_some_and(|end| end == "jar"));
        let core = self.home.join("classes/opensearch-notifications-core");
        let all: Vec<String> = jars.chain([core]).map(|path| path.display().to_string()).collect();
        all.join(":")
    }
}

impl Plugin {
    fn descriptor(&self) -> String {
        let Self { name, class, extends, .. } = self;
        format!(
            "description={name}\nversion={VERSION}.0\nname={name}\nclassname={class}\n\
             java.version=11\nopensearch.version={VERSION}\nextended.plugins={extends}\n\
             has.native.controller=false\n"
        )
    }
}

/// The files in a folder and those in it, in the order of their names.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of a folder").path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_versions_are_those_of_the_server() {
        assert!(POM.contains(&format!("<opensearch>{VERSION}</opensearch>")));
        assert!(POM.contains(&format!("<plugins>{VERSION}.0</plugins>")));
    }

    #[test]
    fn every_jar_of_a_plugin_is_fetched() {
        for (plugin, jar) in PLUGINS.iter().flat_map(|p| p.jars.iter().map(move |jar| (p, jar))) {
            let wanted = format!("<artifactId>{jar}</artifactId>");
            assert!(POM.contains(&wanted), "{}: {jar}", plugin.name);
        }
    }
}
