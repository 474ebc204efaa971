//! Which columns of which queries an expression reads.
//!
//! A column that is missing or does not convert spoils the signals that read it and no others, so this must never
//! leave a column out; naming one too many is the safe side. Names are resolved as SQL resolves them: the
//! innermost sub-select whose tables have the column wins, the signal's own query comes last. A `*` reads every
//! column, but not in `count(*)` or right behind `exists`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, Ident, JoinConstraint, JoinOperator, ObjectName, Query, Select, SelectItem, SelectItemQualifiedWildcardKind,
    SetExpr, TableFactor, TableWithJoins, Visit, Visitor,
};
use sqlparser::dialect::RedshiftSqlDialect;
use sqlparser::parser::{Parser, ParserError};

use review_core::QueryName;
use review_pack::{Pack, QuerySignals};

/// Columns read, by query. A query that stands in a sub-select is there even when none of its columns is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// The columns of the rows that are judged.
    pub(crate) own: BTreeSet<String>,
    /// The columns read in sub-selects, by query; the signal's own query may be among them.
    pub(crate) sub_selects: BTreeMap<QueryName, BTreeSet<String>>,
}

/// What `sql`, an expression over the rows of `own`, reads.
pub(crate) fn uses(pack: &Pack, own: &QuerySignals, sql: &str) -> Result<Uses, ParserError> {
    let expression = Parser::new(&RedshiftSqlDialect {}).try_with_sql(sql)?.parse_expr()?;
    let mut walk = Walk { pack, own, scopes: vec![], right_behind_exists: false, uses: Uses::default() };
    let _ = expression.visit(&mut walk);
    Ok(walk.uses)
}

/// One table of a sub-select.
enum Relation<'a> {
    /// The result of a query of the pack.
    Result(&'a QuerySignals),
    /// A common table expression, a derived table or an unknown name: what it reads shows in its own body.
    Other,
}

#[derive(Default)]
struct Scope<'a> {
    /// Names of common table expressions that this query defines.
    common: BTreeSet<String>,
    /// Its tables by alias or name.
    relations: Vec<(String, Relation<'a>)>,
    /// Whether it stands right behind `exists`, where its columns are not read.
    is_exists: bool,
}

struct Walk<'a> {
    pack: &'a Pack,
    own: &'a QuerySignals,
    scopes: Vec<Scope<'a>>,
    right_behind_exists: bool,
    uses: Uses,
}

