//! Typed values that scripts name as `:name`.

use std::collections::BTreeMap;

use review_core::diagnostic::Place;
use review_core::result::ColumnType;

use crate::codes::Code;
use crate::model::{Literal, Parameter};
use crate::names;
use crate::problems::Problem;
use crate::tree::{Entry, Node, Reader};
use crate::types;

/// A parameter as far as it could be read.
#[derive(Debug)]
pub(crate) struct DeclaredParameter {
    /// Where its name stands.
    pub(crate) place: Place,
    /// Its type and value.
    pub(crate) parameter: Option<Parameter>,
}

/// The parameters by name.
pub(super) fn read(reader: Reader<'_>, node: Option<&Node>) -> BTreeMap<String, DeclaredParameter> {
    let entries = node.and_then(|node| reader.map(node, "`parameters`")).unwrap_or_default();
    let declared = entries.iter().map(|entry| {
        names::PARAMETER.check(&entry.key, reader, entry.key_span);
        let place = reader.place(entry.key_span);
        (entry.key.clone(), DeclaredParameter { place, parameter: parameter(reader, entry) })
    });
    declared.collect()
}

fn parameter(reader: Reader<'_>, entry: &Entry) -> Option<Parameter> {
    let fields = reader.fields(&entry.value, "a parameter", &["type", "value"])?;
    let kind = fields.required("type").and_then(|node| column_type(reader, node));
    let node = fields.required("value")?;
    let (kind, scalar) = (kind?, reader.scalar(node, "`value`")?);
    match types::read_as(kind, &scalar.literal, &scalar.text) {
        Some(Literal::Null) | None => {
            let message = format!("the value of parameter `{}` does not read as {kind}", entry.key);
            reader.add(
                Problem::new(Code::ParameterNotOfType, reader.place(node.span), message)
                    .label(format!("not {kind}"))
                    .help(format!("write {}", types::example(kind))),
            );
            None
        }
        Some(value) => Some(Parameter { kind, value }),
    }
}

/// A type by its words; reports when there is no such type.
pub(crate) fn column_type(reader: Reader<'_>, node: &Node) -> Option<ColumnType> {
    const TYPES: [&str; 7] = ["text", "integer", "decimal(p,s)", "float", "boolean", "timestamp", "date"];
    reader.word(node, "column type", Code::UnknownColumnType, &TYPES, ColumnType::from_words)
}
