//! Scripts: one statement that only reads. Whether Redshift would run it as meant is the dialect's business.

use std::collections::BTreeSet;

use review_core::diagnostic::Place;
use review_core::identity::Deployment;
use review_dialect::sql::{
    DIALECT, Offsets, Placeholder, easier_to_parse, place_in_message, placeholders, sentence, tokens,
};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use crate::codes::Code;
use crate::config::Config;
use crate::dialect::Judged;
use crate::limits::SCRIPT_TOKENS_MAX;
use crate::nearest::did_you_mean;
use crate::problems::{Problem, Problems};
use crate::tree::{Source, Span};

/// Functions that change something although they stand in a SELECT.
const ACTING_FUNCTIONS: [&str; 14] = [
    "dblink_exec",
    "lo_export",
    "lo_import",
    "lo_unlink",
    "nextval",
    "pg_cancel_backend",
    "pg_reload_conf",
    "pg_switch_wal",
    "pg_terminate_backend",
    "pg_terminate_session",
    "pg_advisory_lock",
    "pg_rotate_logfile",
    "set_config",
    "setval",
];

/// Checks a script and its use of the pack's parameters; adds the names it uses to `used`.
pub(crate) fn check(source: &Source, config: &Config, used: &mut BTreeSet<String>, problems: &Problems) {
    let needs = &config.needs_of(&source.path);
    let script = Script { source, problems, offsets: Offsets::new(&source.text), needs };
    let read = match tokens(&source.text) {
        Ok(read) => read,
        Err(error) => {
            let at = Span { start: error.at.start, end: error.at.start + 1 };
            problems.add(
                Problem::new(Code::ScriptNotSql, source.place(at), format!("the script is not SQL: {}", error.why))
                    .help("close every string, quoted name and comment"),
            );
            return;
        }
    };
    let names = placeholders(&read, &script.offsets);
    used.extend(names.iter().map(|placeholder| placeholder.name.clone()));
    script.report_unknown_parameters(&names, config);
    if script.reads_once(&read) {
        script.parse(read);
    }
}

struct Script<'a> {
    source: &'a Source,
    problems: &'a Problems,
    offsets: Offsets,
    needs: &'a [Deployment],
}

