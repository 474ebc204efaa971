//! Where Redshift answers differently from the engine beneath; the guide's page stands beside the case.

use review_sql::SqlErrorKind::{Data, Syntax};

use crate::support::{check, check_errors, check_values};

#[test]
fn integers_stay_integers_and_never_wrap() {
    // "Computations with numeric values" (r_numeric_computations201), AVG (r_AVG), SUM (r_SUM).
    check_values(&[
        ("1 / 2", "#0"),
        ("-7 / 2", "#-3"),
        ("7 % 3", "#1"),
        ("mod(7, 3)", "#1"),
        ("3600::bigint * 1000000", "#3600000000"),
        ("3600000000 + 1", "#3600000001"),
        ("2147483647 - -2147483648::bigint", "#4294967295"),
        ("1 + null", "_"),
        ("100 * 3 / nullif(0, 0)", "_"),
    ]);
    check(&[
        ("select avg(query), sum(query), avg(elapsed) from stl_query where query < 3", &["#1|#3|#1202750000"]),
        ("select avg(datediff(second, starttime, endtime)) from stl_query", &["#802"]),
        ("select avg(query::float), avg(query * 1.0) from stl_query", &["~2.5|2.5"]),
        ("select sum(n), avg(n) from nothing", &["_|_"]),
        ("select sum(distinct userid) from stl_query", &["#303"]),
        ("select sum(case when aborted = 1 then 1 else 0 end) * 100 / count(*) from stl_query", &["#25"]),
    ]);
    check_errors(&[
        ("select 3600 * 1000000", Data, "integer out of range"),
        ("select elapsed from stl_query where elapsed > 3600 * 1000000", Data, "integer out of range"),
        ("select 9223372036854775807 + 1", Data, "bigint out of range"),
        ("select n * 9223372036854775807 from numbers where n = 2", Data, "bigint out of range"),
        ("select sum(x) from (select 9223372036854775807 as x union all select 1)", Data, "bigint out of range"),
        ("select 1 / 0", Data, "division by zero"),
        ("select 1.0 / 0", Data, "division by zero"),
        ("select 1::float / 0", Data, "division by zero"),
        ("select n % 0 from numbers", Data, "division by zero"),
        ("select 1e308::float * 10", Data, "out of range"),
    ]);
}

#[test]
fn decimals_have_redshifts_scales() {
    // "Computations with numeric values" (r_numeric_computations201).
    check_values(&[
        ("1.5 + 2.25", "3.75"),
        ("1.5 * 2.25", "3.375"),
        ("1::numeric(38,0) / 3::numeric(38,0)", "0.3333"),
        ("4::numeric(38,0) / 100000::numeric(38,0)", "0.0000"),
        ("10.00::numeric(8,2) / 4", "2.5000000000000"),
        ("7.5 % 2", "1.5"),
        ("5.7::numeric", "6"),
        ("109.652::decimal(4,1)", "109.7"),
        ("round(28.05, 1)", "28.10"),
        ("round(2.5), round(-2.567, 2)", "3.0|-2.570"),
        ("trunc(2.99), trunc(2.99, 1)", "2.00|2.90"),
        ("ceil(2.01), floor(-2.01)", "3|-3"),
        ("1.5 + 1::float", "~2.5"),
        ("0.1 + 0.2 = 0.3", "!t"),
        ("0.1::float + 0.2::float = 0.3", "!f"),
        ("99999999999999999999 + 1", "100000000000000000000"),
        ("1e3", "1000"),
    ]);
    check(&[
        ("select sum(d), avg(d) from numbers", &["8.50|2.83"]),
        ("select share > 0.3 from svv_table_info where share is not null order by share", &["!f", "!t"]),
        ("select tbl_rows / 3 from svv_table_info where tbl_rows = 10", &["3.3333"]),
    ]);
    check_errors(&[
        ("select 1::decimal(38,20) * 10::decimal(38,20)", Data, "numeric data overflow"),
        ("select 123.456::decimal(2,1)", Data, "numeric data overflow"),
        ("select 99999999999999999999999999999999999999::numeric(38,0) + 1", Data, "numeric data overflow"),
        (
            "select sum(x) from (select 99999999999999999999999999999999999999::numeric(38,0) x union all select 1)",
            Data,
            "numeric data overflow",
        ),
    ]);
}

