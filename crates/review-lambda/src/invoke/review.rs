//! One call: the pack, the warehouses, a run for each.

use std::collections::BTreeMap;
use std::sync::Arc;

use review_pack::parameters::parse_value;
use review_pack::{Literal, Pack};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tracing::Instrument as _;

use super::Invoked;
use super::notices::notices;
use super::packs::{self, NoPack};
use super::place::Place;
use super::refusal::{self, Asked, Refusal};
use super::request::Request;
use super::settings;
use super::start::{Review, start};
use super::targets::{Target, targets};
use crate::invocation::Invocation;
use crate::metrics::Metric;
use crate::named::NamedError;

/// The warehouses that are asked at once; own choice, far below what the Data API takes.
const ASKED_AT_ONCE: usize = 8;
/// The workflow where nobody names one.
const DEFAULT_WORKFLOW: &str = "default";

/// Reviews, and records and mails what was refused, the pack included: nobody waits for the answer of an event.
///
/// # Errors
/// When the bucket or a service cannot be used.
pub(super) async fn review_and_tell(
    place: &Place,
    request: &Request,
    invocation: &Invocation,
) -> Result<Invoked, NamedError> {
    let asked = asked(place, request);
    let checked = match prepared(place, request).await {
        Ok(review) => reviewed(place, request, review, invocation).await?,
        Err(NoPack::Refused(refusal)) => {
            invocation.count(Metric::RunsRefused);
            Invoked { refused: vec![refusal.recorded(place, asked).await?], ..Invoked::default() }
        }
        Err(NoPack::Error(error)) => return Err(error),
    };
    tell(place, &checked).await;
    Ok(checked)
}

/// What is asked for, in a record's words.
pub(super) fn asked<'a>(place: &'a Place, request: &'a Request) -> Asked<'a> {
    let or = |asked: &'a Option<String>, set: &'a Option<String>| asked.as_deref().or(set.as_deref());
    Asked {
        pack: or(&request.pack, &place.pack).unwrap_or_default(),
        workflow: or(&request.workflow, &place.workflow).unwrap_or(DEFAULT_WORKFLOW),
    }
}

/// Mails what was refused. That no mail could be sent changes nothing about the runs, and is in the log.
pub(super) async fn tell(place: &Place, invoked: &Invoked) {
    if invoked.refused.is_empty() {
        return;
    }
    if let Err(error) = refusal::mail(place, &invoked.refused, invoked.runs.len()).await {
        tracing::error!(error = %error, "the refusal could not be mailed");
    }
}

/// The pack, checked, and what is asked of it.
pub(super) async fn prepared(place: &Place, request: &Request) -> Result<Review, NoPack> {
    let Asked { pack, workflow } = asked(place, request);
    if pack.is_empty() {
        return Err(NoPack::Refused(Refusal::new(
            "no pack is named: neither the call nor REVIEW_PACK names one".to_owned(),
            "name one, for example redshift".to_owned(),
        )));
    }
    let pack = packs::load(place, pack).await?;
    let fits = fits(&pack, workflow, &request.parameters);
    let values = fits.map_err(|(what, next)| NoPack::Refused(Refusal::new(what, next)))?;
    let settings = settings::load(place).await?;
    Ok(Review { pack, workflow: workflow.to_owned(), values, settings })
}

/// Whether the pack has what is asked of it; known before anything is asked of a warehouse.
fn fits(
    pack: &Pack,
    workflow: &str,
    parameters: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Literal>, (String, String)> {
    let listed = |names: Vec<&str>| format!("name one that it has: {}", names.join(", "));
    if !pack.workflows.contains_key(workflow) {
        let known = pack.workflows.keys().map(String::as_str).collect();
        return Err((format!("the pack `{}` has no workflow `{workflow}`", pack.name), listed(known)));
    }
    let mut values = BTreeMap::new();
    for (name, text) in parameters {
        let Some(parameter) = pack.parameters.get(name) else {
            let known = pack.parameters.keys().map(String::as_str).collect();
            return Err((format!("the pack `{}` has no parameter `{name}`", pack.name), listed(known)));
        };
        let value = parse_value(parameter.kind, text)
            .map_err(|error| (format!("the parameter `{name}`: {error}"), "correct its value".to_owned()))?;
        values.insert(name.clone(), value);
    }
    Ok(values)
}

/// A run for each warehouse; what is refused is recorded.
pub(super) async fn reviewed(
    place: &Place,
    request: &Request,
    review: Review,
    invocation: &Invocation,
) -> Result<Invoked, NamedError> {
    let mut invoked = Invoked { notices: notices(place).await, ..Invoked::default() };
    for notice in &invoked.notices {
        tracing::warn!(notice, "notice");
    }
    let started = match targets(place, request).await? {
        Ok(targets) => start_all(place, review, targets).await?,
        Err(refusal) => vec![Err(refusal)],
    };
    for one in started {
        match one {
            Ok(run) => {
                invocation.count(Metric::RunsStarted);
                invoked.runs.push(run);
            }
            Err(refusal) => {
                invocation.count(Metric::RunsRefused);
                invoked.refused.push(refusal.recorded(place, asked(place, request)).await?);
            }
        }
    }
    Ok(invoked)
}

/// Starts a run for each, some at once; in the order of the fleet. One that fails does not keep the others from
/// starting.
async fn start_all(
    place: &Place,
    review: Review,
    targets: Vec<Target>,
) -> Result<Vec<Result<super::StartedRun, Refusal>>, NamedError> {
    let (review, turns) = (Arc::new(review), Arc::new(Semaphore::new(ASKED_AT_ONCE)));
    let mut tasks = JoinSet::new();
    for (number, target) in targets.into_iter().enumerate() {
        let (place, review, turns) = (place.clone(), Arc::clone(&review), Arc::clone(&turns));
        let one = async move {
            // The semaphore is never closed.
            let _turn = turns.acquire().await;
            (number, start(&place, &review, &target).await)
        };
        tasks.spawn(one.in_current_span());
    }
    let mut done = BTreeMap::new();
    while let Some(joined) = tasks.join_next().await {
        let (number, started) = joined.map_err(|_| NamedError::internal("starting a run panicked"))?;
        done.insert(number, started);
    }
    done.into_values().collect()
}
