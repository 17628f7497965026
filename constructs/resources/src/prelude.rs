//! What generated files share.

pub(crate) use std::collections::BTreeMap;

pub(crate) use template::{
    Arn, Constraint, Expr, Handle, Handlers, Json, LogicalId, Object, Properties, PropertyType,
    TagForm, Text, Value,
};

/// Sets a property.
pub(crate) fn set_property<T>(object: &mut Object, name: &'static str, value: impl Into<Value<T>>) {
    object.set(name, value.into().into_expr());
}

/// An attribute of a resource, as of the type that is wanted.
pub(crate) fn attribute<T>(id: &LogicalId, name: &str) -> Value<T> {
    id.attribute(name)
}

/// A limit on the length of a text property.
pub(crate) const fn limit(
    property: &'static str,
    min_length: usize,
    max_length: usize,
) -> Constraint {
    Constraint { property, min_length, max_length }
}

/// What makes a wrapped id a handle.
macro_rules! handle {
    ($name:ident) => {
        impl From<LogicalId> for $name {
            fn from(id: LogicalId) -> Self {
                Self(id)
            }
        }

        impl Handle for $name {
            fn logical_id(&self) -> &LogicalId {
                &self.0
            }
        }
    };
}

/// What makes a wrapped object a part of a property.
macro_rules! part {
    ($name:ident) => {
        impl PropertyType for $name {
            fn into_expr(self) -> Expr {
                self.0.into()
            }
        }
    };
}

/// One of several texts.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $(
                #[doc = concat!("`", $text, "`.")]
                $variant,
            )+
        }

        impl $name {
            /// As CloudFormation spells it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl PropertyType for $name {
            fn into_expr(self) -> Expr {
                self.as_str().into()
            }
        }
    };
}

/// A kind of text that only CloudFormation makes.
macro_rules! kind {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Text for $name {}
    };
}

/// Text that may be of several kinds.
macro_rules! alternatives {
    ($(#[$doc:meta])* $name:ident: $($kind:ty),+) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name(Value<$name>);

        impl PropertyType for $name {
            fn into_expr(self) -> Expr {
                self.0.into_expr()
            }
        }

        impl Text for $name {}

        impl From<Value<$name>> for $name {
            fn from(value: Value<$name>) -> Self {
                Self(value)
            }
        }

        $(
            impl From<Value<$kind>> for $name {
                fn from(value: Value<$kind>) -> Self {
                    Self(value.cast())
                }
            }

            impl From<&Value<$kind>> for $name {
                fn from(value: &Value<$kind>) -> Self {
                    value.clone().into()
                }
            }
        )+
    };
}

/// The list of all types.
macro_rules! types {
    ($($resource:path,)+) => {
        /// The names of all types that are generated.
        pub const TYPES: &[&str] = &[$(<$resource as Properties>::TYPE,)+];

        /// What the registry says of a type; nothing if it is not generated.
        pub fn schema_of(type_name: &str) -> Option<&'static template::Schema> {
            $(
                if type_name == <$resource as Properties>::TYPE {
                    return Some(<$resource as Properties>::SCHEMA);
                }
            )+
            None
        }
    };
}

pub(crate) use {alternatives, choice, handle, kind, part, types};
