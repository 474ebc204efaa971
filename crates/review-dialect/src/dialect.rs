//! The dialect that scripts are judged in: Redshift's as the parser knows it, and what others write on top, so that
//! a refused construct is read and can be named instead of ending the reading.

use std::any::TypeId;
use std::iter::Peekable;
use std::str::Chars;

use sqlparser::dialect::{Dialect, RedshiftSqlDialect};

use crate::sql::DIALECT;

/// Reads more than Redshift does.
#[derive(Debug)]
pub(crate) struct Generous;

/// Hands every question to Redshift's own dialect.
macro_rules! as_redshift {
    ($($question:ident,)+) => { $(fn $question(&self) -> bool { DIALECT.$question() })+ };
}

impl Dialect for Generous {
    /// The parser asks by type in some places; there it is Redshift too.
    fn dialect(&self) -> TypeId {
        TypeId::of::<RedshiftSqlDialect>()
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        DIALECT.is_identifier_start(ch)
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        DIALECT.is_identifier_part(ch)
    }

    fn is_nested_delimited_identifier_start(&self, ch: char) -> bool {
        DIALECT.is_nested_delimited_identifier_start(ch)
    }

    fn peek_nested_delimited_identifier_quotes(&self, chars: Peekable<Chars<'_>>) -> Option<(char, Option<char>)> {
        DIALECT.peek_nested_delimited_identifier_quotes(chars)
    }

    as_redshift! {
        allow_extract_single_quotes,
        convert_type_before_value,
        supports_array_typedef_with_brackets,
        supports_bitwise_shift_operators,
        supports_connect_by,
        supports_partiql,
        supports_select_exclude,
        supports_select_wildcard_exclude,
        supports_select_wildcard_with_alias,
        supports_string_escape_constant,
        supports_string_literal_backslash_escape,
        supports_string_literal_concatenation_with_newline,
        supports_top_before_distinct,
        supports_window_function_null_treatment_arg,
    }

    fn supports_filter_during_aggregation(&self) -> bool {
        true
    }

    fn supports_values_as_table_factor(&self) -> bool {
        true
    }

    fn supports_window_clause_named_window_reference(&self) -> bool {
        true
    }

    fn supports_select_item_multi_column_alias(&self) -> bool {
        false
    }
}
