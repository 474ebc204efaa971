//! `preflight`: what a review would meet, before it runs.

use review_core::RunId;
use review_core::accounting::Records;
use review_core::call::CallRights;
use review_core::documents::{RunDocument, RunManifest};
use review_core::error_class::ErrorClass;
use review_core::identity::{Deployment, Identity};
use review_core::plan::Plan;
use review_core::{Timestamp, keys};
use review_engine::{Clock as _, SystemClock};
use review_pack::planning::{self, Overrides, PlanRequest};
use review_pack::{DatabaseLists, Pack};
use review_preflight::{Earlier, Question, assess, demands, probe, setting_up, text};
use review_store::{base, documents, records};
use review_warehouse::postgres::Address;
use review_warehouse::{WarehouseError, call_rights};

use crate::arguments::Preflight;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{driving, packs, stores, wake, warehouses};

pub(crate) fn preflight(arguments: &Preflight) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let pack = packs::checked(packs::load(&arguments.pack).await?)?;
        wake::allowed(&arguments.warehouse, arguments.wake).await?;
        let opened = warehouses::open(&arguments.warehouse).await;
        let warehouse = opened.map_err(|failure| with_setting_up(failure, &arguments.warehouse))?;
        let identity = warehouse.identify().await.map_err(|error| out_of_reach(&error))?;
        let needed = planning::calls_needed(&pack, &arguments.workflow, &[], identity.deployment);
        let calls = call_rights(&*warehouse, &needed).await;
        let plan = plan(arguments, &pack, &identity, &calls)?;
        let demands = demands(&pack, &plan);
        let facts = probe::ask(warehouse.as_ref(), &identity, &demands).await.map_err(|error| out_of_reach(&error))?;
        let earlier = earlier(arguments, &pack, &identity).await;
        let question = Question {
            pack: &pack.name,
            workflow: &arguments.workflow,
            plan: &plan,
            demands: &demands,
            deadline_seconds: Some(u64::from(pack.defaults.deadline_seconds)),
            earlier: earlier.as_ref(),
        };
        let answer = assess(&facts, &question);
        match arguments.json {
            false => print!("{}", text::screen(&answer)),
            true => {
                println!("{}", serde_json::to_string_pretty(&answer).map_err(|error| Failure::Bug(error.to_string()))?)
            }
        }
        Ok(if answer.ready { Exit::Complete } else { Exit::Incomplete })
    })
}

/// A login that is refused may be one that nobody has made yet: then the statements that make it are the answer.
fn with_setting_up(failure: Failure, url: &str) -> Failure {
    let (Failure::World { message, help }, Ok(address)) = (&failure, url.parse::<Address>()) else { return failure };
    // The words that a failure of this class begins with.
    let is_refused = message.contains(&format!(": {}: ", ErrorClass::Permission.words()));
    let Some(user) = address.user.filter(|_| is_refused) else { return failure };
    // 5439 is Redshift's port, 5432 PostgreSQL's.
    let is_redshift = address.port == 5439 || address.host.contains(".redshift");
    let deployment = if is_redshift { Deployment::SingleAz } else { Deployment::Postgresql };
    let statements = setting_up(deployment, &user).join(" ");
    let password = if is_redshift { "" } else { ", then sets a password with \\password" };
    Failure::world(
        message,
        format!("{help}\n  = help: if there is no such user yet, an administrator runs: {statements}{password}"),
    )
}

fn out_of_reach(error: &WarehouseError) -> Failure {
    let help = error.remedy.clone().unwrap_or_else(|| error.class.remedy().to_owned());
    Failure::world(format!("cannot ask the warehouse: {error}"), help)
}

/// The plan of a run that would begin now. Nothing of it is stored.
fn plan(arguments: &Preflight, pack: &Pack, identity: &Identity, calls: &CallRights) -> Result<Plan, Failure> {
    let started = SystemClock.now();
    let request = PlanRequest {
        run: RunId::new(started, 0),
        workflow: &arguments.workflow,
        only: &[],
        identity,
        databases: &DatabaseLists::default(),
        started,
        calls,
        overrides: Overrides::default(),
    };
    planning::plan(pack, &request).map_err(|error| Failure::usage(error, "see `redshift-review plan PACK`"))
}

/// What the newest complete run of this pack on this warehouse took. It only refines the answer: where the base
/// folder or a run cannot be read, there is none.
async fn earlier(arguments: &Preflight, pack: &Pack, identity: &Identity) -> Option<Earlier> {
    let base = stores::base(&arguments.base).await.ok()?;
    let runs = base::runs(&*base).await.ok()?;
    for run in runs.into_iter().filter(|run| run.warehouse == identity.name && run.pack == pack.name) {
        let Ok(folder) = base.open_to_read(&run.location).await else { continue };
        let Ok(Some(document)) = documents::read::<RunDocument>(&*folder, keys::RUN).await else { continue };
        let Ok(Some(_)) = documents::read::<RunManifest>(&*folder, keys::RUN_MANIFEST).await else { continue };
        if document.workflow != arguments.workflow {
            continue;
        }
        let Ok(records) = records::all(&*folder, &document.plan).await else { continue };
        if let Some(earlier) = took(&document, &records) {
            return Some(earlier);
        }
    }
    None
}

/// From the first submission to the last end: what the warehouse was busy for. Judging and rendering do not count.
fn took(document: &RunDocument, records: &Records) -> Option<Earlier> {
    let all = || records.values().flatten();
    let first: Timestamp = all().filter_map(|record| record.submitted_at).min()?;
    let last: Timestamp = all().map(|record| record.ended_at).max()?;
    let seconds = last.micros().saturating_sub(first.micros()).max(0).unsigned_abs().div_ceil(1_000_000);
    // What asked AWS was no statement.
    let of_warehouse = document.plan.queries().filter(|query| query.call.is_none());
    let sent = of_warehouse.filter_map(|query| records.get(&query.id)).flatten();
    let sent = sent.filter(|record| record.submitted_at.is_some()).count();
    Some(Earlier {
        run: document.plan.run.to_string(),
        seconds,
        statements: sent as u64,
        rows: all().filter_map(|record| record.result.as_ref()).map(|result| result.rows).sum(),
    })
}
