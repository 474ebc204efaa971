//! Operators by the types of both sides: what the engine's planner asks before it plans one itself.

use std::sync::{Arc, LazyLock};

use datafusion::arrow::datatypes::{DataType, Field, IntervalUnit};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{DFSchema, Result, ScalarValue};
use datafusion::logical_expr::expr::{InList, ScalarFunction};
use datafusion::logical_expr::expr_rewriter::FunctionRewrite;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawBinaryExpr};
use datafusion::logical_expr::{Expr, ExprSchemable, Operator, ScalarUDF, binary_expr};
use sqlparser::ast::BinaryOperator as Sql;

use crate::arithmetic::{Arithmetic, Operation};
use crate::cast::cast_expression;
use crate::error::SqlError;
use crate::functions::{SCALARS, Trimmed};
use crate::types::{SqlType, is_blankless, is_decimal, is_text, is_time};

/// Redshift's operators.
#[derive(Debug)]
pub(crate) struct Operators;

/// A side of an operator and its type.
struct Side {
    expression: Expr,
    data_type: DataType,
    /// Text known to have no trailing blanks.
    blankless: bool,
}

impl Side {
    fn new(expression: Expr, field: &Field) -> Self {
        Self { expression, data_type: field.data_type().clone(), blankless: is_blankless(field) }
    }

    fn is_number(&self) -> bool {
        self.data_type.is_integer() || self.data_type.is_floating() || is_decimal(&self.data_type)
    }

    fn is_text(&self) -> bool {
        is_text(&self.data_type)
    }

    fn is_time(&self) -> bool {
        is_time(&self.data_type)
    }

    fn is_interval(&self) -> bool {
        matches!(self.data_type, DataType::Interval(_) | DataType::Duration(_))
    }

    /// Text written into the statement has no type yet and takes that of the other side.
    fn is_literal(&self) -> bool {
        matches!(self.expression, Expr::Literal(..))
    }

    fn cast(self, to: SqlType) -> Self {
        Side { expression: cast_expression(self.expression, to), data_type: to.data_type(), blankless: false }
    }

    /// The type text has to take to stand beside this side.
    fn own_type(&self) -> Option<SqlType> {
        Some(match &self.data_type {
            DataType::Boolean => SqlType::Boolean,
            DataType::Int8 | DataType::Int16 | DataType::UInt8 => SqlType::SmallInt,
            DataType::Int32 | DataType::UInt16 => SqlType::Integer,
            DataType::Int64 | DataType::UInt64 | DataType::UInt32 => SqlType::BigInt,
            DataType::Float16 | DataType::Float32 | DataType::Float64 => SqlType::Double,
            DataType::Decimal128(precision, scale) => {
                SqlType::Decimal { precision: *precision, scale: u8::try_from(*scale).unwrap_or_default() }
            }
            DataType::Date32 => SqlType::Date,
            DataType::Timestamp(..) => SqlType::Timestamp,
            _ => return None,
        })
    }
}

impl ExprPlanner for Operators {
    fn plan_binary_op(&self, raw: RawBinaryExpr, schema: &DFSchema) -> Result<PlannerResult<RawBinaryExpr>> {
        // Asking a chain of ANDs for its type at each link would take the square of its length.
        if matches!(raw.op, Sql::And | Sql::Or) {
            return Ok(PlannerResult::Original(raw));
        }
        let (Ok((_, left)), Ok((_, right))) = (raw.left.to_field(schema), raw.right.to_field(schema)) else {
            return Ok(PlannerResult::Original(raw));
        };
        let sides = (Side::new(raw.left.clone(), &left), Side::new(raw.right.clone(), &right));
        let planned = match raw.op {
            Sql::Plus => plus(sides)?,
            Sql::Minus => minus(sides)?,
            Sql::Multiply => times(sides)?,
            Sql::Divide => numbers(Operation::Divide, sides)?,
            Sql::Modulo => numbers(Operation::Remainder, sides)?,
            Sql::StringConcat => Some(concatenation(sides)),
            Sql::Eq => Some(comparison(Operator::Eq, sides)),
            Sql::NotEq => Some(comparison(Operator::NotEq, sides)),
            Sql::Lt => Some(comparison(Operator::Lt, sides)),
            Sql::LtEq => Some(comparison(Operator::LtEq, sides)),
            Sql::Gt => Some(comparison(Operator::Gt, sides)),
            Sql::GtEq => Some(comparison(Operator::GtEq, sides)),
            _ => None,
        };
        Ok(planned.map_or_else(|| PlannerResult::Original(raw), PlannerResult::Planned))
    }
}

