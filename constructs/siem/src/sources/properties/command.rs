//! Command lines of the AWS CLI, for a POSIX shell.

use std::fmt::Write;

use template::{Expr, Intrinsic, Value};

/// A command line in the making.
#[derive(Debug, Clone)]
pub(super) struct Command(String);

impl Command {
    /// `aws <service> <operation>`.
    pub(super) fn aws(operation: &str) -> Self {
        Self(format!("aws {operation}"))
    }

    /// An option and its value.
    pub(super) fn option(mut self, name: &str, value: &str) -> Self {
        // Writing into a string does not fail.
        let _ = write!(self.0, " --{name} {}", quoted(value));
        self
    }

    /// An option whose value is a variable of the shell.
    pub(super) fn variable(mut self, name: &str, variable: &str) -> Self {
        let _ = write!(self.0, " --{name} \"${variable}\"");
        self
    }

    /// An option whose value is JSON.
    pub(super) fn json(self, name: &str, value: &serde_json::Value) -> Self {
        self.option(name, &value.to_string())
    }

    /// An option whose value is what another command prints.
    pub(super) fn output_of(mut self, name: &str, command: &Self) -> Self {
        let _ = write!(self.0, " --{name} \"$({})\"", command.0);
        self
    }

    /// An option without a value.
    pub(super) fn flag(mut self, name: &str) -> Self {
        let _ = write!(self.0, " --{name}");
        self
    }

    pub(super) fn line(self) -> String {
        self.0
    }
}

/// A word of a shell that stands for exactly this text.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,@%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// A value as text, in which `<what>` stands for what is known at deployment only.
pub(super) fn spelled<T>(value: &Value<T>) -> String {
    match value.as_expr() {
        Expr::String(text) => text.clone(),
        Expr::Intrinsic(intrinsic) => match &**intrinsic {
            Intrinsic::Ref(name) => place(name),
            Intrinsic::GetAtt { resource, attribute } => format!("<{resource}.{attribute}>"),
            Intrinsic::Sub { text, variables } => substituted(text, variables),
            _ => "<value>".to_owned(),
        },
        _ => "<value>".to_owned(),
    }
}

fn place(name: &str) -> String {
    match name {
        "AWS::AccountId" => "<account>".to_owned(),
        "AWS::Region" => "<region>".to_owned(),
        "AWS::Partition" => "<partition>".to_owned(),
        name => format!("<{name}>"),
    }
}

fn substituted(pattern: &str, variables: &[(String, Expr)]) -> String {
    let (mut text, mut rest) = (String::new(), pattern);
    while let Some((before, after)) = rest.split_once("${") {
        text.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        let variable = variables.iter().find(|(variable, _)| variable == name);
        text += &match (name.strip_prefix('!'), variable) {
            (Some(literal), _) => format!("${{{literal}}}"),
            (None, Some((_, value))) => spelled(&Value::<String>::from_expr(value.clone())),
            (None, None) => place(name),
        };
        rest = after;
    }
    text + rest
}

/// What a resource is called in a command line: its name, or a place for it.
pub(super) fn name_or<'a>(name: Option<&'a str>, place: &'a str) -> &'a str {
    name.unwrap_or(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use template::{pseudo, text};

    #[test]
    fn a_text_is_one_word_whatever_is_in_it() {
        assert_eq!(quoted("arn:aws:s3:::logs/a=1"), "arn:aws:s3:::logs/a=1");
        assert_eq!(quoted("two words"), "'two words'");
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn what_is_not_known_yet_has_a_place() {
        let value: Value<String> = text!("AWSLogs/", pseudo::account_id(), "/web");
        assert_eq!(spelled(&value), "AWSLogs/<account>/web");
        let bucket = Value::<String>::from_expr(Expr::reference("LogBucketName"));
        assert_eq!(spelled(&bucket), "<LogBucketName>");
    }
}
