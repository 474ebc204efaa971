//! Pages over the runs, and one run.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::Shared;
use super::answer::{Answer, message, not_shown, not_there, page, unreadable, with_type};
use crate::clock;
use crate::fleet::Square;
use crate::pages::{FleetPage, Links, StartPanel, fleet_page, run_href, run_page};

/// The names of a run in an address.
pub(super) type Names = Path<(String, String, String)>;

/// Where things are on this server.
struct Here;

impl Links for Here {
    fn run(&self, warehouse: &str, pack: &str, run: &Square) -> Option<String> {
        Some(run_href(warehouse, pack, run.run.as_str()))
    }

    fn report(&self, warehouse: &str, pack: &str, run: &Square) -> Option<String> {
        run.numbers.as_ref()?;
        Some(format!("{}/report.html", run_href(warehouse, pack, run.run.as_str())))
    }
}

pub(super) async fn index(State(shared): State<Arc<Shared>>) -> Answer {
    let runs = match shared.hub.runs().await {
        Ok(runs) => runs,
        Err(error) => return unreadable(&shared, &error),
    };
    let base = shared.hub.base.location();
    let model = FleetPage { base: &base, runs: &runs, now: clock::now(), links: &Here };
    page(&shared, StatusCode::OK, fleet_page(&model, Some(StartPanel { rows: shared.starter.rows() })))
}

pub(super) async fn run(State(shared): State<Arc<Shared>>, Path((warehouse, pack, run)): Names) -> Answer {
    let found = match shared.hub.find(&warehouse, &pack, &run).await {
        Ok(found) => found,
        Err(why) => return not_shown(&shared, &why),
    };
    let sight = match shared.hub.sight(&found).await {
        Ok(sight) => sight,
        Err(why) => return not_shown(&shared, &why),
    };
    let trouble = sight.trouble.as_deref();
    let Some(progress) = &sight.progress else {
        let text = trouble.unwrap_or("It cannot be read.");
        return message(&shared, StatusCode::BAD_GATEWAY, "This run cannot be read", text, "");
    };
    let here = run_href(&found.warehouse, &found.pack, found.run.as_str());
    page(&shared, StatusCode::OK, run_page(progress, &here, &found.location, trouble, clock::now()))
}

/// The same for programs.
pub(super) async fn progress(State(shared): State<Arc<Shared>>, Path((warehouse, pack, run)): Names) -> Answer {
    let found = match shared.hub.find(&warehouse, &pack, &run).await {
        Ok(found) => found,
        Err(why) => return not_shown(&shared, &why),
    };
    let progress = match shared.hub.sight(&found).await {
        Ok(sight) => sight.progress,
        Err(why) => return not_shown(&shared, &why),
    };
    match progress.map(|progress| serde_json::to_vec(&*progress)) {
        Some(Ok(json)) => with_type(StatusCode::OK, "application/json", json),
        _ => message(&shared, StatusCode::BAD_GATEWAY, "This run cannot be read", "", ""),
    }
}

pub(super) async fn nothing(State(shared): State<Arc<Shared>>) -> Answer {
    not_there(&shared)
}
