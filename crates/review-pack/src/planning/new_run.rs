//! Everything a run begins with, from a pack and a warehouse that said who it is.

use std::collections::BTreeMap;

use review_core::documents::{FORMAT, NewRun, RunDocument};
use review_core::query_text::{QueryText, QueryTexts};
use review_core::settings::Settings;

use super::{PlanError, PlanRequest, plan};
use crate::model::{Literal, Pack};
use crate::parameters::{RenderError, literal_sql, render_script};

/// What is asked of a new run, whoever begins it.
#[derive(Clone, Debug)]
pub struct NewRunRequest<'a> {
    /// Order and limits.
    pub plan: PlanRequest<'a>,
    /// Values of parameters that differ from the pack's.
    pub values: &'a BTreeMap<String, Literal>,
    /// How to reach the warehouse again; without secrets.
    pub warehouse: &'a str,
    /// The program and version that creates the run.
    pub program: &'a str,
    /// Whether CSV cells that a spreadsheet would take for formulas are guarded.
    pub csv_formula_guard: bool,
    /// What is kept of query texts, instead of what the pack says.
    pub query_text: Option<QueryText>,
    /// What the house says about its reviews; none when it says nothing.
    pub settings: Option<&'a Settings>,
}

/// Why a run cannot begin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NewRunError {
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A script cannot be written out.
    #[error(transparent)]
    Render(#[from] RenderError),
}

/// The first files of a run: its description, its scripts as they will be sent, and the pack.
///
/// # Errors
/// When there is no plan, or a parameter is unknown.
pub fn new_run(pack: &Pack, request: &NewRunRequest<'_>) -> Result<NewRun, NewRunError> {
    let plan = plan(pack, &request.plan)?;
    let mut scripts = BTreeMap::new();
    for query in plan.queries() {
        let sql = render_script(pack, &query.id.name, request.values)?;
        scripts.insert(query.script.clone(), sql);
    }
    let own = pack.parameters.iter().map(|(name, parameter)| (name, &parameter.value));
    let used = own.map(|(name, value)| (name.clone(), literal_sql(request.values.get(name).unwrap_or(value))));
    let columns = pack.queries.iter().filter(|query| !query.query_texts.is_empty());
    let document = RunDocument {
        format: FORMAT,
        program: request.program.to_owned(),
        started_at: request.plan.started,
        pack: pack.name.clone(),
        pack_digest: pack.digest.clone(),
        workflow: request.plan.workflow.to_owned(),
        parameters: used.collect(),
        warehouse: request.warehouse.to_owned(),
        identity: request.plan.identity.clone(),
        plan,
        csv_formula_guard: request.csv_formula_guard,
        query_texts: QueryTexts {
            kept: request.query_text.unwrap_or(pack.defaults.query_text),
            columns: columns.map(|query| (query.name.clone(), query.query_texts.clone())).collect(),
        },
    };
    Ok(NewRun { document, scripts, pack_files: pack.files.clone(), settings: request.settings.cloned() })
}
