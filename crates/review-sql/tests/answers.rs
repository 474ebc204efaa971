//! Plain diagnostic SQL: what PostgreSQL answers too.

use review_core::result::Cell;
use review_sql::{Bounds, Engine, RelationPrivilege};

use crate::support::{check, engine, run, run_in, session};

#[test]
fn queries_of_every_day_give_their_rows() {
    check(&[
        ("select query, label from stl_query where userid = 100 order by 1", &["#1|default", "#2|etl"]),
        ("-- a comment first\nselect count(*) from stl_query;", &["#4"]),
        ("/* here too */ select count(*) from nothing", &["#0"]),
        (
            "with q as (select userid, sum(elapsed) as s from stl_query group by userid) \
             select userid, s from q order by s desc nulls last",
            &["#100|#2405500000", "#101|#1000000", "#102|_"],
        ),
        (
            "select query, row_number() over (partition by userid order by starttime) as r from stl_query order by query",
            &["#1|#1", "#2|#2", "#3|#1", "#4|#1"],
        ),
        (
            "select query, sum(elapsed) over (order by query rows unbounded preceding) s from stl_query order by 1",
            &["#1|#5500000", "#2|#2405500000", "#3|#2406500000", "#4|#2406500000"],
        ),
        (
            "select query, sum(query) over (order by query rows between 1 preceding and current row) s \
             from stl_query order by 1",
            &["#1|#1", "#2|#3", "#3|#5", "#4|#7"],
        ),
        (
            "select query, lag(query) over (order by query), lead(query, 2) over (order by query) from stl_query order by 1",
            &["#1|_|#3", "#2|#1|#4", "#3|#2|_", "#4|#3|_"],
        ),
        ("select label, count(*) from stl_query group by 1 order by 2 desc, 1", &["etl|#2", "default|#1", "_|#1"]),
        ("select 1 union all select 2 union all select 1 order by 1", &["#1", "#1", "#2"]),
        ("select userid from stl_query minus select 100 order by 1", &["#101", "#102"]),
        ("select q.query from stl_query q where q.elapsed = (select max(elapsed) from stl_query)", &["#2"]),
        (
            "select query from stl_query a where elapsed = (select max(b.elapsed) from stl_query b where b.userid = a.userid) \
             order by 1",
            &["#2", "#3"],
        ),
        (
            "select n from numbers a where exists (select 1 from stl_query b where b.query = a.n and b.aborted = 1)",
            &["#3"],
        ),
        ("select n from numbers where n not in (select query from stl_query where userid = 100) order by 1", &["#3"]),
        (
            "select case when elapsed > 1000000000 then 'long' else 'short' end c, count(*) from stl_query group by 1 order by 1",
            &["long|#1", "short|#3"],
        ),
        ("select top 2 query from stl_query order by query desc", &["#4", "#3"]),
        ("select query from stl_query order by query limit 1 offset 1", &["#2"]),
        (
            "select distinct date_trunc('day', starttime) as d from stl_query order by date_trunc('day', starttime)",
            &["2026-11-19 00:00:00", "2026-11-20 00:00:00"],
        ),
        ("select userid, count(*) from stl_query group by userid having count(*) > 1", &["#100|#2"]),
        (
            "select i.\"table\", q.query from svv_table_info i left join stl_query q on q.query = i.tbl_rows order by 1",
            &["Orders|_", "items|_", "orders|_"],
        ),
        (
            "select query from stl_query qualify row_number() over (partition by userid order by query desc) = 1 order by 1",
            &["#2", "#3", "#4"],
        ),
        ("with recursive r (n) as (select 1 union all select n + 1 from r where n < 4) select max(n) from r", &["#4"]),
        ("select coalesce(label, 'none') from stl_query where query = 4", &["none"]),
        ("select count(label), count(distinct label), count(distinct userid) from stl_query", &["#3|#2|#3"]),
        ("select * from (select query as a, userid as a from stl_query where query = 1)", &["#1|#100"]),
    ]);
}

