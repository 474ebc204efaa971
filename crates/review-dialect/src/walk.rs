//! Walks a statement block by block, keeps track of what names mean, and asks the rules about each piece.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::rc::Rc;

use sqlparser::ast::{Cte, Expr, OrderByExpr, Query, Select, SetExpr, Spanned, Visit, Visitor};
use sqlparser::tokenizer::Span as SqlSpan;

use crate::columns::{columns_of, merged, renamed};
use crate::look::{arguments, bare, function_name, function_span, order_expressions};
use crate::report::Report;
use crate::rules::FAMILIES;
use crate::scope::{Column, Missing, Scope};
use crate::site::{Block, Clause, NestedQuery, OuterReference, Position, QueryAt, SetAt, Site, Whole};
use crate::types::Ty;

/// What a query comes to.
pub(crate) struct Output {
    /// Its columns; `None` when they are not known.
    pub(crate) columns: Option<Vec<Column>>,
    /// Names in it that mean columns of the queries around it.
    pub(crate) outer: Vec<OuterReference>,
}

pub(crate) struct Walker<'r, 's> {
    pub(crate) report: &'r mut Report<'s>,
    pub(crate) whole: Whole,
    /// The names that WITH clauses define here, the innermost last.
    pub(crate) defined: Vec<(String, Option<Rc<[Column]>>)>,
    /// Columns of system views, by name.
    pub(crate) views: HashMap<String, Option<Rc<[Column]>>>,
}

impl Walker<'_, '_> {
    /// Walks a query; `outer` is the SELECT around it.
    pub(crate) fn query(&mut self, query: &Query, outer: Option<&Scope<'_>>, position: Position) -> Output {
        for family in FAMILIES {
            (family.query)(&QueryAt { query, position }, self.report);
        }
        let before = self.defined.len();
        let mut references = Vec::new();
        if let Some(with) = &query.with {
            for cte in &with.cte_tables {
                references.extend(self.define(cte, outer, with.recursive));
            }
        }
        let order_by = order_expressions(query.order_by.as_ref());
        let mut output = self.body(&query.body, outer, position, order_by);
        output.outer.extend(references);
        self.defined.truncate(before);
        output
    }

    fn define(&mut self, cte: &Cte, outer: Option<&Scope<'_>>, recursive: bool) -> Vec<OuterReference> {
        let name = cte.alias.name.value.to_lowercase();
        if recursive {
            self.defined.push((name.clone(), None));
        }
        let output = self.query(&cte.query, outer, Position::Cte);
        if recursive {
            self.defined.pop();
        }
        let columns = output.columns.map(|columns| renamed(columns, &cte.alias));
        self.defined.push((name, columns.map(Rc::from)));
        output.outer
    }

    fn body(
        &mut self,
        body: &SetExpr,
        outer: Option<&Scope<'_>>,
        position: Position,
        order_by: &[OrderByExpr],
    ) -> Output {
        match body {
            SetExpr::Select(select) => self.select(select, outer, position, order_by),
            SetExpr::Query(query) => self.query(query, outer, position),
            SetExpr::SetOperation { left, op, set_quantifier, right } => {
                let mut first = self.body(left, outer, position, &[]);
                let second = self.body(right, outer, Position::Branch, &[]);
                let at = SetAt {
                    op: *op,
                    quantifier: *set_quantifier,
                    right,
                    columns: (first.columns.as_deref(), second.columns.as_deref()),
                };
                for family in FAMILIES {
                    (family.set)(&at, self.report);
                }
                first.outer.extend(second.outer);
                first.columns = first.columns.map(|columns| merged(columns, second.columns.as_deref()));
                first
            }
            _ => Output { columns: None, outer: Vec::new() },
        }
    }

    fn select(
        &mut self,
        select: &Select,
        outer: Option<&Scope<'_>>,
        position: Position,
        order_by: &[OrderByExpr],
    ) -> Output {
        let mut references = Vec::new();
        let relations = self.relations(select, outer, &mut references);
        let scope = Scope { relations, outer };
        let block = Block { select, order_by, position, scope: &scope };
        self.whole.note_wildcards(&block);
        for family in FAMILIES {
            (family.select)(&block, self.report);
        }
        for (clause, expr) in block.expressions() {
            let mut visit =
                ExprVisit { walker: self, block: &block, clause, state: State::default(), references: &mut references };
            let _: ControlFlow<()> = expr.visit(&mut visit);
        }
        let columns = columns_of(select, &scope);
        Output { columns, outer: references }
    }
}

/// Where in an expression the visitor is.
#[derive(Default)]
struct State {
    queries: usize,
    cases: usize,
    windows: usize,
    /// The expression that is cast to an integer, brackets left out.
    whole: Option<*const Expr>,
    /// The expression that is rounded, brackets left out.
    rounded: Option<*const Expr>,
}

