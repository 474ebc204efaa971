//! The suite of all adapters, in both forms of a result and with an endpoint that does not wait.

use std::sync::Arc;

use async_trait::async_trait;
use data_api_emulator::Options;
use review_core::identity::Deployment;
use review_sample::SampleWarehouse;
use review_warehouse::Warehouse;
use review_warehouse::aws::Kind;
use review_warehouse::conformance::{self, Fixture, MANY, Scripts};
use review_warehouse::data_api::DataApiWarehouse;

use crate::harness::{CLUSTER, REVIEWER, Stage, config, own_region};

struct Adapters {
    stage: Stage,
    parameters: &'static str,
}

#[async_trait]
impl Fixture for Adapters {
    async fn connect(&self) -> Arc<dyn Warehouse> {
        Arc::new(self.stage.warehouse_of("AKIAREVIEWER", self.parameters).await)
    }

    fn scripts(&self) -> Scripts {
        let writes = [
            "create table made (a int)",
            "insert into owned values (1) returning a",
            "with made as (insert into owned values (1) returning a) select a from made",
            "update owned set a = 2 returning a",
            "delete from owned returning a",
            "truncate owned",
            "drop table owned",
            "select * into made from owned",
            "select nextval('numbers')",
            "explain analyze insert into owned values (1)",
            "set default_transaction_read_only = off",
            "begin read write",
            "copy owned to stdout",
            "do $$ begin insert into owned values (1); end $$",
        ];
        Scripts {
            exact: EXACT.to_owned(),
            many: format!("select n::int8 as n from generate_series(1, {MANY}) as t(n) order by n"),
            no_rows: "select 1::int8 as n where false".to_owned(),
            endless: "select pg_sleep(120)".to_owned(),
            syntax_error: "select 1 +".to_owned(),
            missing_table: "select * from nowhere".to_owned(),
            denied_table: Some("select * from secret".to_owned()),
            writes: writes.map(str::to_owned).to_vec(),
            several: "select 1; select 2".to_owned(),
        }
    }

    /// The emulator's own adapter puts the name before the statement.
    async fn live(&self, name: &str) -> Option<usize> {
        let sql = format!(
            "select count(*) from pg_stat_activity where usename = '{REVIEWER}' and state = 'active' \
             and position('redshift-review {name} ' in query) > 0"
        );
        Some(self.stage.server.execute(&sql).parse().expect("a number"))
    }
}

const EXACT: &str = r#"
select 1 as id, 9007199254740993::int8 as big,
       '1234567890123456789012345678.0123456789'::numeric(38,10) as exact,
       '2026-11-22 07:30:00.123456'::timestamp as moment, '2026-11-22'::date as day, true as truth,
       0.1::float8 as measure, ''::varchar(40) as label
union all
select 2, 9223372036854775807, '-0.0000000001'::numeric(38,10), '1999-12-31 23:59:59.999999', '1999-12-31', false,
       -1.5e300, 'it''s "ü" \ , ' || chr(9) || ' end'
union all
select 3, null, null::numeric(38,10), null, null, null, null, null::varchar(40)
order by id"#;

async fn conform(options: Options, parameters: &'static str) {
    let stage = Stage::set_with(options).await;
    stage.server.execute(&format!("create table owned (a int); alter table owned owner to {REVIEWER}"));
    stage.server.execute(&format!("create sequence numbers; grant all on sequence numbers to {REVIEWER}"));
    let adapters = Adapters { stage, parameters };
    conformance::run(&adapters).await;
    let server = &adapters.stage.server;
    assert_eq!(server.execute("select count(*) from owned"), "0", "nothing was written");
    assert_eq!(server.execute("select is_called from numbers"), "f", "nothing was moved on");
    let written = "select count(*) from pg_tables where tablename = 'made'";
    assert_eq!(server.execute(written), "0", "nothing was made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_data_api_adapter_conforms() {
    conform(Options::cluster(CLUSTER), "").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_data_api_adapter_conforms_in_the_csv_form() {
    conform(Options::cluster(CLUSTER), "?result_format=csv").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_data_api_adapter_conforms_with_an_endpoint_that_does_not_wait() {
    conform(Options { long_polling: false, ..Options::cluster(CLUSTER) }, "").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workgroup_is_serverless_and_a_redshift() {
    let sample = SampleWarehouse::open("serverless").expect("the sample is there");
    let emulator = data_api_emulator::Emulator::start(Arc::new(sample), Options::workgroup("shop"));
    let emulator = emulator.await.expect("the emulator starts");
    let config = config(&emulator.url(), &own_region(), "AKIAREVIEWER").await;
    let address = "redshift://shop/dev".parse().expect("an address");
    let warehouse = DataApiWarehouse::with_config(address, &config, Kind::Workgroup).expect("a Region is set");
    let identity = warehouse.identify().await.expect("it says who it is");
    assert_eq!((identity.name.as_str(), identity.address.as_str()), ("shop", "redshift://shop/dev"));
    assert_eq!(identity.deployment, Deployment::Serverless);
    assert!(identity.databases.contains(&"dev".to_owned()), "{:?}", identity.databases);
    assert_eq!((identity.time_zone.as_deref(), identity.other_zone()), (Some("UTC"), None));
    assert!(identity.version.contains("Redshift"), "{}", identity.version);
    assert_eq!(warehouse.assumptions(), [] as [String; 0]);
}
