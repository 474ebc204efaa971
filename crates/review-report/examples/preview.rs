//! Writes the report of a small made-up run to stdout: `preview [TEMPLATE]`. For whoever works on a template or on
//! the style sheet and wants to see it in a browser.

use std::process::ExitCode;

use review_report::{Limits, html, model, sample_input};

fn main() -> ExitCode {
    let template = std::env::args().nth(1).map(std::fs::read_to_string);
    let template = match template.transpose() {
        Ok(template) => template,
        Err(error) => {
            eprintln!("the template cannot be read: {error}");
            return ExitCode::from(3);
        }
    };
    match html(&model(&sample_input(), &Limits::default()), template.as_deref()) {
        Ok(page) => {
            print!("{page}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\n{}\nhelp: {}", error.excerpt, error.help);
            ExitCode::from(3)
        }
    }
}
