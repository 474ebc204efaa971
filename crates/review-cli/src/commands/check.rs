//! `check`: every problem of a pack at once, its truth cases proved.

use review_core::diagnostic::{Diagnostic, Level, in_reading_order};
use review_pack::{Pack, check as check_pack};

use crate::arguments::Check;
use crate::codes::TEMPLATE;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{driving, packs, problems, settings};

pub(crate) fn check(arguments: &Check) -> Result<Exit, Failure> {
    let settings = settings::read(arguments.settings.as_deref())?;
    let runtime = driving::runtime()?;
    let loaded = runtime.block_on(packs::load(&arguments.pack))?;
    let checked = check_pack(&loaded.files);
    let mut diagnostics = checked.diagnostics;
    if let Some(pack) = &checked.pack {
        diagnostics.extend(template_problems(pack));
        // The engine proves the truth cases only of a pack that has no other error: it needs all of it.
        diagnostics.extend(runtime.block_on(review_judge::prove(pack)));
    }
    let diagnostics = in_reading_order(diagnostics);
    let count = |level: Level| diagnostics.iter().filter(|one| one.level == level).count();
    let (errors, warnings, hints) = (count(Level::Error), count(Level::Warning), count(Level::Hint));
    if arguments.json {
        let json = serde_json::to_string_pretty(&diagnostics).map_err(|error| Failure::Bug(error.to_string()))?;
        println!("{json}");
    } else {
        eprint!("{}", problems::render(&diagnostics, &loaded));
        println!("{}", verdict(&arguments.pack, checked.pack.as_ref(), errors, warnings, hints));
    }
    let unknown = checked.pack.as_ref().map_or(0, |pack| settings::warn_of_unknown_signals(settings.as_ref(), pack));
    let warnings = warnings + unknown;
    let fails = errors > 0 || (arguments.deny_warnings && warnings > 0);
    Ok(if fails { Exit::CannotRun } else { Exit::Complete })
}

fn verdict(name: &str, pack: Option<&Pack>, errors: usize, warnings: usize, hints: usize) -> String {
    let hints = if hints > 0 { format!(", {hints} hints") } else { String::new() };
    let problems = format!("{errors} errors, {warnings} warnings{hints}");
    match pack {
        Some(pack) if errors == 0 => {
            let signals: usize = pack.signals.iter().map(|query| query.signals.len()).sum();
            let (queries, workflows) = (pack.queries.len(), pack.workflows.len());
            format!("{name}: {queries} queries, {signals} signals, {workflows} workflows; {problems}")
        }
        _ => format!("{name}: {problems}; `redshift-review explain CODE` tells more of a code"),
    }
}

fn template_problems(pack: &Pack) -> Option<Diagnostic> {
    let template = pack.template.as_deref()?;
    review_report::check_template(template).err().map(|error| error.diagnostic(TEMPLATE.code))
}
