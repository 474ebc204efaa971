//! The operations of the Data API that this adapter calls, and how often the account may call them.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// An operation of the Data API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// Hands a statement over.
    ExecuteStatement,
    /// Tells how far a statement is.
    DescribeStatement,
    /// A page of a result, as JSON.
    GetStatementResult,
    /// A page of a result, as CSV.
    GetStatementResultV2,
    /// Ends a statement.
    CancelStatement,
    /// Statements by their name.
    ListStatements,
}

impl Operation {
    /// Every operation, in a fixed order.
    pub const ALL: [Operation; 6] = [
        Self::ExecuteStatement,
        Self::DescribeStatement,
        Self::GetStatementResult,
        Self::GetStatementResultV2,
        Self::CancelStatement,
        Self::ListStatements,
    ];

    /// The operation's name in the API, which is also its name in IAM policies behind `redshift-data:`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ExecuteStatement => "ExecuteStatement",
            Self::DescribeStatement => "DescribeStatement",
            Self::GetStatementResult => "GetStatementResult",
            Self::GetStatementResultV2 => "GetStatementResultV2",
            Self::CancelStatement => "CancelStatement",
            Self::ListStatements => "ListStatements",
        }
    }

    /// The action an IAM policy has to allow. The result has one for both forms (Service Authorization Reference,
    /// Amazon Redshift Data API).
    pub const fn iam_action(self) -> &'static str {
        match self {
            Self::ExecuteStatement => "redshift-data:ExecuteStatement",
            Self::DescribeStatement => "redshift-data:DescribeStatement",
            Self::GetStatementResult | Self::GetStatementResultV2 => "redshift-data:GetStatementResult",
            Self::CancelStatement => "redshift-data:CancelStatement",
            Self::ListStatements => "redshift-data:ListStatements",
        }
    }

    /// Calls a second for the whole account in one Region (Amazon Redshift Management Guide, quotas of the Data
    /// API). They cannot be raised. The guide lists no quota of its own for GetStatementResultV2; the one of
    /// GetStatementResult is taken for it.
    pub const fn calls_a_second(self) -> u32 {
        match self {
            Self::ExecuteStatement => 30,
            Self::DescribeStatement => 100,
            Self::GetStatementResult | Self::GetStatementResultV2 => 20,
            Self::CancelStatement | Self::ListStatements => 3,
        }
    }

    /// Where it stands in [`ALL`](Self::ALL).
    pub(super) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How many calls were made, by operation; every try counts.
#[derive(Debug, Default)]
pub struct Calls([AtomicU64; Operation::ALL.len()]);

impl Calls {
    pub(super) fn count(&self, operation: Operation) {
        self.0[operation.index()].fetch_add(1, Ordering::Relaxed);
    }

    /// The calls of one operation.
    pub fn of(&self, operation: Operation) -> u64 {
        self.0[operation.index()].load(Ordering::Relaxed)
    }

    /// All calls.
    pub fn total(&self) -> u64 {
        Operation::ALL.into_iter().map(|operation| self.of(operation)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_its_place_and_its_quota() {
        for (place, operation) in Operation::ALL.into_iter().enumerate() {
            assert_eq!(operation.index(), place);
            assert!(operation.iam_action().starts_with("redshift-data:"));
            assert!(operation.calls_a_second() >= 3);
        }
    }

    #[test]
    fn calls_are_counted_apart() {
        let calls = Calls::default();
        calls.count(Operation::ListStatements);
        calls.count(Operation::ListStatements);
        calls.count(Operation::ExecuteStatement);
        assert_eq!((calls.of(Operation::ListStatements), calls.of(Operation::DescribeStatement)), (2, 0));
        assert_eq!(calls.total(), 3);
    }
}