/// Visits one expression of a block; sub-queries go back to the walker.
struct ExprVisit<'v, 'r, 's, 'b> {
    walker: &'v mut Walker<'r, 's>,
    block: &'b Block<'b>,
    clause: Clause,
    state: State,
    references: &'v mut Vec<OuterReference>,
}

impl ExprVisit<'_, '_, '_, '_> {
    fn nested(&mut self, expr: &Expr) {
        let (query, position) = match expr {
            Expr::Subquery(query) => (query, Position::Scalar),
            Expr::Exists { subquery, negated } => (subquery, Position::Exists { negated: *negated }),
            Expr::InSubquery { subquery, negated, .. } => (subquery, Position::In { negated: *negated }),
            _ => return,
        };
        let output = self.walker.query(query, Some(self.block.scope), position);
        let nested = NestedQuery { query, position, clause: self.clause, block: self.block, outer: &output.outer };
        for family in FAMILIES {
            (family.nested)(&nested, self.walker.report);
        }
        let further = output.outer.into_iter().filter(|reference| reference.depth > 1);
        self.references.extend(further.map(|reference| OuterReference { depth: reference.depth - 1, ..reference }));
    }

    fn reference(&mut self, expr: &Expr) {
        let found = match expr {
            Expr::Identifier(name) => self.block.scope.find(std::slice::from_ref(name)),
            Expr::CompoundIdentifier(parts) => self.block.scope.find(parts),
            _ => return,
        };
        match found {
            Ok(found) => {
                if found.depth > 0 {
                    self.references.push(OuterReference { depth: found.depth, span: expr.span() });
                }
                if let Some(origin) = found.column.and_then(|column| column.origin) {
                    let (view, column) = (origin.view.to_string(), origin.column.to_string());
                    self.walker.whole.columns.push((view, column, expr.span()));
                } else if let Expr::CompoundIdentifier(parts) = expr {
                    self.note_catalog_column(parts);
                }
            }
            Err(Missing::Lacking(relations)) => {
                crate::rules::views::missing_column(expr, &relations, self.block, self.clause, self.walker.report);
            }
            Err(Missing::Perhaps) => {}
        }
    }

    /// Columns of catalogs are not listed anywhere; by its qualifier one is known all the same.
    fn note_catalog_column(&mut self, parts: &[sqlparser::ast::Ident]) {
        let [.., relation, column] = parts else { return };
        let relations = &self.block.scope.relations;
        let meant = relations.iter().find(|candidate| candidate.name.eq_ignore_ascii_case(&relation.value));
        if let Some(stored) = meant.and_then(|relation| relation.stored.clone()) {
            self.walker.whole.columns.push((stored, column.value.to_lowercase(), column.span));
        }
    }
}

impl Visitor for ExprVisit<'_, '_, '_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.state.queries += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        self.state.queries -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if self.state.queries > 0 {
            return ControlFlow::Continue(());
        }
        if self.walker.report.is_full() {
            return ControlFlow::Break(());
        }
        self.reference(expr);
        let site = Site {
            block: self.block,
            clause: self.clause,
            in_case: self.state.cases > 0,
            in_window: self.state.windows > 0,
            is_whole: self.state.whole == Some(std::ptr::from_ref(expr)),
            is_rounded: self.state.rounded == Some(std::ptr::from_ref(expr)),
        };
        for family in FAMILIES {
            (family.expr)(expr, &site, self.walker.report);
        }
        match expr {
            Expr::Case { .. } => self.state.cases += 1,
            Expr::Cast { expr, data_type, .. } if matches!(Ty::of_cast(data_type), Ty::Int(_)) => {
                self.state.whole = Some(std::ptr::from_ref(bare(expr)));
            }
            Expr::Function(function) => {
                self.walker.whole.functions.push((function_name(function), function_span(function)));
                self.state.windows += usize::from(function.over.is_some());
                if function_name(function) == "round" {
                    self.state.rounded = arguments(function).first().map(|first| std::ptr::from_ref(bare(first)));
                }
            }
            // SUBSTRING and SUBSTR are no functions to the parser.
            Expr::Substring { shorthand: true, .. } => {
                self.walker.whole.functions.push(("substr".to_owned(), expr.span()));
            }
            _ => {}
        }
        self.nested(expr);
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if self.state.queries > 0 {
            return ControlFlow::Continue(());
        }
        match expr {
            Expr::Case { .. } => self.state.cases -= 1,
            Expr::Function(function) if function.over.is_some() => self.state.windows -= 1,
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

/// The span of a piece, or of another where the parser knows none.
pub(crate) fn span_or(piece: SqlSpan, other: SqlSpan) -> SqlSpan {
    if piece == SqlSpan::empty() { other } else { piece }
}
