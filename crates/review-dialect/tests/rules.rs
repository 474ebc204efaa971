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
