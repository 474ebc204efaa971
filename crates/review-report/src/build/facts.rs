//! What ran, where, and with which parameters.

use std::collections::BTreeSet;

use review_core::Timestamp;
use review_core::databases::{NotVisited, not_visited};

use crate::input::ReportInput;
use crate::model::{NamedValue, NotVisitedDatabase, ReviewCost, RunFacts};
use crate::words;

pub(super) fn facts(input: &ReportInput) -> RunFacts {
    let run = &input.run;
    let identity = &run.identity;
    let ended_at = last_record(input);
    let not_visited = not_visited(&run.plan, identity);
    RunFacts {
        id: run.plan.run.to_string(),
        pack: run.pack.clone(),
        pack_digest: run.pack_digest.clone(),
        workflow: run.workflow.clone(),
        warehouse: identity.name.clone(),
        address: identity.address.clone(),
        account: identity.account.clone(),
        region: identity.region.clone(),
        other_zone: identity.other_zone().map(str::to_owned),
        rights: identity.rights.as_ref().map(words::rights),
        deployment: identity.deployment.word().to_owned(),
        deployment_words: words::deployment(identity.deployment).to_owned(),
        version: identity.version.clone(),
        user: identity.user.clone(),
        database: identity.database.clone(),
        databases: visited(&identity.databases, &not_visited),
        databases_not_visited: not_visited.into_iter().map(not_visited_database).collect(),
        classification: input.settings.classification.clone(),
        sample: identity.sample,
        started_at: run.started_at.to_string(),
        started_on: run.started_at.day(),
        ended_at: ended_at.map(|moment| moment.to_string()),
        duration: ended_at.map(|moment| words::span(run.started_at, moment)),
        cost: cost(input),
        judged_as_of: input.findings.as_of.to_string(),
        parameters: parameters(input),
        program: run.program.clone(),
        csv_formula_guard: run.csv_formula_guard,
        query_text: run.query_texts.kept.word().to_owned(),
    }
}

fn visited(local: &[String], not_visited: &[NotVisited]) -> Vec<String> {
    let is_visited = |database: &&String| !not_visited.iter().any(|one| one.database == **database);
    local.iter().filter(is_visited).cloned().collect()
}

fn not_visited_database(one: NotVisited) -> NotVisitedDatabase {
    NotVisitedDatabase { name: one.database, reason: one.reason }
}

fn last_record(input: &ReportInput) -> Option<Timestamp> {
    let records = input.sections.iter().flat_map(|section| &section.records);
    records.map(|record| record.ended_at).max()
}

/// What was handed over, whatever came of it. A call asks nothing of the warehouse.
fn cost(input: &ReportInput) -> ReviewCost {
    let calls: BTreeSet<_> =
        input.run.plan.queries().filter(|query| query.call.is_some()).map(|query| &query.id).collect();
    let sections = || input.sections.iter().filter(|section| !calls.contains(&section.query));
    let records = sections().flat_map(|section| &section.records);
    let spans: Vec<i64> = records
        .filter_map(|record| Some(record.ended_at.micros().saturating_sub(record.submitted_at?.micros()).max(0)))
        .collect();
    let asked = input.sections.iter().filter(|section| calls.contains(&section.query));
    ReviewCost {
        statements: spans.len() as u64,
        time: words::span(Timestamp::from_micros(0), Timestamp::from_micros(spans.iter().sum())),
        rows: sections().map(|section| section.total_rows).sum(),
        calls: asked.map(|section| section.records.len() as u64).sum(),
    }
}

fn parameters(input: &ReportInput) -> Vec<NamedValue> {
    let each = |(name, value): (&String, &String)| NamedValue { name: name.clone(), value: value.clone() };
    input.run.parameters.iter().map(each).collect()
}
