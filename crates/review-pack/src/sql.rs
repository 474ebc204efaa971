//! SQL as tokens: where each stands, and which of them are `:name` placeholders.

use sqlparser::dialect::RedshiftSqlDialect;
use sqlparser::tokenizer::{Location, Span as SqlSpan, Token, TokenWithSpan, Tokenizer};

/// The dialect of scripts and conditions.
pub(crate) const DIALECT: RedshiftSqlDialect = RedshiftSqlDialect {};

/// A stretch of SQL, in characters from its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// The first character.
    pub(crate) start: usize,
    /// How many there are, at least 1.
    pub(crate) length: usize,
}

/// SQL that cannot be read, with the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// Where reading stopped.
    pub(crate) at: Stretch,
    /// Why, a sentence fragment.
    pub(crate) why: String,
}

/// A `:name` that stands for a value; never one inside a string, a comment or a cast `::name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placeholder {
    /// The name, without the colon.
    pub(crate) name: String,
    /// Colon and name.
    pub(crate) at: Stretch,
}

/// Turns the tokenizer's lines and columns into offsets.
#[derive(Debug)]
pub(crate) struct Offsets {
    lines: Vec<usize>,
    length: usize,
}

impl Offsets {
    pub(crate) fn new(sql: &str) -> Self {
        let mut lines = vec![0];
        let mut length = 0;
        for char in sql.chars() {
            length += 1;
            if char == '\n' {
                lines.push(length);
            }
        }
        Self { lines, length }
    }

    /// The offset of the last character.
    pub(crate) fn end(&self) -> usize {
        self.length.saturating_sub(1)
    }

    /// The offset of a location; the end when there is no such place.
    pub(crate) fn of(&self, location: Location) -> usize {
        let line = usize::try_from(location.line).ok().and_then(|line| line.checked_sub(1));
        let begin = line.and_then(|line| self.lines.get(line)).copied().unwrap_or(self.length);
        let column = usize::try_from(location.column).unwrap_or(usize::MAX).saturating_sub(1);
        begin.saturating_add(column).min(self.length)
    }

    /// The stretch of a span; the whole when the parser knows no span.
    pub(crate) fn stretch(&self, span: SqlSpan) -> Stretch {
        if span == SqlSpan::empty() {
            return Stretch { start: 0, length: self.length.max(1) };
        }
        let (start, end) = (self.of(span.start), self.of(span.end));
        Stretch { start, length: end.saturating_sub(start).max(1) }
    }
}

/// The tokens of a text with their places.
pub(crate) fn tokens(sql: &str) -> Result<Vec<TokenWithSpan>, Unreadable> {
    Tokenizer::new(&DIALECT, sql).tokenize_with_location().map_err(|error| Unreadable {
        at: Stretch { start: Offsets::new(sql).of(error.location), length: 1 },
        why: sentence(&error.message),
    })
}

/// Every placeholder among the tokens, in order.
pub(crate) fn placeholders(tokens: &[TokenWithSpan], offsets: &Offsets) -> Vec<Placeholder> {
    let pairs = tokens.windows(2).filter_map(|pair| match (&pair[0].token, &pair[1].token) {
        (Token::Colon, Token::Word(word)) if word.quote_style.is_none() => {
            let start = offsets.of(pair[0].span.start);
            let end = offsets.of(pair[1].span.end);
            Some(Placeholder { name: word.value.clone(), at: Stretch { start, length: end.saturating_sub(start) } })
        }
        _ => None,
    });
    pairs.collect()
}

/// A message of the parser as a fragment: without its place, which we show ourselves, and its capital.
pub(crate) fn sentence(message: &str) -> String {
    let message = message.split(" at Line: ").next().unwrap_or(message);
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The place a parser's message names at its end, ` at Line: 1, Column: 5`.
pub(crate) fn place_in_message(message: &str) -> Option<Location> {
    let (_, place) = message.rsplit_once(" at Line: ")?;
    let (line, column) = place.split_once(", Column: ")?;
    Some(Location::new(line.trim().parse().ok()?, column.trim().parse().ok()?))
}
