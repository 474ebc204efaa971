//! What the function is asked, and does.

use review_core::documents::RunDocument;
use review_core::finding::Verdict;
use review_engine::{collect, evaluate, render};
use review_finish::Finisher;
use review_lambda::{Function, Invocation, NamedError, RunRef, SdkConfig, open_folder, own_config, run_document};
use review_store::S3Folder;
use serde::{Deserialize, Serialize};

use crate::pack;

/// The report function.
pub(crate) struct ReportFunction {
    config: SdkConfig,
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
        Ok(Self { config: own_config().await })
    }

    async fn open(&self, run: &RunRef) -> Result<(S3Folder, RunDocument, Finisher), NamedError> {
        let folder = open_folder(&self.config, run)?;
        let document = run_document(&folder, run).await?;
        let pack = pack::load(&folder, &document).await?;
        Ok((folder, document, Finisher { pack, overrides: Default::default() }))
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
                let (folder, document, finisher) = self.open(&run).await?;
                let findings = evaluate(&collect(&folder, &document).await?, &finisher).await?;
                let fired = findings.signals.iter().filter(|signal| signal.verdict == Verdict::Fired).count();
                tracing::info!(fired, "judged");
                Ok(Done::Evaluated { fired })
            }
            Call::Render { run } => {
                let (folder, document, finisher) = self.open(&run).await?;
                render(&collect(&folder, &document).await?, &finisher).await?;
                tracing::info!("rendered");
                Ok(Done::Rendered)
            }
        }
    }
}
