//! Calls of functions: whether a function may be used there, and what its arguments are.

use review_dialect::sql::Stretch;
use sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, Spanned, WindowType,
};

use super::{Position, Walk};
use crate::codes::Code;
use crate::expression::functions::{
    ALLOWED_FUNCTIONS, AllowedFunction, Returns, allowed_function, begins_with_date_part,
};
use crate::expression::kind::Kind;
use crate::nearest::did_you_mean;

impl Walk<'_> {
    pub(super) fn function(&mut self, function: &Function, expr: &Expr) -> Kind {
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

    pub(in crate::expression) fn function_not_allowed(&mut self, name: &str, function: &Function) {
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
