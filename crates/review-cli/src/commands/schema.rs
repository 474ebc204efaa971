//! `schema`: the JSON Schemas of a pack's files, for editors.

use crate::arguments::SchemaOf;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn schema(arguments: &SchemaOf) -> Result<Exit, Failure> {
    let schemas = review_pack::schemas();
    match schemas.iter().find(|schema| schema.name == arguments.name) {
        Some(schema) => {
            println!("{}", schema.text.trim_end());
            Ok(Exit::Complete)
        }
        None => {
            let names: Vec<&str> = schemas.iter().map(|schema| schema.name).collect();
            let message = format!("there is no schema `{}`", arguments.name);
            Err(Failure::usage(message, format!("there are: {}", names.join(", "))))
        }
    }
}
