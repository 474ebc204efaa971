//! One file a command.

pub(crate) mod check;
pub(crate) mod deploy;
pub(crate) mod diff;
pub(crate) mod document;
pub(crate) mod evaluate;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod init;
pub(crate) mod notify;
pub(crate) mod plan;
pub(crate) mod preflight;
pub(crate) mod publish;
pub(crate) mod render;
pub(crate) mod resume;
pub(crate) mod run;
pub(crate) mod runs;
pub(crate) mod schema;
pub(crate) mod serve;
pub(crate) mod stop;
pub(crate) mod watch;
