//! Progress on stderr: a live line for each lane on a terminal, plain lines elsewhere, JSON lines on request. Where
//! several warehouses are reviewed at once, every line says of which one it speaks.

mod terminal;
mod text;

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;

use indicatif::MultiProgress;
use review_core::plan::Plan;
use review_engine::{Listener, RunEvent};
use serde::Serialize;
use serde_json::Value;

use crate::arguments::Output;

/// Where progress is shown; shared by all runs of the program.
#[derive(Clone)]
pub(crate) enum Screen {
    /// Nowhere.
    Quiet,
    /// As one JSON object a line.
    Json,
    /// As plain lines.
    Lines,
    /// As live lines.
    Live(MultiProgress),
}

/// Whoever shows the progress of one run; [`finish`](Progress::finish) leaves the terminal tidy.
pub(crate) struct Progress {
    /// The warehouse's name, where there are several.
    warehouse: Option<String>,
    form: Form,
}

enum Form {
    Quiet,
    Json,
    Lines(text::Counted),
    Live(terminal::Live),
}

impl Screen {
    /// What the command line asks for.
    pub(crate) fn new(output: Output) -> Self {
        if output.quiet {
            Self::Quiet
        } else if output.json {
            Self::Json
        } else if std::io::stderr().is_terminal() {
            Self::Live(MultiProgress::new())
        } else {
            Self::Lines
        }
    }

    /// The listener of one run; with the name of its warehouse where there are several.
    pub(crate) fn listener(&self, plan: &Plan, warehouse: Option<&str>) -> Arc<Progress> {
        let form = match self {
            Self::Quiet => Form::Quiet,
            Self::Json => Form::Json,
            Self::Lines => Form::Lines(text::Counted::new(plan)),
            Self::Live(lines) => Form::Live(terminal::Live::new(plan, lines.clone(), warehouse)),
        };
        Arc::new(Progress { warehouse: warehouse.map(str::to_owned), form })
    }

    /// An error that concerns one of several warehouses; shown however quiet the program is to be.
    pub(crate) fn error(&self, warehouse: &str, event: &str, text: &str) {
        match self {
            Self::Json => json(&ErrorEvent { event, error: text }, Some(warehouse)),
            Self::Quiet | Self::Lines => text.lines().for_each(|line| print_line(&prefixed(Some(warehouse), line))),
            Self::Live(lines) => text.lines().for_each(|line| {
                // A terminal that has gone must not end the review.
                let _ = lines.println(prefixed(Some(warehouse), line));
            }),
        }
    }
}

/// What no event of a run tells.
#[derive(Serialize)]
struct ErrorEvent<'a> {
    event: &'a str,
    error: &'a str,
}

#[derive(Serialize)]
struct NoteEvent<'a> {
    event: &'a str,
    text: &'a str,
}

impl Listener for Progress {
    fn hear(&self, event: &RunEvent) {
        let warehouse = self.warehouse.as_deref();
        match &self.form {
            Form::Quiet => {}
            Form::Json => json(event, warehouse),
            Form::Lines(counted) => {
                if let Some(line) = counted.line(event) {
                    print_line(&prefixed(warehouse, &line));
                }
            }
            Form::Live(live) => live.hear(event),
        }
    }
}

impl Progress {
    /// Something to know that is no event of the run.
    pub(crate) fn note(&self, event: &str, text: &str) {
        if !matches!(self.form, Form::Quiet) {
            self.say(event, text);
        }
    }

    /// A warning; shown however quiet the program is to be.
    pub(crate) fn warn(&self, event: &str, text: &str) {
        self.say(event, &format!("warning: {text}"));
    }

    fn say(&self, event: &str, text: &str) {
        let warehouse = self.warehouse.as_deref();
        match &self.form {
            Form::Json => json(&NoteEvent { event, text }, warehouse),
            Form::Quiet | Form::Lines(_) => {
                text.lines().for_each(|line| print_line(&prefixed(warehouse, line)));
            }
            Form::Live(live) => text.lines().for_each(|line| live.say(line)),
        }
    }

    /// Takes live lines away.
    pub(crate) fn finish(&self) {
        if let Form::Live(live) = &self.form {
            live.finish();
        }
    }
}

/// An event as one line; the name of the warehouse is a member more.
fn json(event: &impl Serialize, warehouse: Option<&str>) {
    let Ok(mut value) = serde_json::to_value(event) else { return };
    if let (Value::Object(members), Some(warehouse)) = (&mut value, warehouse) {
        members.insert("warehouse".to_owned(), Value::from(warehouse));
    }
    print_line(&value.to_string());
}

/// A line that says of which warehouse it speaks, where there are several.
fn prefixed(warehouse: Option<&str>, line: &str) -> String {
    match warehouse {
        Some(warehouse) => format!("{warehouse}: {line}"),
        None => line.to_owned(),
    }
}

/// A reader that has gone must not end the review.
fn print_line(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
