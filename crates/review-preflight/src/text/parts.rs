//! The lines of each part of the screen.

use std::collections::BTreeMap;

use review_core::accounting::skip_words;
use review_core::identity::Deployment;

use crate::answer::{HourAdvice, Outlook, Preflight, Wake};
use crate::facts::Fact;

pub(super) fn warehouse(preflight: &Preflight) -> Vec<String> {
    let identity = &preflight.warehouse;
    let sample = if identity.sample { " (generated sample data)" } else { "" };
    let kind = match identity.deployment {
        Deployment::SingleAz => "a provisioned cluster",
        Deployment::MultiAz => "a provisioned cluster in two availability zones",
        Deployment::Serverless => "a Serverless workgroup",
        Deployment::Postgresql => "a PostgreSQL server",
    };
    vec![format!("{}{sample}", identity.address), format!("{kind}, {}", version(&identity.version))]
}

/// The part of a version that tells one from another: Redshift calls itself PostgreSQL 8.0.2 first.
fn version(version: &str) -> String {
    match version.find("Redshift ") {
        Some(at) => version[at..].to_owned(),
        None => version
            .split([',', '('])
            .next()
            .unwrap_or_default()
            .trim()
            .split(" on ")
            .next()
            .unwrap_or_default()
            .to_owned(),
    }
}

pub(super) fn reviewer(preflight: &Preflight) -> Vec<String> {
    let reviewer = &preflight.reviewer;
    let superuser = match &reviewer.is_superuser {
        Fact::Known(true) => "a superuser (a review needs none)".to_owned(),
        Fact::Known(false) => "no superuser".to_owned(),
        Fact::Unknown(reason) => format!("whether a superuser is not known: {reason}"),
    };
    let roles = match &reviewer.roles {
        Fact::Known(roles) if roles.is_empty() => "no role that opens system views".to_owned(),
        Fact::Known(roles) => format!("roles: {}", roles.join(", ")),
        Fact::Unknown(reason) => format!("roles not known: {reason}"),
    };
    let mut lines = vec![format!("{}, {superuser}, {roles}", reviewer.user)];
    lines.push(match reviewer.sees_all_rows {
        Some(true) => "sees every user's rows in system views".to_owned(),
        Some(false) => "sees mostly rows of its own in system views".to_owned(),
        None => "whether other users' rows are visible is not known".to_owned(),
    });
    if let (Fact::Unknown(reason), false) = (&reviewer.metadata_security, reviewer.unseen.is_empty()) {
        lines.push(format!("metadata_security: not known; {reason}"));
    }
    lines.extend(reviewer.unseen.iter().cloned());
    lines
}

pub(super) fn databases(preflight: &Preflight) -> Vec<String> {
    let names = |open: bool| {
        let of = preflight.databases.iter().filter(|database| database.may_connect == open);
        of.map(|database| database.name.as_str()).collect::<Vec<_>>()
    };
    let (open, closed) = (names(true), names(false));
    let mut lines = vec![format!("{}: {}", open.len(), shortened(&open))];
    if !closed.is_empty() {
        lines.push(format!("{} that this user may not connect to: {}", closed.len(), shortened(&closed)));
    }
    let others = preflight.warehouse.other_databases.iter();
    lines.extend(others.map(|other| format!("not visited: {}, {}", other.name, other.kind.words())));
    if open.len() > 1 {
        lines.push(format!("what is readable was asked in {} only", preflight.warehouse.database));
    }
    lines
}

/// Names, as many as fit on a line or two.
fn shortened(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    match names.len() {
        0..=SHOWN => names.join(", "),
        more => format!("{} and {} more", names[..SHOWN].join(", "), more - SHOWN),
    }
}

pub(super) fn queries(preflight: &Preflight) -> Vec<String> {
    let queries = &preflight.queries;
    let mut lines = vec![format!(
        "workflow {} of the pack {}: {} planned, {} run",
        preflight.workflow,
        preflight.pack,
        queries.len(),
        queries.iter().filter(|query| matches!(query.outlook, Outlook::Runs | Outlook::OwnRows { .. })).count()
    )];
    // Queries that come to the same stand in one line, in the order of the plan.
    let mut order: Vec<String> = Vec::new();
    let mut by_outlook: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for query in queries {
        let Some(words) = words(&query.outlook) else { continue };
        let names = by_outlook.entry(words.clone()).or_default();
        let name = query.query.name.as_str();
        if !names.contains(&name) {
            names.push(name);
        }
        if !order.contains(&words) {
            order.push(words);
        }
    }
    lines.extend(order.iter().map(|words| format!("  {words}: {}", by_outlook[words].join(", "))));
    lines
}

/// What stands before the names of the queries; `None` for those that simply run.
fn words(outlook: &Outlook) -> Option<String> {
    Some(match outlook {
        Outlook::Runs => return None,
        Outlook::Skipped { reason } => format!("skipped here, {}", skip_words(reason)),
        Outlook::OwnRows { relations } => format!("OWN ROWS ONLY of {}", relations.join(", ")),
        Outlook::Denied { relations } => format!("DENIED, may not read {}", relations.join(", ")),
        Outlook::Withheld { relations } => {
            format!("DENIED, not readable in this kind of deployment: {}", relations.join(", "))
        }
        Outlook::Missing { relations } => format!("FAILS, there is no {}", relations.join(", ")),
        Outlook::Unknown { reason } => format!("NOT KNOWN, since {reason}"),
    })
}

