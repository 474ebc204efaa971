//! Mistakes in signals and recommendations.

use crate::support::{check_case, check_edits, check_table};

const FILE: &str = "signals/TableInfo.yaml";
const OTHER: &str = "signals/Queues.yml";
const ADVICE: &str = "recommendations.yaml";

/// Line 11 of the base file begins the second line of a block: `      and table_name not like 'tmp%'`.
const SECOND_LINE: &str = "table_name not like 'tmp%'";

/// Replaces what follows `and` in the block of the condition, row by row.
#[track_caller]
fn conditions(table: &[(&str, &[&str])]) {
    let table: Vec<_> = table.iter().map(|(replace, expected)| (SECOND_LINE, *replace, *expected)).collect();
    check_table(FILE, &table);
}

/// Replaces the aggregate of the other file, which begins at line 8, column 16.
#[track_caller]
fn aggregates(table: &[(&str, &[&str])]) {
    let find = "sum(slots) < (select count(*) from TableInfo)";
    let table: Vec<_> = table.iter().map(|(replace, expected)| (find, *replace, *expected)).collect();
    check_table(OTHER, &table);
}

#[test]
fn a_mistake_of_form_is_named_and_hides_nothing_else() {
    let table: &[(&str, &str, &[&str])] = &[
        ("unit: tables", "unit: [tables", &["C003 signals/TableInfo.yaml:5:8"]),
        ("unit: tables", "unit: &u tables", &["C004 signals/TableInfo.yaml:4:7"]),
        ("unit: tables", "unit: !x tables", &["C004 signals/TableInfo.yaml:4:7"]),
        ("unit: tables", "unit: tables\n---\na: b", &["C004 signals/TableInfo.yaml:5:1"]),
        ("unit: tables", "unit: tables\nunit: rows", &["C005 signals/TableInfo.yaml:5:1"]),
        ("unit: tables", "units: tables", &["C006 signals/TableInfo.yaml:4:1"]),
        ("severity: high", "severity: high\n    serverity: low", &["C006 signals/TableInfo.yaml:9:5"]),
        ("    title: Skewed tables\n", "", &["C007 signals/TableInfo.yaml:6:5"]),
        ("severity: high", "severity: high\n    shows: window", &[]),
        ("unit: tables", "unit: tables\nshows: moment", &[]),
        ("unit: tables", "unit: tables\nshows: now", &["C060 signals/TableInfo.yaml:5:8"]),
        ("severity: high", "severity: high\n    shows: week", &["C060 signals/TableInfo.yaml:9:12"]),
        ("title: Skewed tables", "title: 5", &["C008 signals/TableInfo.yaml:7:12"]),
        ("title: Skewed tables", "title:", &["C008 signals/TableInfo.yaml:7:10"]),
        ("object: [table_name]", "object: table_name", &["C008 signals/TableInfo.yaml:3:9"]),
    ];
    check_table(FILE, table);
}

#[test]
fn header_and_columns_agree_with_the_configuration() {
    let table: &[(&str, &str, &[&str])] = &[
        ("query: TableInfo", "query: TableInfos", &["C026 signals/TableInfo.yaml:1:8"]),
        ("query: TableInfo", "query: Queues", &["C027 signals/TableInfo.yaml:1:8"]),
        ("object: [table_name]", "object: [table_nam]", &["C028 signals/TableInfo.yaml:3:10"]),
        ("observed: skew", "observed: screw", &["C028 signals/TableInfo.yaml:13:15"]),
        ("skew: float", "skew: double", &["C029 signals/TableInfo.yaml:2:61"]),
        ("tbl_rows: decimal(38,0)", "tbl_rows: decimal(39,0)", &["C029 signals/TableInfo.yaml:2:40"]),
        ("hot: boolean", "Hot: boolean", &["C010 signals/TableInfo.yaml:2:97"]),
    ];
    check_table(FILE, table);
    check_case(
        ("signals/TableInfo.json", "", "{}"),
        &[
            "C047 recommendations.yaml:1:1",
            "C007 signals/TableInfo.json:1:1",
            "C007 signals/TableInfo.json:1:1",
            "C007 signals/TableInfo.json:1:1",
            "C061 signals/TableInfo.yaml:0:0",
        ],
    );
    check_case(("signals/Other.yaml", "", "query: Other\ncolumns: {}\nsignals: []"), &["C026 signals/Other.yaml:1:8"]);
    check_case(
        (OTHER, "  slots: integer", "  slots: integer\n  database_name: integer"),
        &["C008 signals/Queues.yml:4:18"],
    );
}

