//! From text to a syntax tree.

use sqlparser::ast::{Expr, Statement};
use sqlparser::dialect::RedshiftSqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use crate::bounds::TOKENS_MAX;
use crate::error::SqlError;

/// Nesting the parser itself goes into; deeper is refused.
const PARSER_DEPTH_MAX: usize = 200;

/// The one statement `sql` holds.
pub(super) fn statement(sql: &str) -> Result<Statement, SqlError> {
    let mut parser = parser(sql)?;
    let mut statements = parser.parse_statements().map_err(|error| syntax(&error))?;
    match (statements.pop(), statements.is_empty()) {
        (Some(statement), true) => Ok(statement),
        (None, _) => Err(SqlError::syntax("the statement is empty")),
        (Some(_), false) => Err(SqlError::syntax("one statement at a time: the text holds several")),
    }
}

/// The expression that all of `text` is.
pub(super) fn expression(text: &str) -> Result<Expr, SqlError> {
    let mut parser = parser(text)?;
    let expression = parser.parse_expr().map_err(|error| syntax(&error))?;
    let next = parser.peek_token();
    if next.token == Token::EOF {
        return Ok(expression);
    }
    Err(SqlError::syntax(format!("syntax error at or near \"{}\"", next.token)).at(next.span.start))
}

fn parser(sql: &str) -> Result<Parser<'static>, SqlError> {
    let dialect = &RedshiftSqlDialect {};
    let tokens = Tokenizer::new(dialect, sql)
        .tokenize_with_location()
        .map_err(|error| SqlError::syntax(error.message).at(error.location))?;
    if tokens.len() > TOKENS_MAX {
        return Err(SqlError::too_deep());
    }
    Ok(Parser::new(dialect).with_recursion_limit(PARSER_DEPTH_MAX).with_tokens_with_locations(adapt(tokens)))
}

/// Folds names and turns reserved words into names where Redshift takes them as such.
fn adapt(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let meaningful: Vec<usize> =
        (0..tokens.len()).filter(|index| !matches!(tokens[*index].token, Token::Whitespace(_))).collect();
    let word = |place: Option<usize>| place.and_then(|place| meaningful.get(place)).map(|index| &tokens[*index].token);
    let mut dropped = Vec::new();
    let mut quoted = Vec::new();
    for (place, index) in meaningful.iter().enumerate() {
        let (before, after) = (word(place.checked_sub(1)), word(Some(place + 1)));
        if is_word(Some(&tokens[*index].token), "approximate") && is_approximated(after) {
            dropped.push(*index);
        } else if is_hive_clause(&tokens[*index].token) && !is_word(after, "by")
            || is_name(before, &tokens[*index].token, after)
        {
            quoted.push(*index);
        }
    }
    let mut adapted = Vec::with_capacity(tokens.len());
    for (index, mut token) in tokens.into_iter().enumerate() {
        if dropped.binary_search(&index).is_ok() {
            continue;
        }
        if let Token::Word(word) = &mut token.token {
            word.value = word.value.to_lowercase();
            if quoted.binary_search(&index).is_ok() {
                word.quote_style = Some('"');
                word.keyword = Keyword::NoKeyword;
            }
        }
        adapted.push(token);
    }
    adapted
}

fn is_word(token: Option<&Token>, wanted: &str) -> bool {
    matches!(token, Some(Token::Word(word)) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(wanted))
}

/// `approximate count(distinct x)` and `approximate percentile_disc`: the exact ones answer the same within the
/// error Redshift allows itself.
fn is_approximated(after: Option<&Token>) -> bool {
    is_word(after, "count") || is_word(after, "percentile_disc")
}

/// Words the parser keeps for clauses of other dialects, always followed by BY; in Redshift they are plain names.
fn is_hive_clause(token: &Token) -> bool {
    ["sort", "cluster", "distribute"].iter().any(|word| is_word(Some(token), word))
}

/// Whether a reserved word stands where only a name can: after AS (but not as the type of a cast) or a dot.
fn is_name(before: Option<&Token>, token: &Token, after: Option<&Token>) -> bool {
    let Token::Word(word) = token else { return false };
    if word.quote_style.is_some() || word.keyword == Keyword::NoKeyword || after == Some(&Token::LParen) {
        return false;
    }
    if before == Some(&Token::Period) {
        return true;
    }
    is_word(before, "as") && after != Some(&Token::RParen) && !matches!(word.keyword, Keyword::SELECT | Keyword::WITH)
        || is_word(before, "as") && after == Some(&Token::RParen) && !is_type(word.keyword)
}

/// Words that end `cast(x as ...)`.
fn is_type(keyword: Keyword) -> bool {
    matches!(
        keyword,
        Keyword::INT
            | Keyword::INTEGER
            | Keyword::INT2
            | Keyword::INT4
            | Keyword::INT8
            | Keyword::SMALLINT
            | Keyword::BIGINT
            | Keyword::REAL
            | Keyword::FLOAT
            | Keyword::FLOAT4
            | Keyword::FLOAT8
            | Keyword::DOUBLE
            | Keyword::PRECISION
            | Keyword::NUMERIC
            | Keyword::DECIMAL
            | Keyword::DEC
            | Keyword::VARCHAR
            | Keyword::NVARCHAR
            | Keyword::CHAR
            | Keyword::CHARACTER
            | Keyword::VARYING
            | Keyword::TEXT
            | Keyword::BOOLEAN
            | Keyword::BOOL
            | Keyword::DATE
            | Keyword::TIMESTAMP
            | Keyword::TIMESTAMPTZ
            | Keyword::TIME
            | Keyword::ZONE
            | Keyword::REGCLASS
            | Keyword::INTERVAL
            | Keyword::SUPER
    )
}

/// A parser's error, its place taken out of its text.
fn syntax(error: &ParserError) -> SqlError {
    let message = match error {
        ParserError::RecursionLimitExceeded => return SqlError::too_deep(),
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => message,
    };
    let Some((text, place)) = message.rsplit_once(" at Line: ") else {
        let at_end = message.ends_with("found: EOF");
        return SqlError::syntax(if at_end { "syntax error at end of input" } else { message });
    };
    let location = place.split_once(", Column: ").and_then(|(line, column)| {
        Some(Location { line: line.trim().parse().ok()?, column: column.trim().parse().ok()? })
    });
    let found = text.rsplit_once("found: ").map(|(_, found)| found.trim());
    let text = match found {
        Some("EOF") => "syntax error at end of input".to_owned(),
        Some(found) => format!("syntax error at or near \"{found}\""),
        None => text.trim_start_matches("sql parser error: ").to_owned(),
    };
    let error = SqlError::syntax(text);
    location.map_or(error.clone(), |location| error.at(location))
}
