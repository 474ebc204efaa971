//! Who and what answers.

use std::sync::Arc;
use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_core::identity::{Deployment, Identity};
use review_core::{StatementId, digest};

use super::address::RedshiftAddress;
use super::api::{Api, Handover};
use super::described::Ended;
use super::open::Named;
use super::result::Pages;
use super::{find, watch};
use crate::databases::{self, Databases};
use crate::{Rows as _, WarehouseError, who};

/// How long one of the questions may take; own choice. A workgroup that was idle begins to work first.
const ANSWER_WITHIN: Duration = Duration::from_secs(180);
/// More databases than a warehouse can have (Redshift quotas: 60 of a cluster, 100 of a workgroup).
const MOST_ROWS: u64 = 1000;

/// Asks the warehouse who it is, by two statements. What the control plane said of its deployment holds, unless it
/// is no Redshift at all.
pub(super) async fn identify(
    api: &Arc<Api>,
    address: &RedshiftAddress,
    named: &Named,
) -> Result<Identity, WarehouseError> {
    let [version, user, database, time_zone] =
        match <[String; 4]>::try_from(cells(api, address, who::SELF_AND_ZONE).await?) {
            Ok(cells) => cells,
            Err(_) => return Err(WarehouseError::new(ErrorClass::Unknown, "the warehouse does not say who it is")),
        };
    let deployment = match who::is_redshift(&version) {
        true => named.deployment,
        false => Deployment::Postgresql,
    };
    let listed = match cells(api, address, databases::question(&version)).await {
        Err(failure) => match databases::question_after(&failure) {
            Some(question) => cells(api, address, question).await?,
            None => return Err(failure),
        },
        Ok(listed) => listed,
    };
    let Databases { local, other } = Databases::of(listed);
    let account = named.account.clone().or_else(|| address.account());
    let (name, address) = (address.name.clone(), address.to_string());
    Ok(Identity {
        name,
        address,
        deployment,
        version,
        user,
        database,
        databases: local,
        other_databases: other,
        sample: false,
        account,
        region: Some(api.caller.region.clone()),
        time_zone: Some(time_zone).filter(|zone| !zone.is_empty()),
        rights: None,
    })
}

/// All cells of an answer, row after row.
async fn cells(api: &Arc<Api>, address: &RedshiftAddress, sql: &str) -> Result<Vec<String>, WarehouseError> {
    // Every asking is a statement of its own.
    let salt = format!("identify {sql} {} {}", find::now().micros(), std::process::id());
    let handover = Handover {
        name: "redshift-review/identify",
        token: digest::sha256_hex(salt.as_bytes()),
        sql,
        database: &address.database,
        csv: false,
    };
    let id = api.execute(&handover).await?.id.unwrap_or_default();
    let statement = StatementId(id);
    finished(api, &statement).await?;
    let mut pages = Pages::begin(Arc::clone(api), statement, false, MOST_ROWS).await?;
    let mut cells = Vec::new();
    while let Some(rows) = pages.next().await? {
        cells.extend(rows.iter().flatten().map(|cell| cell.text().unwrap_or_default()));
    }
    Ok(cells)
}

async fn finished(api: &Api, statement: &StatementId) -> Result<(), WarehouseError> {
    match watch::end(api, statement, ANSWER_WITHIN).await? {
        Some(Ended::Finished { .. }) => Ok(()),
        Some(Ended::Failed(error) | Ended::Aborted(error)) => Err(error),
        None => {
            // It must not run on; whether it could be ended changes nothing about the answer.
            let _ended = api.cancel(statement).await;
            let message = format!("the warehouse did not say who it is within {} s", ANSWER_WITHIN.as_secs());
            Err(WarehouseError::new(ErrorClass::Connection, message))
        }
    }
}
