//! Rows of a view, filled by column name and fitted to the documented types.

use review_core::result::{Cell, Row};

use review_sql::SqlType;

use crate::catalogue::{View, view};
use crate::clock;

/// A value before it is fitted to its column: a whole number may become a moment, a truth `t` or `f`.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Whole(i64),
    Fraction(f64),
    Truth(bool),
    Text(String),
}

macro_rules! values {
    ($($from:ty => |$name:ident| $value:expr),+ $(,)?) => {
        $(impl From<$from> for Value {
            fn from($name: $from) -> Self {
                $value
            }
        })+
    };
}

values! {
    i64 => |whole| Value::Whole(whole),
    f64 => |fraction| Value::Fraction(fraction),
    bool => |truth| Value::Truth(truth),
    &str => |text| Value::Text(text.to_owned()),
    &String => |text| Value::Text(text.clone()),
    String => |text| Value::Text(text),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// A row of values for [`Sheet::push`].
macro_rules! row {
    ($($value:expr),+ $(,)?) => { [$($crate::sheet::Value::from($value)),+] };
}
pub(crate) use row;

/// Rows of one view. Columns that are not filled are NULL.
pub(crate) struct Sheet {
    view: &'static View,
    places: Vec<usize>,
    rows: Vec<Row>,
}

impl Sheet {
    /// An empty sheet of a view, to be filled in these columns.
    ///
    /// # Panics
    /// When the view or a column is not in the catalogue: a mistake in this crate, met by its first test.
    pub(crate) fn new(name: &str, columns: &[&str]) -> Self {
        let view = view(name).unwrap_or_else(|| panic!("{name} is not in the catalogue"));
        let place = |column: &&str| {
            let found = view.columns.iter().position(|(known, _)| known == *column);
            found.unwrap_or_else(|| panic!("{name} has no column {column}"))
        };
        Self { view, places: columns.iter().map(place).collect(), rows: Vec::new() }
    }

    /// Adds a row: one value for each column named in [`Sheet::new`].
    pub(crate) fn push<const N: usize>(&mut self, values: [Value; N]) {
        assert_eq!(N, self.places.len(), "{} was announced other columns", self.view.name);
        let mut row = vec![Cell::NULL; self.view.columns.len()];
        for (place, value) in self.places.iter().zip(values) {
            let (column, kind) = &self.view.columns[*place];
            row[*place] = fit(value, *kind)
                .unwrap_or_else(|value| panic!("{}.{column} is {kind:?} and cannot hold {value:?}", self.view.name));
        }
        self.rows.push(row);
    }

    /// The rows.
    pub(crate) fn rows(self) -> Vec<Row> {
        self.rows
    }
}

fn fit(value: Value, kind: SqlType) -> Result<Cell, Value> {
    Ok(match (kind, value) {
        (_, Value::Null) => Cell::NULL,
        (SqlType::Boolean, Value::Truth(truth)) => Cell::Boolean(truth),
        (SqlType::Char(1), Value::Truth(truth)) => Cell::Text(if truth { "t" } else { "f" }.to_owned()),
        (SqlType::SmallInt | SqlType::Integer | SqlType::Oid, Value::Whole(whole)) if i32::try_from(whole).is_ok() => {
            Cell::Long(whole)
        }
        (SqlType::BigInt, Value::Whole(whole)) => Cell::Long(whole),
        (SqlType::Real | SqlType::Double, Value::Fraction(fraction)) => Cell::Double(fraction),
        (SqlType::Decimal { scale, .. }, Value::Fraction(fraction)) => {
            Cell::Text(format!("{fraction:.places$}", places = usize::from(scale)))
        }
        (SqlType::Decimal { scale: 0, .. }, Value::Whole(whole)) => Cell::Text(whole.to_string()),
        (SqlType::Timestamp, Value::Whole(micros)) => Cell::Text(clock::text_of(micros)),
        // CHAR is kept without its trailing blanks; whoever fetches it gets them.
        (SqlType::Char(length) | SqlType::Varchar(length), Value::Text(text)) if text.len() <= length as usize => {
            Cell::Text(text)
        }
        (_, value) => return Err(value),
    })
}