#[test]
fn conditions_are_read_and_every_place_is_exact() {
    conditions(&[
        ("table_name = ", &["C030 signals/TableInfo.yaml:12:24"]),
        ("table_name not 'x'", &["C030 signals/TableInfo.yaml:12:22"]),
        ("(n > 1", &["C030 signals/TableInfo.yaml:12:17"]),
        ("n > 1; delete", &["C030 signals/TableInfo.yaml:12:16"]),
        ("table_name <> 'x", &["C030 signals/TableInfo.yaml:12:25"]),
        ("table_nam is null", &["C028 signals/TableInfo.yaml:12:11"]),
        ("n > :larg", &["C040 signals/TableInfo.yaml:12:15"]),
        ("n", &[]),
    ]);
    check_case(
        (FILE, "population: tbl_rows > :large", "population: :large + tbl_rows"),
        &["C064 signals/TableInfo.yaml:9:17"],
    );
    check_case(
        (FILE, "population: tbl_rows > :large", "population: \"tbl_rows > :large and \\\"n\\\" = 'x'\""),
        &["C033 signals/TableInfo.yaml:9:40"],
    );
}

#[test]
fn a_constant_is_no_condition() {
    conditions(&[
        ("true", &["C031 signals/TableInfo.yaml:12:11"]),
        ("n = n", &["C031 signals/TableInfo.yaml:12:11"]),
        ("(n > 1 or 1 = 1)", &["C031 signals/TableInfo.yaml:12:21"]),
        ("(n is null or n is not null)", &["C031 signals/TableInfo.yaml:12:12"]),
        ("not (n <> (n))", &["C031 signals/TableInfo.yaml:12:16"]),
    ]);
    check_case((FILE, "tbl_rows > :large", "5 > :large"), &["C031 signals/TableInfo.yaml:9:17"]);
    check_case((FILE, "tbl_rows > :large", "exists (select 1 from TableInfo where tbl_rows > :large)"), &[]);
    check_case((OTHER, "sum(slots) < (select count(*) from TableInfo)", "1 > 2"), &["C031 signals/Queues.yml:8:16"]);
}

#[test]
fn comparisons_that_engines_or_readers_take_differently_are_refused() {
    conditions(&[
        ("table_name = 'tmp%'", &["C032 signals/TableInfo.yaml:12:24"]),
        ("'tmp%' <> table_name", &["C032 signals/TableInfo.yaml:12:11"]),
        ("table_name != 'tmp%'", &["C032 signals/TableInfo.yaml:12:25"]),
        ("n > '5'", &["C033 signals/TableInfo.yaml:12:11"]),
        ("table_name < 5", &["C033 signals/TableInfo.yaml:12:11"]),
        ("5 <> table_name", &["C033 signals/TableInfo.yaml:12:11"]),
        ("table_name = :limit", &["C033 signals/TableInfo.yaml:12:11"]),
        ("table_name = n", &["C033 signals/TableInfo.yaml:12:11"]),
        ("table_name in ('a', 5)", &["C033 signals/TableInfo.yaml:12:11"]),
        ("n between 1 and 'b'", &["C033 signals/TableInfo.yaml:12:11"]),
        ("case table_name when 1 then true end", &["C033 signals/TableInfo.yaml:12:16"]),
        ("lower(table_name) = 1 + n", &["C033 signals/TableInfo.yaml:12:11"]),
        ("n like '5%'", &["C033 signals/TableInfo.yaml:12:11"]),
        ("n in (select table_name from TableInfo)", &["C033 signals/TableInfo.yaml:12:11"]),
        ("coalesce(null, table_name) = 5", &["C033 signals/TableInfo.yaml:12:11"]),
        ("n = null", &["C034 signals/TableInfo.yaml:12:15"]),
        ("n not in (1, null)", &["C034 signals/TableInfo.yaml:12:24"]),
    ]);
}

