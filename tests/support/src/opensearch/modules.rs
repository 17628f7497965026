//! The modules of the node: which there are, and the files that say so to OpenSearch.
//!
//! The jars in Maven Central lack two files that OpenSearch's distribution puts beside
//! them: the descriptor that names a module's class, and the permissions that Java's
//! security manager grants it. Their contents follow from the classes in the jars and
//! from what the modules do (sockets, class loaders, the proxy settings).
//!
//! Descriptor: <https://opensearch.org/docs/2.19/install-and-configure/plugins/>

use std::path::Path;

use crate::install;

/// The version of the server, as in `pom.xml`; every descriptor must state the same.
pub(super) const VERSION: &str = "2.19.4";

pub(super) struct Module {
    name: &'static str,
    class: &'static str,
    /// The module whose classes it also needs, or none.
    extends: &'static str,
    permissions: &'static [&'static str],
}

/// Templates in messages of monitors; the full tier has it too.
pub(super) const LANG_MUSTACHE: Module = Module {
    name: "lang-mustache",
    class: "org.opensearch.script.mustache.MustachePlugin",
    extends: "",
    permissions: &[r#"java.lang.RuntimePermission "accessDeclaredMembers""#],
};

const MODULES: &[Module] = &[
    Module {
        name: "transport-netty4",
        class: "org.opensearch.transport.Netty4Plugin",
        extends: "",
        permissions: &[
            r#"java.io.FilePermission "/proc/sys/net/core/somaxconn", "read""#,
            r#"java.net.SocketPermission "*", "accept,connect""#,
            r#"java.lang.RuntimePermission "*", "setContextClassLoader""#,
            r#"java.lang.RuntimePermission "getClassLoader""#,
            r#"java.util.PropertyPermission "sun.nio.ch.bugLevel", "write""#,
        ],
    },
    Module {
        name: "lang-painless",
        class: "org.opensearch.painless.PainlessPlugin",
        extends: "",
        permissions: &[
            r#"java.lang.RuntimePermission "createClassLoader""#,
            r#"java.lang.RuntimePermission "getClassLoader""#,
        ],
    },
    Module {
        name: "analysis-common",
        class: "org.opensearch.analysis.common.CommonAnalysisPlugin",
        extends: "lang-painless",
        permissions: &[],
    },
    Module {
        name: "mapper-extras",
        class: "org.opensearch.index.mapper.MapperExtrasPlugin",
        extends: "",
        permissions: &[],
    },
    Module {
        name: "reindex",
        class: "org.opensearch.index.reindex.ReindexPlugin",
        extends: "",
        permissions: &[
            r#"java.net.SocketPermission "*", "connect""#,
            r#"java.net.NetPermission "getProxySelector""#,
        ],
    },
    Module {
        name: "ingest-common",
        class: "org.opensearch.ingest.common.IngestCommonPlugin",
        extends: "lang-painless",
        permissions: &[],
    },
    Module {
        name: "geo",
        class: "org.opensearch.geo.GeoModulePlugin",
        extends: "",
        permissions: &[],
    },
];

/// Writes both files of every module into `home/modules`, where Maven has put the jars.
pub(super) fn describe(home: &Path) {
    for module in MODULES {
        module.describe(&home.join("modules"));
    }
}

/// Everything that [`describe`] writes, as one text.
pub(super) fn all_files() -> String {
    MODULES.iter().map(|module| module.descriptor() + &module.policy()).collect()
}

impl Module {
    /// Writes its files into its folder below `modules`.
    pub(super) fn describe(&self, modules: &Path) {
        let folder = modules.join(self.name);
        install::write(&folder.join("plugin-descriptor.properties"), &self.descriptor());
        if !self.permissions.is_empty() {
            install::write(&folder.join("plugin-security.policy"), &self.policy());
        }
    }

    fn descriptor(&self) -> String {
        let Self { name, class, extends, .. } = self;
        format!(
            "description={name}\nversion={VERSION}\nname={name}\nclassname={class}\n\
             java.version=11\nopensearch.version={VERSION}\nextended.plugins={extends}\n\
             has.native.controller=false\n"
        )
    }

    fn policy(&self) -> String {
        let permissions: Vec<String> =
            self.permissions.iter().map(|p| format!("  permission {p};\n")).collect();
        format!("grant {{\n{}}};\n", permissions.concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POM: &str = include_str!("../../opensearch/pom.xml");

    #[test]
    fn the_descriptors_state_the_version_of_the_jars() {
        assert!(POM.contains(&format!("<opensearch>{VERSION}</opensearch>")));
    }

    #[test]
    fn every_module_that_maven_fetches_is_described() {
        let fetched = POM.matches("/modules/").count();
        assert_eq!(fetched, MODULES.len() + 1, "each module once, and once in the comment");
        for Module { name, .. } in MODULES {
            assert!(POM.contains(&format!("/modules/{name}<")), "{name}");
        }
    }
}
