//! The `redshift-review` program: arguments, progress on stderr, the answer on stdout, exit codes.
//!
//! One file a command under `commands`; what several of them need stands beside them.

// First, so that its macros are those of all modules below.
#[macro_use]
mod output;

mod arguments;
mod codes;
mod commands;
mod drivers;
mod driving;
mod exit;
mod failure;
mod file_problems;
mod fleet;
mod mailing;
mod only;
mod packs;
mod problems;
mod progress;
mod runs;
mod set_aside;
mod settings;
mod stores;
mod unjudged;
mod wake;
mod warehouses;
mod watching;
mod written;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::exit::Exit;
use crate::failure::Failure;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(wrong) => {
            // Help and version are answers; everything else is a mistake in the command line.
            let exit = if wrong.use_stderr() { Exit::Usage } else { Exit::Complete };
            let _ = wrong.print();
            return exit.into();
        }
    };
    match std::panic::catch_unwind(|| dispatch(arguments.command)) {
        Ok(Ok(exit)) => with_answer_written(exit).into(),
        Ok(Err(failure)) => {
            eprintln!("{}", failure.text());
            failure.exit().into()
        }
        Err(_) => Exit::Bug.into(),
    }
}

/// How the program ends, once its answer is written: one that was cut short is no success.
fn with_answer_written(exit: Exit) -> Exit {
    let Some(error) = output::trouble() else { return exit };
    eprintln!(
        "error: cannot write the answer to stdout: {error}\n  = help: check where stdout leads, and run it again"
    );
    if exit == Exit::Complete { Exit::CannotRun } else { exit }
}

fn dispatch(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Run(arguments) => commands::run::run(arguments),
        Command::Preflight(arguments) => commands::preflight::preflight(&arguments),
        Command::Resume(arguments) => commands::resume::resume(&arguments),
        Command::Stop(arguments) => commands::stop::stop(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::evaluate(&arguments),
        Command::Render(arguments) => commands::render::render(&arguments),
        Command::Runs(arguments) => commands::runs::runs(&arguments),
        Command::Check(arguments) => commands::check::check(&arguments),
        Command::Plan(arguments) => commands::plan::plan(&arguments),
        Command::Export(arguments) => commands::export::export(&arguments),
        Command::Diff(arguments) => commands::diff::diff(&arguments),
        Command::Document(arguments) => commands::document::document(&arguments),
        Command::Init(arguments) => commands::init::init(&arguments),
        Command::Explain(arguments) => commands::explain::explain(&arguments),
        Command::Deploy(arguments) => commands::deploy::deploy(&arguments),
        Command::Publish(arguments) => commands::publish::publish(&arguments),
        Command::Schema(arguments) => commands::schema::schema(&arguments),
        Command::Serve(arguments) => commands::serve::serve(&arguments),
        Command::Watch(arguments) => commands::watch::watch(&arguments),
        Command::Notify(arguments) => commands::notify::notify(&arguments),
    }
}
