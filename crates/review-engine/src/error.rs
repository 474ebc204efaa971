//! Why a driver stops before the run is over. The run folder stays resumable in every case.

use review_core::LaneId;
use review_core::lane::IllegalEvent;
use review_store::StoreError;
use review_warehouse::WarehouseError;

use crate::finish::FinishError;

/// Why a driver stops before the run is over.
#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    /// The run folder cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another driver has taken the run over.
    #[error("lane {lane} was taken over by driver {winner}; this driver stops and cancels nothing")]
    Lost {
        /// The lane whose state was swapped by somebody else.
        lane: LaneId,
        /// Who.
        winner: String,
    },
    /// After a restart the warehouse cannot be asked what became of a statement.
    #[error("cannot find out what became of `{statement}`: {source}")]
    Recover {
        /// The statement's name.
        statement: String,
        /// Why.
        #[source]
        source: WarehouseError,
    },
    /// What drives a lane cannot be asked or started.
    #[error("cannot {doing} the driver of lane {lane}: {why}")]
    Runner {
        /// The lane.
        lane: LaneId,
        /// `look after` or `start`.
        doing: &'static str,
        /// Why.
        why: String,
    },
    /// A file that the plan names is not in the run folder.
    #[error("`{key}` is missing from {location}")]
    Missing {
        /// The key.
        key: String,
        /// The run folder.
        location: String,
    },
    /// Judging or rendering failed.
    #[error(transparent)]
    Finish(#[from] FinishError),
    /// A bug of this program: an event that cannot happen.
    #[error("internal error, please report it: {0}")]
    Illegal(#[from] Box<IllegalEvent>),
    /// A bug of this program: a lane's task died.
    #[error("internal error, please report it: a lane died: {0}")]
    LaneDied(String),
}