#[test]
fn text_is_compared_without_trailing_blanks() {
    // "Character types" (r_Character_types).
    check_values(&[
        ("'a' = 'a '", "!t"),
        ("'a ' <> 'a'", "!f"),
        ("'a' < 'a '", "!f"),
        ("'a ' in ('b', 'a')", "!t"),
        ("'a ' not in ('a')", "!f"),
        ("nullif('  ', '')", "_"),
        ("case 'x ' when 'x' then 1 else 2 end", "#1"),
        ("decode('x ', 'x', 'found', 'not')", "found"),
        ("decode(null, null, 'null', 'not')", "null"),
        ("len('a ')", "#2"),
        ("'Z' < 'a'", "!t"),
    ]);
    // Such a sub-query becomes a join on the bare column, which would count the blanks: better none than a wrong row.
    check_errors(&[(
        "select n from numbers a where n = (select max(b.n) from numbers b where b.t = a.t)",
        Syntax,
        "correlated subquery pattern is not supported",
    )]);
    check(&[
        ("select n from numbers where t = 'a' order by 1", &["#1", "#3"]),
        ("select n from numbers where t in ('a', 'c') order by 1", &["#1", "#3"]),
        ("select a.n, b.n from numbers a join numbers b on a.t = b.t and a.n < b.n", &["#1|#3"]),
        ("select listagg(distinct t, '') within group (order by t) from numbers", &["ab "]),
        (
            "select query from stl_query a where query = (select max(b.query) from stl_query b where b.label = a.label)",
            &["#1", "#3"],
        ),
        ("select len(flag), flag || '!' from padded order by 2", &["#1|f!", "#1|t!"]),
    ]);
}

#[test]
fn text_functions_answer_as_redshifts() {
    check_values(&[
        // r_CONCAT, r_SUBSTRING, r_LISTAGG.
        ("concat('a', null)", "_"),
        ("'a' || null", "_"),
        ("'a' || 1 || 2.50", "a12.50"),
        ("'a' + 'b'", "ab"),
        ("substring('caterpillar', 6, 4)", "pill"),
        ("substring('caterpillar', 0, 4)", "cat"),
        ("substring('caterpillar', -2, 6)", "cat"),
        ("substring('caterpillar' from 6)", "pillar"),
        ("left('abc', 2) || right('abc', 1)", "abc"),
        ("left('abc', -1)", "ab"),
        ("charindex('c', 'abc'), position('c' in 'abc'), strpos('abc', 'x')", "#3|#3|#0"),
        ("trim('  x '), btrim('xyax', 'xy'), trim(both 'x' from 'xax'), ltrim('  x'), rtrim('x  ')", "x|a|a|x|x"),
        ("upper('aé'), lower('AÉ'), initcap('hello wORLD')", "AÉ|aé|Hello World"),
        ("replace('aXbX', 'X', '--'), translate('abc', 'ab', 'x'), reverse('abc')", "a--b--|xc|cba"),
        ("lpad('7', 3, '0'), rpad('abc', 2), repeat('ab', 2)", "007|ab|abab"),
        ("split_part('a.b.c', '.', 2), split_part('a', '.', 2) = ''", "b|!t"),
        ("len('äb'), octet_length('äb'), ascii('A'), chr(66)", "#2|#3|#65|B"),
        ("nvl(null, 'x'), nvl2(null, 1, 2), isnull(null, 3), coalesce(null, null, 4)", "x|#2|#3|#4"),
        ("greatest(1, 3, 2), least(2, 1)", "#3|#1"),
        ("quote_ident('Ab'), quote_ident('ab'), quote_literal('it''s')", "\"Ab\"|ab|'it''s'"),
        ("'abc' like 'a%', 'abc' ilike 'A_C', 'abc' not like 'b%', 'a_c' like 'a\\\\_c'", "!t|!t|!t|!t"),
        ("'abc' similar to 'a(b|x)%', 'abc' ~ '^a.c$', 'abc' !~ 'x'", "!t|!t|!t"),
        // pattern-matching-conditions-posix: a backslash is doubled in a literal.
        ("'a7' ~ '\\\\d', 'd' ~ '^\\d$'", "!t|!t"),
        (
            "regexp_substr('ab12cd34', '[0-9]+', 1, 2), regexp_count('a1b2', '[0-9]'), regexp_instr('ab1', '[0-9]')",
            "34|#2|#3",
        ),
        ("regexp_replace('a1b22', '[0-9]+', '#')", "a#b#"),
        ("json_extract_path_text('{\"a\":{\"b\":[1,2]}}', 'a', 'b'), json_extract_path_text('{}', 'x')", "[1,2]|_"),
        ("json_extract_array_element_text('[1,\"x\"]', 1), json_array_length('[1,2]'), is_valid_json('{')", "x|#2|!f"),
        ("json_extract_path_text('no', 'a', true)", "_"),
        ("strtol('ff', 16), to_hex(255)", "#255|ff"),
        (
            "format_type(1043, 14), format_type(1700, 1310726), has_schema_privilege('public', 'usage')",
            "character varying(10)|numeric(20,2)|!t",
        ),
        ("current_user, current_database(), user, version() like '%Redshift%'", "reviewer|dev|reviewer|!t"),
        ("current_setting('timezone')", "UTC"),
    ]);
    check_errors(&[
        ("select substring('abc', 1, -1)", Data, "negative substring length"),
        ("select json_extract_path_text('no', 'a')", Data, "JSON parsing error"),
        ("select concat('a', 'b', 'c')", Syntax, "concat does not take 3 arguments"),
        ("select 'x' ~ '('", Data, "invalid regular expression"),
    ]);
}

