//! Conditions over stored rows.

use std::time::{Duration, Instant};

use review_core::result::Cell;
use review_sql::SqlErrorKind::{Data, MissingObject, Syntax, TimeLimit};
use review_sql::{Bounds, Engine, Judged, SqlError, SqlType, Table};

use crate::support::{engine, session};

fn judge_in(engine: &Engine, subject: &str, condition: &str, bounds: Bounds) -> Result<Judged, SqlError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(engine.judge_rows(subject, condition, bounds))
}

fn holds(subject: &str, condition: &str) -> Vec<usize> {
    let judged = judge_in(&engine(), subject, condition, Bounds::default())
        .unwrap_or_else(|error| panic!("{condition}: {error:?}"));
    assert_eq!(judged.failed, [], "{condition}");
    judged.holds
}

fn all(subject: &str, aggregate: &str) -> Result<Option<bool>, SqlError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(engine().judge_all(subject, aggregate, Bounds::default()))
}

#[test]
fn rows_where_the_condition_is_true_are_given_in_order() {
    let none: [usize; 0] = [];
    for (subject, condition, expected) in [
        ("svv_table_info", "skew_rows >= 4", &[0][..]),
        ("svv_table_info", "skew_rows >= 4.00 or share < 0.3", &[0, 1]),
        ("svv_table_info", "\"table\" = 'orders' and \"schema\" like 'pub%'", &[0]),
        ("svv_table_info", "not unsorted", &[1]),
        ("svv_table_info", "unsorted", &[0]),
        ("svv_table_info", "unsorted is null", &[2]),
        ("svv_table_info", "null", &none),
        ("svv_table_info", "tbl_rows > 5 and tbl_rows / nullif(skew_rows, 0) > 100", &[0]),
        ("numbers", "t = 'a'", &[0, 2]),
        ("numbers", "t in ('b', 'c')", &[1]),
        ("numbers", "n between 2 and 3", &[1, 2]),
        ("stl_query", "starttime > dateadd(hour, -7, getdate())", &[2, 3]),
        ("stl_query", "datediff(second, starttime, endtime) > 60", &[1]),
        ("nothing", "n > 1", &none),
        ("padded", "flag = 't'", &[0]),
    ] {
        assert_eq!(holds(subject, condition), expected, "{condition}");
    }
}

#[test]
fn guards_guard() {
    let rows = [0, 5, 0, 20, 1].map(|n| vec![Cell::Long(n)]).to_vec();
    let table = Table::new("t", vec![("n".into(), SqlType::BigInt)], rows).expect("a table");
    let engine = Engine::new(session()).with_tables([table]);
    let judge = |condition: &str| judge_in(&engine, "t", condition, Bounds::default()).expect(condition);
    for condition in [
        "n > 0 and 100 / n > 10",
        "case when n > 0 then 100 / n > 10 else false end",
        "not (n = 0 or 100 / n <= 10)",
        "n <> 0 and 100 / n > 10 and 200 / n > 20",
    ] {
        let judged = judge(condition);
        assert_eq!(judged.holds, [1, 4], "{condition}");
        assert_eq!(judged.failed, [], "{condition}");
    }
    let judged = judge("100 / n > 10");
    assert_eq!(judged.holds, [1, 4]);
    assert_eq!(judged.failed, [(0, "division by zero".to_owned()), (2, "division by zero".to_owned())]);
}

#[test]
fn sub_selects_are_computed_once_or_run_as_a_query() {
    for (subject, condition, expected) in [
        ("numbers", "n > (select avg(query::float) from stl_query)", &[2][..]),
        ("numbers", "n in (select query from stl_query where aborted = 1)", &[2]),
        ("numbers", "n not in (select query from stl_query where query < 3)", &[2]),
        ("numbers", "t in (select label from stl_query where query = 99)", &[]),
        ("numbers", "exists (select 1 from nothing)", &[]),
        ("numbers", "not exists (select 1 from nothing) and n = 1", &[0]),
        ("numbers", "n = (select max(n) from numbers)", &[2]),
        ("numbers", "n > (select n from nothing)", &[]),
        ("stl_query", "starttime = (select max(starttime) from stl_query)", &[3]),
        ("svv_table_info", "skew_rows = (select max(skew_rows) from svv_table_info)", &[0]),
        ("numbers", "exists (select 1 from stl_query q where q.query = numbers.n and q.userid = 101)", &[2]),
        ("stl_query", "query = (select max(b.query) from stl_query b where b.label = stl_query.label)", &[0, 2]),
    ] {
        assert_eq!(holds(subject, condition), expected, "{condition}");
    }
    let error = judge_in(&engine(), "numbers", "n = (select query from stl_query)", Bounds::default());
    assert_eq!(error.expect_err("many rows").kind, Data);
}

