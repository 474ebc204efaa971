//! Reviews that may be started from a browser: only those that the operator has named, with the arguments they gave.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use review_core::Timestamp;
use tokio::process::{Child, Command};
use uuid::Uuid;

use crate::clock;
use crate::pages::StartRow;
use crate::words::moment_words;

/// How much is kept of what a review says on stderr before it ends: its last words are the ones that matter.
const SAID_BYTES_MAX: u64 = 4_096;

/// A review that may be started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Startable {
    /// Its name, as the page shows it.
    pub name: String,
    /// The arguments of the program, the first of which is its command.
    pub arguments: Vec<String>,
}

/// Starts reviews and knows which of them run.
pub(crate) struct Starter {
    program: PathBuf,
    startables: Vec<Startable>,
    states: Mutex<BTreeMap<String, State>>,
}

enum State {
    Runs { process: u32, since: Timestamp },
    Ended { at: Timestamp, how: String },
}

/// Why a review was not started.
pub(crate) struct Refused {
    pub(crate) why: String,
    pub(crate) remedy: &'static str,
}

impl Starter {
    pub(crate) fn new(program: PathBuf, startables: Vec<Startable>) -> Arc<Self> {
        Arc::new(Self { program, startables, states: Mutex::default() })
    }

    /// Every review that may be started, and how it stands.
    pub(crate) fn rows(&self) -> Vec<StartRow> {
        let states = self.states();
        let row = |one: &Startable| {
            let (runs, words) = match states.get(&one.name) {
                None => (false, "not started since this server began".to_owned()),
                Some(State::Runs { process, since }) => {
                    (true, format!("runs since {} as process {process}", moment_words(*since)))
                }
                Some(State::Ended { at, how }) => (false, format!("ended at {}: {how}", moment_words(*at))),
            };
            StartRow { name: one.name.clone(), command: one.arguments.join(" "), words, runs }
        };
        self.startables.iter().map(row).collect()
    }

    /// The processes that run.
    pub(crate) fn running(&self) -> Vec<(String, u32)> {
        let runs = |(name, state): (&String, &State)| match state {
            State::Runs { process, .. } => Some((name.clone(), *process)),
            State::Ended { .. } => None,
        };
        self.states().iter().filter_map(runs).collect()
    }

    /// Starts the review of that name.
    pub(crate) fn start(self: &Arc<Self>, name: &str) -> Result<(), Refused> {
        let Some(startable) = self.startables.iter().find(|one| one.name == name) else {
            let remedy = "name it with --allow-start when the server is started";
            return Err(Refused { why: "no review of that name may be started from here".to_owned(), remedy });
        };
        let mut states = self.states();
        if let Some(State::Runs { process, since }) = states.get(name) {
            let why = format!("`{name}` runs already, since {}, as process {process}", moment_words(*since));
            return Err(Refused { why, remedy: "wait until it has ended, or stop its run" });
        }
        let (child, said) = self.spawn(startable).map_err(|error| Refused {
            why: format!("`{name}` cannot be started: {error}"),
            remedy: "check that the program is where it was, and the limits of this process",
        })?;
        let process = child.id().unwrap_or_default();
        states.insert(name.to_owned(), State::Runs { process, since: clock::now() });
        drop(states);
        tokio::spawn(Arc::clone(self).reap(name.to_owned(), child, said));
        Ok(())
    }

    /// A process group of its own: Ctrl-C in the terminal of the server ends the window, not the work. What it says
    /// goes to a file that has no name any more, so that it can go on writing when the server has ended.
    fn spawn(&self, startable: &Startable) -> io::Result<(Child, File)> {
        let said = nameless_file()?;
        let mut command = Command::new(&self.program);
        command.args(&startable.arguments).process_group(0).stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.stderr(Stdio::from(said.try_clone()?)).spawn()?;
        Ok((child, said))
    }

    async fn reap(self: Arc<Self>, name: String, mut child: Child, said: File) {
        let how = match child.wait().await {
            Ok(status) => how_it_ended(status, &last_words(&said)),
            Err(error) => format!("nobody knows how: {error}"),
        };
        self.states().insert(name, State::Ended { at: clock::now(), how });
    }

    fn states(&self) -> MutexGuard<'_, BTreeMap<String, State>> {
        // Nothing under the lock can panic half-way.
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn nameless_file() -> io::Result<File> {
    let path = std::env::temp_dir().join(format!("redshift-review-{}", Uuid::new_v4().simple()));
    let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

fn last_words(said: &File) -> String {
    let length = said.metadata().map_or(0, |metadata| metadata.len());
    let from = length.saturating_sub(SAID_BYTES_MAX);
    let mut bytes = vec![0; usize::try_from(length - from).unwrap_or_default()];
    match said.read_exact_at(&mut bytes, from) {
        Ok(()) => String::from_utf8_lossy(&bytes).trim().to_owned(),
        Err(_) => String::new(),
    }
}

/// The exit codes are those that the program documents.
fn how_it_ended(status: ExitStatus, said: &str) -> String {
    let how = match status.code() {
        Some(0) => "complete".to_owned(),
        Some(1) => "complete, with findings that fail it".to_owned(),
        Some(2) => "incomplete".to_owned(),
        Some(3) => "it could not run".to_owned(),
        Some(130) => "interrupted".to_owned(),
        Some(code) => format!("exit code {code}"),
        None => "ended by a signal".to_owned(),
    };
    if said.is_empty() { how } else { format!("{how}\n{said}") }
}