pub(super) fn mends(preflight: &Preflight) -> Vec<String> {
    if preflight.mends.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["an administrator runs:".to_owned()];
    lines.extend(preflight.mends.iter().map(|mend| format!("  {}", mend.statement)));
    lines
}

pub(super) fn cost(preflight: &Preflight) -> Vec<String> {
    let cost = &preflight.cost;
    let calls = if cost.calls == 0 { String::new() } else { format!(", {} questions to AWS", cost.calls) };
    let mut lines = vec![format!(
        "{} statements{calls}, {} at most with repeats, {} at once; this preflight sent {}",
        cost.statements, cost.statements_at_most, cost.at_once, cost.probes
    )];
    let tables = match &cost.tables {
        Fact::Known(tables) => format!("{} has {tables} tables", preflight.warehouse.database),
        Fact::Unknown(reason) => format!("the number of tables is not known: {reason}"),
    };
    let earlier_rows =
        cost.earlier.as_ref().map_or_else(String::new, |one| format!("about {} by the last run, ", grouped(one.rows)));
    lines.push(format!("rows: {earlier_rows}{} at most by the limits; {tables}", grouped(cost.rows_at_most)));
    let took = match &cost.earlier {
        Some(earlier) => format!("{} in the last run ({})", seconds(earlier.seconds), earlier.run),
        None => "not known, no earlier run of this pack on this warehouse".to_owned(),
    };
    let deadline =
        cost.deadline_seconds.map_or_else(String::new, |limit| format!(", the run halts after {}", seconds(limit)));
    let bound = seconds(cost.first_round_seconds_at_most);
    lines.push(format!("time: {took}; {bound} at most for the first round{deadline}"));
    if let Some(least) = cost.charged_seconds_at_least {
        let expected = cost.charged_seconds_expected.map_or_else(
            || "as long as the run takes".to_owned(),
            |expected| format!("about {} by the last run", seconds(expected)),
        );
        lines.push(format!(
            "charged: queries on system views are billed: {least} s at least, {expected}, times the RPUs in use"
        ));
    }
    lines
}

/// A number with commas between its thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let places = digits.len();
    let with_comma = |(place, digit): (usize, char)| {
        let comma = (place > 0 && (places - place).is_multiple_of(3)).then_some(',');
        comma.into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(with_comma).collect()
}

fn seconds(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        _ => format!("{} min", seconds.div_ceil(60)),
    }
}

pub(super) fn wake(preflight: &Preflight) -> Vec<String> {
    match preflight.wake {
        Wake::Nothing => Vec::new(),
        Wake::Workgroup => vec!["an idle workgroup is awake now; `run` needs `--wake`, too".to_owned()],
        Wake::SampleOfWorkgroup => {
            vec!["sample data sleeps never; a real workgroup needs `--wake`, for `preflight` as for `run`".to_owned()]
        }
    }
}

pub(super) fn hour(preflight: &Preflight) -> Vec<String> {
    let advice = match &preflight.hour {
        Fact::Known(advice) => advice,
        Fact::Unknown(reason) => return vec![format!("whether now is a good hour is not known: {reason}")],
    };
    match advice {
        HourAdvice::Moment { sessions, active: Some(active) } => {
            vec![format!("{sessions} sessions of other users, {active} of them at work now")]
        }
        HourAdvice::Moment { sessions, active: None } => {
            vec![format!("{sessions} sessions of other users; how many are at work is hidden from this user")]
        }
        HourAdvice::Week { now, quieter_hours, quietest, running_seconds, queued_seconds, own_statements_only } => {
            let judged = match quieter_hours {
                0..8 => "a quiet hour",
                8..16 => "neither quiet nor busy",
                _ => "a busy hour",
            };
            let mut lines = vec![format!(
                "{now:02}:00 UTC is {judged}: {quieter_hours} of 24 are quieter (over 7 days {} of running, {} of \
                 queueing in it)",
                seconds(*running_seconds),
                seconds(*queued_seconds)
            )];
            let [first, second, third] = quietest;
            lines.push(format!("the quietest: {first:02}:00, {second:02}:00 and {third:02}:00 UTC"));
            if *own_statements_only {
                lines.push("by this user's own statements, since others' are hidden from it".to_owned());
            }
            lines
        }
    }
}

pub(super) fn verdict(preflight: &Preflight) -> Vec<String> {
    let unwell = preflight.queries.iter().filter(|query| !query.outlook.is_well()).count();
    vec![match (preflight.ready, unwell) {
        (true, _) => "ready: every query that is made for this kind of warehouse can run".to_owned(),
        (false, 0) => "not ready: a database would be left out; see above".to_owned(),
        (false, 1) => "not ready: 1 query would not say what it should; see above".to_owned(),
        (false, unwell) => format!("not ready: {unwell} queries would not say what they should; see above"),
    }]
}
