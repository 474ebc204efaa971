//! Problems of a fleet file or of settings as text. Their lines are never shown: somebody may have written a
//! password into one.

use annotate_snippets::{Group, Level as Severity, Origin, Renderer};
use review_core::diagnostic::{Diagnostic, Level, Place};

/// All problems of `what`, such as `the fleet a.yaml`, each with code, place and remedy.
pub(crate) fn render(diagnostics: &[Diagnostic], what: &str) -> String {
    let renderer = Renderer::plain();
    let each = diagnostics.iter().map(|one| renderer.render(&[group(one)]));
    let problems: Vec<String> = each.collect();
    format!("{}\n\nerror: {what} cannot be used; nothing ran", problems.join("\n\n"))
}

fn group(diagnostic: &Diagnostic) -> Group<'_> {
    let level = match diagnostic.level {
        Level::Error => Severity::ERROR,
        Level::Warning => Severity::WARNING,
        Level::Hint => Severity::INFO,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title).element(origin(&diagnostic.place));
    for other in &diagnostic.others {
        let Place { file, line, column, .. } = &other.place;
        group = group.element(Severity::NOTE.message(format!("{} at {file}:{line}:{column}", other.text)));
    }
    group.element(Severity::HELP.message(diagnostic.help.as_str()))
}

fn origin(place: &Place) -> Origin<'_> {
    Origin::path(place.file.as_str()).line(place.line as usize).char_column(place.column as usize)
}
