//! All types that properties can have beyond JSON's own: kinds of text, ARNs, and texts
//! that may be of several kinds.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::inputs::{Entry, Table};
use crate::model::{Path, TextKind, Type};

/// What `types.toml` defines.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    resources: BTreeSet<Path>,
    kinds: BTreeSet<Path>,
    formats: BTreeMap<String, Type>,
    alternatives: BTreeMap<Path, Vec<Type>>,
}

impl Catalog {
    /// Reads the table.
    ///
    /// # Errors
    ///
    /// The table names a type that it does not define.
    pub(crate) fn new(table: &Table) -> Result<Self, Error> {
        let mut catalog = Self::default();
        for (type_name, entry) in &table.types {
            let path = Path::of_type(type_name);
            if path.name.is_empty() {
                let why =
                    format!("`{type_name}` is no type name; they look like `AWS::SQS::Queue`");
                return Err(Error::Types { place: "types".to_owned(), why });
            }
            if let Some(kind) = text_kind(entry) {
                catalog.kinds.insert(Path { service: path.service.clone(), name: kind.name });
            }
            catalog.resources.insert(path);
        }
        for (name, members) in &table.alternatives {
            let place = format!("alternatives.{name}");
            let members: Result<Vec<_>, _> =
                members.iter().map(|member| catalog.parse(member, &place)).collect();
            catalog.alternatives.insert(parse_path(name, &place)?, members?);
        }
        for (format, ty) in &table.formats {
            let ty = catalog.parse(ty, &format!("formats.{format}"))?;
            catalog.formats.insert(format.clone(), ty);
        }
        Ok(catalog)
    }

    /// What `Ref` gives for a type.
    pub(crate) fn reference(&self, type_name: &str, entry: &Entry) -> Type {
        let path = Path::of_type(type_name);
        match (&entry.reference, text_kind(entry)) {
            (Some(_), None) => Type::Arn(path),
            (_, Some(kind)) => Type::Kind(Path { service: path.service, name: kind.name }),
            (None, None) => Type::Text,
        }
    }

    /// The texts that may be of several kinds, with these kinds.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = (&Path, &[Type])> {
        self.alternatives.iter().map(|(path, members)| (path, members.as_slice()))
    }

    /// The type that a `format` of a schema means.
    pub(crate) fn of_format(&self, format: &str) -> Option<Type> {
        self.formats.get(format).cloned().or_else(|| {
            let path = Path::of_type(format.strip_suffix(".Arn")?);
            self.resources.contains(&path).then_some(Type::Arn(path))
        })
    }

    /// The type of a text that may have any of these formats, if all are known and there
    /// is a name for the choice.
    pub(crate) fn of_formats<'a>(&self, formats: impl Iterator<Item = &'a str>) -> Option<Type> {
        let wanted: Option<BTreeSet<Type>> = formats.map(|format| self.of_format(format)).collect();
        let wanted = wanted?;
        if wanted.len() == 1 {
            return wanted.into_iter().next();
        }
        self.alternatives
            .iter()
            .find(|(_, members)| members.iter().cloned().collect::<BTreeSet<_>>() == wanted)
            .map(|(path, _)| Type::Alternative(path.clone()))
    }

    /// A type as `types.toml` spells it: `String`, `Json`, `s3::BucketName`,
    /// `Arn<kms::Key>`, `Vec<…>`.
    ///
    /// # Errors
    ///
    /// There is no such type.
    pub(crate) fn parse(&self, text: &str, place: &str) -> Result<Type, Error> {
        let argument = |name: &str| text.strip_prefix(name)?.strip_prefix('<')?.strip_suffix('>');
        if let Some(item) = argument("Vec") {
            return Ok(Type::List(Box::new(self.parse(item, place)?)));
        }
        if let Some(resource) = argument("Arn") {
            let path = parse_path(resource, place)?;
            return if self.resources.contains(&path) {
                Ok(Type::Arn(path))
            } else {
                Err(unknown(resource, place, "the resource types listed under [types]"))
            };
        }
        match text {
            "String" => return Ok(Type::Text),
            "Json" => return Ok(Type::Json),
            _ => {}
        }
        let path = parse_path(text, place)?;
        if self.kinds.contains(&path) {
            Ok(Type::Kind(path))
        } else if self.alternatives.contains_key(&path) {
            Ok(Type::Alternative(path))
        } else {
            let kinds: Vec<_> = self.kinds.iter().map(ToString::to_string).collect();
            Err(unknown(text, place, &kinds.join(", ")))
        }
    }
}

/// The kind of text that a line of `types.toml` defines.
pub(crate) fn text_kind(entry: &Entry) -> Option<TextKind> {
    let name = entry.reference.clone().filter(|reference| reference != "Arn")?;
    Some(TextKind { name, by_hand: entry.grammar })
}

fn parse_path(text: &str, place: &str) -> Result<Path, Error> {
    match text.split_once("::") {
        Some((service, name)) => Ok(Path { service: service.to_owned(), name: name.to_owned() }),
        None => {
            let why = format!("`{text}` names no service; types look like `kms::KeyId`");
            Err(Error::Types { place: place.to_owned(), why })
        }
    }
}

fn unknown(found: &str, place: &str, known: &str) -> Error {
    Error::Types {
        place: place.to_owned(),
        why: format!("there is no type `{found}`; known are {known}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        let table = r#"
            [types]
            "AWS::KMS::Key" = { ref = "KeyId" }
            "AWS::KMS::Alias" = { ref = "AliasName" }
            [formats]
            "AWS::KMS::Key.Id" = "kms::KeyId"
            [alternatives]
            "kms::KeyIdOrArn" = ["kms::KeyId", "Arn<kms::Key>"]
        "#;
        Catalog::new(&toml::from_str(table).unwrap()).unwrap()
    }

    fn path(name: &str) -> Path {
        Path { service: "kms".into(), name: name.into() }
    }

    #[test]
    fn a_format_of_a_listed_type_is_its_arn() {
        assert_eq!(catalog().of_format("AWS::KMS::Key.Arn"), Some(Type::Arn(path("Key"))));
        assert_eq!(catalog().of_format("AWS::IAM::Role.Arn"), None);
    }

    #[test]
    fn formats_that_have_a_name_together_become_it() {
        let both = ["AWS::KMS::Key.Arn", "AWS::KMS::Key.Id"].into_iter();
        assert_eq!(catalog().of_formats(both), Some(Type::Alternative(path("KeyIdOrArn"))));
        let unnamed = ["AWS::KMS::Key.Arn", "AWS::KMS::Alias.AliasName"].into_iter();
        assert_eq!(catalog().of_formats(unnamed), None);
    }

    #[test]
    fn an_unknown_type_is_refused_with_the_known_ones() {
        let error = catalog().parse("kms::KeyName", "types.X").unwrap_err().to_string();
        assert_eq!(
            error,
            "types.toml, types.X: there is no type `kms::KeyName`; known are kms::AliasName, \
             kms::KeyId"
        );
    }

    #[test]
    fn lists_of_arns_can_be_spelled() {
        let ty = catalog().parse("Vec<Arn<kms::Key>>", "").unwrap();
        assert_eq!(ty, Type::List(Box::new(Type::Arn(path("Key")))));
    }
}
