//! What `cargo run --bin synth` writes, made once for all tests of this binary.
//!
//! Functions are built with the profile `bundle-fast`: the same programs, sooner.

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::Parser;
use serde_json::Value as Json;
use synth::args::Args;
use synth::bundle::Tools;

/// The bucket that the assembly expects its files in.
pub(crate) const ASSET_BUCKET: &str = "acme-artifacts";

/// A cloud assembly on disk.
pub(crate) struct Assembly {
    pub(crate) folder: PathBuf,
}

/// Writes an assembly into a folder, as the program does.
pub(crate) fn synthesise(folder: &Path, more: &[&str]) {
    let folder = folder.to_str().unwrap();
    let given = ["synth", "--quiet", "--profile", "bundle-fast", "--output", folder];
    let args = Args::try_parse_from(given.iter().chain(more)).unwrap();
    let tools = Tools::from_environment(|name| std::env::var(name).ok());
    synth::run(&args, tools).unwrap_or_else(|error| panic!("{error:#}"));
}

/// The default assembly, but for the bucket of its files.
pub(crate) fn assembly() -> &'static Assembly {
    static ASSEMBLY: OnceLock<Assembly> = OnceLock::new();
    ASSEMBLY.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cdk.out");
        synthesise(&folder, &["--asset-bucket", ASSET_BUCKET]);
        Assembly { folder }
    })
}

impl Assembly {
    pub(crate) fn template(&self) -> Json {
        self.json("aes-siem.template.json")
    }

    /// Display name, key in the bucket, and content of each bundle.
    pub(crate) fn bundles(&self) -> Vec<(String, String, Vec<u8>)> {
        let manifest = self.json("aes-siem.assets.json");
        let files = manifest["files"].as_object().unwrap().values();
        let bundles =
            files.filter(|file| file["source"]["path"].as_str().unwrap().ends_with(".zip"));
        bundles
            .map(|file| {
                let destination = &file["destinations"]["current_account-current_region"];
                (
                    file["displayName"].as_str().unwrap().to_owned(),
                    destination["objectKey"].as_str().unwrap().to_owned(),
                    fs::read(self.folder.join(file["source"]["path"].as_str().unwrap())).unwrap(),
                )
            })
            .collect()
    }

    /// The program out of a bundle, ready to be run.
    pub(crate) fn bootstrap(&self, package: &str, into: &Path) -> PathBuf {
        let bundles = self.bundles();
        let (_, _, zip) = bundles.iter().find(|(name, ..)| name == package).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
        let mut program = vec![];
        archive.by_name("bootstrap").unwrap().read_to_end(&mut program).unwrap();
        let path = into.join(format!("{package}-bootstrap"));
        fs::write(&path, program).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn json(&self, name: &str) -> Json {
        serde_json::from_slice(&fs::read(self.folder.join(name)).unwrap()).unwrap()
    }
}
