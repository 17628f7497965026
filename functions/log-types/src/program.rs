//! Programs in VRL, which change a document where data is not enough.
//!
//! The engine is large, so it is part of a loader only if a log type brings a program:
//! synthesis builds with the feature `programs` then.
//!
//! Language: <https://vector.dev/docs/reference/vrl/>

use ecs::Document;

/// A program that is ready to run.
#[derive(Debug)]
pub(crate) struct Program(Engine);

impl Program {
    /// Compiles a program.
    ///
    /// # Errors
    ///
    /// What is wrong with it and where, or that this loader has no engine.
    pub(crate) fn new(source: &str) -> Result<Self, String> {
        Engine::new(source).map(Self)
    }

    /// Runs it on a document, which is unchanged if it fails.
    ///
    /// # Errors
    ///
    /// Why the program failed.
    pub(crate) fn run(&self, document: &mut Document<'_>) -> Result<(), String> {
        self.0.run(document)
    }
}

#[cfg(not(feature = "programs"))]
use without::Engine;

#[cfg(feature = "programs")]
use vrl_engine::Engine;

#[cfg(not(feature = "programs"))]
mod without {
    use ecs::Document;

    /// None: there is no value of it.
    #[derive(Debug)]
    pub(super) enum Engine {}

    impl Engine {
        pub(super) fn new(_: &str) -> Result<Self, String> {
            Err("this loader was built without the engine of VRL; synthesise and deploy it \
                 again with the log type among the stack's options"
                .to_owned())
        }

        pub(super) fn run(&self, _: &mut Document<'_>) -> Result<(), String> {
            match *self {}
        }
    }
}

#[cfg(feature = "programs")]
mod vrl_engine {
    use std::borrow::Cow;
    use std::collections::BTreeMap;
    use std::fmt;

    use ecs::{Document, Value};
    use vrl::compiler::runtime::Runtime;
    use vrl::compiler::{TargetValue, TimeZone, compile};
    use vrl::diagnostic::Formatter;
    use vrl::value::{KeyString, Secrets, Value as VrlValue};

    /// The engine with a program.
    pub(super) struct Engine(vrl::compiler::Program);

    impl fmt::Debug for Engine {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Engine")
        }
    }

    impl Engine {
        pub(super) fn new(source: &str) -> Result<Self, String> {
            compile(source, &vrl::stdlib::all())
                .map(|compiled| Self(compiled.program))
                .map_err(|problems| Formatter::new(source, problems).to_string())
        }

        pub(super) fn run(&self, document: &mut Document<'_>) -> Result<(), String> {
            let mut target = TargetValue {
                value: of_document(document),
                metadata: VrlValue::Object(BTreeMap::new()),
                secrets: Secrets::default(),
            };
            Runtime::default()
                .resolve(&mut target, &self.0, &TimeZone::default())
                .map_err(|error| error.to_string())?;
            match to_value(target.value) {
                Value::Object(changed) => {
                    *document = changed;
                    Ok(())
                }
                _ => Err("it made `.` something else than an object".to_owned()),
            }
        }
    }

    fn of_document(document: &Document<'_>) -> VrlValue {
        let fields = document.iter();
        VrlValue::Object(fields.map(|(name, value)| (name.into(), of_value(value))).collect())
    }

    fn of_value(value: &Value<'_>) -> VrlValue {
        match value {
            Value::Null => VrlValue::Null,
            Value::Bool(value) => VrlValue::Boolean(*value),
            Value::Number(digits) => match (digits.parse::<i64>(), digits.parse::<f64>()) {
                (Ok(number), _) => VrlValue::Integer(number),
                (_, Ok(number)) => VrlValue::from_f64_or_zero(number),
                _ => VrlValue::from(digits.as_ref()),
            },
            Value::Text(text) => VrlValue::from(text.as_ref()),
            Value::List(elements) => VrlValue::Array(elements.iter().map(of_value).collect()),
            Value::Object(object) => of_document(object),
        }
    }

    fn to_value(value: VrlValue) -> Value<'static> {
        match value {
            VrlValue::Null => Value::Null,
            VrlValue::Boolean(value) => Value::Bool(value),
            VrlValue::Integer(number) => Value::Number(Cow::Owned(number.to_string())),
            VrlValue::Float(number) => {
                Value::Number(Cow::Owned(format!("{:?}", number.into_inner())))
            }
            VrlValue::Bytes(bytes) => Value::from(String::from_utf8_lossy(&bytes).into_owned()),
            VrlValue::String(text) => Value::from(text.to_string()),
            VrlValue::Timestamp(time) => Value::from(time.to_rfc3339()),
            VrlValue::Regex(regex) => Value::from(regex.as_str().to_owned()),
            VrlValue::Array(elements) => Value::List(elements.into_iter().map(to_value).collect()),
            VrlValue::Object(object) => {
                let field = |(name, value): (KeyString, VrlValue)| {
                    (Cow::Owned(String::from(name)), to_value(value))
                };
                Value::Object(object.into_iter().map(field).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(feature = "programs"))]
    #[test]
    fn a_loader_without_the_engine_says_what_to_do() {
        assert!(Program::new(".a = 1").unwrap_err().contains("synthesise"));
    }

    #[cfg(feature = "programs")]
    fn ran(source: &str, record: &str) -> Result<String, String> {
        let mut document = formats::json::parse_object(record).unwrap();
        let result = Program::new(source).unwrap().run(&mut document);
        let mut out = Vec::new();
        document.write(&mut out);
        result.map(|()| String::from_utf8(out).unwrap())
    }

    #[cfg(feature = "programs")]
    #[test]
    fn a_program_changes_the_document() {
        let source = ".source.ip = .client\n.n = to_int!(.n) + 1\ndel(.client)";
        let record = r#"{"client":"192.0.2.1","n":"41","f":1.5,"l":[null,true]}"#;
        let expected = r#"{"f":1.5,"l":[null,true],"n":42,"source":{"ip":"192.0.2.1"}}"#;
        assert_eq!(ran(source, record).as_deref(), Ok(expected));
    }

    #[cfg(feature = "programs")]
    #[test]
    fn a_program_that_fails_leaves_the_document() {
        let failed = ran(".a = 1\n.n = to_int!(.n)", r#"{"n":"x"}"#).unwrap_err();
        assert!(failed.contains("to_int"), "{failed}");
    }

    #[cfg(feature = "programs")]
    #[test]
    fn a_mistake_is_shown_with_its_place() {
        let wrong = Program::new(".a = to_int(.b)\n.c = nothing(.d)").unwrap_err();
        assert!(wrong.contains("nothing") && wrong.contains('2'), "{wrong}");
    }
}
