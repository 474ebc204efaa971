//! Walks an expression once: resolves its names, and knows the kind of every part.

use review_dialect::sql::{Offsets, Stretch};
use sqlparser::ast::{
    BinaryOperator, CaseWhen, CeilFloorKind, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArguments, Ident, OrderByExpr, Spanned, UnaryOperator, Value, WindowType,
};

use super::compare::is_comparison;
use super::flaw::Flaw;
use super::functions::{ALLOWED_FUNCTIONS, AllowedFunction, Returns, allowed_function, begins_with_date_part};
use super::kind::Kind;
use super::tables::{Lookup, Table};
use super::{Role, Surroundings};
use crate::codes::Code;
use crate::model::Literal;
use crate::nearest::{did_you_mean, nearest};

/// Where in an expression the walk is: decides what aggregates and columns mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// Each row for itself.
    Row,
    /// All rows together, outside of an aggregate function.
    AllRows,
    /// Within an aggregate function.
    WithinAggregate,
    /// Within a sub-select.
    SubSelect,
}

/// A relation that columns may come from.
#[derive(Debug)]
pub(super) struct Relation<'a> {
    /// Its name or alias, folded.
    pub(super) name: String,
    /// Its columns; `None` when they are not known.
    pub(super) table: Option<&'a Table>,
}

/// The names one SELECT adds.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    pub(super) relations: Vec<Relation<'a>>,
    /// Names given in its select list.
    pub(super) aliases: Vec<String>,
    /// Names of its WITH.
    pub(super) with: Vec<String>,
}

/// The walk and what it has found.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pub(super) around: Surroundings<'a>,
    pub(super) offsets: Offsets,
    pub(super) flaws: Vec<Flaw>,
    /// How often the expression depends on the data at all.
    pub(super) references: usize,
    pub(super) scopes: Vec<Scope<'a>>,
    pub(super) position: Position,
}

impl<'a> Walk<'a> {
    pub(super) fn new(around: Surroundings<'a>, role: Role, offsets: Offsets) -> Self {
        let table = match around.tables.look_up(around.query) {
            Lookup::Table(table) => Some(table),
            Lookup::WithoutColumns(_) | Lookup::Unknown(_) | Lookup::Unsaid => None,
        };
        let own = Relation { name: around.query.to_ascii_lowercase(), table };
        let position = match role {
            Role::Aggregate | Role::Measure => Position::AllRows,
            Role::Population | Role::Condition => Position::Row,
        };
        let scopes = vec![Scope { relations: vec![own], ..Scope::default() }];
        Self { around, offsets, flaws: Vec::new(), references: 0, scopes, position }
    }

