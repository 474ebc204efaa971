//! Names: folding, reserved words, schemas, aliases.

use crate::support::{check, engine, run_in, table};
use review_sql::{Bounds, SqlType};

#[test]
fn names_fold_to_lower_case_even_when_quoted() {
    check(&[
        ("SELECT QUERY FROM STL_QUERY WHERE Query = 1", &["#1"]),
        ("select \"QUERY\" from \"STL_Query\" where \"Query\" = 1", &["#1"]),
        ("select Q.query from pg_catalog.stl_query Q where q.QUERY = 1", &["#1"]),
        ("select dev.pg_catalog.stl_query.query from pg_catalog.stl_query where stl_query.query = 2", &["#2"]),
    ]);
}

#[test]
fn reserved_words_name_columns_where_redshift_takes_them() {
    check(&[
        ("select \"table\", \"schema\" from svv_table_info where \"table\" = 'items'", &["items|public"]),
        ("select i.table, i.schema from svv_table_info i where i.table = 'items'", &["items|public"]),
        ("select label as table, userid as user, 1 as timestamp from stl_query where query = 1", &["default|#100|#1"]),
        ("select \"user\" from (select 5 as \"user\")", &["#5"]),
        ("select cast(query as int), cast(label as varchar) from stl_query where query = 1", &["#1|default"]),
    ]);
}

#[test]
fn an_alias_may_be_used_later_in_the_same_select() {
    // r_SELECT_list: an alias may be used later; a column of FROM of that name wins.
    check(&[
        ("select query * 2 as twice, twice + 1 as more from stl_query where query = 3", &["#6|#7"]),
        ("select query + 1 as next from stl_query where next > 4", &["#5"]),
        ("select query + 100 as elapsed, elapsed from stl_query where query = 1", &["#101|#5500000"]),
        ("select count(*) as c, c * 2 from stl_query", &["#4|#8"]),
        (
            "select datediff(day, '2026-11-01', trunc(starttime)) as day, day + 1 from stl_query where query = 1",
            &["#18|#19"],
        ),
        ("select userid u, max(query) m from stl_query group by u having m > 2 order by u", &["#101|#3", "#102|#4"]),
        ("select query as q, (select max(q) from (select 9 as q)) from stl_query where query = 1", &["#1|#9"]),
        // An input column of that name wins in GROUP BY.
        (
            "select date_trunc('day', starttime) as starttime, count(*) from stl_query group by 1 order by 1",
            &["2026-11-19 00:00:00|#2", "2026-11-20 00:00:00|#2"],
        ),
    ]);
}

#[test]
fn a_table_may_be_registered_with_its_schema() {
    let mut engine = engine();
    engine.register(table("information_schema.tables", &[("table_name", SqlType::Varchar(128))], &["t1"]));
    for sql in [
        "select tables.table_name from information_schema.tables",
        "select t.table_name from information_schema.tables t",
        "select table_name from INFORMATION_SCHEMA.TABLES",
    ] {
        let output = run_in(&engine, sql, Bounds::default()).expect(sql);
        assert_eq!(output.rows.len(), 1, "{sql}");
    }
}
