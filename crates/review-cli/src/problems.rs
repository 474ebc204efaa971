//! Draws diagnostics with the lines they speak of.

use annotate_snippets::{AnnotationKind, Group, Level as Severity, Renderer, Snippet};
use review_core::diagnostic::{Diagnostic, Level, Place};

use crate::packs::LoadedPack;

/// All diagnostics as text, each with code, place, source line and remedy.
pub(crate) fn render(diagnostics: &[Diagnostic], pack: &LoadedPack) -> String {
    let renderer = Renderer::plain();
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&renderer.render(&[group(diagnostic, pack)]));
        text.push_str("\n\n");
    }
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, pack: &'a LoadedPack) -> Group<'a> {
    let level = match diagnostic.level {
        Level::Error => Severity::ERROR,
        Level::Warning => Severity::WARNING,
        Level::Hint => Severity::INFO,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let mut places: Vec<(&Place, &str, AnnotationKind)> =
        vec![(&diagnostic.place, diagnostic.label.as_str(), AnnotationKind::Primary)];
    let others = diagnostic.others.iter();
    places.extend(others.map(|label| (&label.place, label.text.as_str(), AnnotationKind::Context)));
    let mut files: Vec<&str> = Vec::new();
    for (place, _, _) in &places {
        if !files.contains(&place.file.as_str()) {
            files.push(&place.file);
        }
    }
    for file in files {
        let source = pack.files.get(file).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let here = places.iter().filter(|(place, _, _)| place.file == file);
        match source.filter(|_| here.clone().any(|(place, _, _)| place.line > 0)) {
            Some(source) => {
                let marks = here.filter_map(|(place, label, kind)| {
                    let mark = kind.span(span(source, place)?);
                    Some(if label.is_empty() { mark } else { mark.label(*label) })
                });
                group = group.element(Snippet::source(source).path(file).annotations(marks));
            }
            None => group = group.element(annotate_snippets::Origin::path(file)),
        }
    }
    if diagnostic.help.is_empty() { group } else { group.element(Severity::HELP.message(diagnostic.help.as_str())) }
}

/// The bytes a place covers.
fn span(source: &str, place: &Place) -> Option<std::ops::Range<usize>> {
    let line_start = match place.line {
        0 => return None,
        1 => 0,
        line => source.match_indices('\n').nth(line as usize - 2)?.0 + 1,
    };
    let line = source[line_start..].split('\n').next().unwrap_or_default();
    let byte_of = |characters: u32| line.char_indices().nth(characters as usize).map_or(line.len(), |(byte, _)| byte);
    let first = byte_of(place.column.saturating_sub(1));
    let last = byte_of(place.column.saturating_sub(1) + place.length.max(1));
    Some(line_start + first..line_start + last.max(first))
}
