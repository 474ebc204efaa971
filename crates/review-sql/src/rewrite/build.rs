//! Small pieces of syntax.

use sqlparser::ast::helpers::attached_token::AttachedToken;
use sqlparser::ast::{
    BinaryOperator, CaseWhen, CastKind, DataType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList,
    FunctionArguments, Ident, ObjectName, Query, SelectItem, SetExpr, Value,
};

pub(super) fn text(value: &str) -> Expr {
    Expr::value(Value::SingleQuotedString(value.to_owned()))
}

pub(super) fn number(digits: &str) -> Expr {
    Expr::value(Value::Number(digits.to_owned(), false))
}

pub(super) fn null() -> Expr {
    Expr::value(Value::Null)
}

pub(super) fn nested(expression: Expr) -> Expr {
    match expression {
        simple @ (Expr::Identifier(_)
        | Expr::CompoundIdentifier(_)
        | Expr::Value(_)
        | Expr::Nested(_)
        | Expr::Function(_)) => simple,
        other => Expr::Nested(Box::new(other)),
    }
}

pub(super) fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Function(function(name, arguments))
}

pub(super) fn function(name: &str, arguments: Vec<Expr>) -> Function {
    Function {
        name: ObjectName::from(vec![Ident::new(name)]),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(FunctionArgumentList {
            duplicate_treatment: None,
            args: unnamed(arguments),
            clauses: Vec::new(),
        }),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: Vec::new(),
    }
}

pub(super) fn unnamed(arguments: Vec<Expr>) -> Vec<FunctionArg> {
    arguments.into_iter().map(|argument| FunctionArg::Unnamed(FunctionArgExpr::Expr(argument))).collect()
}

pub(super) fn binary(left: Expr, op: BinaryOperator, right: Expr) -> Expr {
    Expr::BinaryOp { left: Box::new(nested(left)), op, right: Box::new(nested(right)) }
}

pub(super) fn case(conditions: Vec<(Expr, Expr)>, otherwise: Option<Expr>) -> Expr {
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: conditions.into_iter().map(|(condition, result)| CaseWhen { condition, result }).collect(),
        else_result: otherwise.map(Box::new),
    }
}

/// An integer literal as the int4 it is in Redshift.
pub(super) fn typed_integer(literal: Expr) -> Expr {
    Expr::Cast {
        kind: CastKind::Cast,
        expr: Box::new(literal),
        data_type: DataType::Int(None),
        array: false,
        format: None,
    }
}

/// The literal inside what `typed_integer` made; casts of the statement itself look different by then.
pub(super) fn untype_integer(expression: &mut Expr) {
    if let Expr::Cast { data_type: DataType::Int(None), expr, .. } = expression {
        *expression = std::mem::replace(expr, null());
    }
}

/// The last part of a function's name.
pub(super) fn name_of(function: &Function) -> &str {
    function.name.0.last().and_then(|part| part.as_ident()).map_or("", |ident| ident.value.as_str())
}

pub(super) fn rename(function: &mut Function, name: &str) {
    function.name = ObjectName::from(vec![Ident::new(name)]);
}

/// The arguments of a function that are plain expressions.
pub(super) fn arguments(function: &Function) -> Vec<Expr> {
    let FunctionArguments::List(list) = &function.args else { return Vec::new() };
    list.args
        .iter()
        .filter_map(|argument| match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expression)) => Some(expression.clone()),
            _ => None,
        })
        .collect()
}

pub(super) fn argument_list(function: &mut Function) -> Option<&mut FunctionArgumentList> {
    if let FunctionArguments::List(list) = &mut function.args { Some(list) } else { None }
}

/// Puts `expression` in the place of the first selected item, keeping its alias.
pub(super) fn replace_first_item(query: &mut Query, expression: Expr) {
    if let SetExpr::Select(select) = query.body.as_mut()
        && let Some(SelectItem::ExprWithAlias { expr, .. }) = select.projection.first_mut()
    {
        *expr = expression;
    }
}
