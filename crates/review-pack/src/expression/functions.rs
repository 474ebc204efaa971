//! The functions conditions may use. An allow-list: a condition must give the same answer whenever and wherever
//! the same result is judged, so nothing that reads a clock, a session, chance or another table is in it
//! (`getdate()` and its like are the time the result was taken).

/// What kind of value a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// A number.
    Number,
    /// Text.
    Text,
    /// True or false.
    Boolean,
    /// A date or timestamp.
    Time,
    /// What its arguments are.
    Argument,
    /// It depends.
    Varies,
}

/// A function that conditions may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllowedFunction {
    /// Its name in lower case.
    pub name: &'static str,
    /// What it gives.
    pub returns: Returns,
    /// Whether it speaks of many rows.
    pub aggregate: bool,
    /// Whether it needs an OVER clause, and so a sub-select.
    pub window: bool,
}

const fn scalar(name: &'static str, returns: Returns) -> AllowedFunction {
    AllowedFunction { name, returns, aggregate: false, window: false }
}

const fn aggregate(name: &'static str, returns: Returns) -> AllowedFunction {
    AllowedFunction { name, returns, aggregate: true, window: false }
}

const fn window(name: &'static str, returns: Returns) -> AllowedFunction {
    AllowedFunction { name, returns, aggregate: false, window: true }
}

use Returns::{Argument, Boolean, Number, Text, Time, Varies};

/// Every function that conditions may use, sorted by name. The engine that judges keeps to the same list.
pub const ALLOWED_FUNCTIONS: &[AllowedFunction] = &[
    scalar("abs", Number),
    scalar("add_months", Time),
    scalar("ascii", Number),
    aggregate("avg", Number),
    aggregate("bool_and", Boolean),
    aggregate("bool_or", Boolean),
    scalar("btrim", Text),
    scalar("cbrt", Number),
    scalar("ceil", Number),
    scalar("ceiling", Number),
    scalar("char_length", Number),
    scalar("character_length", Number),
    scalar("charindex", Number),
    scalar("chr", Text),
    scalar("coalesce", Argument),
    scalar("concat", Text),
    scalar("convert_timezone", Time),
    aggregate("count", Number),
    window("cume_dist", Number),
    scalar("current_date", Time),
    scalar("date_part", Number),
    scalar("date_trunc", Time),
    scalar("dateadd", Time),
    scalar("datediff", Number),
    scalar("decode", Varies),
    window("dense_rank", Number),
    scalar("exp", Number),
    window("first_value", Argument),
    scalar("floor", Number),
    scalar("getdate", Time),
    scalar("greatest", Argument),
    scalar("ifnull", Argument),
    scalar("initcap", Text),
    scalar("is_valid_json", Boolean),
    scalar("is_valid_json_array", Boolean),
    scalar("isnull", Argument),
    scalar("json_array_length", Number),
    scalar("json_extract_array_element_text", Text),
    scalar("json_extract_path_text", Text),
    window("lag", Argument),
    scalar("last_day", Time),
    window("last_value", Argument),
    window("lead", Argument),
    scalar("least", Argument),
    scalar("left", Text),
    scalar("len", Number),
    scalar("length", Number),
    aggregate("listagg", Text),
    scalar("ln", Number),
    scalar("log", Number),
    scalar("lower", Text),
    scalar("lpad", Text),
    scalar("ltrim", Text),
    aggregate("max", Argument),
    aggregate("median", Number),
    aggregate("min", Argument),
    scalar("mod", Number),
    scalar("months_between", Number),
    window("ntile", Number),
    scalar("nullif", Argument),
    scalar("nvl", Argument),
    scalar("nvl2", Varies),
    scalar("octet_length", Number),
    window("percent_rank", Number),
    aggregate("percentile_cont", Number),
    aggregate("percentile_disc", Varies),
    scalar("pow", Number),
    scalar("power", Number),
    scalar("quote_ident", Text),
    window("rank", Number),
    window("ratio_to_report", Number),
    scalar("regexp_count", Number),
    scalar("regexp_instr", Number),
    scalar("regexp_replace", Text),
    scalar("regexp_substr", Text),
    scalar("repeat", Text),
    scalar("replace", Text),
    scalar("reverse", Text),
    scalar("right", Text),
    scalar("round", Number),
    window("row_number", Number),
    scalar("rpad", Text),
    scalar("rtrim", Text),
    scalar("sign", Number),
    scalar("split_part", Text),
    scalar("sqrt", Number),
    aggregate("stddev", Number),
    aggregate("stddev_pop", Number),
    aggregate("stddev_samp", Number),
    scalar("strpos", Number),
    scalar("strtol", Number),
    scalar("substr", Text),
    scalar("substring", Text),
    aggregate("sum", Number),
    scalar("sysdate", Time),
    scalar("to_char", Text),
    scalar("to_date", Time),
    scalar("to_timestamp", Time),
    scalar("translate", Text),
    scalar("trim", Text),
    scalar("trunc", Argument),
    scalar("upper", Text),
    aggregate("var_pop", Number),
    aggregate("var_samp", Number),
    aggregate("variance", Number),
];

/// The function of that name (in lower case), if conditions may use it.
pub fn allowed_function(name: &str) -> Option<&'static AllowedFunction> {
    let found = ALLOWED_FUNCTIONS.binary_search_by(|function| function.name.cmp(name));
    found.ok().map(|index| &ALLOWED_FUNCTIONS[index])
}

/// Functions whose first argument is a part of a date, such as `day`, and not a column.
pub(super) fn begins_with_date_part(name: &str) -> bool {
    matches!(name, "dateadd" | "datediff" | "date_part" | "date_trunc")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_so_that_it_can_be_searched() {
        assert!(ALLOWED_FUNCTIONS.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn nothing_that_reads_chance_clock_or_session_is_allowed() {
        for name in ["random", "now", "uuid", "version", "current_user", "generate_series", "current_timestamp"] {
            assert_eq!(allowed_function(name), None, "{name}");
        }
    }
}
