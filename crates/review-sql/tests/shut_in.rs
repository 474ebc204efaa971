//! Nothing but queries over the registered tables.

use review_sql::SqlErrorKind::{MissingObject, Permission, Syntax};

use crate::support::{check_errors, run};

#[test]
fn only_queries_run() {
    check_errors(&[
        ("create table t (a int)", Permission, "only queries"),
        ("create table t as select 1", Permission, "only queries"),
        ("insert into nothing values (1)", Permission, "only queries"),
        ("update nothing set n = 1", Permission, "only queries"),
        ("delete from nothing", Permission, "only queries"),
        ("drop table nothing", Permission, "only queries"),
        ("truncate nothing", Permission, "only queries"),
        ("set search_path to x", Permission, "only queries"),
        ("copy nothing from 's3://bucket/key'", Permission, "only queries"),
        ("explain select 1", Permission, "only queries"),
        ("show tables", Permission, "only queries"),
        ("begin", Permission, "only queries"),
        ("select 1; select 2", Syntax, "several"),
        ("select 1; drop table nothing", Syntax, "several"),
        ("select 1 into t", Permission, "INTO"),
        ("select * from nothing for update", Permission, "FOR"),
        ("with a as (delete from nothing returning n) select * from a", Permission, "only queries"),
    ]);
}

#[test]
fn no_file_and_no_network_is_reached() {
    check_errors(&[
        ("select * from '/etc/passwd'", MissingObject, "does not exist"),
        ("select * from 'file.csv'", MissingObject, "does not exist"),
        ("select * from \"/etc/passwd\"", MissingObject, "does not exist"),
        ("select * from \"file.csv\"", MissingObject, "does not exist"),
        ("select * from information_schema.tables", MissingObject, "does not exist"),
        ("select * from generate_series(1, 10)", Permission, "FROM"),
        ("select * from read_csv('x')", Permission, "FROM"),
    ]);
    let error = run("create external table t stored as csv location '/etc/passwd'").expect_err("refused");
    assert!(matches!(error.kind, Permission | Syntax), "{error:?}");
}

#[test]
fn functions_off_the_list_do_not_run() {
    check_errors(&[
        ("select random()", Permission, "random() does not run here"),
        ("select uuid()", Permission, "uuid() does not run here"),
        ("select now()", Permission, "now() does not run here"),
        ("select pg_sleep(10)", Permission, "pg_sleep() does not run here"),
        ("select generate_series(1, 2)", Permission, "generate_series() does not run here"),
        ("select arrow_typeof(1)", MissingObject, "function arrow_typeof() does not exist"),
        ("select redshift_cast('1', 'integer')", MissingObject, "does not exist"),
        ("select make_array(1)", MissingObject, "does not exist"),
        ("select array_agg(n) from numbers", MissingObject, "does not exist"),
        ("select nosuch(1)", MissingObject, "function nosuch() does not exist"),
    ]);
}
