//! Why a command could not do what it was asked: what, where, why, and what to do next.

use review_core::diagnostic::Diagnostic;
use review_engine::DriveError;
use review_store::StoreError;
use review_store::base::BaseError;

use crate::exit::Exit;
use crate::packs::LoadedPack;
use crate::problems;

/// Why a command could not do what it was asked.
pub(crate) enum Failure {
    /// Something in the user's world; a message and what to do.
    World { message: String, help: String },
    /// The command line does not fit what it names.
    Usage { message: String, help: String },
    /// The pack has errors.
    Pack { diagnostics: Vec<Diagnostic>, pack: Box<LoadedPack> },
    /// A file beside the pack has errors: a fleet, settings; all of them as text.
    File { text: String },
    /// A bug of this program.
    Bug(String),
}

impl Failure {
    pub(crate) fn world(message: impl ToString, help: impl Into<String>) -> Self {
        Self::World { message: message.to_string(), help: help.into() }
    }

    pub(crate) fn usage(message: impl ToString, help: impl Into<String>) -> Self {
        Self::Usage { message: message.to_string(), help: help.into() }
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::World { .. } | Self::Pack { .. } | Self::File { .. } => Exit::CannotRun,
            Self::Usage { .. } => Exit::Usage,
            Self::Bug(_) => Exit::Bug,
        }
    }

    /// What to tell the user.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::World { message, help } | Self::Usage { message, help } if help.is_empty() => {
                format!("error: {message}")
            }
            Self::World { message, help } | Self::Usage { message, help } => {
                format!("error: {message}\n  = help: {help}")
            }
            Self::Pack { diagnostics, pack } => {
                let problems = problems::render(diagnostics, pack);
                format!("{problems}error: the pack `{}` cannot be used; nothing ran", pack.source)
            }
            Self::File { text } => text.clone(),
            Self::Bug(message) => format!("error: {message}"),
        }
    }

    /// Message and remedy by themselves, where one of several things failed.
    pub(crate) fn parts(self) -> (String, String) {
        match self {
            Self::World { message, help } | Self::Usage { message, help } => (message, help),
            Self::Pack { .. } | Self::File { .. } => (self.text(), String::new()),
            Self::Bug(message) => (message, String::new()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::world(&error, error.remedy().unwrap_or_default())
    }
}

impl From<BaseError> for Failure {
    fn from(error: BaseError) -> Self {
        Self::world(&error, error.remedy())
    }
}

impl From<DriveError> for Failure {
    fn from(error: DriveError) -> Self {
        match error {
            DriveError::Store(error) => error.into(),
            DriveError::Lost { .. } => Self::world(error, "let the other driver go on"),
            DriveError::Recover { .. } => {
                Self::world(error, "check the connection to the warehouse, then `redshift-review resume RUN`")
            }
            DriveError::Missing { .. } => Self::world(error, "restore the file, or start another run"),
            // The drivers of this program are tasks of its own; only executions of a state machine are started.
            DriveError::Runner { .. } => Self::Bug(error.to_string()),
            DriveError::Finish(error) => Self::world(error, "mend the cause, then `redshift-review resume RUN`"),
            DriveError::Illegal(_) | DriveError::LaneDied(_) => Self::Bug(error.to_string()),
        }
    }
}
