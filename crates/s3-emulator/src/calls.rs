//! What is asked, and what is answered in place of the store.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A request as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `GET`, `HEAD`, `PUT`, `POST`, `DELETE`.
    pub method: String,
    /// The path, escaped as it came: `/bucket/key`.
    pub path: String,
    /// What follows the question mark.
    pub query: String,
}

impl Call {
    /// Whether it changes something.
    pub fn is_write(&self) -> bool {
        !matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

/// An answer that says no.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The code, such as `AccessDenied`.
    pub code: String,
    /// The words beside it.
    pub message: String,
    /// What `x-amz-bucket-region` says, if it is sent.
    pub bucket_region: Option<String>,
}

impl Refusal {
    /// A refusal without a region.
    pub fn new(status: u16, code: &str, message: &str) -> Self {
        Self { status, code: code.to_owned(), message: message.to_owned(), bucket_region: None }
    }

    pub(crate) fn xml(&self) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message></Error>",
            self.code,
            self.message.replace('&', "&amp;").replace('<', "&lt;")
        )
    }
}

type Picks = Box<dyn Fn(&Call) -> bool + Send>;

/// What a test wants to happen to a call.
pub(crate) enum Fault {
    /// It is answered so, and nothing is done.
    Refuse(Refusal),
    /// It is done, and the connection closes before the answer.
    LoseAnswer,
}

struct Planned {
    picks: Picks,
    left: usize,
    fault: Fault,
}

/// The calls so far, and the faults to come.
#[derive(Default)]
pub(crate) struct Calls {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    seen: Vec<Call>,
    planned: VecDeque<Planned>,
}

impl Calls {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn plan(&self, times: usize, fault: Fault, picks: impl Fn(&Call) -> bool + Send + 'static) {
        self.inner().planned.push_back(Planned { picks: Box::new(picks), left: times, fault });
    }

    pub(crate) fn forget(&self) {
        *self.inner() = Inner::default();
    }

    pub(crate) fn seen(&self) -> Vec<Call> {
        self.inner().seen.clone()
    }

    /// Notes a call, and says what is to happen to it.
    pub(crate) fn note(&self, call: Call) -> Option<Fault> {
        let mut inner = self.inner();
        let fault = inner.planned.iter_mut().find(|planned| planned.left > 0 && (planned.picks)(&call));
        let fault = fault.map(|planned| {
            planned.left -= 1;
            match &planned.fault {
                Fault::Refuse(refusal) => Fault::Refuse(refusal.clone()),
                Fault::LoseAnswer => Fault::LoseAnswer,
            }
        });
        inner.seen.push(call);
        fault
    }
}
