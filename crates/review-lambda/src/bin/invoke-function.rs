//! The invoke function.

use std::process::ExitCode;

use review_lambda::{InvokeFunction, serve};

fn main() -> ExitCode {
    serve(InvokeFunction::begin())
}
