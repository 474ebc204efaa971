//! The rules, a file for each family, with the family's cases in a file beside it.

use sqlparser::ast::Expr;

use crate::report::Report;
use crate::site::{Block, NestedQuery, QueryAt, SetAt, Site, Whole};

mod aggregates;
mod casts;
mod correlated;
mod dates;
mod fits;
mod functions;
mod names;
mod numbers;
mod pivots;
mod placement;
mod queries;
mod syntax;
mod text;
pub(crate) mod views;
mod windows;

/// Rules that look at the same pieces. Each piece of a script is shown to each family once.
pub(crate) struct Family {
    /// Every expression, from the outside in.
    pub(crate) expr: fn(&Expr, &Site<'_>, &mut Report<'_>),
    /// Every SELECT.
    pub(crate) select: fn(&Block<'_>, &mut Report<'_>),
    /// Every query: its WITH, LIMIT and so on.
    pub(crate) query: fn(&QueryAt<'_>, &mut Report<'_>),
    /// Every UNION, INTERSECT and EXCEPT.
    pub(crate) set: fn(&SetAt<'_>, &mut Report<'_>),
    /// Every sub-query within an expression.
    pub(crate) nested: fn(&NestedQuery<'_>, &mut Report<'_>),
    /// The statement as a whole, at its end.
    pub(crate) whole: fn(&Whole, &mut Report<'_>),
}

impl Family {
    const NOTHING: Self = Self {
        expr: |_, _, _| {},
        select: |_, _| {},
        query: |_, _| {},
        set: |_, _| {},
        nested: |_, _| {},
        whole: |_, _| {},
    };
}

/// All of them.
pub(crate) const FAMILIES: &[Family] = &[
    aggregates::FAMILY,
    casts::FAMILY,
    correlated::FAMILY,
    dates::FAMILY,
    fits::FAMILY,
    functions::FAMILY,
    names::FAMILY,
    numbers::FAMILY,
    pivots::FAMILY,
    placement::FAMILY,
    queries::FAMILY,
    syntax::FAMILY,
    text::FAMILY,
    views::FAMILY,
    windows::FAMILY,
];
