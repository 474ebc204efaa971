//! The run function.

fn main() -> std::process::ExitCode {
    review_lambda::serve(review_lambda::RunFunction::begin())
}
