//! The shipped PostgreSQL pack on real servers: what was planted is found, and nothing else.

use std::thread::sleep;
use std::time::{Duration, Instant};

use review_warehouse::testing::PostgresServer;
use serde_json::Value;

use crate::program::{Folder, RunFiles};

const DATABASE: &str = "app";
/// What the roles of these tests are let in with; it stands in no file of theirs.
const PASSWORD: &str = "only for this test";
/// How long the server may take until its counters show what was done.
const PATIENCE: Duration = Duration::from_secs(30);

/// Tables as they should be: keys are indexed, nothing is dead, statistics are true.
const SHOP: &str = "
    create table customers (id int primary key, name text);
    create table orders (id bigserial primary key, customer_id int not null references customers, note text);
    create index orders_customer on orders (customer_id);
    insert into customers select i, 'customer ' || i from generate_series(1, 20000) i;
    insert into orders (customer_id, note) select 1 + i % 15000, repeat('x', 100) from generate_series(1, 40000) i;
    delete from customers where id > 19800;
";

/// Signals of a small server reach what a real one would have in a year.
const SMALL: [&str; 12] = [
    "table-bloated.megabytes=1",
    "table-bloated.waste_megabytes=1",
    "index-never-read.megabytes=0.5",
    "index-never-read.days=0",
    "index-twice.megabytes=0.1",
    "transaction-left-open.seconds=1",
    "session-blocked.seconds=1",
    "abandoned-slot-keeps-log.megabytes=1",
    "slow-statement.total_seconds=0.1",
    "slow-statement.milliseconds=20",
    "much-temporary-data.days=0",
    "deadlocks.days=0",
];

/// A server with the shop in a database of its own, and with its crash safety switched on.
fn server_with_shop() -> PostgresServer {
    let server = PostgresServer::start();
    server.execute(&format!("create database {DATABASE}"));
    for sql in [SHOP, "vacuum analyze"] {
        server.execute_in(DATABASE, sql);
    }
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        server.execute(&format!("alter system set {setting} = on"));
    }
    server.execute("select pg_reload_conf()");
    server
}

/// A role that may see what the documentation asks for.
fn add_reviewer(server: &PostgresServer) {
    server.execute(&format!("create role reviewer login password '{PASSWORD}' in role pg_monitor"));
    let rights = "grant select on all sequences in schema public to reviewer;
                  grant select on all tables in schema public to reviewer";
    server.execute_in(DATABASE, rights);
    if server.counts_statements() {
        server.execute_in(DATABASE, "create extension pg_stat_statements");
    }
}

fn review(folder: &Folder, server: &PostgresServer, user: &str) -> RunFiles {
    let url = server.url(user, DATABASE);
    let arguments = ["run", "postgresql", "--warehouse", &url, "--quiet"];
    folder.run_with(&arguments, &[("PGPASSWORD", PASSWORD)]).exits(0);
    let run = folder.only_run();
    let accounting = &run.json("run-manifest.json")["accounting"];
    let lost = ["failed", "timed_out", "skipped"].map(|word| accounting[word].as_u64());
    assert_eq!(lost, [Some(0); 3], "every query ran: {accounting}");
    run
}

fn signals(run: &RunFiles) -> Vec<Value> {
    run.json("findings.json")["signals"].as_array().expect("signals").clone()
}

/// The signals that fired, sorted.
fn fired(run: &RunFiles) -> Vec<String> {
    let fired = signals(run).into_iter().filter(|signal| signal["verdict"] == "fired");
    let mut names: Vec<String> = fired.map(|signal| signal["signal"].as_str().expect("a name").to_owned()).collect();
    names.sort();
    names
}

/// Waits until the server's counters show what a test did. They are told of it when a session ends, a moment later.
fn wait_until(server: &PostgresServer, database: &str, condition: &str) {
    let begun = Instant::now();
    while server.execute_in(database, &format!("select {condition}")) != "t" {
        assert!(begun.elapsed() < PATIENCE, "never true: {condition}");
        sleep(Duration::from_millis(100));
    }
}

/// Twenty statements of one text, slower than the threshold of [`SMALL`].
fn run_a_slow_statement(server: &PostgresServer) {
    server.execute_in(DATABASE, &"select pg_sleep(0.03);".repeat(20));
}

