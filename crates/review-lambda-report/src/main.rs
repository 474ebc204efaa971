//! The report function: judges and renders a run folder. The only function that links the SQL engine.
//!
//! It reads what was collected and the pack as it ran, both from the run folder, and writes findings and report
//! there; it never asks the warehouse. Judging and rendering again gives the same, so a call may be repeated.

mod calls;
mod pack;

use std::process::ExitCode;

fn main() -> ExitCode {
    review_lambda::serve(calls::ReportFunction::begin())
}