fn call(name: &str, arguments: Vec<Expr>) -> Result<Expr, SqlError> {
    let function = SCALARS.get(name).ok_or_else(|| SqlError::internal(format!("no function {name}")))?;
    Ok(Expr::ScalarFunction(ScalarFunction::new_udf(Arc::clone(function), arguments)))
}

fn plus((left, right): (Side, Side)) -> Result<Option<Expr>, SqlError> {
    if left.is_text() && right.is_text() {
        return Ok(Some(concatenation((left, right))));
    }
    if left.is_time() && right.data_type.is_integer() {
        return call("time_plus_days", vec![left.expression, right.expression]).map(Some);
    }
    if right.is_time() && left.data_type.is_integer() {
        return call("time_plus_days", vec![right.expression, left.expression]).map(Some);
    }
    if left.is_time() && right.is_interval() {
        return Ok(Some(with_interval(left, Operator::Plus, right)));
    }
    if right.is_time() && left.is_interval() {
        return Ok(Some(with_interval(right, Operator::Plus, left)));
    }
    numbers(Operation::Add, (left, right))
}

fn minus((left, right): (Side, Side)) -> Result<Option<Expr>, SqlError> {
    let (left, right) = literal_as_other(left, right);
    if left.data_type == DataType::Date32 && right.data_type == DataType::Date32 {
        return call("date_minus", vec![left.expression, right.expression]).map(Some);
    }
    if left.is_time() && right.is_time() {
        return call("time_minus", vec![left.expression, right.expression]).map(Some);
    }
    if left.is_time() && right.data_type.is_integer() {
        let back = Expr::Negative(Box::new(right.expression));
        return call("time_plus_days", vec![left.expression, back]).map(Some);
    }
    if left.is_time() && right.is_interval() {
        return Ok(Some(with_interval(left, Operator::Minus, right)));
    }
    numbers(Operation::Subtract, (left, right))
}

fn times((left, right): (Side, Side)) -> Result<Option<Expr>, SqlError> {
    if left.is_interval() && right.is_number() {
        return call("interval_times", vec![left.expression, right.expression]).map(Some);
    }
    if right.is_interval() && left.is_number() {
        return call("interval_times", vec![right.expression, left.expression]).map(Some);
    }
    numbers(Operation::Multiply, (left, right))
}

/// A date with an interval of hours is a timestamp; with months alone it stays a date (database guide,
/// "Interval data types").
fn with_interval(time: Side, operator: Operator, interval: Side) -> Expr {
    let months_only = matches!(
        &interval.expression,
        Expr::Literal(ScalarValue::IntervalMonthDayNano(Some(value)), _) if value.days == 0 && value.nanoseconds == 0
    );
    let time = if time.data_type == DataType::Date32 && !months_only { time.cast(SqlType::Timestamp) } else { time };
    binary_expr(time.expression, operator, interval.expression)
}

fn numbers(operation: Operation, (left, right): (Side, Side)) -> Result<Option<Expr>, SqlError> {
    let (left, right) = literal_as_other(left, right);
    let null = |side: &Side| side.data_type.is_null();
    let fits = |side: &Side| side.is_number() || null(side);
    if fits(&left) && fits(&right) && !(null(&left) && null(&right)) {
        return Ok(Some(Arithmetic::expression(operation, left.expression, right.expression)));
    }
    if (left.is_number() && right.is_text()) || (left.is_text() && right.is_number()) {
        return Err(SqlError::types("operator does not exist: a number and character varying; cast the text"));
    }
    Ok(None)
}

/// Text of the statement beside a typed value becomes a value of that type.
fn literal_as_other(left: Side, right: Side) -> (Side, Side) {
    match (left.own_type(), right.own_type()) {
        (None, Some(to)) if left.is_text() && left.is_literal() => (left.cast(widened(to)), right),
        (Some(to), None) if right.is_text() && right.is_literal() => {
            let right = right.cast(widened(to));
            (left, right)
        }
        _ => (left, right),
    }
}

/// The type a literal takes: a decimal may have more digits than the column beside it.
fn widened(to: SqlType) -> SqlType {
    match to {
        SqlType::Decimal { scale, .. } => SqlType::Decimal { precision: 38, scale: scale.max(10) },
        other => other,
    }
}

fn concatenation((left, right): (Side, Side)) -> Expr {
    let as_text = |side: Side| {
        if side.is_text() || side.data_type.is_null() { side.expression } else { side.cast(SqlType::Text).expression }
    };
    binary_expr(as_text(left), Operator::StringConcat, as_text(right))
}

