//! What is asked of Redshift only, on a PostgreSQL that is dressed up as one: its version, and views with the
//! columns that Redshift documents. It shows that the requests fit together, not that Redshift answers like this.

use std::time::{Duration, Instant};

use review_core::error_class::ErrorClass;
use review_core::identity::Deployment;
use review_core::result::Cell;
use review_warehouse::conformance::Fixture as _;
use review_warehouse::postgres::PostgresWarehouse;
use review_warehouse::{Found, Progress, Submission, Warehouse as _};

use crate::fixture::{REVIEWER, Server, password};

const DRESS: &str = "
create function version() returns text language sql as
    $$ select 'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2, Redshift 1.0.77433' $$;
create view svv_redshift_databases as
    select datname::varchar(128) as database_name, 1 as database_owner, 'local'::varchar(32) as database_type
    from pg_catalog.pg_database
    union all select 'padb_harvest', 1, 'local' union all select 'lent', 1, 'shared';
create view stv_recents as
    select usesysid::int as userid, 'Running'::char(20) as status, query_start as starttime, 0 as duration,
           usename::char(50) as user_name, datname::char(50) as db_name, query::char(600) as query, pid
    from pg_catalog.pg_stat_activity where state = 'active';
-- In Redshift `current_user_id` is a function without parentheses.
create view sys_query_history as
    select usesysid::int as user_id, (select usesysid from pg_user where usename = current_user) as current_user_id, pid as session_id, 'running'::char(10) as status, query::char(4000) as query_text
    from pg_catalog.pg_stat_activity where state = 'active';
grant select on svv_redshift_databases, stv_recents, sys_query_history to public;
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_says_it_is_redshift_is_asked_as_one() {
    let server = Server::start();
    server.0.execute(DRESS);
    server.0.execute(&format!("alter role {REVIEWER} set search_path = public, pg_catalog"));
    let warehouse = server.warehouse().await;
    let identity = warehouse.identify().await.expect("an identity");
    assert_eq!(identity.deployment, Deployment::SingleAz);
    assert_eq!(identity.databases, ["postgres"]);
    let others: Vec<&str> = identity.other_databases.iter().map(|other| other.name.as_str()).collect();
    assert_eq!(others, ["lent"], "a shared database is known and not run in");
    what_a_lost_driver_left_is_ended(&server, &server.url()).await;
    the_kind_of_deployment_is_told(&server).await;
    what_a_lost_driver_left_is_ended(&server, &format!("{}&deployment=serverless", server.url())).await;
    where_redshift_refuses_a_read_only_transaction_a_query_runs_outside(&server).await;
    a_statement_reads_only_though_nothing_says_so_before_it(&server).await;
}

/// A workgroup denies the view that a cluster in two zones does not have.
async fn the_kind_of_deployment_is_told(server: &Server) {
    let deployment = async |url: &str| {
        let warehouse = PostgresWarehouse::connect(url, password()).await.expect("the server lets us in");
        warehouse.identify().await.expect("an identity").deployment
    };
    server.0.execute("revoke select on stv_recents from public");
    assert_eq!(deployment(&server.url()).await, Deployment::Serverless);
    let said = format!("{}&deployment=multi_az", server.url());
    assert_eq!(deployment(&said).await, Deployment::MultiAz, "who knows better is believed");
    server.0.execute("alter view stv_recents rename to stv_gone");
    assert_eq!(deployment(&server.url()).await, Deployment::MultiAz);
}

async fn what_a_lost_driver_left_is_ended(server: &Server, url: &str) {
    let connect = async || PostgresWarehouse::connect(url, password()).await.expect("the server lets us in");
    let lost = connect().await;
    let name = "run/Long@a b/1";
    let long = submission(name, "select pg_sleep(300)");
    lost.submit(&long).await.expect("the server takes the statement");
    let marker = "/* redshift-review run/Long@a%20b/1 1 */ select";
    let until = Instant::now() + Duration::from_secs(30);
    while server.live(marker) != 1 {
        assert!(Instant::now() < until, "the statement does not come to run");
    }
    drop(lost);
    assert_eq!(connect().await.find(name, None).await, Ok(Found::Nothing));
    assert_eq!(server.live(marker), 0);
}

/// The words are Redshift's own, as users of it report them.
const REFUSES: &str = "
create function shared() returns int language plpgsql as $$ begin
    if current_setting('transaction_read_only') = 'on' then
        raise exception 'Failed to incorporate external table \"s\".\"t\" into local catalog. Error=transaction is read-only';
    end if;
    return 7;
end $$;";

async fn where_redshift_refuses_a_read_only_transaction_a_query_runs_outside(server: &Server) {
    server.0.execute(REFUSES);
    let warehouse = server.warehouse().await;
    let run = async |sql: &str| {
        let statement = warehouse.submit(&submission("run/Outside/1", sql)).await.expect("it is taken").statement;
        (warehouse.wait(&statement, Duration::from_secs(60)).await.expect("the statement is known"), statement)
    };
    let (progress, statement) = run("select shared()::int8 as n").await;
    assert_eq!(progress, Progress::Finished);
    let mut result = warehouse.fetch(&statement).await.expect("a result");
    assert_eq!(result.next().await, Ok(Some(vec![vec![Cell::Long(7)]])));
    assert!(matches!(result.remarks(), [remark] if remark.contains("outside a read-only transaction")));
    let (progress, statement) = run("select 1 as n").await;
    assert_eq!(progress, Progress::Finished);
    assert!(warehouse.fetch(&statement).await.expect("a result").remarks().is_empty());
    for sql in ["select shared(), nextval('numbers')", "select shared() for update"] {
        let (progress, _) = run(sql).await;
        let Progress::Failed(error) = progress else { panic!("{sql}: {progress:?}") };
        assert_eq!(error.class, ErrorClass::Permission, "{sql}: {error}");
    }
    assert_eq!(server.0.execute("select is_called from numbers"), "f", "nothing was written");
}

async fn a_statement_reads_only_though_nothing_says_so_before_it(server: &Server) {
    let warehouse = server.warehouse().await;
    for sql in server.scripts().writes {
        let submitted = warehouse.submit(&submission("run/Write/1", &sql)).await.expect("the server takes it");
        let progress = warehouse.wait(&submitted.statement, Duration::from_secs(60)).await;
        assert!(matches!(progress, Ok(Progress::Failed(_))), "`{sql}`: {progress:?}");
    }
    assert_eq!(server.0.execute("select count(*) from owned"), "0");
}

fn submission(name: &str, sql: &str) -> Submission {
    Submission {
        name: name.to_owned(),
        attempt: 1,
        sql: sql.to_owned(),
        database: None,
        max_rows: 10,
        threshold: Duration::from_secs(300),
    }
}