#[test]
fn casts_round_cut_and_fail_as_redshifts() {
    // r_CAST_function, "Type compatibility and conversion" (c_Supported_data_types).
    check_values(&[
        ("109.652::int", "#110"),
        ("2.5::float::int, 3.5::float::int", "#2|#4"),
        ("'abcdef'::varchar(3), cast('äö' as varchar(3))", "abc|ä"),
        ("'12'::int, ' 12 '::bigint, '1.5'::decimal(4,2)", "#12|#12|1.50"),
        ("1.0::float::varchar, 0.1::real::varchar, 1e20::float::varchar", "1|0.1|1e+20"),
        ("getdate()::varchar, current_date::varchar, getdate()::date", "2026-11-20 06:00:00|2026-11-20|2026-11-20"),
        ("'2026-11-20'::timestamp, '2026/11/20 06:00'::timestamp", "2026-11-20 00:00:00|2026-11-20 06:00:00"),
        ("'t'::boolean, 'no'::bool, 1::boolean, true::int", "!t|!f|!t|#1"),
        ("convert(integer, '5'), cast(7 as oid)", "#5|#7"),
        ("try_cast('x' as int), try_cast('5' as int)", "_|#5"),
        ("1 = '1', 1.5 = '1.5', true = 't'", "!t|!t|!t"),
        // A number against a text column compares as text, unless it is a decimal.
        ("(select 10 < t from (select '9'::varchar t))", "!t"),
        ("(select 10.0 < t from (select '9'::varchar t))", "!f"),
    ]);
    check_errors(&[
        ("select 'auto'::int", Data, "invalid input syntax for integer: \"auto\""),
        ("select ''::int", Data, "invalid input syntax"),
        ("select ' '::date", Data, "invalid input syntax for type date"),
        ("select 12345678::smallint", Data, "smallint out of range"),
        ("select 1.5::boolean", Syntax, "cannot cast type numeric to boolean"),
        ("select n from numbers where n = 'x'", Data, "invalid input syntax"),
        ("select n from numbers where d > t", Data, "invalid input syntax"),
        ("select 1::hstore", review_sql::SqlErrorKind::MissingObject, "type \"hstore\" does not exist"),
        ("select n + t from numbers", Syntax, "operator does not exist"),
    ]);
}

#[test]
fn nulls_come_last_ascending_and_first_descending() {
    // r_ORDER_BY_clause.
    check(&[
        ("select n from numbers order by n", &["#1", "#2", "#3", "_"]),
        ("select n from numbers order by n desc", &["_", "#3", "#2", "#1"]),
        ("select n from numbers order by n desc nulls last", &["#3", "#2", "#1", "_"]),
        ("select n, row_number() over (order by n desc) from numbers order by 2", &["_|#1", "#3|#2", "#2|#3", "#1|#4"]),
    ]);
}
