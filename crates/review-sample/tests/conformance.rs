//! The suite that every adapter passes.

use std::sync::Arc;

use async_trait::async_trait;
use review_sample::SampleWarehouse;
use review_warehouse::Warehouse;
use review_warehouse::conformance::{Fixture, MANY, Scripts, run};

struct Sample;

/// A table of the digits 0 to 9.
const DIGITS: &str = "digits as (select 0 as d union all select 1 union all select 2 union all select 3 union all \
                      select 4 union all select 5 union all select 6 union all select 7 union all select 8 union all \
                      select 9)";

#[async_trait]
impl Fixture for Sample {
    async fn connect(&self) -> Arc<dyn Warehouse> {
        Arc::new(SampleWarehouse::open("serverless").expect("a sample"))
    }

    fn scripts(&self) -> Scripts {
        assert_eq!(MANY, 100_000, "five digits make the rows of `many`");
        Scripts {
            exact: EXACT.to_owned(),
            many: format!(
                "with {DIGITS} select cast(10000 * a.d + 1000 * b.d + 100 * c.d + 10 * e.d + f.d + 1 as bigint) as n \
                 from digits a cross join digits b cross join digits c cross join digits e cross join digits f \
                 order by n"
            ),
            no_rows: "select cast(1 as bigint) as n where 1 = 0".to_owned(),
            endless: "select count(*) from sys_query_history a cross join sys_query_history b cross join \
                      sys_query_history c where a.query_id + b.query_id > c.query_id"
                .to_owned(),
            syntax_error: "selekt 1".to_owned(),
            missing_table: "select * from no_such_table".to_owned(),
            denied_table: Some("select * from stl_query".to_owned()),
            writes: [
                "create table t (n int)",
                "insert into sys_query_history select * from sys_query_history",
                "update svv_table_info set size = 1",
                "delete from sys_query_history",
                "drop table sys_query_history",
                "copy sys_query_history to '/tmp/out'",
            ]
            .map(str::to_owned)
            .to_vec(),
            several: "select 1; select 2".to_owned(),
        }
    }

    async fn live(&self, name: &str) -> Option<usize> {
        Some(SampleWarehouse::running(name))
    }
}

const EXACT: &str = r#"
select cast(1 as integer) as id, cast(9007199254740993 as bigint) as big,
       cast('1234567890123456789012345678.0123456789' as numeric(38, 10)) as exact,
       cast('2026-11-22 07:30:00.123456' as timestamp) as moment, cast('2026-11-22' as date) as day,
       true as truth, cast(0.1 as float8) as measure, cast('' as varchar(100)) as label
union all
select 2, 9223372036854775807, cast('-0.0000000001' as numeric(38, 10)), cast('1999-12-31 23:59:59.999999' as timestamp),
       cast('1999-12-31' as date), false, cast('-1.5e300' as float8),
       cast('it''s "ü" \\ , ' || chr(9) || ' end' as varchar(100))
union all
select 3, null, null, null, null, null, null, null
order by 1
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_does_what_every_adapter_has_to_do() {
    run(&Sample).await;
}
