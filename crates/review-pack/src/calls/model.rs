//! A call as a pack declares it, its parameters still to be put in.

use std::collections::BTreeMap;

use review_core::call::{CallColumn, CallName, CallScript, MetricNamespace};
use review_core::identity::Deployment;

use crate::model::{Literal, Pack};
use crate::parameters::RenderError;

/// A call as a pack declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallTemplate {
    /// What its file says about itself: words such as `Shows` and `Why`, each with its text.
    pub about: Vec<(String, String)>,
    /// Which call.
    pub call: CallName,
    /// Where the rows stand in the answer.
    pub rows: Option<String>,
    /// Where its metrics are.
    pub namespace: MetricNamespace,
    /// How long one row of metrics is.
    pub period_seconds: Option<Number>,
    /// How far back metrics are asked for.
    pub days: Option<Number>,
    /// The columns, in order.
    pub columns: Vec<CallColumn>,
}

/// A whole number, or the parameter that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    /// The number.
    Value(u32),
    /// The parameter of that name.
    Parameter(String),
}

impl CallTemplate {
    /// The kinds of warehouse it can be asked about.
    pub const fn deployments(&self) -> &'static [Deployment] {
        if matches!(self.call, CallName::GetMetricData) {
            return self.namespace.deployments();
        }
        self.call.deployments()
    }

    /// The call as it is made, with the values given and else the pack's own.
    ///
    /// # Errors
    /// When a parameter is unknown or its value is no number of that size.
    pub(crate) fn script(&self, pack: &Pack, values: &BTreeMap<String, Literal>) -> Result<CallScript, RenderError> {
        let number = |number: &Option<Number>, range: std::ops::RangeInclusive<u32>| match number {
            None => Ok(None),
            Some(Number::Value(value)) => Ok(Some(*value)),
            Some(Number::Parameter(name)) => {
                let own = pack.parameters.get(name).map(|parameter| &parameter.value);
                let literal = values.get(name).or(own).ok_or_else(|| RenderError::UnknownParameter(name.clone()))?;
                let value = match literal {
                    Literal::Number(text) | Literal::Text(text) => text.parse().ok(),
                    Literal::Null | Literal::Boolean(_) => None,
                };
                let fits = value.filter(|value| range.contains(value));
                fits.map(Some).ok_or_else(|| RenderError::NotInCall {
                    name: name.clone(),
                    least: *range.start(),
                    most: *range.end(),
                })
            }
        };
        Ok(CallScript {
            call: self.call,
            rows: self.rows.clone(),
            namespace: self.namespace,
            period_seconds: number(&self.period_seconds, super::read::PERIOD_SECONDS)?,
            days: number(&self.days, super::read::DAYS)?,
            columns: self.columns.clone(),
        })
    }
}
