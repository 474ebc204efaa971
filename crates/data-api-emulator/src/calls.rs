//! What was called: for tests that count calls, and for whoever wonders what a program does.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// So many calls are remembered.
const REMEMBERED: usize = 100_000;

/// One call of an operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Call {
    /// When it came, in RFC 3339 form.
    pub at: String,
    /// Who called: the role's name, or the access key.
    pub role: String,
    /// The operation, as the service's model names it.
    pub operation: String,
    /// The statement's id, from the request or else from the answer.
    pub id: Option<String>,
    /// The statement's name, where the request has one.
    pub statement_name: Option<String>,
    /// The client token, where the request has one.
    pub client_token: Option<String>,
    /// The error it was answered with.
    pub error: Option<String>,
    /// The fault that struck it, if one did.
    pub fault: Option<String>,
}

/// The calls, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<VecDeque<Call>>);

impl Calls {
    pub(crate) fn record(&self, call: Call) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() >= REMEMBERED {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
