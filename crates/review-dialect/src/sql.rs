//! SQL as tokens: where each stands, and which of them are `:name` placeholders. Places count characters, so that
//! every reader of a script shows the same ones.

use std::collections::BTreeSet;

use sqlparser::dialect::RedshiftSqlDialect;
use sqlparser::tokenizer::{Location, Span as SqlSpan, Token, TokenWithSpan, Tokenizer};

/// The dialect of scripts and conditions.
pub const DIALECT: RedshiftSqlDialect = RedshiftSqlDialect {};

/// A stretch of SQL, in characters from its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The first character.
    pub start: usize,
    /// How many there are, at least 1.
    pub length: usize,
}

/// SQL that cannot be read, with the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where reading stopped.
    pub at: Stretch,
    /// Why, a sentence fragment.
    pub why: String,
}

/// A `:name` that stands for a value; never one inside a string, a comment or a cast `::name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The name, without the colon.
    pub name: String,
    /// Colon and name.
    pub at: Stretch,
}

/// Turns the tokenizer's lines and columns into offsets.
#[derive(Debug)]
pub struct Offsets {
    lines: Vec<usize>,
    length: usize,
}

impl Offsets {
    /// The lines of a text.
    pub fn new(sql: &str) -> Self {
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
    pub fn end(&self) -> usize {
        self.length.saturating_sub(1)
    }

    /// The offset of a location; the end when there is no such place.
    pub fn of(&self, location: Location) -> usize {
        let line = usize::try_from(location.line).ok().and_then(|line| line.checked_sub(1));
        let begin = line.and_then(|line| self.lines.get(line)).copied().unwrap_or(self.length);
        let column = usize::try_from(location.column).unwrap_or(usize::MAX).saturating_sub(1);
        begin.saturating_add(column).min(self.length)
    }

    /// The stretch of a span; the whole when the parser knows no span.
    pub fn stretch(&self, span: SqlSpan) -> Stretch {
        if span == SqlSpan::empty() {
            return Stretch { start: 0, length: self.length.max(1) };
        }
        let (start, end) = (self.of(span.start), self.of(span.end));
        Stretch { start, length: end.saturating_sub(start).max(1) }
    }
}

/// The tokens of a text with their places.
///
/// # Errors
/// When a string, a quoted name or a comment is never closed.
pub fn tokens(sql: &str) -> Result<Vec<TokenWithSpan>, Unreadable> {
    Tokenizer::new(&DIALECT, sql).tokenize_with_location().map_err(|error| Unreadable {
        at: Stretch { start: Offsets::new(sql).of(error.location), length: 1 },
        why: sentence(&error.message),
    })
}

/// Every placeholder among the tokens, in order.
pub fn placeholders(tokens: &[TokenWithSpan], offsets: &Offsets) -> Vec<Placeholder> {
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
pub fn sentence(message: &str) -> String {
    let message = message.split(" at Line: ").next().unwrap_or(message);
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The place a parser's message names at its end, ` at Line: 1, Column: 5`.
pub fn place_in_message(message: &str) -> Option<Location> {
    let (_, place) = message.rsplit_once(" at Line: ")?;
    let (line, column) = place.split_once(", Column: ")?;
    Some(Location::new(line.trim().parse().ok()?, column.trim().parse().ok()?))
}

/// Takes out what Redshift reads and the parser does not: placeholders become a number, and APPROXIMATE, which
/// only says how a count is made, goes.
pub fn easier_to_parse(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut easier: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_approximate =
            matches!(&token.token, Token::Word(word) if word.value.eq_ignore_ascii_case("approximate"));
        let next_is_word = tokens.peek().is_some_and(|next| matches!(next.token, Token::Word(_)));
        let next_is_space = tokens.peek().is_some_and(|next| matches!(next.token, Token::Whitespace(_)));
        if token.token == Token::Colon && next_is_word {
            tokens.next();
            easier.push(TokenWithSpan { token: Token::Number("1".to_owned(), false), span: token.span });
        } else if !(is_approximate && next_is_space) {
            easier.push(token);
        }
    }
    easier
}

/// Takes out MATERIALIZED behind AS, which the parser reads in PostgreSQL's dialect only.
pub(crate) fn without_materialized(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let is = |token: &Token, word: &str| matches!(token, Token::Word(found) if found.quote_style.is_none() && found.value.eq_ignore_ascii_case(word));
    let words: Vec<(usize, &Token)> = tokens
        .iter()
        .map(|token| &token.token)
        .enumerate()
        .filter(|(_, token)| !matches!(token, Token::Whitespace(_)))
        .collect();
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for (index, (at, _)) in words.iter().enumerate().filter(|(_, (_, token))| is(token, "materialized")) {
        let before = |steps: usize| index.checked_sub(steps).map(|index| words[index]);
        match (before(1), before(2)) {
            (Some((_, one)), _) if is(one, "as") => gone.extend([*at]),
            (Some((not, one)), Some((_, two))) if is(one, "not") && is(two, "as") => gone.extend([not, *at]),
            _ => {}
        }
    }
    tokens.into_iter().enumerate().filter(|(index, _)| !gone.contains(index)).map(|(_, token)| token).collect()
}
