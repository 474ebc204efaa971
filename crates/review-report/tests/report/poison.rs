//! A run whose every text was chosen by an attacker, for the tests and for the pages that a browser opens.

use std::collections::BTreeMap;

use review_core::finding::ThresholdUsed;
use review_core::result::{Cell, Column};
use review_core::{QueryId, StatementId};
use review_report::{ReportInput, sample_input};

/// The sample with `attack` in every text a warehouse or a pack can choose.
pub(crate) fn poisoned(attack: &str) -> ReportInput {
    let mut input = sample_input();
    let text = || attack.to_owned();
    let run = &mut input.run;
    run.program = text();
    run.pack = text();
    run.pack_digest = text();
    run.workflow = text();
    run.parameters = BTreeMap::from([(text(), text())]);
    let identity = &mut run.identity;
    identity.name = text();
    identity.address = text();
    identity.version = text();
    identity.user = text();
    identity.database = text();
    identity.databases = vec![text(), text()];
    poison_sections(&mut input, attack);
    poison_findings(&mut input, attack);
    input
}

fn poison_sections(input: &mut ReportInput, attack: &str) {
    let text = || attack.to_owned();
    for section in &mut input.sections {
        section.section = text();
        section.script = text();
        section.query = QueryId { name: section.query.name.clone(), database: Some(text()) };
        section.account.query = section.query.clone();
        section.account.reason = section.account.reason.is_some().then(text);
        section.columns.iter_mut().for_each(|column| *column = poison_column(column, attack));
        section.rows.iter_mut().flatten().for_each(|cell| poison_cell(cell, attack));
        for record in &mut section.records {
            record.statement = Some(StatementId(text()));
            if let Some(error) = &mut record.error {
                error.code = Some(text());
                error.message = text();
                error.remedy = Some(text());
            }
        }
    }
}

fn poison_column(column: &Column, attack: &str) -> Column {
    Column::new(format!("{}{attack}", column.name), format!("{}{attack}", column.type_name))
}

fn poison_cell(cell: &mut Cell, attack: &str) {
    if let Cell::Text(text) = cell {
        // Some cells stay long, so that the folded form is tried as well.
        *text = attack.repeat(if text.len() > 100 { 40 } else { 1 });
    }
}

fn poison_findings(input: &mut ReportInput, attack: &str) {
    let text = || attack.to_owned();
    for signal in &mut input.findings.signals {
        signal.signal.push_str(attack);
        signal.title = text();
        signal.unit = text();
        signal.population = Some(text());
        signal.condition = text();
        signal.not_judged_reason = Some(text());
        signal.thresholds =
            BTreeMap::from([(text(), ThresholdUsed { value: text(), source: text(), overridden: true })]);
        signal.evidence.columns.iter_mut().for_each(|column| *column = poison_column(column, attack));
        signal.evidence.rows.iter_mut().flatten().for_each(|cell| poison_cell(cell, attack));
        if let review_core::finding::Verdict::NotEvaluated(why) = &mut signal.verdict {
            *why = text();
        }
    }
    for recommendation in input.findings.recommendations.values_mut() {
        recommendation.title = text();
        recommendation.text = text();
        recommendation.links.push(text());
        recommendation.fix = Some(text());
    }
}
