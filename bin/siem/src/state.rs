//! How far something has come that goes through objects in the order of their keys, kept in a
//! file, so that what was interrupted goes on after the last of them.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Usage;

/// What was asked for, and how far it has come.
#[derive(Debug)]
pub(crate) struct Progress<A> {
    file: Option<PathBuf>,
    state: State<A>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State<A> {
    #[serde(flatten)]
    asked: A,
    last_key: Option<String>,
    done: u64,
}

impl<A: Serialize + DeserializeOwned + PartialEq + Display> Progress<A> {
    /// From the file, if there is one; it must be of the same question.
    ///
    /// # Errors
    ///
    /// It is of another one, or no such file.
    pub(crate) fn open(file: Option<&Path>, asked: A) -> anyhow::Result<Self> {
        let state = match file.filter(|path| path.exists()) {
            None => State { asked, last_key: None, done: 0 },
            Some(path) => {
                let shown = path.display();
                let text =
                    fs::read_to_string(path).with_context(|| format!("{shown} cannot be read"))?;
                let old: State<A> = serde_json::from_str(&text).map_err(|error| {
                    Usage(format!("{shown} is not what --state has written for this: {error}"))
                })?;
                if old.asked != asked {
                    let why = format!(
                        "{shown} is of something else, of {}, and this is {asked}; give another \
                         file, or remove it to begin from the start",
                        old.asked
                    );
                    return Err(Usage(why).into());
                }
                old
            }
        };
        Ok(Self { file: file.map(Path::to_owned), state })
    }

    /// Goes on from where the file says, and leaves it as it is.
    #[must_use]
    pub(crate) fn without_trace(self) -> Self {
        Self { file: None, ..self }
    }

    /// The last key that is done.
    pub(crate) fn last_key(&self) -> Option<&str> {
        self.state.last_key.as_deref()
    }

    /// How many are done, those of former runs among them.
    pub(crate) fn done(&self) -> u64 {
        self.state.done
    }

    /// Remembers that this key is done, as all before it are.
    ///
    /// # Errors
    ///
    /// The file cannot be written.
    pub(crate) fn has_done(&mut self, key: &str) -> anyhow::Result<()> {
        self.state.last_key = Some(key.to_owned());
        self.state.done += 1;
        self.file.as_deref().map_or(Ok(()), |path| self.save(path))
    }

    /// The file is replaced whole: half a state would be none.
    fn save(&self, path: &Path) -> anyhow::Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let text = serde_json::to_string(&self.state)?;
        let shown = path.display();
        fs::write(&name, text).with_context(|| format!("{shown} cannot be written"))?;
        fs::rename(&name, path).with_context(|| format!("{shown} cannot be written"))
    }
}
