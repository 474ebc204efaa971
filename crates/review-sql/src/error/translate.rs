//! The engine's errors in Redshift's words.

use datafusion::arrow::error::ArrowError;
use datafusion::common::{Column, DataFusionError, Diagnostic, SchemaError};
use sqlparser::tokenizer::Location;

use super::{SqlError, SqlErrorKind};

/// What the caller is told about an error of the engine.
pub(crate) fn translate(error: &DataFusionError) -> SqlError {
    let place = place_of(error);
    let mut translated = root(error);
    if let (None, Some(place)) = (translated.line, place) {
        translated = translated.at(place);
    }
    translated
}

/// Where the engine says the statement is wrong.
fn place_of(error: &DataFusionError) -> Option<Location> {
    match error {
        DataFusionError::Diagnostic(diagnostic, inner) => start_of(diagnostic).or_else(|| place_of(inner)),
        DataFusionError::Context(_, inner) => place_of(inner),
        DataFusionError::Shared(inner) => place_of(inner),
        DataFusionError::Collection(errors) => errors.first().and_then(place_of),
        _ => None,
    }
}

fn start_of(diagnostic: &Diagnostic) -> Option<Location> {
    diagnostic.span.map(|span| Location { line: span.start.line, column: span.start.column })
}

fn root(error: &DataFusionError) -> SqlError {
    match error {
        DataFusionError::Diagnostic(_, inner) | DataFusionError::Context(_, inner) => root(inner),
        DataFusionError::Shared(inner) => root(inner),
        DataFusionError::Collection(errors) => {
            errors.first().map_or_else(|| SqlError::internal("the engine failed without a reason"), root)
        }
        DataFusionError::External(inner) => foreign(inner.as_ref()),
        DataFusionError::ArrowError(inner, _) => arrow(inner),
        DataFusionError::SchemaError(inner, _) => schema(inner),
        DataFusionError::ResourcesExhausted(_) => {
            SqlError::new(SqlErrorKind::MemoryLimit, "53200", "the statement needs more memory than it may use")
        }
        DataFusionError::SQL(inner, _) => SqlError::syntax(inner.to_string()),
        DataFusionError::NotImplemented(message) if message.contains("Subquery") || message.contains("Exists") => {
            let words = "This type of correlated subquery pattern is not supported due to internal error";
            SqlError::new(SqlErrorKind::Syntax, "0A000", words)
        }
        DataFusionError::NotImplemented(message) => SqlError::new(SqlErrorKind::Syntax, "0A000", plain(message)),
        DataFusionError::Plan(message) => plan(message),
        DataFusionError::Execution(message) => execution(message),
        other => SqlError::internal(plain(&other.to_string())),
    }
}

/// An error that came through the engine from outside: ours, or one of the engine's own wrapped again.
fn foreign(error: &(dyn std::error::Error + Send + Sync + 'static)) -> SqlError {
    if let Some(ours) = error.downcast_ref::<SqlError>() {
        return ours.clone();
    }
    if let Some(inner) = error.downcast_ref::<DataFusionError>() {
        return root(inner);
    }
    if let Some(inner) = error.downcast_ref::<ArrowError>() {
        return arrow(inner);
    }
    SqlError::internal(plain(&error.to_string()))
}

fn arrow(error: &ArrowError) -> SqlError {
    match error {
        ArrowError::ExternalError(inner) => foreign(inner.as_ref()),
        ArrowError::DivideByZero => SqlError::division_by_zero(),
        ArrowError::ArithmeticOverflow(_) => SqlError::data("22003", "value out of range"),
        ArrowError::CastError(message) | ArrowError::ParseError(message) | ArrowError::ComputeError(message) => {
            execution(message)
        }
        ArrowError::InvalidArgumentError(message) if message.contains("too large to store in a Decimal") => {
            SqlError::decimal_overflow()
        }
        other => execution(&other.to_string()),
    }
}

fn schema(error: &SchemaError) -> SqlError {
    match error {
        SchemaError::FieldNotFound { field, valid_fields } => missing_column(field, valid_fields),
        SchemaError::AmbiguousReference { field } => {
            SqlError::new(SqlErrorKind::Syntax, "42702", format!("column reference \"{}\" is ambiguous", field.name))
                .at_first(field)
        }
        SchemaError::DuplicateQualifiedField { name, .. } | SchemaError::DuplicateUnqualifiedField { name } => {
            SqlError::new(SqlErrorKind::Syntax, "42702", format!("column reference \"{name}\" is ambiguous"))
        }
    }
}

impl SqlError {
    fn at_first(self, column: &Column) -> Self {
        match column.spans.first() {
            Some(span) => self.at(Location { line: span.start.line, column: span.start.column }),
            None => self,
        }
    }
}

fn missing_column(field: &Column, valid: &[Column]) -> SqlError {
    let asked = match &field.relation {
        Some(relation) => format!("{}.{}", relation.table(), field.name),
        None => format!("\"{}\"", field.name),
    };
    let nearest = nearest(&field.name, valid.iter().map(|column| column.name.as_str()));
    let mut message = format!("column {asked} does not exist");
    if let Some(nearest) = nearest {
        message.push_str(&format!("; perhaps \"{nearest}\" is meant"));
    }
    SqlError::new(SqlErrorKind::MissingObject, "42703", message).at_first(field)
}

/// The known name closest to `name`, when it is close enough to be a slip of the pen.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    known
        .filter(|known| !known.contains('\u{1}'))
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, _)| *distance > 0 && *distance <= allowed)
        .min()
        .map(|(_, known)| known)
}

