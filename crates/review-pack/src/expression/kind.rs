//! Rough types: enough to see that text is compared with a number.

use review_core::result::ColumnType;
use sqlparser::ast::DataType;

use crate::model::Literal;

/// What kind of value an expression gives, as far as can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Text,
    Boolean,
    Time,
    Null,
    Unknown,
}

impl Kind {
    pub(crate) const fn of_column(kind: Option<ColumnType>) -> Self {
        match kind {
            None => Self::Unknown,
            Some(ColumnType::Text) => Self::Text,
            Some(ColumnType::Integer | ColumnType::Decimal { .. } | ColumnType::Float) => Self::Number,
            Some(ColumnType::Boolean) => Self::Boolean,
            Some(ColumnType::Timestamp | ColumnType::Date) => Self::Time,
        }
    }

    pub(crate) const fn of_literal(literal: &Literal) -> Self {
        match literal {
            Literal::Null => Self::Null,
            Literal::Boolean(_) => Self::Boolean,
            Literal::Number(_) => Self::Number,
            Literal::Text(_) => Self::Text,
        }
    }

    /// The kind of a cast's target, by the name of its type.
    pub(crate) fn of_cast(data_type: &DataType) -> Self {
        let name = data_type.to_string().to_ascii_lowercase();
        let is = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
        if is(&["int", "bigint", "smallint", "decimal", "numeric", "float", "double", "real"]) {
            Self::Number
        } else if is(&["char", "varchar", "nvarchar", "nchar", "bpchar", "text", "string"]) {
            Self::Text
        } else if is(&["bool"]) {
            Self::Boolean
        } else if is(&["date", "timestamp", "time"]) {
            Self::Time
        } else {
            Self::Unknown
        }
    }

    /// The kind when it is surely not a truth value, in words.
    pub(crate) const fn not_a_truth_value(self) -> Option<&'static str> {
        match self {
            Self::Number => Some("a number"),
            Self::Text => Some("text"),
            Self::Time => Some("a time"),
            Self::Boolean | Self::Null | Self::Unknown => None,
        }
    }

    /// The kind when it is surely no number, in words.
    pub(crate) const fn not_a_number(self) -> Option<&'static str> {
        match self {
            Self::Boolean => Some("a yes or no"),
            Self::Text => Some("text"),
            Self::Time => Some("a time"),
            Self::Number | Self::Null | Self::Unknown => None,
        }
    }

    /// The kind of a value that is one or the other, such as the branches of a CASE.
    pub(crate) const fn or(self, other: Self) -> Self {
        match self {
            Self::Unknown | Self::Null => other,
            Self::Number | Self::Text | Self::Boolean | Self::Time => self,
        }
    }
}