impl Visitor for Walk<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let is_exists = std::mem::take(&mut self.right_behind_exists);
        let with = query.with.iter().flat_map(|with| &with.cte_tables);
        let common = with.map(|table| folded(&table.alias.name)).collect();
        self.scopes.push(Scope { common, relations: vec![], is_exists });
        self.add_body(&query.body);
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.scopes.pop();
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        self.read_wildcards(select);
        for table in &select.from {
            self.read_join_columns(table);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        self.right_behind_exists = matches!(expression, Expr::Exists { .. });
        match expression {
            Expr::Identifier(name) => self.read(&folded(name)),
            Expr::CompoundIdentifier(parts) => {
                if let [.., table, column] = &parts[..] {
                    self.read_of(&folded(table), &folded(column));
                }
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

impl<'a> Walk<'a> {
    /// Puts the tables of a query's body into its scope, those of every branch of a union alike.
    fn add_body(&mut self, body: &SetExpr) {
        match body {
            SetExpr::Select(select) => {
                for table in &select.from {
                    self.add_joined(table);
                }
            }
            SetExpr::SetOperation { left, right, .. } => {
                self.add_body(left);
                self.add_body(right);
            }
            // A query within parentheses has a scope of its own.
            _ => {}
        }
    }

    fn add_joined(&mut self, table: &TableWithJoins) {
        self.add_relation(&table.relation);
        for join in &table.joins {
            self.add_relation(&join.relation);
        }
    }

    fn add_relation(&mut self, factor: &TableFactor) {
        let (name, alias) = match factor {
            TableFactor::Table { name, alias, .. } => (Some(name), alias),
            TableFactor::Derived { alias, .. } => (None, alias),
            TableFactor::NestedJoin { table_with_joins, .. } => return self.add_joined(table_with_joins),
            _ => return,
        };
        let relation = name.map_or(Relation::Other, |name| self.resolve(name));
        if let Relation::Result(signals) = relation {
            self.uses.sub_selects.entry(signals.query.clone()).or_default();
        }
        let called = match (alias, name) {
            (Some(alias), _) => folded(&alias.name),
            (None, Some(name)) => last_part(name),
            (None, None) => String::new(),
        };
        if let (Relation::Result(signals), Some(true)) = (&relation, alias.as_ref().map(|a| !a.columns.is_empty())) {
            // `from Result as r (a, b)` gives the columns other names.
            self.read_all(signals);
        }
        self.scope().relations.push((called, relation));
    }

    fn resolve(&self, name: &ObjectName) -> Relation<'a> {
        let name = last_part(name);
        if self.scopes.iter().any(|scope| scope.common.contains(&name)) {
            return Relation::Other;
        }
        let found = self.pack.signals.iter().find(|signals| signals.query.as_str().eq_ignore_ascii_case(&name));
        found.map_or(Relation::Other, Relation::Result)
    }

    fn scope(&mut self) -> &mut Scope<'a> {
        if self.scopes.is_empty() {
            self.scopes.push(Scope::default());
        }
        self.scopes.last_mut().expect("a scope was just pushed")
    }

    fn read(&mut self, column: &str) {
        for scope in self.scopes.iter().rev() {
            let mut found = false;
            for (_, relation) in &scope.relations {
                if let Relation::Result(signals) = relation
                    && let Some(column) = declared(signals, column)
                {
                    self.uses.sub_selects.entry(signals.query.clone()).or_default().insert(column.to_owned());
                    found = true;
                }
            }
            if found {
                return;
            }
        }
        if let Some(column) = declared(self.own, column) {
            self.uses.own.insert(column.to_owned());
        }
    }

    fn read_of(&mut self, table: &str, column: &str) {
        let named = self.scopes.iter().rev().flat_map(|scope| &scope.relations).find(|(name, _)| name == table);
        match named {
            Some((_, Relation::Result(signals))) => {
                if let Some(column) = declared(signals, column) {
                    self.uses.sub_selects.entry(signals.query.clone()).or_default().insert(column.to_owned());
                }
            }
            Some((_, Relation::Other)) => {}
            None => {
                if let Some(column) = declared(self.own, column) {
                    self.uses.own.insert(column.to_owned());
                }
            }
        }
    }

    fn read_all(&mut self, signals: &QuerySignals) {
        let columns = self.uses.sub_selects.entry(signals.query.clone()).or_default();
        columns.extend(signals.columns.iter().map(|(name, _)| name.clone()));
    }

    /// `select *` and `select t.*`.
    fn read_wildcards(&mut self, select: &Select) {
        if self.scopes.last().is_some_and(|scope| scope.is_exists) {
            return;
        }
        for item in &select.projection {
            let table = match item {
                SelectItem::Wildcard(_) => None,
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    Some(last_part(name))
                }
                _ => continue,
            };
            for signals in self.results_called(table.as_deref()) {
                self.read_all(signals);
            }
        }
    }

    /// The results in the innermost scope that are called `name`, or all of them.
    fn results_called(&self, name: Option<&str>) -> Vec<&'a QuerySignals> {
        let relations = self.scopes.last().map_or(&[][..], |scope| &scope.relations);
        let called = relations.iter().filter(|(called, _)| name.is_none_or(|name| name == called));
        called
            .filter_map(|(_, relation)| match relation {
                Relation::Result(signals) => Some(*signals),
                Relation::Other => None,
            })
            .collect()
    }

    /// `join ... using (column)` and `natural join` read columns that stand in no expression.
    fn read_join_columns(&mut self, table: &TableWithJoins) {
        for join in &table.joins {
            match constraint(&join.join_operator) {
                Some(JoinConstraint::Using(columns)) => {
                    for column in columns {
                        self.read(&last_part(column));
                    }
                }
                Some(JoinConstraint::Natural) => {
                    for signals in self.results_called(None) {
                        self.read_all(signals);
                    }
                }
                _ => {}
            }
        }
    }
}

fn constraint(operator: &JoinOperator) -> Option<&JoinConstraint> {
    match operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint) => Some(constraint),
        _ => None,
    }
}

/// The column as declared, without regard to case.
fn declared<'a>(signals: &'a QuerySignals, column: &str) -> Option<&'a str> {
    signals.columns.iter().map(|(name, _)| name.as_str()).find(|name| name.eq_ignore_ascii_case(column))
}

fn folded(name: &Ident) -> String {
    name.value.to_ascii_lowercase()
}

fn last_part(name: &ObjectName) -> String {
    let last = name.0.last().and_then(|part| part.as_ident());
    last.map_or_else(|| name.to_string().to_ascii_lowercase(), folded)
}