fn plant_troubles(server: &PostgresServer) {
    server.execute("select pg_create_physical_replication_slot('left_behind', true)");
    let steps = [
        // A foreign key that no index serves.
        "drop index orders_customer",
        // An index that nobody reads, and one that is there twice.
        "create index orders_unread on orders (id, customer_id) include (note);
         create index orders_note on orders (note); create index orders_note_again on orders (note)",
        // Dead rows that nobody may remove.
        "create table emptied (id int, filler text) with (autovacuum_enabled = off);
         insert into emptied select i, repeat('y', 500) from generate_series(1, 20000) i;
         grant select on emptied to reviewer",
        "delete from emptied where id % 5 > 0",
        "analyze emptied",
        // A sequence of a narrow key, and the right to see its value.
        "create table narrow (id serial primary key);
         select setval('narrow_id_seq', 1900000000);
         grant select on narrow_id_seq to reviewer",
    ];
    for step in steps {
        server.execute_in(DATABASE, step);
    }
    // It fails on rows that are not unique, and leaves what it has built.
    let _half_built = server.stay_in(DATABASE, "create unique index concurrently half_built on orders (customer_id)");
    let left = "count(*) = 1 from pg_index where not indisvalid and not exists
                (select 1 from pg_stat_activity where query like 'create unique index%')";
    wait_until(server, DATABASE, left);
    wait_until(server, DATABASE, "n_dead_tup >= 16000 from pg_stat_user_tables where relname = 'emptied'");
}

#[test]
fn planted_troubles_are_found_and_nothing_else() {
    let (server, folder) = (server_with_shop(), Folder::new());
    add_reviewer(&server);
    plant_troubles(&server);
    let _idle = server.stay_in(DATABASE, "begin; update customers set name = 'held' where id = 1");
    wait_until(&server, DATABASE, "count(*) = 1 from pg_stat_activity where state = 'idle in transaction'");
    let _blocked = server.stay_in(DATABASE, "update customers set name = 'waits' where id = 1");
    wait_until(&server, DATABASE, "count(*) = 1 from pg_stat_activity where wait_event_type = 'Lock'");
    if server.counts_statements() {
        run_a_slow_statement(&server);
    }
    sleep(Duration::from_millis(1100));
    let run = review(&folder, &server, "reviewer");
    let mut expected = vec![
        "autovacuum-off-for-table",
        "dead-rows-not-removed",
        "foreign-key-without-index",
        "index-not-valid",
        "sequence-nearly-used-up",
    ];
    if !server.counts_statements() {
        expected.push("statements-not-counted");
    }
    assert_eq!(fired(&run), expected, "with the shipped thresholds");

    let thresholds = SMALL.iter().flat_map(|threshold| ["--set", threshold]);
    let arguments: Vec<&str> = ["evaluate", "latest"].into_iter().chain(thresholds).collect();
    folder.run(&arguments).exits(0);
    expected.extend(["abandoned-slot-keeps-log", "index-never-read", "index-twice", "session-blocked"]);
    expected.extend(["table-bloated", "transaction-left-open"]);
    if server.counts_statements() {
        expected.push("slow-statement");
    }
    expected.sort_unstable();
    assert_eq!(fired(&run), expected, "with thresholds that a small server reaches");
    let report = run.text("report.html");
    for named in ["orders_customer_id_fkey", "half_built", "emptied", "narrow_id_seq", "left_behind", "orders_unread"] {
        assert!(report.contains(named), "{named} is named");
    }
    assert!(report.contains("CREATE INDEX CONCURRENTLY ON public.orders (customer_id);"), "the fix is written out");
}

#[test]
fn a_healthy_server_has_no_findings() {
    let (server, folder) = (server_with_shop(), Folder::new());
    add_reviewer(&server);
    let run = review(&folder, &server, "reviewer");
    let uncounted = if server.counts_statements() { vec![] } else { vec!["statements-not-counted".to_owned()] };
    assert_eq!(fired(&run), uncounted);
    let unjudged: Vec<Value> = signals(&run).into_iter().filter(|signal| signal["verdict"].is_object()).collect();
    assert_eq!(unjudged, Vec::<Value>::new(), "every signal was judged");
}

#[test]
fn what_a_user_without_rights_cannot_see_is_said_and_nothing_fails() {
    let (server, folder) = (server_with_shop(), Folder::new());
    server.execute(&format!("create role nobody login password '{PASSWORD}'"));
    server.execute_in(DATABASE, "create table narrow (id serial primary key)");
    let _somebody = server.stay_in(DATABASE, "begin; select 1");
    wait_until(&server, DATABASE, "count(*) = 1 from pg_stat_activity where state = 'idle in transaction'");
    let run = review(&folder, &server, "nobody");
    assert_eq!(fired(&run), ["sequences-hidden", "sessions-hidden", "statements-not-counted"]);
    assert!(signals(&run).iter().filter(|signal| signal["verdict"] == "fired").all(|it| it["severity"] == "info"));
    let report = run.text("report.html");
    for remedy in [
        "GRANT pg_monitor TO",
        "GRANT SELECT ON SEQUENCE public.narrow_id_seq TO nobody;",
        "CREATE EXTENSION IF NOT EXISTS pg_stat_statements;",
        "the extension is not installed in this database",
    ] {
        assert!(report.contains(remedy), "{remedy}");
    }
}