    /// The value of a threshold, by its placeholder.
    pub(super) fn threshold(&self, placeholder: &str) -> Option<&'a Literal> {
        self.around.thresholds.get(placeholder.trim_start_matches(':'))?.as_ref()
    }

    pub(super) fn flaw(&mut self, code: Code, at: Stretch, message: String, label: &str, help: String) {
        self.flaws.push(Flaw::new(code, at, message).label(label).help(help));
    }

    pub(super) fn all(&mut self, exprs: &[Expr]) {
        for expr in exprs {
            self.kind(expr);
        }
    }

    pub(super) fn order(&mut self, by: &[OrderByExpr]) {
        for by in by {
            self.kind(&by.expr);
        }
    }

    /// The kind of an expression; looks at every part of it.
    pub(super) fn kind(&mut self, expr: &Expr) -> Kind {
        match expr {
            // The one function that Redshift calls without parentheses and the parser takes for a name.
            Expr::Identifier(name) if name.quote_style.is_none() && folded(name) == "sysdate" => Kind::Time,
            Expr::Identifier(name) => self.column(None, name),
            Expr::CompoundIdentifier(names) => self.compound(names, expr),
            Expr::Nested(inner) => self.kind(inner),
            Expr::Value(value) => self.literal(&value.value),
            Expr::TypedString(typed) => Kind::of_cast(&typed.data_type),
            Expr::Interval(interval) => {
                self.kind(&interval.value);
                Kind::Unknown
            }
            Expr::UnaryOp { op, expr } => self.unary(*op, expr),
            Expr::BinaryOp { left, op, right } => self.binary(op, left, right),
            Expr::IsNull(inner) | Expr::IsNotNull(inner) => self.truth(&[inner]),
            Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner) => self.truth(&[inner]),
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => self.same_kind(left, right),
            Expr::InList { expr, list, .. } => self.in_list(expr, list),
            Expr::Between { expr, low, high, .. } => self.between(expr, low, high),
            Expr::Like { expr, pattern, .. }
            | Expr::ILike { expr, pattern, .. }
            | Expr::SimilarTo { expr, pattern, .. } => self.same_kind_as_text(expr, pattern),
            Expr::Cast { expr, data_type, .. } => {
                self.kind(expr);
                Kind::of_cast(data_type)
            }
            Expr::AtTimeZone { timestamp, time_zone } => {
                self.truth(&[timestamp, time_zone]);
                Kind::Time
            }
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            Expr::Function(function) => self.function(function, expr),
            Expr::Exists { subquery, .. } => {
                self.sub_select(subquery);
                Kind::Boolean
            }
            Expr::InSubquery { expr: left, subquery, .. } => {
                let left_kind = self.kind(left);
                let right_kind = self.sub_select(subquery);
                self.refuse_mixed(left_kind, right_kind, left, &Expr::Subquery(subquery.clone()));
                Kind::Boolean
            }
            Expr::Subquery(query) => self.sub_select(query),
            Expr::AnyOp { left, right, .. } | Expr::AllOp { left, right, .. } => self.same_kind(left, right),
            Expr::Tuple(parts) => {
                self.all(parts);
                Kind::Unknown
            }
            other => self.special_function(other),
        }
    }

    /// Functions that SQL writes in a form of their own.
    fn special_function(&mut self, expr: &Expr) -> Kind {
        match expr {
            Expr::Extract { expr, .. } => self.number_of(&[expr]),
            Expr::Position { expr, r#in } => self.number_of(&[expr, r#in]),
            Expr::Ceil { expr, field: CeilFloorKind::Scale(_) | CeilFloorKind::DateTimeField(_) }
            | Expr::Floor { expr, field: CeilFloorKind::Scale(_) | CeilFloorKind::DateTimeField(_) } => {
                self.number_of(&[expr])
            }
            Expr::Substring { expr, substring_from, substring_for, .. } => {
                self.kind(expr);
                for part in [substring_from, substring_for].into_iter().flatten() {
                    self.kind(part);
                }
                Kind::Text
            }
            Expr::Trim { expr, trim_what, trim_characters, .. } => {
                self.kind(expr);
                if let Some(what) = trim_what {
                    self.kind(what);
                }
                self.all(trim_characters.as_deref().unwrap_or_default());
                Kind::Text
            }
            other => {
                self.not_in_conditions(self.offsets.stretch(other.span()), &format!("`{other}`"));
                Kind::Unknown
            }
        }
    }

    /// Refuses a form of SQL that has no place in a condition.
    pub(super) fn not_in_conditions(&mut self, at: Stretch, what: &str) {
        // What it would read is not looked at, so nothing is said of missing references either.
        self.references += 1;
        let message = format!("{what} has no place in a condition");
        let help = "write plain comparisons over the query's columns; compute the rest in the script".to_owned();
        self.flaw(Code::NotInConditions, at, message, "not allowed here", help);
    }

    fn number_of(&mut self, parts: &[&Expr]) -> Kind {
        self.truth(parts);
        Kind::Number
    }

    fn truth(&mut self, parts: &[&Expr]) -> Kind {
        for part in parts {
            self.kind(part);
        }
        Kind::Boolean
    }

    fn literal(&mut self, value: &Value) -> Kind {
        match value {
            Value::Number(..) => Kind::Number,
            Value::Boolean(_) => Kind::Boolean,
            Value::Null => Kind::Null,
            Value::Placeholder(name) => self.threshold(name).map_or(Kind::Unknown, Kind::of_literal),
            _ => Kind::Text,
        }
    }

    fn unary(&mut self, op: UnaryOperator, expr: &Expr) -> Kind {
        let kind = self.kind(expr);
        match op {
            UnaryOperator::Not => Kind::Boolean,
            _ => kind,
        }
    }

    fn binary(&mut self, op: &BinaryOperator, left: &Expr, right: &Expr) -> Kind {
        if is_comparison(op) {
            self.compare(op, left, right);
            return Kind::Boolean;
        }
        let (left_kind, right_kind) = (self.kind(left), self.kind(right));
        match op {
            BinaryOperator::And | BinaryOperator::Or => Kind::Boolean,
            BinaryOperator::StringConcat => Kind::Text,
            BinaryOperator::PGRegexMatch
            | BinaryOperator::PGRegexIMatch
            | BinaryOperator::PGRegexNotMatch
            | BinaryOperator::PGRegexNotIMatch => Kind::Boolean,
            _ if left_kind == Kind::Number && right_kind == Kind::Number => Kind::Number,
            _ => Kind::Unknown,
        }
    }

    fn same_kind(&mut self, left: &Expr, right: &Expr) -> Kind {
        let (left_kind, right_kind) = (self.kind(left), self.kind(right));
        self.refuse_mixed(left_kind, right_kind, left, right);
        Kind::Boolean
    }

    /// A pattern is text, so what is matched must be.
    fn same_kind_as_text(&mut self, expr: &Expr, pattern: &Expr) -> Kind {
        let kind = self.kind(expr);
        self.kind(pattern);
        self.refuse_mixed(kind, Kind::Text, expr, pattern);
        Kind::Boolean
    }

    fn in_list(&mut self, expr: &Expr, list: &[Expr]) -> Kind {
        let kind = self.kind(expr);
        for item in list {
            let item_kind = self.kind(item);
            self.refuse_null(item, item_kind);
            self.refuse_mixed(kind, item_kind, expr, item);
        }
        Kind::Boolean
    }

    fn between(&mut self, expr: &Expr, low: &Expr, high: &Expr) -> Kind {
        let kind = self.kind(expr);
        for bound in [low, high] {
            let bound_kind = self.kind(bound);
            self.refuse_null(bound, bound_kind);
            self.refuse_mixed(kind, bound_kind, expr, bound);
        }
        Kind::Boolean
    }

    fn case(&mut self, operand: Option<&Expr>, branches: &[CaseWhen], otherwise: Option<&Expr>) -> Kind {
        let operand_kind = operand.map(|operand| self.kind(operand));
        let mut result = Kind::Unknown;
        for branch in branches {
            let when = self.kind(&branch.condition);
            if let (Some(operand), Some(operand_kind)) = (operand, operand_kind) {
                self.refuse_mixed(operand_kind, when, operand, &branch.condition);
            }
            result = result.or(self.kind(&branch.result));
        }
        otherwise.map_or(result, |otherwise| result.or(self.kind(otherwise)))
    }

    fn compound(&mut self, names: &[Ident], expr: &Expr) -> Kind {
        match names {
            [relation, column] => self.column(Some(relation), column),
            _ => {
                self.not_in_conditions(self.offsets.stretch(expr.span()), &format!("the long name `{expr}`"));
                Kind::Unknown
            }
        }
    }

    /// Resolves a column from the innermost SELECT outwards.
    fn column(&mut self, relation: Option<&Ident>, column: &Ident) -> Kind {
        self.references += 1;
        let name = folded(column);
        let wanted = relation.map(folded);
        for (depth, scope) in self.scopes.iter().enumerate().rev() {
            if wanted.is_none() && scope.aliases.contains(&name) {
                return Kind::Unknown;
            }
            let named = scope.relations.iter().filter(|known| wanted.as_ref().is_none_or(|name| *name == known.name));
            for known in named {
                match known.table.map(|table| (table.column(&name), table.whole)) {
                    Some((Some(kind), _)) => {
                        self.refuse_bare(depth, column);
                        return Kind::of_column(kind);
                    }
                    Some((None, true)) => {}
                    Some((None, false)) | None => return Kind::Unknown,
                }
            }
        }
        self.unknown_column(relation, column, &name);
        Kind::Unknown
    }

    fn refuse_bare(&mut self, depth: usize, column: &Ident) {
        if depth == 0 && self.position == Position::AllRows {
            let message = format!("column `{column}` stands outside of an aggregate function");
            let help = format!("write what is meant of all rows, such as `max({column})` or `sum({column})`");
            self.flaw(
                Code::ColumnOutsideAggregate,
                self.offsets.stretch(column.span),
                message,
                "one value for all rows?",
                help,
            );
        }
    }

    fn unknown_column(&mut self, relation: Option<&Ident>, column: &Ident, name: &str) {
        let tables = self.scopes.iter().flat_map(|scope| &scope.relations).filter_map(|known| known.table);
        let known: Vec<&str> = tables.flat_map(Table::names).collect();
        let message = match relation {
            Some(relation) => format!("nothing called `{relation}` has a declared column `{name}`"),
            None => format!("nobody declares a column `{name}`"),
        };
        let help = match nearest(name, known.iter().copied()) {
            Some(near) if near != name => format!("write `{near}`, or declare `{name}` under `columns`"),
            _ => format!("declare `{name}` under `columns`, with its type"),
        };
        self.flaw(Code::UnknownColumn, self.offsets.stretch(column.span), message, "not declared", help);
    }

    fn function(&mut self, function: &Function, expr: &Expr) -> Kind {
        let name = function.name.to_string().to_ascii_lowercase();
        let Some(allowed) = allowed_function(&name) else {
            self.function_not_allowed(&name, function);
            return Kind::Unknown;
        };
        let outer = self.position;
        self.check_aggregate(allowed, function, self.offsets.stretch(expr.span()));
        if allowed.aggregate && outer != Position::SubSelect {
            self.position = Position::WithinAggregate;
        }
        let arguments = self.arguments(&name, function);
        self.position = outer;
        match allowed.returns {
            Returns::Number => Kind::Number,
            Returns::Text => Kind::Text,
            Returns::Boolean => Kind::Boolean,
            Returns::Time => Kind::Time,
            Returns::Argument => arguments.into_iter().fold(Kind::Unknown, Kind::or),
            Returns::Varies => Kind::Unknown,
        }
    }

    pub(super) fn function_not_allowed(&mut self, name: &str, function: &Function) {
        let known: Vec<&str> = ALLOWED_FUNCTIONS.iter().map(|function| function.name).collect();
        let at = self.offsets.stretch(function.name.span());
        // Its arguments are not looked at, so nothing is said of missing references.
        self.references += 1;
        let message = format!("conditions may not use the function `{name}`");
        self.flaw(Code::FunctionNotAllowed, at, message, "not in the list of functions", did_you_mean(name, &known));
    }

    fn check_aggregate(&mut self, allowed: &AllowedFunction, function: &Function, at: Stretch) {
        let is_window = function.over.is_some() || allowed.window;
        let wrong = match self.position {
            Position::SubSelect => None,
            _ if is_window => Some("a window function has no rows to look at here"),
            Position::Row if allowed.aggregate => Some("an aggregate function looks at many rows, a condition at one"),
            Position::WithinAggregate if allowed.aggregate => Some("an aggregate function stands within another"),
            Position::Row | Position::AllRows | Position::WithinAggregate => None,
        };
        if let Some(message) = wrong {
            let help = "use `aggregate` instead of `condition`, or a sub-select such as `(select max(x) from Query)`";
            self.flaw(Code::AggregateInCondition, at, message.to_owned(), "looks at many rows", help.to_owned());
        }
    }

    fn arguments(&mut self, name: &str, function: &Function) -> Vec<Kind> {
        let mut kinds = Vec::new();
        match &function.args {
            FunctionArguments::None => {}
            FunctionArguments::Subquery(query) => kinds.push(self.sub_select(query)),
            FunctionArguments::List(list) => {
                for (index, argument) in list.args.iter().enumerate() {
                    kinds.push(self.argument(argument, index == 0 && begins_with_date_part(name)));
                }
                for clause in &list.clauses {
                    if let FunctionArgumentClause::OrderBy(order) = clause {
                        self.order(order);
                    }
                }
            }
        }
        self.order(&function.within_group);
        if let Some(filter) = &function.filter {
            self.kind(filter);
        }
        if let Some(WindowType::WindowSpec(spec)) = &function.over {
            self.all(&spec.partition_by);
            self.order(&spec.order_by);
        }
        kinds
    }

    fn argument(&mut self, argument: &FunctionArg, is_date_part: bool) -> Kind {
        let value = match argument {
            FunctionArg::Unnamed(value) => value,
            FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } => arg,
        };
        match value {
            FunctionArgExpr::Expr(Expr::Identifier(_)) if is_date_part => Kind::Unknown,
            FunctionArgExpr::Expr(expr) => self.kind(expr),
            // `count(*)` depends on the rows though it names no column.
            FunctionArgExpr::Wildcard
            | FunctionArgExpr::QualifiedWildcard(_)
            | FunctionArgExpr::WildcardWithOptions(_) => {
                self.references += 1;
                Kind::Unknown
            }
        }
    }
}

/// A name as SQL compares it: unquoted names in lower case.
pub(super) fn folded(name: &Ident) -> String {
    match name.quote_style {
        None => name.value.to_lowercase(),
        Some(_) => name.value.clone(),
    }
}