#[test]
fn ordered_aggregates_each_have_their_order() {
    check(&[
        ("select listagg(query, ',') within group (order by query desc) from stl_query", &["4,3,2,1"]),
        (
            "select userid, listagg(query, '+') within group (order by starttime desc) from stl_query group by 1 order by 1",
            &["#100|2+1", "#101|3", "#102|4"],
        ),
        ("select listagg(distinct label, ', ') within group (order by label) from stl_query", &["default, etl"]),
        (
            "select listagg(n) within group (order by n), listagg(n, '-') within group (order by n desc) from numbers",
            &["123|3-2-1"],
        ),
        ("select listagg(t, ',') within group (order by n) over (partition by 1) from numbers where n = 1", &["a"]),
        ("select listagg(label, ',') from nothing, stl_query", &["_"]),
        ("select median(n), percentile_cont(0.5) within group (order by n desc) from numbers", &["2.0|2.0"]),
        ("select percentile_cont(0.25) within group (order by n) from numbers", &["1.50"]),
        ("select percentile_disc(0.5) within group (order by n) from numbers", &["#2"]),
        ("select median(d) from numbers", &["2.25"]),
        ("select median(starttime) from stl_query where query <= 2", &["2026-11-19 10:45:00"]),
        (
            "select userid, median(elapsed) from stl_query group by userid order by 1",
            &["#100|1202750000.0", "#101|1000000.0", "#102|_"],
        ),
        ("select approximate count(distinct userid) from stl_query", &["#3"]),
        (
            "select n, ratio_to_report(n) over () from numbers where n is not null and n < 3 order by n",
            &["#1|~0.3333333333333333", "#2|~0.6666666666666666"],
        ),
        ("select stddev(n), stddev_pop(n), var_samp(n) from numbers where n < 3", &["~0.7071067811865476|~0.5|~0.5"]),
        ("select bool_or(unsorted), bool_and(unsorted) from svv_table_info", &["!t|!f"]),
        ("select min(label), max(starttime) from stl_query", &["default|2026-11-20 05:59:59"]),
    ]);
}

#[test]
fn columns_are_described_in_redshifts_words() {
    let described = |sql: &str| {
        let output = run(sql).expect("the statement runs");
        let described = output.columns.iter().map(|column| {
            format!("{} {} {} {} {}", column.name, column.type_name, column.precision, column.scale, column.length)
        });
        described.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        described("select query, elapsed, label, starttime, aborted = 1 from stl_query"),
        "query int4 0 0 0, elapsed int8 0 0 0, label varchar 0 0 30, starttime timestamp 0 0 0, ?column? bool 0 0 0"
    );
    assert_eq!(described("select flag, day, id from padded"), "flag bpchar 0 0 10, day date 0 0 0, id oid 0 0 0");
    assert_eq!(
        described("select skew_rows, share, sum(tbl_rows) over (), 1.5, 1, 3000000000 from svv_table_info"),
        "skew_rows numeric 19 2 0, share float8 0 0 0, sum numeric 38 0 0, ?column? numeric 2 1 0, \
         ?column? int4 0 0 0, ?column? int8 0 0 0"
    );
    assert_eq!(
        described(
            "select datediff(day, starttime, endtime), nvl(label, ''), getdate(), count(*), elapsed::float, \
                   max(query)::varchar(5), cast(1 as bigint), date_part(year, sysdate) from stl_query group by 1, 2, 5"
        ),
        "date_diff int8 0 0 0, coalesce varchar 0 0 0, getdate timestamp 0 0 0, count int8 0 0 0, \
         elapsed float8 0 0 0, max varchar 0 0 5, int8 int8 0 0 0, pgdate_part float8 0 0 0"
    );
}

#[test]
fn two_columns_of_one_label_stay_two() {
    let output = run("select 1 as x, 2 as x, x from (select 3 as y) order by y").expect("runs");
    assert_eq!(output.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["x", "x", "x"]);
}

#[test]
fn an_engine_and_its_first_statement_start_quickly() {
    run("select 1").expect("warms up");
    let start = std::time::Instant::now();
    run_in(
        &engine(),
        "with a as (select query, rank() over (order by query) r from stl_query) \
                       select * from a join numbers on n = r",
        Bounds::default(),
    )
    .expect("runs");
    // 20 to 40 ms in a dev build on two cores; the bound leaves room for a busy machine.
    assert!(start.elapsed().as_millis() < 1000, "took {:?}", start.elapsed());
}

#[tokio::test]
async fn has_table_privilege_answers_from_what_the_engine_is_told() {
    let relation = |oid, name: &str, is_readable| RelationPrivilege { oid, name: name.to_owned(), is_readable };
    let engine = Engine::new(session())
        .with_privileges(vec![relation(11, "svv_table_info", true), relation(12, "stv_slices", false)]);
    let answer = async |call: &str| {
        let output = engine.start(&format!("select {call}"), Bounds::default()).finished().await;
        output.map(|output| output.rows[0][0].clone()).map_err(|error| error.message)
    };
    assert_eq!(answer("has_table_privilege(11, 'select')").await, Ok(Cell::Boolean(true)));
    assert_eq!(answer("has_table_privilege('pg_catalog.STV_SLICES', 'SELECT')").await, Ok(Cell::Boolean(false)));
    assert_eq!(answer("has_table_privilege('svv_table_info', 'insert')").await, Ok(Cell::Boolean(false)));
    assert_eq!(answer("has_table_privilege(99, 'select')").await, Ok(Cell::NULL), "no such number");
    let missing = answer("has_table_privilege('orders', 'select')").await.expect_err("no such name");
    assert!(missing.contains("relation \"orders\" does not exist"), "{missing}");
    let unknown = answer("has_table_privilege(11, 'own')").await.expect_err("no such privilege");
    assert!(unknown.contains("unrecognized privilege type: \"own\""), "{unknown}");
    assert!(answer("has_table_privilege(11)").await.is_err());
}
