//! What can go wrong.

use std::path::PathBuf;

/// Why nothing was generated.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum Error {
    #[error("cannot read `{}`: {source}", path.display())]
    Read { path: PathBuf, source: std::io::Error },

    #[error("cannot write `{}`: {source}", path.display())]
    Write { path: PathBuf, source: std::io::Error },

    #[error("`{}` is not as it should be: {why}", path.display())]
    Malformed { path: PathBuf, why: String },

    #[error(
        "no schema of `{type_name}`: `{}` is missing, and no cfn-lint package that could give it \
         was found below target/ or by python3; install one with `python3 -m venv \
         target/cfn-lint && target/cfn-lint/bin/pip install cfn-lint`, or name its folder with \
         --schemas",
        file.display()
    )]
    NoSource { type_name: String, file: PathBuf },

    #[error("cfn-lint in `{}` has no schema of `{type_name}`{}", source_dir.display(), nearest(candidates))]
    UnknownType { type_name: String, source_dir: PathBuf, candidates: Vec<String> },

    #[error("`{}` holds no schemas of cfn-lint: `{}` is missing", source_dir.display(), file.display())]
    NotCfnLint { source_dir: PathBuf, file: PathBuf },

    #[error("types.toml, {place}: {why}")]
    Types { place: String, why: String },

    #[error("patches.toml, `{type_name}` at `{path}`: {why}")]
    Patch { type_name: String, path: String, why: String },

    #[error("the schema of `{type_name}` at `{place}`: {why}")]
    Schema { type_name: String, place: String, why: String },
}

fn nearest(candidates: &[String]) -> String {
    if candidates.is_empty() {
        return String::new();
    }
    format!("; that service has {}", candidates.join(", "))
}