#[test]
fn a_condition_that_is_none_is_refused() {
    for (condition, kind, words) in [
        ("n + 1", Syntax, "of type int8"),
        ("nix > 1", MissingObject, "column \"nix\" does not exist"),
        ("n > 1; drop table numbers", Syntax, "syntax error at or near \";\""),
        ("n > 1 union select 1", Syntax, "syntax error"),
        ("count(*) > 1", Syntax, "no aggregate"),
        ("row_number() over (order by n) = 1", Syntax, "no aggregate"),
        ("random() > 1", review_sql::SqlErrorKind::Permission, "random"),
        ("n > (select x from nosuch)", MissingObject, "relation \"nosuch\" does not exist"),
        ("n > (select nix from stl_query)", MissingObject, "nix"),
    ] {
        let error = judge_in(&engine(), "numbers", condition, Bounds::default()).expect_err(condition);
        assert_eq!(error.kind, kind, "{condition}: {error:?}");
        assert!(error.message.contains(words), "{condition}: {error:?}");
    }
    let error = judge_in(&engine(), "numbers", "n > 0 and\n nix > 1", Bounds::default()).expect_err("no such column");
    assert_eq!((error.line, error.column), (Some(2), Some(2)), "{error:?}");
}

#[test]
fn aggregates_answer_once_even_for_no_rows() {
    assert_eq!(all("numbers", "count(*) > 3"), Ok(Some(true)));
    assert_eq!(all("numbers", "2 * sum(case when n >= 2 then 1 else 0 end) > count(*)"), Ok(Some(false)));
    assert_eq!(all("nothing", "count(*) = 0"), Ok(Some(true)));
    assert_eq!(all("nothing", "sum(n) > 0"), Ok(None));
    assert_eq!(all("numbers", "max(n) > (select count(*) from nothing)"), Ok(Some(true)));
    assert_eq!(all("numbers", "n > 1").expect_err("no aggregate").kind, Syntax);
    assert_eq!(all("numbers", "count(*)").expect_err("no condition").kind, Syntax);
    assert_eq!(all("nosuch", "count(*) > 1").expect_err("no table").kind, MissingObject);
}

fn large() -> Engine {
    let rows = (0..200_000).map(|n| vec![Cell::Long(n % 7), Cell::Text(format!("name {n}"))]).collect();
    let columns = vec![("n".to_owned(), SqlType::BigInt), ("t".to_owned(), SqlType::Varchar(0))];
    Engine::new(session()).with_tables([Table::new("large", columns, rows).expect("a table")])
}

#[test]
fn many_rows_take_seconds_even_where_every_batch_fails() {
    let engine = large();
    for condition in ["n > 3 and t like 'name 1%' and t <> 'name 1'", "n > 0 and 100 / n > 30"] {
        let start = Instant::now();
        let judged =
            judge_in(&engine, "large", condition, Bounds { time: Duration::from_secs(60), ..Bounds::default() });
        assert!(!judged.expect(condition).holds.is_empty());
        println!("{condition}: {:?}", start.elapsed());
        assert!(start.elapsed() < Duration::from_secs(20), "{condition}: {:?}", start.elapsed());
    }
}

#[test]
fn judging_keeps_its_time() {
    let bounds = Bounds { time: Duration::from_millis(50), ..Bounds::default() };
    let error = judge_in(&large(), "large", "n > 0 and 100 / n > 30", bounds).expect_err("too long");
    assert_eq!(error.kind, TimeLimit);
}
