//! `run --only`: part of a review, and whether a fix has helped.

use crate::program::Folder;

#[test]
fn a_finding_about_one_object_is_looked_for_again() {
    let folder = Folder::new();
    folder.run(&["run", "--quiet", "--only", "TableInfo"]).exits(0);
    let findings = folder.only_run().json("findings.json");
    let fired = findings["signals"].as_array().expect("signals").iter();
    let mut fired =
        fired.filter(|one| one["verdict"] == "fired" && one["query"] == "TableInfo" && one["aggregate"] == false);
    let signal = fired.next_back().expect("a finding about tables");
    let object = signal["object"].as_array().expect("an object");
    let columns = signal["evidence"]["columns"].as_array().expect("columns");
    let part = |name: &serde_json::Value| {
        let at = columns.iter().position(|column| column["name"] == *name).expect("a column of the object");
        signal["evidence"]["rows"][0][at]["stringValue"].as_str().expect("text").to_owned()
    };
    let object = object.iter().map(part).collect::<Vec<_>>().join(".");
    let id = signal["signal"].as_str().expect("an id");

    let said = folder.run(&["run", "--quiet", "--only", &format!("{id},{object}")]).exits(1);
    assert!(said.stdout.contains(&format!("still:    {id} of {object} is found")), "{}", said.stdout);
    // What nobody ever found is not gone: it may be a slip of the hand.
    let said = folder.run(&["run", "--quiet", "--only", &format!("{id},no.such.table")]).exits(2);
    assert!(said.stdout.contains(&format!("unknown:  {id} of no.such.table could not be checked")), "{}", said.stdout);
    assert!(said.stdout.contains("the nearest that are known: "), "{}", said.stdout);
    let said = folder.run(&["run", "--quiet", "--only", id, "--warehouse", "sample:healthy"]).exits(0);
    assert!(said.stdout.contains(&format!("gone:     {id} is no longer found")), "{}", said.stdout);
    let denied = "sample:troubled?deny=TableInfo";
    let said = folder.run(&["run", "--quiet", "--only", id, "--warehouse", denied]).exits(2);
    assert!(said.stdout.contains(&format!("unknown:  {id} could not be checked")), "{}", said.stdout);
}

#[test]
fn an_object_is_gone_when_it_was_judged_or_found_before() {
    let folder = Folder::new();
    // Judged, and not skewed.
    let said = folder.run(&["run", "--quiet", "--only", "large-table-skewed,dev.sales.clickstream"]).exits(0);
    assert!(said.stdout.contains("gone:     large-table-skewed of dev.sales.clickstream is no"), "{}", said.stdout);
    let said = folder.run(&["run", "--quiet", "--only", "large-table-skewed,sales.fact_orders"]).exits(2);
    assert!(said.stdout.contains("the nearest that are known: dev.sales.order"), "{}", said.stdout);
    // Found before, and in no row any more: its table was dropped.
    let run = &folder.runs()[0];
    let findings = run.text("findings.json").replace("\"order_items\"", "\"fact_orders\"");
    std::fs::write(run.path.join("findings.json"), findings).expect("written");
    let said = folder.run(&["run", "--quiet", "--only", "large-table-skewed,sales.fact_orders"]).exits(0);
    assert!(said.stdout.contains("gone:     large-table-skewed of sales.fact_orders is no"), "{}", said.stdout);
}

#[test]
fn an_object_is_understood_as_reports_and_exports_write_it() {
    let folder = Folder::new();
    folder.run(&["run", "--quiet", "--only", "UsagePattern"]).exits(0);
    let said = folder.run(&["export", "latest", "--as", "markdown"]).exits(0);
    let line = said.stdout.lines().find(|line| line.contains("`queries-wait-in-queue`")).expect("the finding");
    let object = line.rsplit('|').nth(1).and_then(|cell| cell.split(',').next()).expect("an object").trim();
    assert!(object.starts_with("2026-"), "with its hour: {object}");
    let said = folder.run(&["run", "--quiet", "--only", &format!("queries-wait-in-queue,{object}")]).exits(1);
    assert!(said.stdout.contains(&format!("still:    queries-wait-in-queue of {object} is found")), "{}", said.stdout);
    let said = folder.run(&["run", "--quiet", "--only", "queries-wait-in-queue,bi.7"]).exits(1);
    assert!(said.stdout.contains("still:    queries-wait-in-queue of bi.7 is found"), "{}", said.stdout);
}

#[test]
fn a_query_that_is_not_made_for_the_warehouse_leaves_nothing_reviewed() {
    let folder = Folder::new();
    let said = folder.run(&["run", "--quiet", "--only", "KeepAwake"]).exits(2);
    assert!(said.stdout.starts_with("nothing could be reviewed\n"), "{}", said.stdout);
    let listed = folder.run(&["runs"]).exits(0).stdout;
    assert!(listed.contains("part of a review (--only), nothing could be reviewed: 0 of "), "{listed}");
    folder.run(&["runs", "--html", "fleet.html"]).exits(0);
    assert!(folder.read("fleet.html").contains("part of a review: nothing could be reviewed"));
}

#[test]
fn what_only_names_must_be_there() {
    let folder = Folder::new();
    let said = folder.run(&["run", "--only", "TabelInfo"]).exits(4);
    assert!(said.stderr.contains("did you mean `TableInfo`?"), "{}", said.stderr);
    let said = folder.run(&["run", "--only", "large-table-skewed,"]).exits(4);
    assert!(said.stderr.contains("names no object"), "{}", said.stderr);
    let both =
        ["run", "--only", "large-table-skewed", "--warehouse", "sample:troubled", "--warehouse", "sample:healthy"];
    folder.run(&both).exits(4);
}
