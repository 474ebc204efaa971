//! Reading the JSON form of a result, row by row.

use std::fmt;
use std::io::Read;

use super::reader::ResultEnd;
use review_core::result::{Column, Row};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Takes a result as it is read: the columns, then each row.
pub(super) trait Sink {
    fn columns(&mut self, columns: Vec<Column>) -> Result<(), NotWanted>;
    fn row(&mut self, row: Row) -> Result<(), NotWanted>;
}

/// Nobody wants the rest.
pub(super) struct NotWanted;

/// Reads a stored result; its errors carry line and column. Fields beside those of ours are passed over: what the
/// Data API returns has more, and in another order reads too, as long as the columns come before the rows.
pub(super) fn parse(from: impl Read, sink: &mut dyn Sink) -> Result<ResultEnd, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_reader(from);
    let end = Fields { sink }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(end)
}

/// The object as a whole.
struct Fields<'s> {
    sink: &'s mut dyn Sink,
}

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = ResultEnd;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ResultEnd, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ResultEnd;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result: an object with ColumnMetadata, Records and TotalNumRows")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ResultEnd, A::Error> {
        let (mut width, mut rows, mut total, mut cut) = (None, None, None, false);
        while let Some(field) = map.next_key::<String>()? {
            match field.as_str() {
                "ColumnMetadata" => {
                    let columns: Vec<Column> = map.next_value()?;
                    once(&field, width.replace(columns.len()))?;
                    self.sink.columns(columns).map_err(|NotWanted| A::Error::custom("the rest is not wanted"))?;
                }
                "Records" => {
                    let width = width.ok_or_else(|| A::Error::custom("Records stand before ColumnMetadata"))?;
                    once(&field, rows.replace(map.next_value_seed(Rows { width, sink: &mut *self.sink })?))?;
                }
                "TotalNumRows" => once(&field, total.replace(map.next_value::<u64>()?))?,
                "Cut" => cut = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let rows = rows.ok_or_else(|| A::Error::missing_field("Records"))?;
        match total {
            Some(total) if total == rows => Ok(ResultEnd { total, cut }),
            Some(total) => Err(A::Error::custom(format_args!("TotalNumRows is {total}, and there are {rows} records"))),
            None => Err(A::Error::missing_field("TotalNumRows")),
        }
    }
}

fn once<T, E: serde::de::Error>(field: &str, before: Option<T>) -> Result<(), E> {
    before.map_or(Ok(()), |_| Err(E::custom(format_args!("{field} stands twice"))))
}

/// The rows; comes to their number.
struct Rows<'s> {
    width: usize,
    sink: &'s mut dyn Sink,
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = u64;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut records: A) -> Result<u64, A::Error> {
        let mut count = 0;
        while let Some(row) = records.next_element::<Row>()? {
            if row.len() != self.width {
                let (cells, columns) = (row.len(), self.width);
                return Err(A::Error::custom(format_args!("a record has {cells} cells for {columns} columns")));
            }
            self.sink.row(row).map_err(|NotWanted| A::Error::custom("the rest is not wanted"))?;
            count += 1;
        }
        Ok(count)
    }
}
