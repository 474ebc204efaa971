//! What a script reads: the relations it names, and how many rows it asks for at most.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::ControlFlow;

use review_dialect::sql::{DIALECT, easier_to_parse, sentence, tokens};
use serde::Serialize;
use sqlparser::ast::{Expr, LimitClause, ObjectName, Query, Statement, TableFactor, Value, Visit, Visitor};
use sqlparser::parser::{Parser, ParserError};

use crate::limits::{SCRIPT_TOKENS_MAX, STACK_BYTES};

/// A relation as a script names it, in lower case as the warehouse reads it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct RelationName {
    /// The schema, when one is written.
    pub schema: Option<String>,
    /// The relation.
    pub name: String,
}

impl fmt::Display for RelationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// What a script reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// The relations, without the names that its own WITH clauses define.
    pub relations: BTreeSet<RelationName>,
    /// The number after its outermost LIMIT.
    pub row_limit: Option<u64>,
}

/// A script that our parser cannot read; the warehouse may still run it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("our parser cannot read the script: {0}")]
pub struct UnreadableScript(String);

/// What a script reads. Its parameters may be in place already, or still stand as `:name`.
///
/// # Errors
/// When our parser cannot read the script.
pub fn reads(script: &str) -> Result<Reads, UnreadableScript> {
    // On a thread with a stack of known size, since SQL parses to trees that are dropped recursively.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || parsed(script));
        let unreadable = |why: &str| UnreadableScript(why.to_owned());
        let thread = thread.map_err(|_| unreadable("there is no thread to read it on"))?;
        thread.join().unwrap_or_else(|_| Err(unreadable("it is nested too deeply")))
    })
}

fn parsed(script: &str) -> Result<Reads, UnreadableScript> {
    let read = tokens(script).map_err(|error| UnreadableScript(error.why))?;
    if read.len() > SCRIPT_TOKENS_MAX {
        return Err(UnreadableScript("it is too long".to_owned()));
    }
    let parsed = Parser::new(&DIALECT).with_tokens_with_locations(easier_to_parse(read)).parse_statements();
    let statements = parsed.map_err(|error| match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => {
            UnreadableScript(sentence(&message))
        }
        ParserError::RecursionLimitExceeded => UnreadableScript("it is nested too deeply".to_owned()),
    })?;
    let mut reads = Reads::default();
    for statement in &statements {
        let mut finder = Finder::default();
        let _: ControlFlow<()> = Visit::visit(statement, &mut finder);
        reads.relations.extend(finder.found);
        if let Statement::Query(query) = statement {
            reads.row_limit = row_limit(query);
        }
    }
    Ok(reads)
}

fn row_limit(query: &Query) -> Option<u64> {
    let Some(LimitClause::LimitOffset { limit: Some(Expr::Value(limit)), .. }) = &query.limit_clause else {
        return None;
    };
    match &limit.value {
        Value::Number(digits, _) => digits.parse().ok(),
        _ => None,
    }
}

/// The names that one query's WITH defines. A name counts from the end of its own definition, so that
/// `with t as (select * from t)` reads the relation `t`; a recursive one counts from the beginning.
struct Defined {
    /// Name and place of each definition that is not over yet, the next one last.
    to_come: Vec<(String, usize)>,
    names: BTreeSet<String>,
}

#[derive(Default)]
struct Finder {
    scopes: Vec<Defined>,
    found: BTreeSet<RelationName>,
}

/// Where a query lies in memory tells it from every other of the same tree.
fn place(query: &Query) -> usize {
    std::ptr::from_ref(query).addr()
}

impl Finder {
    fn is_defined(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.names.contains(name))
    }

    fn take(&mut self, name: &ObjectName) {
        let parts: Option<Vec<String>> =
            name.0.iter().map(|part| Some(part.as_ident()?.value.to_lowercase())).collect();
        let Some(mut parts) = parts else { return };
        let Some(name) = parts.pop() else { return };
        let schema = parts.pop();
        if schema.is_some() || !self.is_defined(&name) {
            self.found.insert(RelationName { schema, name });
        }
    }
}

impl Visitor for Finder {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let mut defined = Defined { to_come: Vec::new(), names: BTreeSet::new() };
        if let Some(with) = &query.with {
            let named = with.cte_tables.iter().map(|cte| (cte.alias.name.value.to_lowercase(), place(&cte.query)));
            defined.to_come = named.rev().collect();
            if with.recursive {
                defined.names = defined.to_come.iter().map(|(name, _)| name.clone()).collect();
            }
        }
        self.scopes.push(defined);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.scopes.pop();
        // When this was a definition of the query around it, its name holds from here on.
        if let Some(around) = self.scopes.last_mut()
            && around.to_come.last().is_some_and(|(_, definition)| *definition == place(query))
            && let Some((name, _)) = around.to_come.pop()
        {
            around.names.insert(name);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        // With arguments it is a function.
        if let TableFactor::Table { name, args: None, .. } = factor {
            self.take(name);
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(script: &str, expected: &[&str]) {
        let reads = reads(script).unwrap_or_else(|error| panic!("{script}: {error}"));
        assert_eq!(reads.relations.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{script}");
    }

    #[test]
    fn relations_are_found_wherever_they_are_read() {
        check("select 1", &[]);
        check("select * from SVV_Table_Info t, \"pg_class\" c", &["pg_class", "svv_table_info"]);
        check("select * from pg_catalog.pg_class", &["pg_catalog.pg_class"]);
        check("select * from dev.sales.orders", &["sales.orders"]);
        check("select (select max(a) from t) from u where b in (select b from v)", &["t", "u", "v"]);
        check("select a from t union all (select a from u except select a from v)", &["t", "u", "v"]);
        check("/* from x */ select 'from y' from t left join (select * from u) s on s.a = t.a -- from z", &["t", "u"]);
        check("select * from generate_series(1, 3) g", &[]);
        check("select approximate count(distinct a) from t where d > dateadd(day, -:days, getdate())", &["t"]);
    }

    #[test]
    fn names_of_with_clauses_are_no_relations() {
        check("with a as (select * from t), b as (select * from a) select * from b", &["t"]);
        check("with t as (select * from t) select * from t", &["t"]);
        check("with a as (select 1) select * from s.a", &["s.a"]);
        check("with recursive r(n) as (select 1 union all select n + 1 from r where n < 9) select * from r", &[]);
        // What one query defines is not defined beside it.
        check("select * from (with a as (select 1) select * from a) s, a", &["a"]);
        check("with a as (with b as (select * from t) select * from b) select * from a, b", &["b", "t"]);
    }

    #[test]
    fn the_outermost_limit_counts() {
        let limit = |script: &str| reads(script).expect("a script").row_limit;
        assert_eq!(limit("select * from t limit 20"), Some(20));
        assert_eq!(limit("select * from (select * from t limit 20) s"), None);
        assert_eq!(limit("select * from t"), None);
    }

    #[test]
    fn an_unreadable_script_says_why() {
        let error = reads("select 'open from t").expect_err("no end of the text");
        assert!(error.to_string().contains("our parser cannot read the script: "), "{error}");
        assert!(reads("select from where group").is_err());
        assert!(reads(&"(".repeat(100_000)).is_err());
    }

    #[test]
    fn the_shipped_scripts_name_the_views_they_say_they_read() {
        let usage = include_str!("../../../packs/redshift/scripts/UsagePattern.sql");
        check(usage, &["sys_query_detail", "sys_query_history"]);
        let info = include_str!("../../../packs/redshift/scripts/TableInfo.sql");
        check(info, &["pg_attribute", "pg_type", "svv_table_info"]);
    }
}
