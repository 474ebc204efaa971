//! The query function.

fn main() -> std::process::ExitCode {
    review_lambda::serve(review_lambda::QueryFunction::begin())
}
