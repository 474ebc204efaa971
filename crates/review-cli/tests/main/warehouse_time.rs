//! The limit on the time that all statements of a run together take.

use std::time::Instant;

use crate::program::Folder;

#[test]
fn a_run_that_used_its_warehouse_time_up_is_halted_judged_and_reported() {
    let folder = Folder::new();
    let began = Instant::now();
    let url = "sample:troubled?slow=TableInfo:600&slow=UsagePattern:600";
    let arguments = ["run", "--warehouse", url, "--max-warehouse-seconds", "12", "--workflow", "all-parallel"];
    let said = folder.run(&arguments).exits(2);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    assert!(said.stdout.contains("the run's warehouse time was used up first"), "{}", said.stdout);
    assert!(said.stderr.contains("halting: the run's warehouse time is used up"), "{}", said.stderr);
    let run = folder.only_run();
    assert_eq!(run.json("run.json")["plan"]["limits"]["max_warehouse_seconds"], 12);
    assert_eq!(run.json("run-manifest.json")["halt"], "budget");
    assert!(run.text("report.html").contains("warehouse time was used up"));
    folder.run(&["run", "--max-warehouse-seconds", "0"]).exits(4);
}
