//! Sub-selects: they read the results of the pack's queries, and nothing else.

use sqlparser::ast::{
    Expr, GroupByExpr, Ident, Join, JoinConstraint, JoinOperator, LimitClause, ObjectName, OrderByKind, Query, Select,
    SelectItem, SetExpr, Spanned, TableAlias, TableFactor, TableWithJoins,
};

use super::kind::Kind;
use super::tables::{Lookup, Table};
use super::walk::{Position, Relation, Scope, Walk, folded};
use crate::codes::Code;

impl<'a> Walk<'a> {
    /// Looks at a sub-select; its kind is that of its first column.
    pub(super) fn sub_select(&mut self, query: &Query) -> Kind {
        let outer = std::mem::replace(&mut self.position, Position::SubSelect);
        self.scopes.push(Scope::default());
        let kind = self.query(query);
        self.scopes.pop();
        self.position = outer;
        kind
    }

    fn query(&mut self, query: &Query) -> Kind {
        let whole = self.offsets.stretch(query.span());
        let is_odd = !query.locks.is_empty() || query.for_clause.is_some() || !query.pipe_operators.is_empty();
        if is_odd {
            self.not_in_conditions(whole, "this form of SELECT");
        }
        for with in query.with.iter().flat_map(|with| &with.cte_tables) {
            let name = folded(&with.alias.name);
            if query.with.as_ref().is_some_and(|with| with.recursive) {
                self.scope().with.push(name.clone());
            }
            self.sub_select(&with.query);
            self.scope().with.push(name);
        }
        let kind = self.body(&query.body);
        if let Some(order) = &query.order_by
            && let OrderByKind::Expressions(by) = &order.kind
        {
            self.order(by);
        }
        if let Some(LimitClause::LimitOffset { limit, offset, .. }) = &query.limit_clause {
            for bound in limit.iter().chain(offset.iter().map(|offset| &offset.value)) {
                self.kind(bound);
            }
        }
        kind
    }

