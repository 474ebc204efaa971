//! Writes pages that a browser must survive: `hostile FOLDER`. For `tests/browser/run`, and for whoever wants to see
//! what names and texts of an attacker come to.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `plain.html` | the small made-up run, in which every field of the model is filled |
//! | `harmless.html` | the same with one harmless word wherever an attacker could write; what the others are compared with |
//! | `attack-NAME.html` | the same with an attack in its place; also as `.sarif`, `.junit.xml` and `.json` |
//! | `large-NAME.html` | very much of something |
//! | `sizes.json` | what was given to each large page, its size, and how long it took beside a floor |

mod attacks;
mod large;
#[path = "../../tests/report/poison.rs"]
mod poison;

use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use review_core::finding::Severity;
use review_report::{Form, Limits, ReportInput, export, html, model, sample_input};

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("error: no folder given\nhelp: hostile FOLDER");
        return ExitCode::from(4);
    };
    match write_all(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {folder}: {error}");
            ExitCode::from(3)
        }
    }
}

fn write_all(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    write(folder, "plain", &sample_input())?;
    write(folder, "harmless", &poison::poisoned("harmless"))?;
    for (name, attack) in attacks::all() {
        write(folder, &format!("attack-{name}"), &poison::poisoned(&attack))?;
    }
    large::write_all(folder)
}

/// One run as a page and in the forms that have a schema.
fn write(folder: &Path, name: &str, input: &ReportInput) -> io::Result<()> {
    let model = model(input, &Limits::default());
    let page = html(&model, None).map_err(|error| io::Error::other(error.to_string()))?;
    fs::write(folder.join(format!("{name}.html")), page)?;
    for (form, ending) in [(Form::Sarif, "sarif"), (Form::Junit, "junit.xml"), (Form::Json, "json")] {
        fs::write(folder.join(format!("{name}.{ending}")), export(&model, form, Severity::Info))?;
    }
    Ok(())
}
