//! `schema`: the JSON Schemas of a pack's files, for editors, and of the report as JSON, for programs.

use crate::arguments::SchemaOf;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn schema(arguments: &SchemaOf) -> Result<Exit, Failure> {
    let report = review_report::schema();
    let mut schemas: Vec<(&str, &str)> =
        review_pack::schemas().iter().map(|schema| (schema.name, schema.text)).collect();
    schemas.push(("report", &report));
    if let Some((_, text)) = schemas.iter().find(|(name, _)| *name == arguments.name) {
        println!("{}", text.trim_end());
        return Ok(Exit::Complete);
    }
    let names: Vec<&str> = schemas.iter().map(|(name, _)| *name).collect();
    let message = format!("there is no schema `{}`", arguments.name);
    Err(Failure::usage(message, format!("there are: {}", names.join(", "))))
}
