//! Conditions: what is wrong with one, as far as reading it can show. The engine proves the rest.

mod compare;
mod flaw;
mod fold;
mod functions;
mod kind;
mod select;
mod tables;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use review_dialect::sql::{DIALECT, Offsets, Stretch, place_in_message, placeholders, sentence, tokens};
use sqlparser::ast::{Expr, Spanned};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use crate::codes::Code;
use crate::limits::EXPRESSION_CHARS_MAX;
use crate::model::Literal;
use crate::nearest::did_you_mean;

pub(crate) use flaw::Flaw;
pub use functions::{ALLOWED_FUNCTIONS, AllowedFunction, Returns, allowed_function};
pub(crate) use tables::{Table, Tables};

/// What an expression is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Which rows a signal speaks of.
    Population,
    /// What is tested of each row.
    Condition,
    /// What is tested of all rows together.
    Aggregate,
    /// A number over all rows together.
    Measure,
}

impl Role {
    /// The key it stands under.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Population => "population",
            Self::Condition => "condition",
            Self::Aggregate => "aggregate",
            Self::Measure => "value",
        }
    }
}

/// What an expression may name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surroundings<'a> {
    /// The query whose rows it sees.
    pub(crate) query: &'a str,
    /// The columns of every query.
    pub(crate) tables: &'a Tables,
    /// The thresholds declared, with their values where these could be read.
    pub(crate) thresholds: &'a BTreeMap<String, Option<Literal>>,
}

/// What was found out about an expression.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    /// What is wrong with it.
    pub(crate) flaws: Vec<Flaw>,
    /// The thresholds it names; `None` when it could not be read so far.
    pub(crate) thresholds: Option<BTreeSet<String>>,
}

/// Reads an expression and lists what is wrong with it.
pub(crate) fn judge(sql: &str, role: Role, around: Surroundings<'_>) -> Judged {
    let mut judged = Judged::default();
    let length = sql.chars().count();
    if length > EXPRESSION_CHARS_MAX {
        let message = format!("the expression has {length} characters");
        let help = format!("keep it under {EXPRESSION_CHARS_MAX}; compute what you can in the script");
        judged.flaws.push(Flaw::new(Code::TooLarge, Stretch { start: 0, length: 1 }, message).help(help));
        return judged;
    }
    let offsets = Offsets::new(sql);
    let read = match tokens(sql) {
        Ok(read) => read,
        Err(error) => {
            judged.flaws.push(not_sql(error.at, &error.why));
            return judged;
        }
    };
    let mut thresholds = BTreeSet::new();
    for placeholder in placeholders(&read, &offsets) {
        if !around.thresholds.contains_key(&placeholder.name) {
            let known: Vec<&str> = around.thresholds.keys().map(String::as_str).collect();
            let message = format!("the signal has no threshold `{}`", placeholder.name);
            let help = match known.is_empty() {
                true => format!("declare `{}` under `thresholds`", placeholder.name),
                false => did_you_mean(&placeholder.name, &known),
            };
            let flaw = Flaw::new(Code::UnknownThreshold, placeholder.at, message).label("nobody declares it");
            judged.flaws.push(flaw.help(help));
        }
        thresholds.insert(placeholder.name);
    }
    judged.thresholds = Some(thresholds);
    match parse(read, &offsets) {
        Err(flaw) => judged.flaws.push(flaw),
        Ok(expr) => judged.flaws.extend(flaws_of(&expr, role, around, offsets)),
    }
    judged
}

fn flaws_of(expr: &Expr, role: Role, around: Surroundings<'_>, offsets: Offsets) -> Vec<Flaw> {
    let mut walk = walk::Walk::new(around, role, offsets);
    let kind = walk.kind(expr);
    let whole = walk.offsets.stretch(expr.span());
    if walk.references == 0 {
        let message = format!("the {} names no column, so it says the same of every result", role.key());
        let flaw = Flaw::new(Code::ConstantCondition, whole, message).label("constant");
        walk.flaws.push(flaw.help("compare a column of the query with something"));
        return walk.flaws;
    }
    if role == Role::Measure {
        walk.flaws.extend(kind.not_a_number().map(|what| {
            let message = format!("the value is {what}, not a number");
            let flaw = Flaw::new(Code::ChartNotNumber, whole, message).label(format!("this is {what}"));
            flaw.help("count or add something up: `count(*)`, `sum(column)`")
        }));
        return walk.flaws;
    }
    if let Some(what) = kind.not_a_truth_value() {
        let message = format!("the {} is {what}, not a yes or no", role.key());
        let flaw = Flaw::new(Code::NotAYesOrNo, whole, message).label(format!("this is {what}"));
        walk.flaws.push(flaw.help("compare it with something, such as `> :limit`"));
    }
    let constants = fold::constant_parts(expr);
    for part in constants {
        let at = walk.offsets.stretch(part.expr.span());
        let flaw = Flaw::new(Code::ConstantCondition, at, format!("this part is always {}", part.value.word()));
        walk.flaws.push(flaw.label("constant").help("take it out, or compare with what was meant"));
    }
    walk.flaws
}

fn parse(tokens: Vec<TokenWithSpan>, offsets: &Offsets) -> Result<Expr, Flaw> {
    let mut parser = Parser::new(&DIALECT).with_tokens_with_locations(tokens);
    let expr = parser.parse_expr().map_err(|error| parser_flaw(&error, offsets))?;
    let next = parser.peek_token();
    if next.token == Token::EOF {
        return Ok(expr);
    }
    Err(not_sql(offsets.stretch(next.span), &format!("nothing may follow the expression, found: {}", next.token)))
}

fn parser_flaw(error: &ParserError, offsets: &Offsets) -> Flaw {
    match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => {
            let start = place_in_message(message).map_or_else(|| offsets.end(), |location| offsets.of(location));
            not_sql(Stretch { start, length: 1 }, &sentence(message))
        }
        ParserError::RecursionLimitExceeded => {
            not_sql(Stretch { start: 0, length: 1 }, "the expression is nested too deeply")
        }
    }
}

fn not_sql(at: Stretch, why: &str) -> Flaw {
    Flaw::new(Code::ConditionNotSql, at, format!("this is not an SQL expression: {why}"))
        .label("reading stopped here")
        .help("write what would follow WHERE in a SELECT over the query's columns")
}
