//! The warehouse of a run, opened by what `run.json` says of it.

use std::collections::HashMap;
use std::sync::Arc;

use review_core::documents::RunDocument;
use review_core::identity::Deployment;
use review_warehouse::aws::{self, Kind};
use review_warehouse::data_api::{DataApiWarehouse, RedshiftAddress};
use tokio::sync::Mutex;

use crate::named::{ErrorName, NamedError};

/// The warehouses that this environment has opened: a warm function asks neither for credentials nor for connections
/// again.
#[derive(Debug, Default)]
pub struct Warehouses {
    opened: Mutex<HashMap<String, Arc<DataApiWarehouse>>>,
}

impl Warehouses {
    /// The warehouse of a run. The control plane is not asked again: what kind it is was found out before the plan
    /// was frozen.
    ///
    /// # Errors
    /// When `run.json` holds no address of the Data API, or no Region is known.
    pub async fn of_run(&self, run: &RunDocument) -> Result<Arc<DataApiWarehouse>, NamedError> {
        let mut opened = self.opened.lock().await;
        if let Some(warehouse) = opened.get(&run.warehouse) {
            return Ok(Arc::clone(warehouse));
        }
        let address = address(run)?;
        let warehouse = match kind(&address, run.identity.deployment) {
            Some(kind) => {
                let config = aws::config(&address.aws).await;
                DataApiWarehouse::with_config(address, &config, kind)?
            }
            None => DataApiWarehouse::connect(&run.warehouse).await?,
        };
        let warehouse = Arc::new(warehouse);
        opened.insert(run.warehouse.clone(), Arc::clone(&warehouse));
        Ok(warehouse)
    }
}

/// The role under which a state machine may describe and cancel the statements of a run itself; `None` where it must
/// leave that to a function: a state machine can give no ExternalId, and asks in its own Region.
///
/// # Errors
/// When `run.json` holds no address of the Data API.
pub fn describing_role(run: &RunDocument, own_region: Option<&str>) -> Result<Option<String>, NamedError> {
    let aws = address(run)?.aws;
    let is_here = aws.region.is_none() || aws.region.as_deref() == own_region;
    Ok(aws.role_arn.filter(|_| is_here && aws.external_id.is_none() && aws.profile.is_none()))
}

fn address(run: &RunDocument) -> Result<RedshiftAddress, NamedError> {
    run.warehouse.parse().map_err(|error| {
        NamedError::new(
            ErrorName::Damaged,
            format!("run.json of {} names a warehouse that these functions cannot ask: {error}", run.plan.run),
            "go on with such a run by `redshift-review resume`; the AWS driver asks through the Data API only",
        )
    })
}

/// What the warehouse is; `None` when neither its address nor what it said of itself tells.
fn kind(address: &RedshiftAddress, deployment: Deployment) -> Option<Kind> {
    address.kind.or(match deployment {
        Deployment::Serverless => Some(Kind::Workgroup),
        Deployment::SingleAz | Deployment::MultiAz => Some(Kind::Cluster),
        Deployment::Postgresql => None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use review_core::identity::Identity;
    use review_core::plan::{Limits, Plan};
    use review_core::{Round, RunId, Seconds, Timestamp};

    use super::*;

    fn run(warehouse: &str) -> RunDocument {
        let at = Timestamp::from_micros(0);
        let limits = Limits {
            max_rounds: Round(3),
            lanes_in_flight: 2,
            deadline: None,
            max_warehouse_seconds: None,
            cancel_tries: 3,
            retry_time_outs: true,
            round_pause: Seconds(0),
            poll: Limits::POLL,
        };
        RunDocument {
            format: 1,
            program: "test".into(),
            started_at: at,
            pack: "p".into(),
            pack_digest: String::new(),
            workflow: "default".into(),
            parameters: BTreeMap::new(),
            warehouse: warehouse.into(),
            identity: Identity {
                name: "w".into(),
                address: "w".into(),
                deployment: Deployment::SingleAz,
                version: "1".into(),
                user: "u".into(),
                database: "dev".into(),
                databases: vec![],
                other_databases: vec![],
                sample: false,
                account: None,
                region: None,
                time_zone: None,
                rights: None,
            },
            plan: Plan { run: RunId::new(at, 1), stages: vec![], limits },
            csv_formula_guard: false,
            query_texts: Default::default(),
        }
    }

    #[test]
    fn a_state_machine_describes_under_the_role_where_it_can() {
        const ROLE: &str = "arn:aws:iam::123456789012:role/rr-warehouse-access";
        let role = |text: &str| describing_role(&run(text), Some("eu-west-1")).expect("an address");
        assert_eq!(role(&format!("redshift://c/dev?role_arn={ROLE}")).as_deref(), Some(ROLE));
        assert_eq!(role(&format!("redshift://c/dev?role_arn={ROLE}&region=eu-west-1")).as_deref(), Some(ROLE));
        assert_eq!(role(&format!("redshift://c/dev?role_arn={ROLE}&region=eu-west-2")), None);
        assert_eq!(role(&format!("redshift://c/dev?role_arn={ROLE}&external_id=x")), None);
        assert_eq!(role("redshift://c/dev"), None);
    }

    #[tokio::test]
    async fn a_run_of_another_driver_is_refused_with_the_way_to_go_on() {
        let error = Warehouses::default().of_run(&run("sample:troubled")).await.expect_err("refused");
        assert_eq!(error.name, ErrorName::Damaged);
        assert!(error.next.contains("redshift-review resume"), "{error}");
    }
}
