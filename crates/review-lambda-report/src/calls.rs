//! What the function is asked, and does.

use review_core::finding::Verdict;
use review_engine::{collect, evaluate, render};
use review_finish::Finisher;
use review_lambda::{Folders, Function, Invocation, NamedError, Opened, RunRef, own_config};
use serde::{Deserialize, Serialize};

use crate::pack;

/// The report function.
pub(crate) struct ReportFunction {
    folders: Folders,
}

/// A call.
#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub(crate) enum Call {
    /// Judges what was collected.
    Evaluate {
        #[serde(flatten)]
        run: RunRef,
    },
    /// Writes the report of what was judged.
    Render {
        #[serde(flatten)]
        run: RunRef,
    },
}

/// What was done, in counts.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "done", rename_all = "snake_case")]
pub(crate) enum Done {
    /// It was judged.
    Evaluated {
        /// Signals that fired.
        fired: usize,
    },
    /// It was written.
    Rendered,
}

impl ReportFunction {
    pub(crate) async fn begin() -> Result<Self, NamedError> {
        Ok(Self { folders: Folders::new(own_config().await) })
    }

    async fn open(&self, run: &RunRef) -> Result<(Opened, Finisher), NamedError> {
        let opened = self.folders.open(run).await?;
        let pack = pack::load(&*opened.folder, &opened.run).await?;
        let base = opened.base.clone();
        Ok((opened, Finisher { pack, overrides: Default::default(), base }))
    }
}

impl Function for ReportFunction {
    type Payload = Call;
    type Answer = Done;
    const NAME: &'static str = "report";
    const WAY_OUT: &'static str = "give the function more memory, which is also more processor, or judge and write the \
                                   report on a machine of yours: `redshift-review evaluate RUN` and `render RUN` take \
                                   the run folder's URL; and let the pack's queries return less (max_rows)";

    async fn answer(&self, call: Call, _: &Invocation) -> Result<Done, NamedError> {
        match call {
            Call::Evaluate { run } => {
                let (opened, finisher) = self.open(&run).await?;
                let findings = evaluate(&collect(&*opened.folder, &opened.run).await?, &finisher).await?;
                let fired = findings.signals.iter().filter(|signal| signal.verdict == Verdict::Fired).count();
                tracing::info!(fired, "judged");
                Ok(Done::Evaluated { fired })
            }
            Call::Render { run } => {
                let (opened, finisher) = self.open(&run).await?;
                render(&collect(&*opened.folder, &opened.run).await?, &finisher).await?;
                tracing::info!("rendered");
                Ok(Done::Rendered)
            }
        }
    }
}
