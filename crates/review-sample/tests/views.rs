//! Every documented view is there as documented, and what it holds does not change unnoticed.

use review_core::error_class::ErrorClass;
use review_core::identity::Deployment;
use review_core::result::Cell;
use review_sample::{Variant, documented_columns, documented_views, rows_of};
use review_warehouse::Warehouse as _;

use crate::steps::{result, sample};

#[tokio::test]
async fn every_documented_view_answers_with_its_columns() {
    let warehouse = sample(Variant::Troubled);
    for name in documented_views() {
        let (columns, _) =
            result(&warehouse, &format!("select * from {name} limit 1")).await.expect("the view answers");
        let answered: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let documented: Vec<&str> =
            documented_columns(name).expect("a documented view").iter().map(|(column, _)| column.as_str()).collect();
        assert_eq!(answered, documented, "columns of {name}");
    }
}

#[tokio::test]
async fn columns_have_the_documented_types() {
    let warehouse = sample(Variant::Troubled);
    let sql = "select user_id, query_id, query_type, start_time, result_cache_hit, compute_type from sys_query_history limit 1";
    let (columns, _) = result(&warehouse, sql).await.expect("an answer");
    let types: Vec<(&str, i32)> = columns.iter().map(|column| (column.type_name.as_str(), column.length)).collect();
    let expected = [("int4", 0), ("int8", 0), ("bpchar", 32), ("timestamp", 0), ("bool", 0), ("varchar", 32)];
    assert_eq!(types.iter().map(|(name, _)| *name).collect::<Vec<_>>(), expected.map(|(name, _)| name));
    assert_eq!((types[2].1, types[5].1), (32, 32), "declared lengths");
}

#[test]
fn the_volume_stays_small() {
    for variant in Variant::ALL {
        let count = |name: &str| rows_of(variant, name).expect("a view").len();
        assert!((2_000..5_000).contains(&count("sys_query_history")), "{}", count("sys_query_history"));
        assert!((8_000..15_000).contains(&count("sys_query_detail")), "{}", count("sys_query_detail"));
        assert!((55..70).contains(&count("svv_table_info")));
        assert!(count("sys_load_detail") < 8_000);
    }
}

/// FNV-1a over every cell of every view.
fn digest(variant: Variant) -> u64 {
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    let mut take = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    };
    for name in documented_views() {
        take(name.as_bytes());
        for row in rows_of(variant, name).expect("a view") {
            for cell in row {
                take(cell.text().unwrap_or_else(|| "\u{0}".to_owned()).as_bytes());
                take(&[if cell == Cell::NULL { 1 } else { 2 }]);
            }
        }
    }
    hash
}

/// The same on every machine and every run: written down, so that a change of a sample is a change here.
#[test]
fn samples_hold_what_they_held() {
    let digests = Variant::ALL.map(|variant| format!("{variant} {:016x}", digest(variant)));
    assert_eq!(digests, DIGESTS);
}

const DIGESTS: [&str; 4] = [
    "troubled d9cf423d9f25cb03",
    "healthy e2fcd95a527cc047",
    "serverless 86588ddbc47eb890",
    "multi-az fbf848259d9672f1",
];

#[tokio::test]
async fn serverless_and_two_zones_hide_what_they_do_not_have() {
    let hidden = [
        (
            Variant::Serverless,
            vec![
                "stv_slices",
                "stl_query",
                "svl_qlog",
                "svcs_concurrency_scaling_usage",
                "svv_vacuum_summary",
                "svv_diskusage",
            ],
        ),
        (Variant::MultiAz, vec!["stv_slices", "stl_query", "svl_qlog", "svv_table_info"]),
    ];
    for (variant, names) in hidden {
        let warehouse = sample(variant);
        for name in names {
            let error = result(&warehouse, &format!("select count(*) from {name}")).await.expect_err(name);
            assert_eq!(error.message, format!("permission denied for relation {name}"));
            assert_eq!(error.code.as_deref(), Some("42501"));
            assert!(error.remedy.is_some());
        }
    }
    assert_eq!(sample(Variant::MultiAz).identify().await.expect("an identity").deployment, Deployment::MultiAz);
}

#[tokio::test]
async fn a_relation_that_does_not_exist_is_missing_and_not_denied() {
    let serverless = sample(Variant::Serverless);
    for sql in ["select * from no_such_table", "/* stl_query */ select 'stl_query' from no_such_table -- stl_query"] {
        let error = result(&serverless, sql).await.expect_err("no such table");
        assert_eq!(error.class, ErrorClass::MissingObject, "{error}");
    }
}

#[tokio::test]
async fn relations_are_found_however_they_are_written() {
    let warehouse = sample(Variant::Healthy);
    for relation in ["SVV_TABLE_INFO", "pg_catalog.pg_class", "\"svv_table_info\"", "(select * from Svv_Table_Info) t"]
    {
        let sql = format!("select 'it''s /* no comment', count(*) from {relation} -- the end");
        let (_, rows) = result(&warehouse, &sql).await.unwrap_or_else(|error| panic!("{relation}: {error}"));
        assert_ne!(rows[0][1], Cell::Long(0), "{relation}");
    }
}

#[tokio::test]
async fn serverless_sees_a_shared_database_and_says_so_of_itself() {
    for variant in Variant::ALL {
        let identity = sample(variant).identify().await.expect("a sample answers");
        let others: Vec<&str> = identity.other_databases.iter().map(|other| other.name.as_str()).collect();
        assert_eq!(identity.databases, ["dev"]);
        assert_eq!(others, if variant == Variant::Serverless { vec!["partners"] } else { vec![] }, "{variant}");
        let listed = rows_of(variant, "svv_redshift_databases").expect("a view");
        assert_eq!(listed.len(), 1 + others.len(), "{variant}");
    }
}

#[tokio::test]
async fn has_table_privilege_says_what_reading_comes_to() {
    let sql = "select c.relname, has_table_privilege(c.oid, 'select') from pg_class c \
               join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'pg_catalog'";
    for variant in Variant::ALL {
        let warehouse = sample(variant);
        let (_, listed) = result(&warehouse, sql).await.expect("the catalogue answers everybody");
        assert_eq!(listed.len(), documented_views().count(), "{variant}: every view is in the catalogue");
        for row in listed {
            let name = row[0].text().expect("a name");
            let reads = result(&warehouse, &format!("select 1 from {name} limit 1")).await;
            assert_eq!(row[1], Cell::Boolean(reads.is_ok()), "{variant}: {name}");
        }
    }
    let sql = "select has_table_privilege('orders', 'select')";
    let (_, rows) = result(&sample(Variant::Healthy), sql).await.expect("an answer");
    assert_eq!(rows, [[Cell::Boolean(false)]], "sys:monitor opens no tables");
}
