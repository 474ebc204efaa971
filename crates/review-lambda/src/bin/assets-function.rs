//! The assets function.

use std::process::ExitCode;

use review_lambda::{AssetsFunction, serve};

fn main() -> ExitCode {
    serve(AssetsFunction::begin())
}
