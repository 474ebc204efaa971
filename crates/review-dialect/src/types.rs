//! The types of expressions, as far as the rules need them and no further: what is not certain is unknown.

use sqlparser::ast::DataType;

/// A type. Rules that compare types stay silent on [`Ty::Unknown`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// Anything.
    Unknown,
    /// A bare NULL.
    Null,
    /// A text literal that nothing casts: it takes the type of what it meets.
    Literal,
    /// `boolean`.
    Bool,
    /// An integer, with its bytes: 2, 4 or 8.
    Int(u8),
    /// A decimal with precision and scale.
    Decimal(u8, u8),
    /// `real` or `double precision`.
    Float,
    /// `char(n)`: padded with blanks.
    Char(u16),
    /// `varchar`, `text`, `name`.
    Text,
    /// `date`.
    Date,
    /// `timestamp`, with or without a zone.
    Timestamp,
    /// What the difference of two timestamps is.
    Interval,
}

/// What converts into each other without a cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Boolean,
    Number,
    Text,
    Time,
}

impl Ty {
    /// The type that a documentation page or a cast names.
    pub(crate) fn named(name: &str) -> Self {
        let name = name.to_lowercase();
        let (word, inner) = match name.split_once('(') {
            Some((word, rest)) => (word.trim(), rest.split(')').next().unwrap_or_default()),
            None => (name.trim(), ""),
        };
        let mut numbers = inner.split(',').map(|part| part.trim().parse::<u16>().ok());
        let first = numbers.next().flatten();
        let second = numbers.next().flatten();
        match word {
            "smallint" | "int2" => Self::Int(2),
            "integer" | "int" | "int4" => Self::Int(4),
            "bigint" | "int8" => Self::Int(8),
            "numeric" | "decimal" | "dec" => Self::decimal(first.unwrap_or(18), second.unwrap_or(0)),
            "real" | "float4" | "float" | "float8" | "double precision" | "double" => Self::Float,
            "boolean" | "bool" => Self::Bool,
            "character" | "char" | "nchar" | "bpchar" => Self::Char(first.unwrap_or(1)),
            "varchar" | "character varying" | "text" | "name" | "nvarchar" => Self::Text,
            "date" => Self::Date,
            _ if word.starts_with("timestamp") => Self::Timestamp,
            _ => Self::Unknown,
        }
    }

    /// The type of a cast's target.
    pub(crate) fn of_cast(data_type: &DataType) -> Self {
        match data_type {
            // These hold nested types, which no rule needs.
            DataType::Array(_) | DataType::Struct(..) | DataType::Map(..) => Self::Unknown,
            plain => Self::named(&plain.to_string()),
        }
    }

    pub(crate) fn decimal(precision: u16, scale: u16) -> Self {
        let small = |number: u16| u8::try_from(number.min(38)).unwrap_or(38);
        Self::Decimal(small(precision), small(scale))
    }

    pub(crate) const fn family(self) -> Option<Family> {
        match self {
            Self::Unknown | Self::Null | Self::Literal | Self::Interval => None,
            Self::Bool => Some(Family::Boolean),
            Self::Int(_) | Self::Decimal(..) | Self::Float => Some(Family::Number),
            Self::Char(_) | Self::Text => Some(Family::Text),
            Self::Date | Self::Timestamp => Some(Family::Time),
        }
    }

    /// The decimal an integer enters a calculation as ("Computations with numeric values").
    const fn as_decimal(self) -> Option<(u16, u16)> {
        match self {
            Self::Int(2) => Some((5, 0)),
            Self::Int(4) => Some((10, 0)),
            Self::Int(_) => Some((19, 0)),
            Self::Decimal(precision, scale) => Some((precision as u16, scale as u16)),
            _ => None,
        }
    }

    /// What `+`, `-`, `*`, `/` or `%` of two numbers is ("Computations with numeric values").
    pub(crate) fn calculated(self, operator: char, other: Self) -> Self {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => return Self::Int(a.max(b)),
            (Self::Float, b) if b.family() == Some(Family::Number) => return Self::Float,
            (a, Self::Float) if a.family() == Some(Family::Number) => return Self::Float,
            _ => {}
        }
        let (Some((p1, s1)), Some((p2, s2))) = (self.as_decimal(), other.as_decimal()) else { return Self::Unknown };
        match operator {
            '+' | '-' => {
                let scale = s1.max(s2);
                Self::decimal(1 + scale + (p1.saturating_sub(s1)).max(p2.saturating_sub(s2)), scale)
            }
            '*' => Self::decimal(p1 + p2 + 1, s1 + s2),
            '/' => {
                let scale = (s1 + p2 + 1).saturating_sub(s2).max(4);
                let precision = p1.saturating_sub(s1) + s2 + scale;
                let shrunk = if precision > 38 { (38 + scale).saturating_sub(precision).max(4) } else { scale };
                Self::decimal(precision, shrunk)
            }
            _ => Self::Unknown,
        }
    }

    /// The type of a choice between both, as in CASE and COALESCE.
    pub(crate) fn either(self, other: Self) -> Self {
        match (self, other) {
            (Self::Null | Self::Literal, known) | (known, Self::Null | Self::Literal) => known,
            (a, b) if a == b => a,
            (Self::Int(a), Self::Int(b)) => Self::Int(a.max(b)),
            (Self::Float, b) if b.family() == Some(Family::Number) => Self::Float,
            (a, Self::Float) if a.family() == Some(Family::Number) => Self::Float,
            (Self::Char(_) | Self::Text, Self::Char(_) | Self::Text) => Self::Text,
            (Self::Date | Self::Timestamp, Self::Date | Self::Timestamp) => Self::Timestamp,
            (a, b) => match (a.as_decimal(), b.as_decimal()) {
                (Some((p1, s1)), Some((p2, s2))) => {
                    let scale = s1.max(s2);
                    Self::decimal((p1.saturating_sub(s1)).max(p2.saturating_sub(s2)) + scale, scale)
                }
                _ => Self::Unknown,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_types_are_read() {
        assert_eq!(Ty::named("numeric(38,0)"), Ty::Decimal(38, 0));
        assert_eq!(Ty::named("NUMERIC(9, 2)"), Ty::Decimal(9, 2));
        assert_eq!(Ty::named("numeric"), Ty::Decimal(18, 0));
        assert_eq!(Ty::named("character(6)"), Ty::Char(6));
        assert_eq!(Ty::named("character varying(20)"), Ty::Text);
        assert_eq!(Ty::named("timestamp without time zone"), Ty::Timestamp);
        assert_eq!(Ty::named("text[]"), Ty::Unknown);
    }

    #[test]
    fn calculations_follow_the_documented_scales() {
        let raw = Ty::Decimal(38, 0);
        assert_eq!(raw.calculated('/', raw), Ty::Decimal(38, 4));
        assert_eq!(Ty::Int(4).calculated('/', Ty::Int(8)), Ty::Int(8));
        assert_eq!(Ty::Decimal(4, 1).calculated('*', Ty::Int(8)), Ty::Decimal(24, 1));
        assert_eq!(Ty::Int(8).calculated('/', Ty::Float), Ty::Float);
        assert_eq!(Ty::Text.calculated('+', Ty::Int(4)), Ty::Unknown);
    }
}