/// Errors of planning that come as text.
fn plan(message: &str) -> SqlError {
    let plain = plain(message);
    if let Some(rest) = plain.strip_prefix("Invalid function '") {
        let name = rest.split('\'').next().unwrap_or(rest);
        return SqlError::new(SqlErrorKind::MissingObject, "42883", format!("function {name}() does not exist"));
    }
    if plain.contains("must be part of GROUP BY") || plain.contains("must appear in the GROUP BY clause") {
        return SqlError::new(SqlErrorKind::Syntax, "42803", grouping(&plain));
    }
    SqlError::new(SqlErrorKind::Syntax, "42601", plain)
}

/// A column outside GROUP BY, named when the engine's message names it.
fn grouping(message: &str) -> String {
    let quoted = message.split('"').nth(1).filter(|name| !name.contains('('));
    match quoted {
        Some(name) => {
            let name = name.rsplit('.').next().unwrap_or(name);
            format!("column \"{name}\" must appear in the GROUP BY clause or be used in an aggregate function")
        }
        None => "a column must appear in the GROUP BY clause or be used in an aggregate function".to_owned(),
    }
}

/// Errors of execution that come as text.
fn execution(message: &str) -> SqlError {
    let lower = message.to_ascii_lowercase();
    if lower.contains("divide by zero") || lower.contains("division by zero") {
        return SqlError::division_by_zero();
    }
    if lower.contains("too large to store in a decimal") {
        return SqlError::decimal_overflow();
    }
    if lower.contains("overflow") || lower.contains("out of range") {
        return SqlError::data("22003", "value out of range");
    }
    if lower.contains("scalar subquery") || lower.contains("more than one row") {
        return SqlError::data("21000", "more than one row returned by a subquery used as an expression");
    }
    if let Some(rest) = message.strip_prefix("Cannot cast string '") {
        let value = rest.split('\'').next().unwrap_or(rest);
        return SqlError::data("22P02", format!("invalid input syntax: \"{value}\""));
    }
    SqlError::data("22000", plain(message))
}

/// The message without the engine's own words: its first line, no internal type names, no bug-report plea.
fn plain(message: &str) -> String {
    let first = message.split("\nbacktrace").next().unwrap_or(message);
    let first = first.split("This issue was likely caused by a bug").next().unwrap_or(first);
    let first = first.split("Candidate functions").next().unwrap_or(first);
    let first = first.trim_start_matches("Error during planning: ").trim_start_matches("Execution error: ");
    let mut text = first.trim().replace('\n', " ");
    for (theirs, ours) in [
        ("DataFusion", "the engine"),
        ("Utf8View", "varchar"),
        ("LargeUtf8", "varchar"),
        ("Utf8", "varchar"),
        ("Timestamp(Microsecond, None)", "timestamp"),
        ("Timestamp(µs)", "timestamp"),
        ("Duration(Microsecond)", "interval"),
        ("Date32", "date"),
        ("Decimal128", "numeric"),
        ("Float64", "double precision"),
        ("Float32", "real"),
        ("Int64", "bigint"),
        ("Int32", "integer"),
        ("Int16", "smallint"),
        ("UInt32", "oid"),
    ] {
        text = text.replace(theirs, ours);
    }
    text
}
