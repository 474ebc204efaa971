use review_core::LaneId;
use review_core::Timestamp;
use review_core::lane::Outcome;
use review_core::plan::{Lane, Limits, PlannedQuery, Stage};
use review_core::record::RECORD_FORMAT;

use super::*;
use crate::memory::MemoryFolder;

fn query(text: &str) -> QueryId {
    text.parse().expect("a query's id")
}

fn record(of: &str, round: u16, attempt: u16) -> Record {
    Record {
        format: RECORD_FORMAT,
        query: query(of),
        round: Round(round),
        attempt,
        statement_name: format!("run/{of}/{round}"),
        statement: None,
        script_sha256: "00".to_owned(),
        submitted_at: None,
        ended_at: Timestamp::from_micros(0),
        outcome: Outcome::TimedOut,
        error: None,
        result: None,
        overran: false,
        left_behind: false,
        remarks: Vec::new(),
    }
}

fn plan(queries: &[&str]) -> Plan {
    let planned = |id: &&str| PlannedQuery {
        id: query(id),
        script: "scripts/x.sql".to_owned(),
        call: None,
        threshold_seconds: 1,
        max_rows: 1,
        skip: None,
    };
    let lane = Lane { id: LaneId { stage: 1, lane: 1 }, queries: queries.iter().map(planned).collect() };
    Plan {
        run: "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run's id"),
        stages: vec![Stage { lanes: vec![lane] }],
        limits: Limits {
            max_rounds: Round(3),
            lanes_in_flight: 1,
            deadline: None,
            max_warehouse_seconds: None,
            cancel_tries: 1,
            retry_time_outs: true,
            round_pause: review_core::Seconds(5),
            poll: Limits::POLL,
        },
    }
}

#[tokio::test]
async fn whoever_writes_the_record_of_an_attempt_first_has_decided() {
    let folder = MemoryFolder::default();
    let first = record("A", 1, 1);
    assert_eq!(write(&folder, &first).await.expect("written"), first);
    let second = Record { outcome: Outcome::Finished, ..first.clone() };
    assert_eq!(write(&folder, &second).await.expect("there already"), first);
    assert_eq!(of_query(&folder, &query("A")).await.expect("readable"), [first]);
}

#[tokio::test]
async fn records_come_in_the_order_of_their_attempts() {
    let folder = MemoryFolder::default();
    for (of, round, attempt) in
        [("A", 10, 1), ("A", 2, 10), ("A", 2, 9), ("A", 1, 1), ("AB", 1, 1), ("A@sales", 1, 2), ("Gone", 1, 1)]
    {
        write(&folder, &record(of, round, attempt)).await.expect("written");
    }
    folder.put("records/A/notes.txt", b"somebody's").await.expect("written");

    let attempts = |records: &[Record]| -> Vec<(u16, u16)> {
        records.iter().map(|record| (record.round.0, record.attempt)).collect()
    };
    let of_a = of_query(&folder, &query("A")).await.expect("readable");
    assert_eq!(attempts(&of_a), [(1, 1), (2, 9), (2, 10), (10, 1)]);

    let all = all(&folder, &plan(&["AB", "A", "A@sales", "NotYet"])).await.expect("readable");
    let counted: Vec<(String, usize)> = all.iter().map(|(id, records)| (id.to_string(), records.len())).collect();
    assert_eq!(counted, [("A".into(), 4), ("A@sales".into(), 1), ("AB".into(), 1)]);
    assert_eq!(all[&query("A")], of_a);
}

#[tokio::test]
async fn a_record_under_a_wrong_name_is_damaged() {
    let folder = MemoryFolder::default();
    write(&folder, &record("A", 1, 1)).await.expect("written");
    let content = folder.files()["records/A/1-1.json"].clone();
    folder.put("records/A/1-2.json", &content).await.expect("copied");
    let error = of_query(&folder, &query("A")).await.expect_err("a copy").to_string();
    assert!(
        error.starts_with("`records/A/1-2.json` in memory does not read: it is the record of A, round 1"),
        "{error}"
    );
}
