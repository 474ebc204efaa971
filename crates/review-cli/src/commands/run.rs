//! `run`: a review from nothing to its report.

use std::collections::BTreeMap;
use std::sync::Arc;

use review_core::call::CallRights;
use review_core::documents::NewRun;
use review_core::identity::Identity;
use review_core::settings::Settings;
use review_core::{QueryName, RunId};
use review_engine::{Clock as _, SystemClock, begin, salt};
use review_pack::parameters::parse_value;
use review_pack::planning::{self, NewRunError, NewRunRequest, Overrides, PlanRequest};
use review_pack::{Literal, Pack};
use review_warehouse::{Warehouse, call_rights};

use crate::arguments::Run;
use crate::driving::{self, Job};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::fleet::{self, Target};
use crate::mailing::Mailing;
use crate::{only, packs, settings, stores, wake, warehouses};
use review_finish::Finisher;

pub(crate) fn run(arguments: Run) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let pack = packs::checked(packs::load(&arguments.pack).await?)?;
        let values = values(&pack, &arguments.parameters)?;
        let only = only::read(&pack, &arguments.only)?;
        let settings = settings::read(arguments.settings.as_deref())?;
        settings::warn_of_unknown_signals(settings.as_ref(), &pack);
        let mailing = Mailing::read(arguments.settings.as_deref())?;
        let targets = fleet::targets(&arguments)?;
        let [target] = targets.as_slice() else {
            if !only.checks.is_empty() {
                let next = "give one warehouse, or name queries instead of signals";
                return Err(Failure::usage("`--only SIGNAL` looks for a finding of one warehouse", next));
            }
            let only = only.queries;
            return fleet::run(fleet::Request { arguments, pack, values, only, settings, mailing }, targets).await;
        };
        let (warehouse, identity) = open(&target.url, arguments.wake).await?;
        let asked = Asked {
            arguments: &arguments,
            pack: &pack,
            values: &values,
            only: &only.queries,
            settings: settings.as_ref(),
        };
        let job = begin_run(asked, target, warehouse, identity).await?;
        let job = Job { mailing, ..job };
        let (folder, base) = (Arc::clone(&job.folder), Arc::clone(&job.finisher.base));
        let ended = driving::drive_to_the_end(job, arguments.output, arguments.fail_on.map(Into::into)).await?;
        only::answer(&*folder, &*base, &only.checks, ended).await
    })
}

/// Opens a warehouse and asks it who it is; a Serverless workgroup only when it may be woken.
pub(crate) async fn open(url: &str, wake: bool) -> Result<(Arc<dyn Warehouse>, Identity), Failure> {
    wake::allowed(url, wake).await?;
    let warehouse = warehouses::open(url).await?;
    let identity = warehouse.identify().await.map_err(|error| {
        Failure::world(format!("cannot ask the warehouse who it is: {error}"), error.remedy.clone().unwrap_or_default())
    })?;
    Ok((warehouse, identity))
}

/// What is asked of every warehouse alike.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) arguments: &'a Run,
    pub(crate) pack: &'a Pack,
    /// Values of parameters.
    pub(crate) values: &'a BTreeMap<String, Literal>,
    /// The only queries to run; empty means all.
    pub(crate) only: &'a [QueryName],
    pub(crate) settings: Option<&'a Settings>,
}

/// Makes the folder of a new run.
pub(crate) async fn begin_run(
    asked: Asked<'_>,
    target: &Target,
    warehouse: Arc<dyn Warehouse>,
    identity: Identity,
) -> Result<Job, Failure> {
    let rights = Some(review_preflight::probe::rights(&*warehouse, &identity).await);
    let needed = planning::calls_needed(asked.pack, &asked.arguments.workflow, asked.only, identity.deployment);
    let calls = call_rights(&*warehouse, &needed).await;
    let new = new_run(asked, target, Identity { rights, ..identity }, &calls)?;
    let document = new.document.clone();
    let base = stores::base(&asked.arguments.base).await?;
    let folder = base.create_run(&document.identity.name, &asked.pack.name, &document.plan.run).await?;
    begin(&*folder, &new).await?;
    let finisher = Finisher { pack: asked.pack.clone(), overrides: BTreeMap::new(), base };
    Ok(Job { folder, document, warehouse, finisher, mailing: None, takes_over: false })
}

/// The values of `--param`, each of its parameter's type.
fn values(pack: &Pack, given: &[String]) -> Result<BTreeMap<String, Literal>, Failure> {
    let mut values = BTreeMap::new();
    for text in given {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| Failure::usage(format!("`--param {text}` has no `=`"), "write --param NAME=VALUE"))?;
        let parameter = pack.parameters.get(name).ok_or_else(|| {
            let names: Vec<&str> = pack.parameters.keys().map(String::as_str).collect();
            Failure::usage(
                format!("the pack `{}` has no parameter `{name}`", pack.name),
                format!("it has: {}", names.join(", ")),
            )
        })?;
        let value = parse_value(parameter.kind, value)
            .map_err(|error| Failure::usage(format!("--param {name}: {error}"), ""))?;
        values.insert(name.to_owned(), value);
    }
    Ok(values)
}

fn new_run(asked: Asked<'_>, target: &Target, identity: Identity, calls: &CallRights) -> Result<NewRun, Failure> {
    let Asked { arguments, pack, values, only, settings } = asked;
    let started_at = SystemClock.now();
    let request = PlanRequest {
        run: RunId::new(started_at, salt(started_at)),
        workflow: &arguments.workflow,
        only,
        identity: &identity,
        databases: &target.databases,
        started: started_at,
        calls,
        overrides: Overrides { max_warehouse_seconds: arguments.max_warehouse_seconds, ..Overrides::default() },
    };
    let request = NewRunRequest {
        plan: request,
        values,
        warehouse: &target.url,
        program: concat!("redshift-review ", env!("CARGO_PKG_VERSION")),
        csv_formula_guard: arguments.csv_formula_guard,
        query_text: arguments.query_text,
        settings,
    };
    planning::new_run(pack, &request).map_err(|error| match error {
        NewRunError::Plan(error) => Failure::usage(error, "see `redshift-review plan PACK`"),
        NewRunError::Render(error) => Failure::usage(error, ""),
    })
}
