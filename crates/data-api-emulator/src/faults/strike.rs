//! Which faults strike a call.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::{Fault, Injection};
use crate::caller::Caller;
use crate::error::{ApiError, ErrorKind};
use crate::operations::Operation;

/// The faults that wait for calls.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Injection>>);

/// What is to be done with one call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Struck {
    pub(crate) delay: Option<Duration>,
    pub(crate) drop_before: bool,
    pub(crate) drop_after: bool,
    pub(crate) error: Option<ApiError>,
    pub(crate) skip_page: bool,
    pub(crate) wrong_total: i64,
    pub(crate) ignore_cancel: Option<bool>,
    /// The words of the faults.
    pub(crate) words: Vec<&'static str>,
}

impl Faults {
    pub(crate) fn inject(&self, injection: Injection) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(injection);
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The faults of the next call, each kind once; counts them.
    pub(crate) fn strike(&self, operation: Operation, caller: &Caller) -> Struck {
        let mut struck = Struck::default();
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for injection in waiting.iter_mut() {
            let word = injection.fault.word();
            if !strikes(injection, operation, caller) || struck.words.contains(&word) {
                continue;
            }
            struck.words.push(word);
            struck.take(&injection.fault);
            injection.times = injection.times.map(|times| times.saturating_sub(1));
        }
        waiting.retain(|injection| injection.times != Some(0));
        struck
    }
}

fn strikes(injection: &Injection, operation: Operation, caller: &Caller) -> bool {
    let of_kind = match injection.fault {
        Fault::SkipPage | Fault::WrongTotal(_) => {
            matches!(operation, Operation::GetStatementResult | Operation::GetStatementResultV2)
        }
        Fault::IgnoreCancel(_) => operation == Operation::CancelStatement,
        Fault::Throttle | Fault::Delay(_) | Fault::DropBefore | Fault::DropAfter | Fault::Error { .. } => true,
    };
    of_kind
        && injection.times != Some(0)
        && injection.operation.as_ref().is_none_or(|name| name == operation.name())
        && injection.role.as_ref().is_none_or(|role| *role == caller.role)
}

impl Struck {
    fn take(&mut self, fault: &Fault) {
        match fault {
            Fault::Throttle => self.error = Some(throttled()),
            Fault::Delay(delay) => self.delay = Some(*delay),
            Fault::DropBefore => self.drop_before = true,
            Fault::DropAfter => self.drop_after = true,
            Fault::Error { name, message } => self.error = Some(ApiError::named(name, message)),
            Fault::SkipPage => self.skip_page = true,
            Fault::WrongTotal(by) => self.wrong_total = *by,
            Fault::IgnoreCancel(answer) => self.ignore_cancel = Some(*answer),
        }
    }
}

/// What a call above the rate is answered with: HTTP 400, not 429.
pub(crate) fn throttled() -> ApiError {
    ApiError::new(ErrorKind::Throttling, "Rate exceeded")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_so_many_calls_of_its_operation_and_role() {
        let caller = |role: &str| Caller { role: role.to_owned(), session: None };
        let faults = Faults::default();
        faults.inject(Injection::of("DescribeStatement", 2, Fault::Throttle));
        faults.inject(Injection { role: Some("a".to_owned()), ..Injection::next(Fault::DropAfter) });
        faults.inject(Injection { times: None, ..Injection::next(Fault::SkipPage) });
        let strike = |operation, role: &str| faults.strike(operation, &caller(role)).words;
        assert_eq!(strike(Operation::ExecuteStatement, "b"), Vec::<&str>::new());
        assert_eq!(strike(Operation::DescribeStatement, "b"), ["throttle"]);
        assert_eq!(strike(Operation::DescribeStatement, "a"), ["throttle", "drop_after"]);
        assert_eq!(strike(Operation::DescribeStatement, "a"), Vec::<&str>::new());
        assert_eq!(strike(Operation::GetStatementResult, "b"), ["skip_page"]);
        assert_eq!(strike(Operation::GetStatementResultV2, "b"), ["skip_page"]);
        faults.clear();
        assert_eq!(strike(Operation::GetStatementResult, "b"), Vec::<&str>::new());
    }
}
