//! One warehouse: from its address to a run that is driven.

use std::collections::BTreeMap;

use review_core::call::CallRights;
use review_core::identity::{Deployment, Identity};
use review_core::{RunId, keys};
use review_engine::{Clock as _, SystemClock, begin, salt};
use review_pack::planning::{NewRunRequest, Overrides, PlanRequest, calls_needed, new_run};
use review_pack::{Literal, Pack};
use review_store::{RunFolder as _, StoreError};
use review_store::{S3Address, S3Folder};
use review_warehouse::data_api::DataApiWarehouse;
use review_warehouse::{Warehouse as _, call_rights};

use super::StartedRun;
use super::place::Place;
use super::refusal::{Refusal, json};
use super::reservation::Reservation;
use super::targets::Target;
use review_core::settings::Settings;

use crate::aws::Started;
use crate::ids::{BucketName, RunRef};
use crate::layout::OpenRun;
use crate::named::NamedError;

/// The program that stands in run.json; the command line writes the same.
const PROGRAM: &str = concat!("redshift-review ", env!("CARGO_PKG_VERSION"));

/// What is reviewed on every warehouse alike.
#[derive(Debug)]
pub(super) struct Review {
    pub(super) pack: Pack,
    pub(super) workflow: String,
    pub(super) values: BTreeMap<String, Literal>,
    /// What the house says about its reviews.
    pub(super) settings: Option<Settings>,
}

/// Begins the run of one warehouse, or goes on with the one that was begun by the same key; a refusal where the
/// warehouse cannot be asked.
///
/// # Errors
/// When the bucket or Step Functions cannot be used.
pub(super) async fn start(
    place: &Place,
    review: &Review,
    target: &Target,
) -> Result<Result<StartedRun, Refusal>, NamedError> {
    let mut reserved = Reservation::read(place, &target.idempotency_key).await?;
    if let Some(known) = &reserved
        && folder(place, known)?.read(keys::RUN).await?.is_some()
    {
        let known = known.clone();
        return drive(place, target, known).await.map(Ok);
    }
    let (warehouse, identity) = match identify(target).await {
        Ok(opened) => opened,
        Err(error) => return Ok(Err(Refusal::of(&target.name, &error))),
    };
    if reserved.is_none() {
        let new = reservation(place, review, &identity)?;
        reserved = Some(new.make(place, &target.idempotency_key).await?);
    }
    let Some(reserved) = reserved else { return Err(NamedError::internal("a reservation is lost")) };
    let needed = calls_needed(&review.pack, &review.workflow, &[], identity.deployment);
    let calls = call_rights(&warehouse, &needed).await;
    if let Err(refusal) = write(place, review, target, (&identity, &calls), &reserved).await? {
        return Ok(Err(refusal));
    }
    drive(place, target, reserved).await.map(Ok)
}

/// Asks the warehouse who it is. A Serverless workgroup that sleeps is woken by it, which whoever plans a review
/// wants: it is asked much more in a moment.
async fn identify(target: &Target) -> Result<(DataApiWarehouse, Identity), NamedError> {
    let warehouse = DataApiWarehouse::connect(&target.url).await?;
    for assumption in warehouse.assumptions() {
        tracing::warn!(warehouse = target.name, assumption, "assumed");
    }
    let identity = warehouse.identify().await?;
    if identity.deployment == Deployment::Serverless {
        tracing::info!(warehouse = target.name, "a Serverless workgroup was woken, if it slept; it charges for that");
    }
    let rights = Some(review_preflight::probe::rights(&warehouse, &identity).await);
    Ok((warehouse, Identity { rights, ..identity }))
}

fn reservation(place: &Place, review: &Review, identity: &Identity) -> Result<Reservation, NamedError> {
    let started_at = SystemClock.now();
    let run = RunId::new(started_at, salt(started_at));
    let key = place.layout.run_folder(&identity.name, &review.pack.name, &run)?;
    Ok(Reservation::new(run, key, started_at))
}

fn folder(place: &Place, reserved: &Reservation) -> Result<S3Folder, NamedError> {
    let address = S3Address::new(place.bucket.name(), reserved.key.as_str());
    let address = address.map_err(|error| NamedError::internal(error.to_string()))?;
    Ok(S3Folder::new(place.bucket.clone(), &address))
}

/// Writes the run folder; run.json comes last and once. Whoever comes second finds it there, or writes the same.
async fn write(
    place: &Place,
    review: &Review,
    target: &Target,
    (identity, calls): (&Identity, &CallRights),
    reserved: &Reservation,
) -> Result<Result<(), Refusal>, NamedError> {
    let plan = PlanRequest {
        run: reserved.run.clone(),
        workflow: &review.workflow,
        only: &[],
        identity,
        databases: &target.databases,
        started: reserved.started_at,
        calls,
        overrides: Overrides { poll: Some(place.poll), ..Overrides::default() },
    };
    let request = NewRunRequest {
        plan,
        values: &review.values,
        warehouse: &target.url,
        program: PROGRAM,
        csv_formula_guard: false,
        query_text: None,
        settings: review.settings.as_ref(),
    };
    let new = match new_run(&review.pack, &request) {
        Ok(new) => new,
        Err(error) => {
            let what = format!("{} cannot be reviewed: {error}", target.name);
            let next = "mend the call, the fleet file or the pack; `redshift-review plan PACK` shows what a pack holds";
            let refusal = Refusal::new(what, next.to_owned());
            return Ok(Err(Refusal { warehouse: Some(target.name.clone()), ..refusal }));
        }
    };
    match begin(&folder(place, reserved)?, &new).await {
        Ok(()) | Err(StoreError::Exists { .. }) => Ok(Ok(())),
        Err(error) => Err(error.into()),
    }
}

/// Marks the run as open and starts what drives it; both may have been done before. A run that is complete is left
/// alone.
async fn drive(place: &Place, target: &Target, reserved: Reservation) -> Result<StartedRun, NamedError> {
    let Reservation { run, key, .. } = &reserved;
    let bucket = BucketName::try_from(place.bucket.name().to_owned());
    let bucket = bucket.map_err(|error| NamedError::internal(error.to_string()))?;
    let of_run = RunRef { bucket, key: key.clone(), run: run.clone() };
    let is_complete = folder(place, &reserved)?.read(keys::RUN_MANIFEST).await?.is_some();
    if !is_complete {
        let open = OpenRun::new(run.clone(), key.clone(), reserved.started_at);
        match place.bucket.create(&place.layout.open(run), &json(&open)?).await {
            Ok(_) | Err(StoreError::Exists { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        match place.executions.start(&place.machine, run.as_str(), &of_run).await? {
            Started::Running { arn } => tracing::info!(run = run.as_str(), execution = arn, "started"),
            // It has been driven and is not complete: whoever looks after open runs goes on with it.
            Started::NameTaken => tracing::info!(run = run.as_str(), "was started before"),
        }
    }
    Ok(StartedRun { run: of_run, warehouse: target.name.clone() })
}
