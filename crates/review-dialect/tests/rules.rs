//! What holds whatever the script is.

use review_core::diagnostic::Level;
use review_core::identity::Deployment;

use crate::support::found;

fn codes(sql: &str) -> Vec<&'static str> {
    found(sql, &[]).iter().map(|finding| finding.code).collect()
}

#[test]
fn a_finding_stands_at_the_very_words() {
    let sql = "select a,\n  sum(b) over (order by c) as total\nfrom t";
    let findings = found(sql, &[]);
    assert_eq!(findings.len(), 1, "{findings:?}");
    let at = findings[0].at;
    assert_eq!(&sql[at.start..at.start + at.length], "sum");
    assert_eq!(findings[0].level, Level::Error);
}

#[test]
fn placeholders_are_values_that_nobody_knows() {
    let sql = "select count(*) / :parts as share, substring(a, :start, 3) as piece, \
               row_number() over (order by b rows between :before preceding and current row) as place \
               from t where a > :days limit :row_limit";
    assert_eq!(codes(sql), Vec::<&str>::new());
}

#[test]
fn columns_keep_their_documented_type_through_names_that_a_statement_defines() {
    let sql = "with q as (select elapsed_time as micros, user_id from sys_query_history), \
               r as (select x.micros, x.user_id from (select * from q) x) \
               select r.micros / r.user_id as share from r where r.user_id > 1";
    assert_eq!(codes(sql), ["D301"]);
}

#[test]
fn one_place_is_told_once_and_a_thousand_mistakes_up_to_a_bound() {
    let list: Vec<String> = (0..1_000).map(|number| format!("concat(a) as c{number}")).collect();
    let findings = found(&format!("select {} from t", list.join(", ")), &[]);
    assert_eq!(findings.len(), 200);
}

#[test]
fn what_a_comment_allows_stays_in_sight() {
    let sql = "select a, sum(b) over (order by c) as total from t -- dialect: allow D201 tried on a cluster\n";
    let findings = found(sql, &[]);
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].code, findings[0].level), ("D001", Level::Hint));
    assert!(findings[0].message.contains("tried on a cluster"), "{}", findings[0].message);
}

#[test]
fn deployments_decide_on_views_and_silence_nothing_else() {
    let sql = "select query from stl_query where userid > 1";
    assert_eq!(codes(sql), Vec::<&str>::new());
    let all = found(sql, &[Deployment::SingleAz, Deployment::MultiAz, Deployment::Serverless]);
    let codes: Vec<&str> = all.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["D402", "D401"]);
}

#[test]
fn long_chains_and_deep_trees_are_judged_in_bounded_time() {
    let long = "select 1 as a where ".to_owned() + &"1 = 1 and ".repeat(2_000) + "true";
    let sum = "select ".to_owned() + &"b + ".repeat(2_000) + "b as a from t";
    for sql in [long, sum] {
        let worker = std::thread::Builder::new().stack_size(64 * 1024 * 1024);
        let judged = worker.spawn(move || codes(&sql)).expect("a thread").join().expect("no panic");
        assert_eq!(judged, Vec::<&str>::new());
    }
}

#[test]
fn names_that_multiply_are_judged_in_bounded_time() {
    let doubling: Vec<String> =
        (1..40).map(|n| format!("q{n} as (select a.*, b.* from q{0} a, q{0} b)", n - 1)).collect();
    let doubling = format!("with q0 as (select 1 as n), {} select q39.n from q39", doubling.join(", "));
    let many = format!(
        "select {0} from {1}",
        "user_id, ".repeat(5_000) + "user_id",
        "sys_query_history, ".repeat(5_000) + "t"
    );
    let stars = format!("select {0} from {1}", "*, ".repeat(5_000) + "*", "svv_table_info, ".repeat(5_000) + "t");
    let started = std::time::Instant::now();
    for sql in [doubling, many, stars] {
        found(&sql, &[]);
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn what_preflight_asks_redshift_breaks_no_rule() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../review-preflight/scripts");
    let mut asked = 0;
    for entry in std::fs::read_dir(folder).expect("the scripts of preflight") {
        let path = entry.expect("a script").path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("redshift_")) {
            let script = std::fs::read_to_string(&path).expect("a script");
            assert_eq!(found(&script, &[]), [], "{}", path.display());
            asked += 1;
        }
    }
    assert!(asked >= 4, "{asked} scripts");
}
