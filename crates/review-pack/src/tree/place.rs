//! Where a character of a scalar's text stands in its file: a condition may be a block, quoted, folded or
//! escaped, and a mistake in it still has an exact line and column.

use review_core::diagnostic::Place;

use super::{Node, Scalar, Source, Span, Style};

/// Where each character of one scalar's text stands.
#[derive(Debug)]
pub(crate) struct ScalarPlaces<'a> {
    source: &'a Source,
    span: Span,
    places: Vec<usize>,
}

impl ScalarPlaces<'_> {
    /// The place of `length` characters from `offset` of the text.
    pub(crate) fn place(&self, offset: usize, length: usize) -> Place {
        let at = |index: usize| self.places.get(index).copied();
        let start = at(offset).or(self.places.last().copied()).unwrap_or(self.span.start);
        let last = at(offset.saturating_add(length.max(1)) - 1).unwrap_or(self.span.end.saturating_sub(1));
        self.source.place(Span { start, end: last.max(start) + 1 })
    }
}

impl Source {
    /// Where the characters of a scalar's text stand.
    pub(crate) fn places_within(&self, node: &Node, scalar: &Scalar) -> ScalarPlaces<'_> {
        ScalarPlaces { source: self, span: node.span, places: self.character_places(node.span, scalar) }
    }

    /// The place in the file of each character of the text. Folding and quoting change blanks and escapes only,
    /// so every other character is found by walking both texts side by side.
    fn character_places(&self, span: Span, scalar: &Scalar) -> Vec<usize> {
        let mut at = match scalar.style {
            Style::Plain => span.start,
            Style::Single | Style::Double => span.start + 1,
            Style::Block => self.after_line(span.start),
        };
        let mut places = Vec::with_capacity(scalar.text.len());
        for char in scalar.text.chars() {
            if !char.is_whitespace() {
                at = self.skip_blanks(at, scalar.style);
            }
            places.push(at);
            at += self.written_length(at, char, scalar.style);
        }
        places
    }

    /// The first character of the content of a block: a block's span begins at its `|` or `>`.
    fn after_line(&self, start: usize) -> usize {
        if !matches!(self.chars.get(start), Some('|' | '>')) {
            return start;
        }
        let rest = self.chars.get(start..).unwrap_or_default();
        start + rest.iter().position(|char| *char == '\n').map_or(rest.len(), |line_end| line_end + 1)
    }

    fn skip_blanks(&self, mut at: usize, style: Style) -> usize {
        loop {
            match (self.chars.get(at), self.chars.get(at + 1)) {
                (Some(char), _) if char.is_whitespace() => at += 1,
                // An escaped line end joins two lines.
                (Some('\\'), Some('\n' | '\r')) if style == Style::Double => at += 1,
                _ => return at,
            }
        }
    }

    /// How many characters of the file make up one character of the text.
    fn written_length(&self, at: usize, char: char, style: Style) -> usize {
        match (style, self.chars.get(at)) {
            (Style::Double, Some('\\')) => match self.chars.get(at + 1) {
                Some('x') => 4,
                Some('u') if char as u32 > 0xFFFF => 12,
                Some('u') => 6,
                Some('U') => 10,
                _ => 2,
            },
            (Style::Single, Some('\'')) => 2,
            // Blanks may be folded: a text's line end is the file's, or the text has a blank where the file
            // has a line end; only the same character is consumed, the rest is skipped as blank.
            (_, Some(found)) if *found == char => 1,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::Problems;
    use crate::tree::Value;

    /// The line and column of the word `here` within the value of the only key.
    fn place_of_here(path: &str, text: &str) -> (u32, u32) {
        let source = Source::new(path, text);
        let tree = source.tree(&Problems::default()).expect("a tree");
        let Value::Map(entries) = tree.value else { panic!("a map") };
        let Value::Scalar(scalar) = &entries[0].value.value else { panic!("a scalar") };
        let offset = scalar.text.split("here").next().expect("a part").chars().count();
        let place = source.places_within(&entries[0].value, scalar).place(offset, 4);
        assert_eq!(place.length, 4, "{text}");
        (place.line, place.column)
    }

    #[test]
    fn a_word_is_found_in_every_style() {
        let cases = [
            ("f.yaml", "a: b here", (1, 6)),
            ("f.yaml", "a: 'it''s here'", (1, 11)),
            ("f.yaml", "a: \"x\\n\\u00e4 \\\"here\"", (1, 17)),
            ("f.yaml", "a: |\n  one\n    here\n", (3, 5)),
            ("f.yaml", "a: |- # a note\n\n  one\n  two here\n", (4, 7)),
            ("f.yaml", "a: >\n  one\n  two\n\n  here\n", (5, 3)),
            ("f.yaml", "a: |\r\n  one\r\n  two here\r\n", (3, 7)),
            ("f.yaml", "a:\n  plain over\n  lines here\n", (3, 9)),
            ("f.yaml", "a: \"quoted over\n  lines here\"\n", (2, 9)),
            ("f.yaml", "ä: \u{1F600} here", (1, 6)),
            ("f.json", "{\"a\": \"\\ud83d\\ude00 \\\\ here\"}", (1, 24)),
            ("f.json", "{\n\t\"a\":\t\"x here\"}", (2, 10)),
        ];
        for (path, text, place) in cases {
            assert_eq!(place_of_here(path, text), place, "{text}");
        }
    }
}