fn comparison(operator: Operator, (left, right): (Side, Side)) -> Expr {
    let (left, right) = literal_as_other(left, right);
    let (left, right) = alike(left, right);
    binary_expr(left.expression, operator, right.expression)
}

/// Both sides in one type to be compared in, where the engine would choose another than Redshift.
fn alike(left: Side, right: Side) -> (Side, Side) {
    if left.is_text() && right.is_text() {
        return (trimmed(left), trimmed(right));
    }
    // A decimal turns the text into a decimal, any other number is turned into text (database guide, "Type
    // compatibility and conversion").
    if left.is_text() && right.is_number() {
        return text_and_number(left, right);
    }
    if right.is_text() && left.is_number() {
        let (right, left) = text_and_number(right, left);
        return (left, right);
    }
    if left.is_number() && right.is_number() && (left.data_type.is_floating() || right.data_type.is_floating()) {
        let float = |side: Side| if side.data_type.is_floating() { side } else { side.cast(SqlType::Double) };
        return (float(left), float(right));
    }
    if left.is_time() && right.is_time() && left.data_type != right.data_type {
        return (left.cast(SqlType::Timestamp), right.cast(SqlType::Timestamp));
    }
    if left.is_time() && right.is_text() {
        let right = right.cast(SqlType::Timestamp);
        return (left.cast(SqlType::Timestamp), right);
    }
    if left.is_text() && right.is_time() {
        let left = left.cast(SqlType::Timestamp);
        return (left, right.cast(SqlType::Timestamp));
    }
    if left.is_interval() && right.is_interval() {
        return (as_duration(left), as_duration(right));
    }
    (left, right)
}

fn text_and_number(text: Side, number: Side) -> (Side, Side) {
    if is_decimal(&number.data_type) {
        (text.cast(SqlType::Decimal { precision: 38, scale: 10 }), number)
    } else {
        (trimmed(text), number.cast(SqlType::Text))
    }
}

/// An interval of the statement as one number of microseconds.
fn as_duration(side: Side) -> Side {
    const DAY_MICROS: i64 = 86_400_000_000;
    let Expr::Literal(ScalarValue::IntervalMonthDayNano(Some(value)), _) = &side.expression else { return side };
    if side.data_type != DataType::Interval(IntervalUnit::MonthDayNano) {
        return side;
    }
    let days = i64::from(value.months) * 30 + i64::from(value.days);
    let micros = days.saturating_mul(DAY_MICROS).saturating_add(value.nanoseconds / 1000);
    let literal = Expr::Literal(ScalarValue::DurationMicrosecond(Some(micros)), None);
    Side { expression: literal, data_type: crate::types::INTERVAL, blankless: false }
}

static TRIMMED: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| Arc::new(ScalarUDF::from(Trimmed::default())));

/// Text as it counts in a comparison: without trailing blanks (database guide, "Character types").
fn trimmed(side: Side) -> Side {
    if side.blankless { side } else { Side { expression: trimmed_expression(side.expression), ..side } }
}

/// The same for an expression. What has no trailing blanks for sure stays as it is.
fn trimmed_expression(expression: Expr) -> Expr {
    match &expression {
        Expr::Literal(value, _) if value.try_as_str().flatten().is_none_or(|text| !text.ends_with(' ')) => expression,
        _ => Expr::ScalarFunction(ScalarFunction::new_udf(Arc::clone(&TRIMMED), vec![expression])),
    }
}

/// `x in ('a', 'b')` over text, by the rules for comparing text.
#[derive(Debug)]
pub(crate) struct InLists;

impl FunctionRewrite for InLists {
    fn name(&self) -> &str {
        "text_in_lists"
    }

    fn rewrite(&self, expression: Expr, schema: &DFSchema, _options: &ConfigOptions) -> Result<Transformed<Expr>> {
        match expression {
            Expr::InList(list) if list.expr.get_type(schema).is_ok_and(|data_type| is_text(&data_type)) => {
                let blankless = list.expr.to_field(schema).is_ok_and(|(_, field)| is_blankless(&field));
                let items = list.list.into_iter().map(trimmed_expression).collect();
                let value = if blankless { *list.expr } else { trimmed_expression(*list.expr) };
                Ok(Transformed::yes(Expr::InList(InList::new(Box::new(value), items, list.negated))))
            }
            other => Ok(Transformed::no(other)),
        }
    }
}
