//! The core function.

fn main() -> std::process::ExitCode {
    review_lambda::serve(review_lambda::CoreFunction::begin())
}
