//! What a driver with many tasks needs of this crate.

use std::sync::Arc;

use review_core::documents::{FORMAT, StopDocument};
use review_core::lane::Halt;
use review_core::plan::{Limits, Plan};
use review_core::result::{Cell, Column};
use review_core::{QueryId, Round, Timestamp, keys};
use review_store::{
    LocalFolder, ResultOptions, ResultReader, ResultWriter, RunFolder, StoreError, csv_from_json, documents,
    fingerprint, read_result, records,
};

/// A whole little run. Spawned, it proves that every future of this crate may move between threads.
async fn run(folder: Arc<dyn RunFolder>, query: QueryId) -> Result<u64, StoreError> {
    let stop = StopDocument { format: FORMAT, halt: Halt::Stop, at: Timestamp::from_micros(0) };
    match documents::create(folder.as_ref(), keys::STOP, &stop).await {
        Ok(_) | Err(StoreError::Exists { .. }) => {}
        Err(error) => return Err(error),
    }
    documents::put(folder.as_ref(), keys::STOP, &stop).await?;
    documents::read::<StopDocument>(folder.as_ref(), keys::STOP).await?;
    let options = ResultOptions { max_rows: 10, csv_formula_guard: false };
    let columns = [Column::new("n", "int8")];
    let mut writer = ResultWriter::begin(folder.as_ref(), &query, &columns, options).await?;
    writer.write(&[vec![Cell::Long(1)]]).await?;
    let stored = writer.finish().await?;
    csv_from_json(folder.as_ref(), &query, false).await?;
    let mut reader = ResultReader::open(folder.as_ref(), &stored.json.key).await?.expect("just written");
    while reader.next().await?.is_some() {}
    let read = read_result(folder.as_ref(), &stored.json.key, 1).await?.expect("just written");
    records::of_query(folder.as_ref(), &query).await?;
    records::all(folder.as_ref(), &no_plan()).await?;
    fingerprint(folder.as_ref()).await?;
    Ok(read.total)
}

fn no_plan() -> Plan {
    let limits = Limits {
        max_rounds: Round(1),
        lanes_in_flight: 1,
        deadline: None,
        max_warehouse_seconds: None,
        cancel_tries: 1,
        retry_time_outs: false,
        round_pause: review_core::Seconds(0),
        poll: Limits::POLL,
    };
    Plan { run: "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run's id"), stages: vec![], limits }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_tasks_share_one_folder() {
    let root = tempfile::tempdir().expect("a folder");
    let folder: Arc<dyn RunFolder> = Arc::new(LocalFolder::open_to_drive(root.path()).expect("nobody else drives it"));
    let query = |number: u32| format!("Query{number}").parse::<QueryId>().expect("a query's id");
    let tasks: Vec<_> = (0..20).map(|number| tokio::spawn(run(Arc::clone(&folder), query(number)))).collect();
    for task in tasks {
        assert_eq!(task.await.expect("no panic").expect("no error"), 1);
    }
    assert_eq!(folder.list("csv/").await.expect("listed").len(), 20);
}
