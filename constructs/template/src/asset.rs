//! Files that resources need: found by their content, packed to the same bytes each time.

use std::io::{Cursor, Write};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::text;
use crate::value::{Value, pseudo};

/// A file that a resource needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    name: String,
    id: String,
    bytes: Option<Vec<u8>>,
}

impl Asset {
    /// A zip file with one executable in it, as Lambda takes it.
    ///
    /// The same content gives the same bytes: no time of day, user or path is in it.
    ///
    /// # Errors
    ///
    /// If the executable is larger than a zip file can hold.
    pub fn zip_executable(
        name: impl Into<String>,
        file_name: &str,
        executable: &[u8],
    ) -> std::io::Result<Self> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(9))
            .last_modified_time(DateTime::default())
            .unix_permissions(0o755);
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(file_name, options)?;
        archive.write_all(executable)?;
        Ok(Self::new(name, archive.finish()?.into_inner()))
    }

    /// A file as it is.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), id: sha256(&bytes), bytes: Some(bytes) }
    }

    /// A file that is not built: the template names it, so that it can be compared, but
    /// cannot be deployed.
    pub fn unbuilt(name: impl Into<String>) -> Self {
        let name = name.into();
        Self { id: name.clone(), name, bytes: None }
    }

    /// What the file is, for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of the content, or the name of an unbuilt file.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The content, if the file is built.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }

    /// The file's name in the assembly and the end of its key in S3.
    pub fn file_name(&self) -> String {
        format!("{}.zip", self.id)
    }
}

/// Lower-case hexadecimal SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bucket that assets are put into before the stack is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssetStore {
    /// The bucket that `cdk bootstrap` makes, in the stack's account and region.
    Bootstrap {
        /// `hnb659fds`, unless bootstrapped with another.
        qualifier: String,
    },
    /// A bucket of one's own, in the stack's region.
    Bucket {
        /// Its name.
        name: String,
        /// What comes before each key: empty, or ending in `/`.
        prefix: String,
    },
}

impl Default for AssetStore {
    fn default() -> Self {
        Self::Bootstrap { qualifier: "hnb659fds".to_owned() }
    }
}

/// Where an asset will be, as a resource's properties say it.
#[derive(Debug, Clone)]
pub struct AssetLocation {
    /// The bucket's name.
    pub bucket: Value<String>,
    /// The object's key.
    pub key: Value<String>,
}

impl AssetStore {
    /// The bucket's name with the account and region left open.
    pub fn bucket_name(&self) -> String {
        match self {
            Self::Bootstrap { qualifier } => {
                format!("cdk-{qualifier}-assets-${{AWS::AccountId}}-${{AWS::Region}}")
            }
            Self::Bucket { name, .. } => name.clone(),
        }
    }

    /// The key of a file with this name.
    pub fn key(&self, file_name: &str) -> String {
        match self {
            Self::Bootstrap { .. } => file_name.to_owned(),
            Self::Bucket { prefix, .. } => format!("{prefix}{file_name}"),
        }
    }

    pub(crate) fn locate(&self, asset: &Asset) -> AssetLocation {
        let bucket = match self {
            Self::Bootstrap { qualifier } => text!(
                format!("cdk-{qualifier}-assets-"),
                pseudo::account_id(),
                "-",
                pseudo::region()
            ),
            Self::Bucket { name, .. } => name.clone().into(),
        };
        AssetLocation { bucket, key: self.key(&asset.file_name()).into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_executable_gives_the_same_zip() {
        let first = Asset::zip_executable("loader", "bootstrap", b"\x7fELF").unwrap();
        let second = Asset::zip_executable("loader", "bootstrap", b"\x7fELF").unwrap();
        assert_eq!(first, second);
        assert_eq!(first.id(), sha256(first.bytes().unwrap()));
    }

    #[test]
    fn another_executable_gives_another_id() {
        let first = Asset::zip_executable("loader", "bootstrap", b"1").unwrap();
        let second = Asset::zip_executable("loader", "bootstrap", b"2").unwrap();
        assert_ne!(first.id(), second.id());
    }

    #[test]
    fn the_executable_can_be_executed_once_unpacked() {
        let asset = Asset::zip_executable("loader", "bootstrap", b"#!").unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(asset.bytes().unwrap())).unwrap();
        let file = archive.by_index(0).unwrap();
        assert_eq!(file.name().unwrap(), "bootstrap");
        assert_eq!(file.unix_mode().unwrap() & 0o777, 0o755);
    }
}
