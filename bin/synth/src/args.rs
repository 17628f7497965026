//! The command line.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Parser, ValueEnum};
use siem::{BucketName, InvalidBucketName};

use crate::bundle::Architecture;
use crate::diff::Against;

/// Writes the SIEM's CloudFormation template and its bundled functions.
///
/// Without arguments it builds the functions for this machine's architecture and writes a
/// cloud assembly to cdk.out, which the stock CDK command line deploys:
///
///   cargo run --bin synth
///   npx cdk deploy -a cdk.out
///
/// No AWS call is made and no credentials are read, but for `--diff stack:NAME`. The same
/// sources and options give the same files, byte for byte.
///
/// What deploying would change, without building or writing anything:
///
///   cargo run --bin synth -- --diff stack:aes-siem
#[derive(Debug, Clone, Parser)]
#[command(name = "synth", version, max_term_width = 100, verbatim_doc_comment, after_help = EXIT_CODES)]
pub struct Args {
    /// Stacks to write; all of them if none is named
    #[arg(value_name = "STACK")]
    pub stacks: Vec<String>,

    /// Folder to write; an assembly that is there is replaced whole, anything else is refused
    #[arg(short, long, value_name = "FOLDER", default_value = "cdk.out")]
    pub output: PathBuf,

    /// File with the SIEM's options (YAML); `--print-schema` shows what it may hold
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Name of the stack, up to 128 letters, digits and hyphens
    #[arg(long, value_name = "NAME", default_value = "aes-siem", value_parser = stack_name)]
    pub stack_name: String,

    /// Processor that the functions run on; this machine's own if not given
    #[arg(short, long, value_enum)]
    pub architecture: Option<Architecture>,

    /// Cargo profile that builds the functions; `bundle-fast` builds sooner and runs slower
    #[arg(long, value_name = "PROFILE", default_value = "bundle")]
    pub profile: String,

    /// Write templates only, naming the functions' files without building them; good for
    /// reading and comparing, not for deploying
    #[arg(long)]
    pub template_only: bool,

    /// Bucket of your own for the functions, in the stack's region; the CDK bootstrap bucket
    /// if not given
    #[arg(long, value_name = "BUCKET", value_parser = bucket_name)]
    pub asset_bucket: Option<String>,

    /// Start of the functions' keys in that bucket, such as `siem/`
    #[arg(long, value_name = "PREFIX", default_value = "", requires = "asset_bucket", value_parser = prefix)]
    pub asset_prefix: String,

    /// Qualifier of the CDK bootstrap stack, if it was bootstrapped with another
    #[arg(
        long,
        value_name = "QUALIFIER",
        default_value = "hnb659fds",
        conflicts_with = "asset_bucket",
        value_parser = qualifier
    )]
    pub qualifier: String,

    /// Say what deploying would change, and build and write nothing. Compares with a template
    /// (JSON or YAML), with each stack of a folder that holds a cloud assembly, or with a
    /// deployed stack (stack:NAME; region and credentials as the AWS command line finds them)
    #[arg(
        long,
        value_name = "FILE|FOLDER|stack:NAME",
        conflicts_with_all = ["output", "profile", "template_only"]
    )]
    pub diff: Option<Against>,

    /// Form of the closing summary on standard output, or of what `--diff` says; markdown is
    /// for `--diff`, as a comment to a pull request
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,

    /// Show neither progress nor summary; errors are still shown
    #[arg(short, long)]
    pub quiet: bool,

    /// Print the JSON Schema of the file with options, for editors, and stop
    #[arg(long, exclusive = true)]
    pub print_schema: bool,
}

const EXIT_CODES: &str = "Exit codes: 0 written, 1 something is wrong with the input or a function \
does not build (what was in the folder before is still there), 2 wrong usage.

Exit codes with --diff: 0 nothing changes, 1 something is wrong with the input, 2 wrong usage, \
3 something changes, 4 something that holds data or has a fixed name is replaced, deleted or no longer \
kept, or may be, CloudFormation refuses the update, or access is widened or opened to the public.";

/// Forms of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For scripts.
    Json,
    /// For a comment to a pull request; only with `--diff`.
    Markdown,
}

impl Args {
    /// What the command line parser cannot see.
    ///
    /// # Errors
    ///
    /// If options are used together that mean nothing together.
    pub fn check(&self) -> Result<(), clap::Error> {
        if self.format == Format::Markdown && self.diff.is_none() {
            let message = "`--format markdown` is for `--diff`: choose text or json\n";
            return Err(clap::Error::raw(ErrorKind::ArgumentConflict, message));
        }
        Ok(())
    }
}

fn bucket_name(name: &str) -> Result<String, InvalidBucketName> {
    name.parse::<BucketName>().map(|name| name.as_str().to_owned())
}

/// A folder in the bucket: empty, or ending in a slash.
fn prefix(prefix: &str) -> Result<String, String> {
    if prefix.starts_with('/') {
        return Err("the start of a key has no `/` before it".to_owned());
    }
    // It is printed in commands to type.
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/_.-".contains(&byte);
    if !prefix.bytes().all(allowed) {
        return Err("wanted are letters, digits and `/_.-`".to_owned());
    }
    let slash = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
    Ok(format!("{prefix}{slash}"))
}

/// <https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html>
fn qualifier(qualifier: &str) -> Result<String, String> {
    let allowed = qualifier.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if allowed && (1..=10).contains(&qualifier.len()) {
        Ok(qualifier.to_owned())
    } else {
        Err("a qualifier is 1 to 10 letters and digits, as given to `cdk bootstrap --qualifier`"
            .into())
    }
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-using-console-create-stack-parameters.html>
fn stack_name(name: &str) -> Result<String, String> {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let allowed = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if starts_well && allowed && name.len() <= 128 {
        Ok(name.to_owned())
    } else {
        Err("a stack's name starts with a letter and holds up to 128 letters, digits and hyphens"
            .into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn markdown_is_for_comparisons() {
        let parse = |args: &[&str]| Args::try_parse_from([&["synth"], args].concat()).unwrap();
        assert!(parse(&["--format", "markdown"]).check().is_err());
        assert!(parse(&["--format", "markdown", "--diff", "cdk.out"]).check().is_ok());
    }

    #[test]
    fn a_prefix_is_a_folder() {
        assert_eq!(prefix("siem").as_deref(), Ok("siem/"));
        assert_eq!(prefix("siem/").as_deref(), Ok("siem/"));
        assert_eq!(prefix("").as_deref(), Ok(""));
        assert!(prefix("/siem").is_err());
        assert!(prefix("siem' --acl 'x").is_err());
        assert!(bucket_name("s3://acme").is_err());
    }

    #[test]
    fn a_qualifier_is_short_and_plain() {
        assert!(qualifier("hnb659fds").is_ok());
        for wrong in ["", "a-b", "elevenlette", "ä"] {
            assert!(qualifier(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_stack_name_that_cloudformation_refuses_is_refused_here() {
        for name in ["", "1st", "a_b", "-a", &"a".repeat(129)] {
            assert!(stack_name(name).is_err(), "{name}");
        }
        assert!(stack_name("aes-siem-2").is_ok());
    }
}
