//! Walks an expression once: resolves its names, and knows the kind of every part.

mod calls;
mod names;

use review_dialect::sql::{Offsets, Stretch};
use sqlparser::ast::{BinaryOperator, CaseWhen, CeilFloorKind, Expr, OrderByExpr, Spanned, UnaryOperator, Value};

use super::compare::is_comparison;
use super::flaw::Flaw;
use super::kind::Kind;
use super::tables::{Lookup, Table};
use super::{Role, Surroundings};
use crate::codes::Code;
use crate::model::Literal;
pub(super) use names::folded;

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
}