#[test]
fn comparisons_of_one_kind_pass() {
    let good = [
        "cast(table_name as integer) > 5",
        "n::text = '5'",
        "len(table_name) > 5",
        "made > '2026-01-01' and seen < dateadd(day, -7, getdate())",
        "date_trunc('day', seen) = date '2026-01-01'",
        "extract(hour from seen) > 5",
        "nvl(n, 0) > 5 and hot",
        "table_name similar to '(a|b)%' and trim(table_name) ilike 'x%'",
        "n > (select avg(i.n) from TableInfo i where i.table_name = TableInfo.table_name)",
        "n > (with q as (select max(n) as most from TableInfo) select most from q)",
        "n > (select x.total from (select sum(slots) as total from Queues group by database_name) x)",
        "(n, skew) in (select n, skew from TableInfo)",
        "round(skew, 2) >= 1.5 and mod(n, 2) = 0",
        "case when n > 5 then 'many' else null end = 'many'",
        "seen > getdate() - interval '7 days' and made = current_date",
        "n is distinct from null",
        "not hot or table_name ~ '^x'",
        "greatest(n, 5) > 3 and 100.0 * n / nullif(tbl_rows, 0) > 5",
        "datediff(hour, seen, getdate()) > 5",
        "convert_timezone('UTC', seen) > sysdate",
        "n = any (select slots from Queues)",
        "exists (select 1 from Queues q join TableInfo i on q.slots = i.n where q.database_name = table_name)",
        "n > (select count(*) from Queues where slots > 1 union all select 2 limit 1)",
        "n > (select r from (select n, rank() over (order by n desc) as r from TableInfo) ranked where ranked.n = 1)",
        "\"n\" > 5 and TABLE_NAME <> 'X'",
        "substring(table_name from 1 for 3) = 'tmp' and position('x' in table_name) > 0",
        "n::decimal(10,2) > 1.5 and skew > 1e3 and n > -5",
    ];
    conditions(&good.map(|condition| (condition, [].as_slice())));
}

#[test]
fn conditions_judge_rows_and_aggregates_judge_all() {
    conditions(&[
        ("sum(n) > 5", &["C035 signals/TableInfo.yaml:12:11"]),
        ("row_number() over (order by n) = 1", &["C035 signals/TableInfo.yaml:12:11"]),
        ("n > (select count(*) from Queues)", &[]),
    ]);
    aggregates(&[
        ("slots > 1", &["C036 signals/Queues.yml:8:16"]),
        ("sum(slots) > slots", &["C036 signals/Queues.yml:8:29"]),
        ("sum(max(slots)) > 1", &["C035 signals/Queues.yml:8:20"]),
        ("count(*) > 1", &[]),
        ("sum(case when slots > 1 then 1 else 0 end) > count(*)", &[]),
        ("count(distinct database_name) > 1", &[]),
        ("sum(slots)::float / nullif(count(*), 0) > 5 and max(slots) is not null", &[]),
        ("percentile_cont(0.9) within group (order by slots) > 5", &[]),
        ("listagg(database_name, ',') within group (order by slots) like '%dev%'", &[]),
        ("case when count(*) = 0 then false else bool_and(slots > 1) end", &[]),
        ("row_number() over (order by count(*)) > 1", &["C035 signals/Queues.yml:8:16"]),
    ]);
}

