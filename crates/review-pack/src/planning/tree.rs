//! Workflows and plans as trees of text, for `redshift-review plan`.

use std::fmt::Write as _;

use review_core::accounting::skip_words;
use review_core::identity::Deployment;
use review_core::plan::{Lane, Plan, PlannedQuery};
use review_core::{LaneId, QueryName};

use super::{PlanError, workflow};
use crate::model::{Pack, Query, Scope};
use crate::rights::rights;

/// A node of a tree of text.
struct Branch {
    text: String,
    below: Vec<Branch>,
}

impl Branch {
    fn leaf(text: String) -> Self {
        Self { text, below: Vec::new() }
    }
}

/// A workflow as a tree: stages, lanes, and of each query its threshold, scope and needs.
///
/// # Errors
/// When the pack has no such workflow.
pub fn workflow_tree(pack: &Pack, name: &str) -> Result<String, PlanError> {
    let workflow = workflow(pack, name)?;
    let stages = (1..).zip(&workflow.stages).map(|(stage, lanes)| {
        let lanes = (1..).zip(lanes).map(|(lane, names)| Branch {
            text: lane_title(LaneId { stage, lane }, names.len()),
            below: names.iter().map(|name| Branch::leaf(query_words(pack, name))).collect(),
        });
        stage_branch(stage, lanes.collect())
    });
    let stages: Vec<Branch> = stages.collect();
    let queries = workflow.stages.iter().flatten().flatten().count();
    let lanes = workflow.stages.iter().flatten().count();
    let title = format!(
        "workflow {name}: {}, {}, {}",
        counted(stages.len(), "stage"),
        counted(lanes, "lane"),
        queries_words(queries)
    );
    Ok(drawn(title, &stages))
}

/// A plan as a tree: what runs on this very warehouse, and what does not and why.
pub fn plan_tree(plan: &Plan) -> String {
    let stages = (1..).zip(&plan.stages).map(|(number, stage)| {
        let lanes = stage.lanes.iter().map(|lane: &Lane| Branch {
            text: lane_title(lane.id, lane.queries.len()),
            below: lane.queries.iter().map(|query| Branch::leaf(planned_words(query))).collect(),
        });
        stage_branch(number, lanes.collect())
    });
    let stages: Vec<Branch> = stages.collect();
    let skipped = plan.queries().filter(|query| query.skip.is_some()).count();
    let title = format!(
        "run {}: {}, {}, {} ({skipped} skipped)",
        plan.run,
        counted(stages.len(), "stage"),
        counted(plan.lanes().count(), "lane"),
        queries_words(plan.queries().count())
    );
    drawn(title, &stages)
}

fn stage_branch(stage: u16, lanes: Vec<Branch>) -> Branch {
    let side_by_side = if lanes.len() > 1 { " side by side" } else { "" };
    Branch { text: format!("stage {stage}: {}{side_by_side}", counted(lanes.len(), "lane")), below: lanes }
}

fn lane_title(id: LaneId, queries: usize) -> String {
    let in_order = if queries > 1 { " one after another" } else { "" };
    format!("lane {id}: {}{in_order}", queries_words(queries))
}

fn query_words(pack: &Pack, name: &QueryName) -> String {
    let Some(query) = pack.query(name) else { return name.to_string() };
    let Query { time_threshold_seconds, scope, needs, .. } = query;
    let mut words = format!("{name}  at most {time_threshold_seconds} s");
    if let Some(template) = &query.call {
        words = format!("{name}  asks {}, at most {time_threshold_seconds} s", template.call);
    }
    if *scope == Scope::Database {
        words.push_str(", once for each database");
    }
    if !needs.is_empty() {
        let needs: Vec<&str> = needs.iter().map(|need| need.word()).collect();
        words.push_str(&format!(", needs {}", needs.join(" or ")));
    }
    words.push_str(rights_words(query));
    words
}

/// What a reviewer without a role meets on Redshift; nothing where that is not known or is no trouble.
fn rights_words(query: &Query) -> &'static str {
    let is_for_redshift = query.needs.iter().any(|need| *need != Deployment::Postgresql);
    match rights(&query.script) {
        Ok(rights) if is_for_redshift && !rights.denied.is_empty() => ", denied without sys:monitor",
        Ok(rights) if is_for_redshift && !rights.is_open() => ", own rows only without sys:monitor",
        _ => "",
    }
}

fn planned_words(query: &PlannedQuery) -> String {
    match &query.skip {
        Some(skip) => format!("{}  skipped: {}", query.id, skip_words(skip)),
        None if let Some(call) = query.call => {
            format!("{}  asks {call}, at most {} s", query.id, query.threshold_seconds)
        }
        None => format!("{}  at most {} s", query.id, query.threshold_seconds),
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn queries_words(count: usize) -> String {
    if count == 1 { "1 query".to_owned() } else { format!("{count} queries") }
}

fn drawn(title: String, branches: &[Branch]) -> String {
    let mut text = title;
    text.push('\n');
    draw(&mut text, "", branches);
    text
}

/// The depth is that of the types: stages, lanes, queries.
fn draw(text: &mut String, indent: &str, branches: &[Branch]) {
    for (index, branch) in branches.iter().enumerate() {
        let is_last = index + 1 == branches.len();
        let (corner, line) = if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{indent}{corner}{}", branch.text);
        draw(text, &format!("{indent}{line}"), &branch.below);
    }
}
