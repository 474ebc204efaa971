//! Judges the SQL of a script by what Amazon documents of Redshift: what it refuses, and where it answers otherwise
//! than PostgreSQL or an embedded engine would.
//!
//! ```
//! use review_core::diagnostic::Level;
//! use review_dialect::{Catalogue, judge};
//!
//! struct Nothing;
//! impl Catalogue for Nothing {
//!     fn columns(&self, _: &str) -> Option<&[(String, String)]> { None }
//!     fn is_withheld(&self, _: &str, _: review_core::identity::Deployment) -> bool { false }
//! }
//!
//! let judged = judge("select sum(a) over (order by b) as total from t", &[], &Nothing).expect("it reads");
//! assert_eq!((judged[0].code, judged[0].level), ("D201", Level::Error));
//! ```
//!
//! Scripts only. A signal's condition never reaches a warehouse: the engine that is built in answers it, and proves
//! it on its truth cases, so none of these rules is about conditions.
//!
//! **This crate never** runs SQL, reads a file or asks a warehouse: what it knows of system views its caller brings.

mod allow;
mod columns;
mod dialect;
mod infer;
mod look;
mod relations;
mod report;
mod rule;
mod rules;
mod scope;
mod script;
mod site;
mod types;
mod walk;
mod zero;

pub mod sql;

use std::collections::HashMap;

use review_core::identity::Deployment;
use sqlparser::ast::Statement;
use sqlparser::parser::{Parser, ParserError};

use crate::dialect::Generous;
use crate::report::Report;
use crate::rules::FAMILIES;
use crate::script::Script;
use crate::site::{Position, Whole};
use crate::sql::{Offsets, easier_to_parse, sentence, tokens};
use crate::walk::Walker;

pub use report::Finding;
pub use rule::{Rule, rules};
pub use script::Catalogue;

/// A script that cannot be read, so that nothing is known of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unjudged(String);

/// Judges a script. Parameters may stand in it as `:name`. `needs` are the deployments its query names; none means
/// that it may run on all.
///
/// Needs a stack of some size: SQL parses to trees as deep as it is long, which are walked recursively.
///
/// # Errors
/// When the script does not read as SQL, even with what Redshift refuses taken as read.
pub fn judge(sql: &str, needs: &[Deployment], catalogue: &dyn Catalogue) -> Result<Vec<Finding>, Unjudged> {
    let tokens = tokens(sql).map_err(|error| Unjudged(error.why))?;
    let easier = sql::without_materialized(easier_to_parse(tokens.clone()));
    let statements = Parser::new(&Generous).with_tokens_with_locations(easier).parse_statements();
    let statements = statements.map_err(|error| match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => Unjudged(sentence(&message)),
        ParserError::RecursionLimitExceeded => Unjudged("it is nested too deeply".to_owned()),
    })?;
    let script = Script { chars: sql.chars().collect(), offsets: Offsets::new(sql), tokens, needs, catalogue };
    let mut report = Report::new(&script);
    for statement in &statements {
        if let Statement::Query(query) = statement {
            let mut walker =
                Walker { report: &mut report, whole: Whole::default(), defined: Vec::new(), views: HashMap::new() };
            walker.query(query, None, Position::Top);
            let whole = walker.whole;
            for family in FAMILIES {
                (family.whole)(&whole, &mut report);
            }
        }
    }
    allow::silence(&mut report);
    Ok(report.findings)
}
