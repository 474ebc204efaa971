//! Which calls a run may make, found out before its plan is frozen.

use std::collections::BTreeMap;

use super::CallName;
use crate::plan::SkipReason;

/// Which calls a run may make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CallRights {
    /// None: no AWS account is known behind the warehouse's address.
    #[default]
    NoAccount,
    /// All but these. What could not be found out counts as allowed: then the call itself fails, and says why.
    AllBut(BTreeMap<CallName, CallDenied>),
}

/// A call that AWS denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallDenied {
    /// The action that IAM would have to allow; another one than the call's where that needs a second call.
    pub action: String,
    /// What mends it, as an imperative.
    pub remedy: String,
}

impl CallRights {
    /// Why a query that makes this call does not run, if it does not.
    pub fn skip(&self, call: CallName) -> Option<SkipReason> {
        match self {
            Self::NoAccount => Some(SkipReason::NoAccount),
            Self::AllBut(denied) => denied
                .get(&call)
                .map(|denied| SkipReason::NotAllowed { action: denied.action.clone(), remedy: denied.remedy.clone() }),
        }
    }
}
