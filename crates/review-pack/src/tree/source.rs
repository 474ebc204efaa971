//! A file as characters and lines, and the way from bytes to a tree.

use review_core::diagnostic::Place;

use super::{Node, Span, calm, json, yaml};
use crate::codes::Code;
use crate::limits::FILE_BYTES_MAX;
use crate::problems::{Problem, Problems};

/// A text file of the pack.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path within the pack.
    pub(crate) path: String,
    /// Its text without a byte order mark.
    pub(crate) text: String,
    /// Its characters; all places count in these.
    pub(crate) chars: Vec<char>,
    /// Where each line begins, in characters.
    lines: Vec<usize>,
}

impl Source {
    /// Reads the bytes of a file; reports when they are too many or not UTF-8.
    pub(crate) fn read(path: &str, bytes: &[u8], problems: &Problems) -> Option<Self> {
        if bytes.len() > FILE_BYTES_MAX {
            problems.add(
                Problem::new(Code::TooLarge, Place::file(path), format!("`{path}` has {} bytes", bytes.len()))
                    .help(format!("keep it under {FILE_BYTES_MAX} bytes; split what can be split")),
            );
            return None;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(Self::new(path, text)),
            Err(error) => {
                let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                let good = Self::new(path, &valid);
                let end = Span { start: good.chars.len(), end: good.chars.len() + 1 };
                problems.add(
                    Problem::new(Code::NotText, good.place(end), format!("`{path}` is not UTF-8 text"))
                        .label("the first byte that is not UTF-8")
                        .help("save the file as UTF-8"),
                );
                None
            }
        }
    }

    /// A source over text that is already known to be text.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let chars: Vec<char> = text.chars().collect();
        let mut lines = vec![0];
        for (index, char) in chars.iter().enumerate() {
            let ends_line = *char == '\n' || (*char == '\r' && chars.get(index + 1) != Some(&'\n'));
            if ends_line {
                lines.push(index + 1);
            }
        }
        Self { path: path.to_owned(), text: text.to_owned(), chars, lines }
    }

    /// The place of a stretch; its length is cut at the end of its first line.
    pub(crate) fn place(&self, span: Span) -> Place {
        let start = span.start.min(self.chars.len());
        let line = self.lines.partition_point(|begin| *begin <= start).max(1);
        let column = start - self.lines[line - 1];
        let rest = &self.chars[start..span.end.clamp(start, self.chars.len())];
        let length = rest.iter().take_while(|char| !matches!(char, '\n' | '\r')).count().max(1);
        Place { file: self.path.clone(), line: small(line), column: small(column + 1), length: small(length) }
    }

    /// The tree of the file: JSON when its name says so, YAML otherwise. Reports what is wrong with its form.
    pub(crate) fn tree(&self, problems: &Problems) -> Option<Node> {
        let tree = if self.path.ends_with(".json") { json::read(self) } else { yaml::read(self) };
        match tree {
            Ok(node) => Some(calm::without_repeated_keys(node, self, problems)),
            Err(broken) => {
                problems.add(broken.into_problem(self));
                None
            }
        }
    }
}

/// Why a file has no tree.
#[derive(Debug)]
pub(super) struct Broken {
    /// Which rule it breaks.
    pub(super) code: Code,
    /// Where.
    pub(super) span: Span,
    /// How, one sentence.
    pub(super) message: String,
    /// What to do.
    pub(super) help: String,
}

impl Broken {
    pub(super) fn syntax(at: usize, message: impl Into<String>, help: &str) -> Self {
        Self {
            code: Code::Syntax,
            span: Span { start: at, end: at + 1 },
            message: message.into(),
            help: help.to_owned(),
        }
    }

    pub(super) fn too_deep(at: usize) -> Self {
        Self {
            code: Code::TooLarge,
            span: Span { start: at, end: at + 1 },
            message: format!("lists and maps are nested deeper than {}", crate::limits::DEPTH_MAX),
            help: "nothing in a pack needs such depth; look for a bracket that is never closed".to_owned(),
        }
    }

    fn into_problem(self, source: &Source) -> Problem {
        Problem::new(self.code, source.place(self.span), self.message).help(self.help)
    }
}

/// A count as it stands in a [`Place`]; files are far smaller than `u32::MAX`.
fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_know_every_line_end() {
        let source = Source::new("f", "ä\r\nbö\rc\nd");
        let at = |start| {
            let place = source.place(Span { start, end: start + 1 });
            (place.line, place.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(4), (2, 2));
        assert_eq!(at(6), (3, 1));
        assert_eq!(at(8), (4, 1));
    }

    #[test]
    fn a_byte_order_mark_shifts_nothing() {
        let source = Source::new("f", "\u{feff}a");
        assert_eq!(source.place(Span { start: 0, end: 1 }).column, 1);
    }
}
