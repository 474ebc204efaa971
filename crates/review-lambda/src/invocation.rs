//! What a function knows of the call it answers.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::metrics::{Metric, Values};

/// One call of a function. Clones speak of the same call.
#[derive(Clone, Debug)]
pub struct Invocation {
    request_id: String,
    /// When Lambda ends the function's process, without a word.
    deadline: Instant,
    values: Arc<Values>,
}

impl Invocation {
    /// A call that Lambda ends at `deadline`.
    pub fn new(request_id: impl Into<String>, deadline: SystemTime) -> Self {
        let left = deadline.duration_since(SystemTime::now()).unwrap_or_default();
        Self { request_id: request_id.into(), deadline: Instant::now() + left, values: Arc::default() }
    }

    /// Lambda's id of the call.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The time left until Lambda ends the process.
    pub fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The moment `margin` before Lambda ends the process. Of a call that has little time left altogether only this
    /// part of it is kept, so that there is time to do anything at all: 2 is a half.
    pub fn before_the_end(&self, margin: Duration, part: u32) -> Instant {
        let left = self.left();
        Instant::now() + left - margin.min(left / part)
    }

    /// Counts or measures something; reported when the call ends, however it ends.
    pub fn measure(&self, metric: Metric, value: f64) {
        self.values.add(metric, value);
    }

    /// Counts one.
    pub fn count(&self, metric: Metric) {
        self.measure(metric, 1.0);
    }

    pub(crate) fn values(&self) -> &Values {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn until_the_margin(left_seconds: u64, margin_seconds: u64) -> f64 {
        let invocation = Invocation::new("r", SystemTime::now() + Duration::from_secs(left_seconds));
        let end = invocation.before_the_end(Duration::from_secs(margin_seconds), 4);
        end.duration_since(Instant::now()).as_secs_f64().round()
    }

    #[test]
    fn the_margin_never_takes_more_than_its_part() {
        assert_eq!(until_the_margin(900, 15), 885.0);
        assert_eq!(until_the_margin(20, 15), 15.0);
        assert_eq!(until_the_margin(0, 15), 0.0);
    }
}