    /// The innermost scope. There is always one: the outermost is made with the walk.
    fn scope(&mut self) -> &mut Scope<'a> {
        if self.scopes.is_empty() {
            self.scopes.push(Scope::default());
        }
        let last = self.scopes.len() - 1;
        &mut self.scopes[last]
    }

    fn body(&mut self, body: &SetExpr) -> Kind {
        match body {
            SetExpr::Select(select) => self.select(select),
            SetExpr::Query(query) => self.query(query),
            SetExpr::SetOperation { left, right, .. } => {
                let kind = self.sub_body(left);
                self.sub_body(right);
                kind
            }
            SetExpr::Values(values) => {
                values.rows.iter().for_each(|row| self.all(&row.content));
                Kind::Unknown
            }
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) | SetExpr::Table(_) => {
                self.not_in_conditions(self.offsets.stretch(body.span()), "this statement");
                Kind::Unknown
            }
        }
    }

    /// One side of a UNION has names of its own.
    fn sub_body(&mut self, body: &SetExpr) -> Kind {
        self.scopes.push(Scope::default());
        let kind = self.body(body);
        self.scopes.pop();
        kind
    }

    fn select(&mut self, select: &Select) -> Kind {
        let is_odd = select.into.is_some()
            || !select.lateral_views.is_empty()
            || !select.connect_by.is_empty()
            || select.prewhere.is_some();
        if is_odd {
            self.not_in_conditions(self.offsets.stretch(select.span()), "this form of SELECT");
        }
        for from in &select.from {
            self.from(from);
        }
        let mut first = None;
        for item in &select.projection {
            let kind = self.item(item);
            first.get_or_insert(kind);
        }
        for condition in [&select.selection, &select.having, &select.qualify].into_iter().flatten() {
            self.kind(condition);
        }
        if let GroupByExpr::Expressions(by, _) = &select.group_by {
            self.all(by);
        }
        first.unwrap_or(Kind::Unknown)
    }

    fn item(&mut self, item: &SelectItem) -> Kind {
        match item {
            SelectItem::UnnamedExpr(expr) => self.kind(expr),
            SelectItem::ExprWithAlias { expr, alias } => {
                let kind = self.kind(expr);
                // From here on the alias is a name too: Redshift reads it in later items, WHERE and ORDER BY.
                self.scope().aliases.push(folded(alias));
                kind
            }
            SelectItem::ExprWithAliases { expr, .. } => self.kind(expr),
            SelectItem::QualifiedWildcard(..) | SelectItem::Wildcard(_) => Kind::Unknown,
        }
    }

    fn from(&mut self, from: &TableWithJoins) {
        self.relation(&from.relation);
        for join in &from.joins {
            self.relation(&join.relation);
            if let Some(on) = condition_of(join) {
                self.kind(on);
            }
        }
    }

    fn relation(&mut self, factor: &TableFactor) {
        match factor {
            TableFactor::Table { name, alias, args: None, .. } => self.table(name, alias.as_ref()),
            TableFactor::Table { name, args: Some(_), .. } | TableFactor::Function { name, .. } => {
                let at = self.offsets.stretch(name.span());
                let message = format!("conditions may not read from the function `{name}`");
                let help = "read from a query of the pack".to_owned();
                self.references += 1;
                self.flaw(Code::FunctionNotAllowed, at, message, "a table function", help);
                self.unknown_relation(alias_of(factor));
            }
            TableFactor::Derived { subquery, alias, .. } => {
                self.sub_select(subquery);
                self.unknown_relation(alias.as_ref());
            }
            TableFactor::NestedJoin { table_with_joins, .. } => self.from(table_with_joins),
            other => {
                self.not_in_conditions(self.offsets.stretch(other.span()), "this kind of table");
                self.unknown_relation(alias_of(other));
            }
        }
    }

    fn unknown_relation(&mut self, alias: Option<&TableAlias>) {
        let name = alias.map(|alias| folded(&alias.name)).unwrap_or_default();
        self.scope().relations.push(Relation { name, table: None });
    }

    fn table(&mut self, name: &ObjectName, alias: Option<&TableAlias>) {
        self.references += 1;
        let part = match name.0.as_slice() {
            [part] => part.as_ident(),
            _ => None,
        };
        let table = part.and_then(|part| self.known_table(part, name));
        if part.is_none() {
            self.unknown_table(name, None);
        }
        let own_name = part.map(|part| part.value.to_lowercase()).unwrap_or_default();
        let name = alias.map_or(own_name, |alias| folded(&alias.name));
        let renamed = alias.is_some_and(|alias| !alias.columns.is_empty());
        self.scope().relations.push(Relation { name, table: table.filter(|_| !renamed) });
    }

    /// The declared columns behind a name after FROM; `None` when they are not known.
    fn known_table(&mut self, part: &Ident, name: &ObjectName) -> Option<&'a Table> {
        let wanted = folded(part);
        if self.scopes.iter().any(|scope| scope.with.contains(&wanted)) {
            return None;
        }
        let tables = self.around.tables;
        match tables.look_up(&part.value) {
            Lookup::Table(table) => return Some(table),
            Lookup::Unsaid => {}
            Lookup::Unknown(near) => self.unknown_table(name, near),
            Lookup::WithoutColumns(query) => {
                let at = self.offsets.stretch(name.span());
                let message = format!("nobody declares the columns of query `{query}`");
                let help = format!("add signals/{query}.yaml with its `columns` (and `signals: []`)");
                self.flaw(Code::UnknownTable, at, message, "no declared columns", help);
            }
        }
        None
    }

    fn unknown_table(&mut self, name: &ObjectName, near: Option<&str>) {
        let at = self.offsets.stretch(name.span());
        let message = format!("there is no query `{name}` to read from");
        let help = near.map_or_else(|| "read from a query of the pack".to_owned(), |near| format!("write `{near}`"));
        self.flaw(Code::UnknownTable, at, message, "nobody defines it", help);
    }
}

fn alias_of(factor: &TableFactor) -> Option<&TableAlias> {
    match factor {
        TableFactor::Table { alias, .. }
        | TableFactor::Derived { alias, .. }
        | TableFactor::TableFunction { alias, .. }
        | TableFactor::Function { alias, .. }
        | TableFactor::UNNEST { alias, .. }
        | TableFactor::NestedJoin { alias, .. } => alias.as_ref(),
        _ => None,
    }
}

fn condition_of(join: &Join) -> Option<&Expr> {
    match &join.join_operator {
        JoinOperator::Join(JoinConstraint::On(on))
        | JoinOperator::Inner(JoinConstraint::On(on))
        | JoinOperator::Left(JoinConstraint::On(on))
        | JoinOperator::LeftOuter(JoinConstraint::On(on))
        | JoinOperator::Right(JoinConstraint::On(on))
        | JoinOperator::RightOuter(JoinConstraint::On(on))
        | JoinOperator::FullOuter(JoinConstraint::On(on)) => Some(on),
        _ => None,
    }
}