#[test]
fn functions_and_tables_are_those_of_the_pack() {
    conditions(&[
        ("n > random()", &["C038 signals/TableInfo.yaml:12:15"]),
        ("made < now()", &["C038 signals/TableInfo.yaml:12:18"]),
        ("lenght(table_name) > 1", &["C038 signals/TableInfo.yaml:12:11"]),
        ("n in (select g from generate_series(1, 3) as g)", &["C038 signals/TableInfo.yaml:12:31"]),
        ("n in (select slots from Queue)", &["C039 signals/TableInfo.yaml:12:35"]),
        ("n in (select slots from pg_catalog.Queues)", &["C039 signals/TableInfo.yaml:12:35"]),
        ("n in (select slts from Queues)", &["C028 signals/TableInfo.yaml:12:24"]),
        ("n in (select q.n from Queues q)", &["C028 signals/TableInfo.yaml:12:26"]),
        ("n[1] > 1", &["C062 signals/TableInfo.yaml:12:11"]),
        ("n = any (array[1, 2])", &["C062 signals/TableInfo.yaml:12:26"]),
    ]);
}

#[test]
fn a_signal_has_exactly_one_test() {
    check_case(
        (FILE, "    condition: |\n      skew >= :limit\n      and table_name not like 'tmp%'\n", ""),
        &["C037 signals/TableInfo.yaml:6:5"],
    );
    check_case((FILE, "observed: skew", "aggregate: count(*) > 1"), &["C037 signals/TableInfo.yaml:13:5"]);
}

#[test]
fn thresholds_are_declared_used_sourced_and_not_zero() {
    let table: &[(&str, &str, &[&str])] = &[
        ("limit: {", "limits: {", &["C040 signals/TableInfo.yaml:11:15", "C041 signals/TableInfo.yaml:16:7"]),
        ("skew >= :limit", "skew >= 4", &["C041 signals/TableInfo.yaml:16:7"]),
        ("value: 4", "value: 0", &["C042 signals/TableInfo.yaml:16:23"]),
        ("value: 4", "value: -0.0e5", &["C042 signals/TableInfo.yaml:16:23"]),
        ("value: 4, source: own", "value: 4", &["C043 signals/TableInfo.yaml:16:7"]),
        ("value: 4, source: own", "value: 4, source: ' '", &["C043 signals/TableInfo.yaml:16:34"]),
        ("value: 4, source: own", "source: own", &["C007 signals/TableInfo.yaml:16:14"]),
    ];
    check_table(FILE, table);
}

#[test]
fn ids_severities_and_advice_are_known() {
    check_case((OTHER, "id: slots-are-few", "id: skewed"), &["C044 signals/TableInfo.yaml:6:9"]);
    check_case((FILE, "id: skewed", "id: Skewed!"), &["C010 signals/TableInfo.yaml:6:9"]);
    check_case((FILE, "severity: high", "severity: hihg"), &["C045 signals/TableInfo.yaml:8:15"]);
    check_case((FILE, "[mend]", "[mends]"), &["C047 recommendations.yaml:1:1", "C046 signals/TableInfo.yaml:17:23"]);
    check_case((FILE, "[mend]", "[]"), &["C047 recommendations.yaml:1:1"]);
    check_edits(
        &[(ADVICE, "effort: small", "effort: [small"), (FILE, "[mend]", "[mends]")],
        &["C003 recommendations.yaml:5:7"],
    );
}