impl Script<'_> {
    fn place(&self, token: &TokenWithSpan) -> Place {
        let stretch = self.offsets.stretch(token.span);
        self.source.place(Span { start: stretch.start, end: stretch.start + stretch.length })
    }

    fn report_unknown_parameters(&self, names: &[Placeholder], config: &Config) {
        let known: Vec<&str> = config.parameters.keys().map(String::as_str).collect();
        for placeholder in names.iter().filter(|placeholder| !config.parameters.contains_key(&placeholder.name)) {
            let span = Span { start: placeholder.at.start, end: placeholder.at.start + placeholder.at.length };
            let message = format!("the pack has no parameter `{}`", placeholder.name);
            self.problems.add(
                Problem::new(Code::UnknownParameter, self.source.place(span), message)
                    .label("nobody declares it")
                    .help(match known.is_empty() {
                        true => format!("declare `{}` under `parameters` in {}", placeholder.name, config.path),
                        false => did_you_mean(&placeholder.name, &known),
                    }),
            );
        }
    }

    /// Whether the tokens are one statement that only reads; reports when not.
    fn reads_once(&self, tokens: &[TokenWithSpan]) -> bool {
        let words: Vec<&TokenWithSpan> =
            tokens.iter().filter(|token| !matches!(token.token, Token::Whitespace(_) | Token::EOF)).collect();
        let first = words.iter().position(|token| token.token != Token::SemiColon);
        let Some(first) = first else {
            self.problems.add(
                Problem::new(Code::EmptyScript, Place::file(&self.source.path), "the script holds no statement")
                    .help("write one SELECT, or take the query out"),
            );
            return false;
        };
        let (statement, rest) = split(&words[first..]);
        if let Some(second) = rest.iter().find(|token| token.token != Token::SemiColon) {
            self.problems.add(
                Problem::new(Code::SeveralStatements, self.place(second), "the script holds several statements")
                    .label("a second statement begins here")
                    .help("keep one SELECT; give the other a script and a query of its own"),
            );
            return false;
        }
        self.only_reads(statement)
    }

    fn only_reads(&self, statement: &[&TokenWithSpan]) -> bool {
        let Some((token, why)) = writing_token(statement) else { return true };
        self.problems.add(
            Problem::new(Code::NotReadOnly, self.place(token), "the script does more than read")
                .label(why)
                .help("write one SELECT (a WITH may precede it); a review never changes a warehouse"),
        );
        false
    }

    fn parse(&self, tokens: Vec<TokenWithSpan>) {
        if tokens.len() > SCRIPT_TOKENS_MAX {
            return;
        }
        // What Redshift refuses may still read here; then its rules say what is wrong, and better.
        if crate::dialect::judge(self.source, self.needs, self.problems) == Judged::Read {
            return;
        }
        let tokens = easier_to_parse(tokens);
        let Err(error) = Parser::new(&DIALECT).with_tokens_with_locations(tokens).parse_statements() else { return };
        let (ParserError::TokenizerError(message) | ParserError::ParserError(message)) = error else {
            return self.not_parsed(Place::file(&self.source.path), "it is nested too deeply".to_owned());
        };
        // A message without a place is about the end of the script.
        let start = place_in_message(&message).map_or_else(|| self.offsets.end(), |at| self.offsets.of(at));
        self.not_parsed(self.source.place(Span { start, end: start + 1 }), sentence(&message));
    }

    fn not_parsed(&self, place: Place, why: String) {
        self.problems.add(
            Problem::new(Code::ScriptNotParsed, place, format!("our parser cannot read this script: {why}"))
                .label("reading stopped here")
                .help("make sure that the script runs on the warehouse; its dialect cannot be checked here"),
        );
    }
}

/// The tokens up to the first semicolon, and those after it.
fn split<'t, 's>(words: &'t [&'s TokenWithSpan]) -> (&'t [&'s TokenWithSpan], &'t [&'s TokenWithSpan]) {
    let end = words.iter().position(|token| token.token == Token::SemiColon).unwrap_or(words.len());
    (&words[..end], &words[end..])
}

/// The first token that shows that a statement does more than read, and why.
fn writing_token<'t>(statement: &[&'t TokenWithSpan]) -> Option<(&'t TokenWithSpan, &'static str)> {
    let opening = statement.iter().find(|token| token.token != Token::LParen)?;
    if !matches!(keyword(opening), Some(Keyword::SELECT | Keyword::WITH | Keyword::SHOW)) {
        return Some((opening, "neither SELECT nor WITH"));
    }
    let pairs = statement.iter().zip(statement.iter().skip(1));
    let mut writing = pairs.filter_map(|(token, next)| match (keyword(token), &token.token) {
        (Some(Keyword::INTO), _) => Some((*token, "SELECT INTO creates a table")),
        (_, Token::LParen) if is_writing(keyword(next)) => Some((*next, "changes data within a WITH")),
        (_, Token::Word(word)) if next.token == Token::LParen && acts(&word.value) => {
            Some((*token, "this function changes something"))
        }
        _ => None,
    });
    writing.next()
}

fn acts(function: &str) -> bool {
    ACTING_FUNCTIONS.iter().any(|acting| function.eq_ignore_ascii_case(acting))
}

const fn is_writing(keyword: Option<Keyword>) -> bool {
    matches!(keyword, Some(Keyword::INSERT | Keyword::UPDATE | Keyword::DELETE | Keyword::MERGE))
}

fn keyword(token: &TokenWithSpan) -> Option<Keyword> {
    match &token.token {
        Token::Word(word) if word.quote_style.is_none() => Some(word.keyword),
        _ => None,
    }
}
