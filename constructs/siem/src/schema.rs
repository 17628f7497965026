//! The JSON Schema of the file with options, for editors and for reviews.
//!
//! It is made of the options' own types; what describes an option there is its doc comment.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::Value;

use crate::Siem;

/// The schema of `siem.yaml`, draft 2020-12. `siem.schema.json` beside this crate is the same.
pub fn schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Siem>();
    RecursiveTransform(one_line_a_paragraph).transform(&mut schema);
    schema.insert("title".to_owned(), "Options of aes-siem (siem.yaml)".into());
    schema.to_value()
}

/// Doc comments are broken into lines, and name other items in brackets; an editor breaks
/// lines itself and knows no items.
fn one_line_a_paragraph(schema: &mut Schema) {
    let Some(Value::String(text)) = schema.get_mut("description") else {
        return;
    };
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " "));
    *text = paragraphs.collect::<Vec<_>>().join("\n\n").replace("[`", "`").replace("`]", "`");
}
