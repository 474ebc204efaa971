//! Scripts that are a call to AWS.

use std::collections::BTreeMap;

use review_core::QueryName;
use review_core::call::{CallName, CallScript};
use review_pack::parameters::{RenderError, render_script};
use review_pack::{Literal, PackFiles};

use crate::support::{base, short};

const FILE: &str = "scripts/Queues.yaml";
const FACTS: &str =
    "call: redshift:DescribeClusters\nrows: /Clusters\ncolumns:\n  slots: { type: integer, at: /NumberOfNodes }\n";
const METRICS: &str = "call: cloudwatch:GetMetricData\nperiod_seconds: 3600\ndays: :days\ncolumns:\n  slots: { type: integer, at: /Timestamp }\n";

/// The base pack, in which the query `Queues` is a call.
fn with_call(call: &str) -> PackFiles {
    let mut files = base();
    files.remove("scripts/Queues.sql");
    files.insert(FILE.to_owned(), call.as_bytes().to_vec());
    let config = String::from_utf8(files.remove("config.json").expect("there")).expect("text");
    let edited = config.replace("scripts/Queues.sql", FILE).replace(", \"scope\": \"database\"", "");
    files.insert("config.json".to_owned(), edited.into_bytes());
    files
}

fn found(files: &PackFiles) -> Vec<String> {
    review_pack::check(files).diagnostics.iter().map(short).collect()
}

/// What is said of the call with one edit.
fn edited(call: &str, find: &str, replace: &str) -> Vec<String> {
    assert_eq!(call.matches(find).count(), 1, "`{find}` stands once");
    found(&with_call(&call.replace(find, replace)))
}

#[test]
fn a_call_is_read_and_its_text_is_the_call_with_its_parameters() {
    let facts = with_call(FACTS);
    assert_eq!(found(&facts), Vec::<String>::new());
    let pack = review_pack::check(&facts).pack.expect("a pack");
    let name: QueryName = "Queues".parse().expect("a name");
    let text = render_script(&pack, &name, &BTreeMap::new()).expect("a script");
    let script = CallScript::parse(&text).expect("a call");
    assert_eq!((script.call, script.rows.as_deref()), (CallName::DescribeClusters, Some("/Clusters")));
    assert_eq!(script.columns[0].name, "slots");
}

#[test]
fn a_parameter_is_put_in_and_must_be_what_the_call_takes() {
    let metric = "  cpu: { type: float, metric: CPUUtilization, statistic: Average }\n";
    let call = METRICS.replace("slots: { type: integer", "at: { type: timestamp") + metric;
    let mut files = with_call(&call);
    files.remove("signals/Queues.yml");
    assert_eq!(found(&files), Vec::<String>::new());
    let pack = review_pack::check(&files).pack.expect("a pack");
    let name: QueryName = "Queues".parse().expect("a name");
    let with = |days: &str| {
        let values = BTreeMap::from([("days".to_owned(), Literal::Number(days.to_owned()))]);
        render_script(&pack, &name, &values)
    };
    assert_eq!(CallScript::parse(&with("14").expect("a script")).expect("a call").days, Some(14));
    let refused = RenderError::NotInCall { name: "days".to_owned(), least: 1, most: 63 };
    assert_eq!(with("64"), Err(refused));
}

