//! Where a piece of SQL stands: what a rule is told beside the piece itself.

use sqlparser::ast::{
    Expr, GroupByExpr, JoinConstraint, JoinOperator, OrderByExpr, Query, Select, SelectItem, SetExpr, SetOperator,
    SetQuantifier, TableFactor, TableWithJoins,
};
use sqlparser::tokenizer::Span as SqlSpan;

use crate::scope::{Column, Scope};

/// What a query is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// The statement itself.
    Top,
    /// The body of a name that WITH defines.
    Cte,
    /// A sub-query in FROM.
    Derived,
    /// A branch of a set operation that is not its first.
    Branch,
    /// A value.
    Scalar,
    Exists {
        negated: bool,
    },
    In {
        negated: bool,
    },
}

/// The part of a SELECT an expression stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clause {
    List,
    On,
    Where,
    GroupBy,
    Having,
    Qualify,
    OrderBy,
}

/// A query with its place.
pub(crate) struct QueryAt<'s> {
    pub(crate) query: &'s Query,
    pub(crate) position: Position,
}

/// A set operation.
pub(crate) struct SetAt<'s> {
    pub(crate) op: SetOperator,
    pub(crate) quantifier: SetQuantifier,
    pub(crate) right: &'s SetExpr,
    /// The columns of both sides, where they are known.
    pub(crate) columns: (Option<&'s [Column]>, Option<&'s [Column]>),
}

/// One SELECT.
pub(crate) struct Block<'s> {
    pub(crate) select: &'s Select,
    /// The ORDER BY of the query whose body it is.
    pub(crate) order_by: &'s [OrderByExpr],
    pub(crate) position: Position,
    pub(crate) scope: &'s Scope<'s>,
}

impl<'s> Block<'s> {
    /// Every expression, with the clause it stands in.
    pub(crate) fn expressions(&self) -> Vec<(Clause, &'s Expr)> {
        let select = self.select;
        let mut list = Vec::new();
        for item in &select.projection {
            if let SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } = item {
                list.push((Clause::List, expr));
            }
        }
        list.extend(select.from.iter().flat_map(conditions).map(|expr| (Clause::On, expr)));
        list.extend(select.selection.iter().map(|expr| (Clause::Where, expr)));
        list.extend(self.grouped().iter().map(|expr| (Clause::GroupBy, expr)));
        list.extend(select.having.iter().map(|expr| (Clause::Having, expr)));
        list.extend(select.qualify.iter().map(|expr| (Clause::Qualify, expr)));
        list.extend(self.order_by.iter().map(|key| (Clause::OrderBy, &key.expr)));
        list
    }

    /// The expressions of GROUP BY.
    pub(crate) fn grouped(&self) -> &'s [Expr] {
        match &self.select.group_by {
            GroupByExpr::Expressions(list, _) => list,
            GroupByExpr::All(_) => &[],
        }
    }

    /// Every join of the SELECT.
    pub(crate) fn joins(&self) -> impl Iterator<Item = &'s sqlparser::ast::Join> {
        self.select.from.iter().flat_map(|table| &table.joins)
    }

    /// Every relation in FROM as written, those within brackets too.
    pub(crate) fn factors(&self) -> Vec<&'s TableFactor> {
        let mut list = Vec::new();
        for table in &self.select.from {
            collect(table, &mut list);
        }
        list
    }
}

fn collect<'s>(table: &'s TableWithJoins, list: &mut Vec<&'s TableFactor>) {
    let all = std::iter::once(&table.relation).chain(table.joins.iter().map(|join| &join.relation));
    for factor in all {
        match factor {
            TableFactor::NestedJoin { table_with_joins, .. } => collect(table_with_joins, list),
            TableFactor::Pivot { table, .. } | TableFactor::Unpivot { table, .. } => {
                list.push(table);
                list.push(factor);
            }
            _ => list.push(factor),
        }
    }
}

fn conditions(table: &TableWithJoins) -> Vec<&Expr> {
    let mut list: Vec<&Expr> = table.joins.iter().filter_map(|join| condition(&join.join_operator)).collect();
    if let TableFactor::NestedJoin { table_with_joins, .. } = &table.relation {
        list.extend(conditions(table_with_joins));
    }
    list
}

/// The ON of a join.
pub(crate) fn condition(operator: &JoinOperator) -> Option<&Expr> {
    let constraint = match operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)
        | JoinOperator::CrossJoin(constraint) => constraint,
        _ => return None,
    };
    match constraint {
        JoinConstraint::On(expr) => Some(expr),
        _ => None,
    }
}

/// Where an expression stands.
pub(crate) struct Site<'s> {
    pub(crate) block: &'s Block<'s>,
    pub(crate) clause: Clause,
    /// Within CASE, which may guard it.
    pub(crate) in_case: bool,
    /// Directly within a cast to an integer: whole numbers are meant.
    pub(crate) is_whole: bool,
    /// Directly within ROUND: decimals are meant.
    pub(crate) is_rounded: bool,
    /// Within a window function or its OVER.
    pub(crate) in_window: bool,
}

/// A name that means a column of a query around the one it stands in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OuterReference {
    /// 1 for the next query around it, 2 for the one around that.
    pub(crate) depth: usize,
    pub(crate) span: SqlSpan,
}

/// A sub-query within an expression.
pub(crate) struct NestedQuery<'s> {
    pub(crate) query: &'s Query,
    pub(crate) position: Position,
    pub(crate) clause: Clause,
    /// The SELECT it stands in.
    pub(crate) block: &'s Block<'s>,
    /// The names in it that mean columns outside; empty when it is not correlated.
    pub(crate) outer: &'s [OuterReference],
}

/// A relation that a statement reads.
pub(crate) struct ReadRelation {
    pub(crate) schema: Option<String>,
    pub(crate) name: String,
    pub(crate) span: SqlSpan,
}

/// What is known of a statement at its end.
#[derive(Default)]
pub(crate) struct Whole {
    pub(crate) relations: Vec<ReadRelation>,
    /// The functions it calls, in lower case.
    pub(crate) functions: Vec<(String, SqlSpan)>,
    /// The stored relations of which `*` is selected.
    pub(crate) wildcards: Vec<(String, SqlSpan)>,
    /// The columns of stored relations that it names: relation, column.
    pub(crate) columns: Vec<(String, String, SqlSpan)>,
}
