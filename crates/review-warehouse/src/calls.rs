//! What may be asked of AWS about a warehouse, without touching it.

use std::collections::BTreeSet;

use async_trait::async_trait;
use futures_util::future::join_all;
use review_core::Timestamp;
use review_core::call::{Answer, CallDenied, CallName, CallRights, CallScript};

use crate::{Warehouse, WarehouseError};

/// Asks AWS about one warehouse. Nothing here changes anything, and nothing wakes a Serverless workgroup.
#[async_trait]
pub trait Calls: Send + Sync {
    /// Makes a call and follows all its pages. Metrics are those before `until`.
    ///
    /// # Errors
    /// When AWS denies it, throttles it or cannot be reached.
    async fn ask(&self, script: &CallScript, until: Timestamp) -> Result<Answer, WarehouseError>;

    /// Whether AWS denies a call: asks for as little as tells. `None` when it does not, or when that cannot be found
    /// out.
    async fn denied(&self, call: CallName) -> Option<CallDenied>;
}

/// Which of the calls that a run needs it may make.
pub async fn call_rights(warehouse: &dyn Warehouse, needed: &BTreeSet<CallName>) -> CallRights {
    let Some(calls) = warehouse.aws_calls() else { return CallRights::NoAccount };
    let asked = needed.iter().map(|call| async move { Some((*call, calls.denied(*call).await?)) });
    CallRights::AllBut(join_all(asked).await.into_iter().flatten().collect())
}