#[test]
fn what_is_wrong_with_a_call_is_said_at_its_place() {
    let at = |rest: &str| vec![rest.replace("FILE", FILE)];
    let cases: &[(&str, &str, &str)] = &[
        ("redshift:DescribeClusters", "redshift:DescribeCluster", "C079 FILE:1:7"),
        ("at: /NumberOfNodes", "at: /NumberOfNode", "C080 FILE:4:31"),
        ("at: /NumberOfNodes", "at: /0/NumberOfNodes", "C080 FILE:4:31"),
        ("at: /NumberOfNodes", "at: /NodeType", "C080 FILE:4:31"),
        ("at: /NumberOfNodes", "hours_since: /NumberOfNodes", "C080 FILE:4:40"),
        ("at: /NumberOfNodes", "hours_since: /ClusterCreateTime", "C080 FILE:4:40"),
        ("rows: /Clusters", "rows: /Cluster", "C080 FILE:4:31"),
        ("at: /NumberOfNodes", "at: /NumberOfNodes, unit: Percent", "C082 FILE:4:47"),
        (", at: /NumberOfNodes", "", "C082 FILE:4:10"),
        ("at: /NumberOfNodes", "at: /NodeType, hours_since: /ClusterCreateTime", "C082 FILE:4:10"),
        ("at: /NumberOfNodes", "metric: CPUUtilization, statistic: Sum", "C082 FILE:4:35"),
        ("rows: /Clusters", "rows: /Clusters\ndays: 7", "C082 FILE:3:1"),
        ("at: /NumberOfNodes", "count: /NumberOfNodes", "C080 FILE:4:34"),
        ("type: integer, at: /NumberOfNodes", "type: text, count: /ClusterParameterGroups", "C080 FILE:4:31"),
        ("rows: /Clusters", "rowz: /Clusters", "C006 FILE:2:1"),
        ("rows: /Clusters", "rows: /Clusters\nnamespace: AWS/Redshift", "C082 FILE:3:1"),
    ];
    for (find, replace, expected) in cases {
        let said = edited(FACTS, find, replace);
        assert_eq!(said.first().map(std::slice::from_ref), Some(at(expected).as_slice()), "{replace}: {said:?}");
    }
}

#[test]
fn metrics_have_a_period_and_their_dimensions() {
    let with = |column: &str| {
        let column = format!("  a: {{ type: float, {column} }}\n");
        found(&with_call(&(METRICS.replace("slots: { type: integer", "at: { type: timestamp") + &column)))
    };
    let first = |said: Vec<String>| said.into_iter().next().unwrap_or_default();
    let unfit = "C081 signals/Queues.yml:0:0";
    assert_eq!(with("metric: CPUUtilization, statistic: p99"), [unfit]);
    assert_eq!(with("metric: QueryRuntimeBreakdown, statistic: Sum, dimensions: { stage: QueryWaiting }"), [unfit]);
    let at = |code: &str, column: u32| format!("{code} {FILE}:6:{column}");
    assert_eq!(first(with("metric: CPUUtilisation, statistic: Sum")), at("C080", 29));
    assert_eq!(first(with("metric: QueryRuntimeBreakdown, statistic: Sum")), at("C082", 29));
    assert_eq!(first(with("metric: CPUUtilization, statistic: Sum, dimensions: { NodeID: Leader }")), at("C082", 29));
    assert_eq!(first(with("metric: CPUUtilization, statistic: Mean")), at("C060", 56));
    let said = edited(METRICS, "period_seconds: 3600\n", "");
    assert!(said.iter().any(|one| one == &format!("C082 {FILE}:1:1")), "{said:?}");
    let said = edited(METRICS, ":days", ":dais");
    assert!(said.iter().any(|one| one == &format!("C055 {FILE}:3:7")), "{said:?}");
    let said = edited(METRICS, "3600", "60");
    assert!(said.iter().any(|one| one == &format!("C009 {FILE}:2:17")), "{said:?}");
}

#[test]
fn a_list_is_counted_or_written_out() {
    let call = "call: redshift-serverless:GetNamespace\nrows: /namespace\ncolumns:\n  slots: { type: integer, count: /iamRoles }\n";
    assert_eq!(found(&with_call(call)), Vec::<String>::new());
    assert_eq!(edited(call, "/iamRoles", "/iamRole")[..1], [format!("C080 {FILE}:4:34")]);
    assert_eq!(edited(call, "type: integer, count", "type: integer, list")[..1], [format!("C080 {FILE}:4:33")]);
}

#[test]
fn a_workgroup_has_metrics_of_its_own() {
    let call = METRICS.replace("period_seconds", "namespace: AWS/Redshift-Serverless\nperiod_seconds");
    let with = |column: &str| {
        let column = format!("  a: {{ type: float, {column} }}\n");
        let said = found(&with_call(&(call.replace("slots: { type: integer", "at: { type: timestamp") + &column)));
        said.into_iter().next().unwrap_or_default()
    };
    let fits = "C081 signals/Queues.yml:0:0";
    assert_eq!(with("metric: ComputeCapacity, statistic: Maximum"), fits);
    assert_eq!(with("metric: QueriesQueued, statistic: Maximum, dimensions: { QueryType: SELECT }"), fits);
    assert_eq!(with("metric: CPUUtilization, statistic: Maximum"), format!("C080 {FILE}:7:29"));
    assert_eq!(with("metric: QueriesQueued, statistic: Maximum"), format!("C082 {FILE}:7:29"));
    let said = edited(&call, "AWS/Redshift-Serverless", "AWS/RedshiftServerless");
    assert!(said.iter().any(|one| one == &format!("C060 {FILE}:2:12")), "{said:?}");
}