#[test]
fn recommendations_are_checked_one_by_one() {
    let table: &[(&str, &str, &[&str])] = &[
        ("effort: small", "effort: tiny", &["C048 recommendations.yaml:4:11"]),
        ("effort: small", "effort: small\n  try: [a]", &["C008 recommendations.yaml:5:8"]),
        ("effort: small", "effort: small\n  undo: 5", &["C008 recommendations.yaml:5:9"]),
        ("effort: small", "effort: small\n  try: a copy\n  undo: the same again", &[]),
        ("[needs_test]", "[needs_tests]", &["C048 recommendations.yaml:5:10"]),
        ("https://example.com/mend", "ftp://example.com", &["C049 recommendations.yaml:6:11"]),
        ("https://example.com/mend", "javascript:alert(1)", &["C049 recommendations.yaml:6:11"]),
        ("{table_name}", "{schema_name}.{table_name}", &["C050 recommendations.yaml:7:20"]),
        (
            "ALTER TABLE {table_name} ALTER DISTSTYLE AUTO",
            "DROP TABLE {table_name}",
            &["C051 recommendations.yaml:7:8"],
        ),
        ("ALTER TABLE {table_name} ALTER DISTSTYLE AUTO", "VACUUM DELETE ONLY {table_name}", &[]),
        (
            "ALTER TABLE {table_name} ALTER DISTSTYLE AUTO",
            "delete from {table_name}",
            &["C051 recommendations.yaml:7:8"],
        ),
        (
            "ALTER TABLE {table_name} ALTER DISTSTYLE AUTO",
            "REVOKE DELETE, DROP, TRUNCATE ON TABLE {table_name} FROM PUBLIC",
            &[],
        ),
        (
            "ALTER TABLE {table_name} ALTER DISTSTYLE AUTO",
            "REVOKE DELETE ON {table_name} FROM PUBLIC; DELETE FROM {table_name}",
            &["C051 recommendations.yaml:7:51"],
        ),
        ("  title: Mend it\n", "", &["C007 recommendations.yaml:2:3"]),
        (
            "mend:\n",
            "Mend it:\n",
            &["C010 recommendations.yaml:1:1", "C047 recommendations.yaml:1:1", "C046 signals/TableInfo.yaml:17:23"],
        ),
    ];
    check_table(ADVICE, table);
}

#[test]
fn cases_of_both_kinds_are_there_and_read_as_the_columns() {
    let fires = "      fires: [ { table_name: a, tbl_rows: 1001, skew: 4.0 } ]\n";
    let table: &[(&str, &str, &[&str])] = &[
        (fires, "", &["C052 signals/TableInfo.yaml:6:9"]),
        (fires, "      fires: []\n", &["C052 signals/TableInfo.yaml:19:14"]),
        ("skew: 4.0", "screw: 4.0", &["C053 signals/TableInfo.yaml:19:49"]),
        ("skew: 4.0", "skew: steep", &["C054 signals/TableInfo.yaml:19:55"]),
        ("tbl_rows: 1001, skew: 4.0", "tbl_rows: 1001.5, skew: 4.0", &["C054 signals/TableInfo.yaml:19:43"]),
        ("skew: 4.0", "made: 2026-02-30", &["C054 signals/TableInfo.yaml:19:55"]),
        ("skew: 4.0", "hot: yes", &["C054 signals/TableInfo.yaml:19:54"]),
        ("skew: 4.0", "seen: 2026-02-03 25:00:00", &["C054 signals/TableInfo.yaml:19:55"]),
        ("skew: 4.0", "n: 9223372036854775808", &["C054 signals/TableInfo.yaml:19:52"]),
        ("skew: 4.0", "n: [1]", &["C008 signals/TableInfo.yaml:19:52"]),
        ("skew: 4.0", "n: null, made: 2026-02-28, seen: 2026-02-28 10:00:00.5, hot: true", &[]),
    ];
    check_table(FILE, table);
    check_case((OTHER, "with: { TableInfo:", "with: { TableInfos:"), &["C039 signals/Queues.yml:12:19"]);
    check_case((OTHER, "with: { TableInfo:", "with: { Queues:"), &["C039 signals/Queues.yml:12:19"]);
    check_case((OTHER, "with: {", "extra: 1\n          with: {"), &["C006 signals/Queues.yml:12:11"]);
    check_case((OTHER, "rows: [ { slots: 1 } ]", "rows: [ { slot: 1 } ]"), &["C053 signals/Queues.yml:11:21"]);
}
