//! Which files or objects are loaded, and under which keys.

use std::path::{Path, PathBuf};

use aws_sdk_s3::Client;
use es_loader::object::ObjectRef;
use futures_util::stream::{self, BoxStream, StreamExt};
use kit::aws::Aws;

use crate::Usage;
use crate::args::Load;
use crate::s3::{Place, objects};

/// Where to read.
#[derive(Debug)]
pub(super) enum From {
    /// A file of this machine, or standard input.
    File(PathBuf),
    /// An object.
    Object(Client),
}

/// One file or object.
#[derive(Debug)]
pub(super) struct Item {
    pub bucket: String,
    pub key: String,
    pub size: u64,
    pub from: From,
}

impl Item {
    /// As the function knows it.
    pub(super) fn object(&self) -> ObjectRef {
        ObjectRef { size: self.size, ..ObjectRef::whole(&self.bucket, &self.key) }
    }
}

/// What is asked for.
#[derive(Debug)]
pub(super) enum Source {
    Files { bucket: String, files: Vec<(PathBuf, String)> },
    S3(Place),
}

impl Source {
    /// # Errors
    ///
    /// There is no such file, or the options do not fit it.
    pub(super) fn new(args: &Load) -> anyhow::Result<Self> {
        if let Some(place) = Place::read(&args.source)? {
            if args.key.is_some() || args.key_prefix.is_some() {
                let why = "--key and --key-prefix are for files; objects of S3 have their keys";
                return Err(Usage(why.to_owned()).into());
            }
            return Ok(Self::S3(place));
        }
        let path = Path::new(&args.source);
        let files = if path.is_dir() {
            if args.key.is_some() {
                return Err(Usage("a folder has a --key-prefix, not a --key".to_owned()).into());
            }
            in_folder(path, args.key_prefix.as_deref().unwrap_or_default())?
        } else {
            let is_input = args.source == "-";
            if !is_input && !path.exists() {
                return Err(Usage(format!("there is no `{}`", path.display())).into());
            }
            let prefixed = args
                .key_prefix
                .as_ref()
                .and_then(|prefix| Some(format!("{prefix}{}", path.file_name()?.to_str()?)));
            let key = args.key.clone().or(prefixed).unwrap_or_else(|| args.source.clone());
            vec![(path.to_owned(), key)]
        };
        Ok(Self::Files { bucket: args.making.bucket.clone(), files })
    }

    pub(super) fn is_s3(&self) -> bool {
        matches!(self, Self::S3(_))
    }

    /// The key, if a single file is asked for.
    pub(super) fn only_key(&self) -> Option<&str> {
        match self {
            Self::Files { files, .. } => match files.as_slice() {
                [(_, key)] => Some(key),
                _ => None,
            },
            Self::S3(_) => None,
        }
    }

    /// All of them in the order of their keys, those after `after`.
    pub(super) fn items(
        self,
        aws: Option<&Aws>,
        after: Option<&str>,
    ) -> BoxStream<'static, anyhow::Result<Item>> {
        match (self, aws) {
            (Self::Files { bucket, mut files }, _) => {
                files.retain(|(_, key)| after.is_none_or(|after| key.as_str() > after));
                stream::iter(files)
                    .map(move |(path, key)| {
                        let size = path.metadata().map_or(0, |about| about.len());
                        Ok(Item { bucket: bucket.clone(), key, size, from: From::File(path) })
                    })
                    .boxed()
            }
            (Self::S3(place), Some(aws)) => {
                let (client, bucket) = (aws.s3(), place.bucket.clone());
                objects(&client, &place, after)
                    .map(move |found| {
                        let found = found?;
                        let (bucket, from) = (bucket.clone(), From::Object(client.clone()));
                        Ok(Item { bucket, key: found.key, size: found.size, from })
                    })
                    .boxed()
            }
            (Self::S3(_), None) => stream::empty().boxed(),
        }
    }
}

/// All files below a folder in the order of their keys; hidden ones are left out.
fn in_folder(folder: &Path, prefix: &str) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut files = vec![];
    let mut folders = vec![(folder.to_owned(), prefix.to_owned())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = entry.path();
            if name.starts_with('.') {
                continue;
            }
            if path.is_dir() {
                folders.push((path, format!("{prefix}{name}/")));
            } else {
                files.push((path, format!("{prefix}{name}")));
            }
        }
    }
    files.sort_by(|(_, a), (_, b)| a.cmp(b));
    Ok(files)
}