#[test]
fn the_kinds_of_warehouse_are_those_of_the_metrics_namespace() {
    let metric = "  cpu: { type: float, metric: DatabaseConnections, statistic: Maximum }\n";
    let clusters = METRICS.replace("slots: { type: integer", "at: { type: timestamp") + metric;
    let workgroups = clusters.replace("period_seconds", "namespace: AWS/Redshift-Serverless\nperiod_seconds");
    let needing = |call: &str, need: &str| {
        let mut files = with_call(call);
        files.remove("signals/Queues.yml");
        let config = String::from_utf8(files.remove("config.json").expect("there")).expect("text");
        let config = config.replace(&format!("\"{FILE}\""), &format!("\"{FILE}\", \"needs\": [\"{need}\"]"));
        files.insert("config.json".to_owned(), config.into_bytes());
        found(&files)
    };
    let refused = ["C082 config.json:7:15"];
    assert_eq!(needing(&clusters, "serverless"), refused);
    assert_eq!(needing(&workgroups, "multi_az"), refused);
    assert_eq!(needing(&clusters, "multi_az"), Vec::<String>::new());
    assert_eq!(needing(&workgroups, "serverless"), Vec::<String>::new());
}

#[test]
fn each_value_of_a_dimension_is_asked_for_of_all_metrics_or_of_none() {
    let with = |columns: &[&str]| {
        let columns: String =
            columns.iter().enumerate().map(|(place, one)| format!("  c{place}: {{ {one} }}\n")).collect();
        let said = found(&with_call(&(METRICS.replace("slots: { type: integer", "at: { type: timestamp") + &columns)));
        said.into_iter().next().unwrap_or_default()
    };
    let waited = "type: float, metric: WLMQueueWaitTime, statistic: Sum, dimensions: { QueueName: '*' }";
    let length = "type: float, metric: WLMQueueLength, statistic: Maximum, dimensions: { QueueName: '*' }";
    let queue = "type: text, at: /QueueName";
    assert_eq!(with(&[queue, waited, length]), "C081 signals/Queues.yml:0:0");
    assert_eq!(with(&[queue, "type: float, metric: CPUUtilization, statistic: Average"]), format!("C082 {FILE}:6:3"));
    assert_eq!(with(&[waited, "type: float, metric: CPUUtilization, statistic: Average"]), format!("C082 {FILE}:7:3"));
    assert_eq!(with(&[waited, &length.replace("'*'", "etl")]), format!("C082 {FILE}:7:3"));
    assert_eq!(with(&["type: text, at: /Queue", waited]), format!("C080 {FILE}:6:25"));
    assert_eq!(with(&[&waited.replace("statistic", "unit: Milliseconds, statistic")]), format!("C082 {FILE}:6:30"));
}

#[test]
fn a_query_must_be_one_that_its_call_can_answer() {
    let with = |find: &str, replace: &str| {
        let mut files = with_call(FACTS);
        let config = String::from_utf8(files.remove("config.json").expect("there")).expect("text");
        files.insert("config.json".to_owned(), config.replace(find, replace).into_bytes());
        found(&files)
    };
    let script = format!("\"{FILE}\"");
    assert_eq!(with(&script, &format!("{script}, \"needs\": [\"multi_az\"]")), Vec::<String>::new());
    assert_eq!(with(&script, &format!("{script}, \"needs\": [\"serverless\"]")), ["C082 config.json:7:15"]);
    assert_eq!(with(&script, &format!("{script}, \"scope\": \"database\"")), ["C082 config.json:7:15"]);
}

#[test]
fn signals_declare_the_columns_of_their_call() {
    assert_eq!(edited(FACTS, "slots:", "nodes:"), ["C081 signals/Queues.yml:0:0"]);
    assert_eq!(edited(FACTS, "integer", "text"), ["C081 signals/Queues.yml:0:0"]);
}
