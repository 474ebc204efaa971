//! Errors name the place and the nearest name, in Redshift's words.

use review_sql::SqlErrorKind::{MissingObject, Syntax, TooDeep};

use crate::support::{check_errors, run};

#[test]
fn what_does_not_exist_is_named_with_its_place() {
    let cases = [
        ("select query\nfrom stl_qery", 2, 6, "relation \"stl_qery\" does not exist; perhaps \"stl_query\" is meant"),
        ("select querry from stl_query", 1, 8, "column \"querry\" does not exist; perhaps \"query\" is meant"),
        (
            "select 1 from stl_query q\n where q.usrid = 1",
            2,
            8,
            "column q.usrid does not exist; perhaps \"userid\" is meant",
        ),
        (
            "select\n  datedif(day, starttime, endtime) from stl_query",
            2,
            3,
            "function datedif() does not exist; perhaps datediff() is meant",
        ),
        ("select query from stl_query where nix = 1", 1, 35, "column \"nix\" does not exist"),
        ("with a as (select query from stl_query) select quer from a", 1, 48, "perhaps \"query\" is meant"),
        ("select count(*) from stl_query group by labl", 1, 41, "perhaps \"label\" is meant"),
    ];
    for (sql, line, column, words) in cases {
        let error = run(sql).expect_err(sql);
        assert_eq!(error.kind, MissingObject, "{sql}: {error:?}");
        assert!(error.message.contains(words), "{sql}: {error:?}");
        assert_eq!((error.line, error.column), (Some(line), Some(column)), "{sql}: {error:?}");
    }
}

#[test]
fn mistakes_of_syntax_are_placed() {
    let error = run("select 1\nfrom stl_query where group by 1 )").expect_err("no statement");
    assert_eq!((error.kind, error.line), (Syntax, Some(2)), "{error:?}");
    check_errors(&[
        ("select", Syntax, "syntax error"),
        ("", Syntax, "empty"),
        ("selec 1", Syntax, "syntax error at or near \"selec\""),
        ("select label, count(*) from stl_query", Syntax, "must appear in the GROUP BY clause"),
        ("select a.query from stl_query a, stl_query b where query = 1", Syntax, "\"query\" is ambiguous"),
        ("select sum(label) from stl_query", Syntax, "numbers only"),
        ("select query from stl_query where label", Syntax, ""),
        ("select top 1 query from stl_query limit 2", Syntax, "TOP and LIMIT"),
        ("select 1 where 'unclosed", Syntax, ""),
    ]);
}

#[test]
fn no_error_speaks_of_the_engine_beneath() {
    for sql in [
        "select label from stl_query where starttime",
        "select upper(starttime, 1) from stl_query",
        "select 1 from stl_query where label > true",
        "select case when starttime then 2 end from stl_query",
        "select * from stl_query where query in (select 1, 2)",
        "select 1 union all select 1, 2",
        "select max(sum(query)) from stl_query",
        "select (select query from stl_query)",
        "select array[1]",
        "select unsorted + 1 from svv_table_info",
        "select nope.* from stl_query",
    ] {
        let error = run(sql).expect_err(sql);
        for word in ["DataFusion", "Utf8", "Int64", "Arrow", "Expr", "UDF", "internal", "Internal", "planning"] {
            assert!(!error.message.contains(word), "{sql}: {error:?}");
        }
    }
}

#[test]
fn what_is_nested_too_deeply_is_refused() {
    let ors = |count: usize| format!("select 1 where {}", vec!["1 = 2"; count].join(" or "));
    let start = std::time::Instant::now();
    run(&ors(450)).expect("450 ORs are fine");
    println!("450 ORs: {:?}", start.elapsed());
    let deep = [
        ors(5_000),
        format!("select {}1{}", "(".repeat(1000), ")".repeat(1000)),
        format!("select {}", vec!["1"; 60_000].join("+")),
        vec!["select 1"; 3000].join(" union all "),
        format!("select 1 as a0{}", (1..20).map(|n| format!(", a{0} + a{0} as a{n}", n - 1)).collect::<String>()),
    ];
    for sql in deep {
        let start = std::time::Instant::now();
        let error = run(&sql).expect_err("too deep");
        assert_eq!(error.kind, TooDeep, "{error:?}");
        println!("{}: {:?}", &sql[..20], start.elapsed());
    }
}
