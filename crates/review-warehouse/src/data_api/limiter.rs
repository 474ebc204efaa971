//! Keeps all lanes and all runs of this process below the quotas that they share.
//!
//! The quotas are the account's, in one Region. Which account credentials belong to is not known without asking, so
//! there is one limiter a Region: two accounts slow each other down a little, and no account is asked too often.
//! Other programs use the same quotas; when they have used them up, the service says so (ThrottlingException), the
//! rate is halved, and it grows back over [`RECOVERY`].

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::quotas::Operation;

/// How long a rate that was halved takes to be whole again; own choice, long enough that a busy account is not
/// asked into the same wall every second.
const RECOVERY: Duration = Duration::from_secs(60);
/// The least share of the full rate; own choice, so that a run goes on however busy the account is.
const LEAST_SHARE: f64 = 1.0 / 16.0;
/// Lanes that were throttled together halve the rate once.
const ONE_EVENT: Duration = Duration::from_secs(1);

/// A token bucket. Its decisions follow from the moment it is asked at, counted from any fixed one.
#[derive(Clone, Debug, PartialEq)]
struct Bucket {
    /// Tokens that may be saved up.
    burst: f64,
    /// Tokens a second, when nobody was throttled.
    rate: f64,
    /// Below zero when callers already wait for tokens to come.
    tokens: f64,
    /// The share of the rate that is given out, up to 1.
    share: f64,
    at: Duration,
    throttled: Option<Duration>,
}

impl Bucket {
    /// A bucket that gives no more than `quota` in any second: what was saved up and what comes in meanwhile
    /// together. Nothing is saved but one token, so that the steady rate is as high as can be; a tenth is left for
    /// calls that leave one after the other and arrive together.
    fn new(quota: u32) -> Self {
        let rate = f64::from(quota - (quota / 10).max(1));
        Self { burst: 1.0, rate, tokens: 1.0, share: 1.0, at: Duration::ZERO, throttled: None }
    }

    /// The part of it that one of several processes may give, which share the quota and do not hear of each other.
    fn shared_among(self, processes: u32) -> Self {
        Self { rate: self.rate / f64::from(processes.max(1)), ..self }
    }

    /// Takes a token; answers how long to wait before using it.
    fn take(&mut self, now: Duration) -> Duration {
        self.pass_to(now);
        self.tokens -= 1.0;
        match self.tokens < 0.0 {
            true => Duration::from_secs_f64(-self.tokens / (self.rate * self.share)),
            false => Duration::ZERO,
        }
    }

    /// The service said that it was asked too often.
    fn throttled(&mut self, now: Duration) {
        self.pass_to(now);
        if self.throttled.is_some_and(|before| now.saturating_sub(before) < ONE_EVENT) {
            return;
        }
        self.throttled = Some(now);
        self.share = (self.share / 2.0).max(LEAST_SHARE);
        self.tokens = self.tokens.min(0.0);
    }

    fn pass_to(&mut self, now: Duration) {
        let passed = now.saturating_sub(self.at).as_secs_f64();
        self.at = self.at.max(now);
        self.tokens = (self.tokens + passed * self.rate * self.share).min(self.burst);
        // Straight up: half of the rate is won back in half of the time.
        self.share = (self.share + passed / RECOVERY.as_secs_f64()).min(1.0);
    }
}

/// How many processes share the quotas of the account; see [`share_quotas_among`].
static PROCESSES: AtomicU32 = AtomicU32::new(1);

/// Says that so many processes share the quotas of the account, this one included: each keeps to its part of every
/// rate, since they do not hear of each other. Holds for warehouses that are opened in a Region for the first time
/// afterwards.
pub fn share_quotas_among(processes: u32) {
    PROCESSES.store(processes, Ordering::Relaxed);
}

/// The buckets of one Region.
#[derive(Debug)]
pub(super) struct Limiter {
    began: Instant,
    buckets: Mutex<[Bucket; Operation::ALL.len()]>,
}

impl Limiter {
    pub(super) fn new(processes: u32) -> Self {
        let buckets = Operation::ALL.map(|operation| Bucket::new(operation.calls_a_second()).shared_among(processes));
        Self { began: Instant::now(), buckets: Mutex::new(buckets) }
    }

    /// The limiter that everybody in this process shares for a Region.
    pub(super) fn of_region(region: &str) -> Arc<Self> {
        static LIMITERS: LazyLock<Mutex<HashMap<String, Arc<Limiter>>>> = LazyLock::new(Mutex::default);
        let mut limiters = LIMITERS.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(
            limiters.entry(region.to_owned()).or_insert_with(|| Arc::new(Self::new(PROCESSES.load(Ordering::Relaxed)))),
        )
    }

    /// Waits until the operation may be called. Dropped while it waits, its token is lost, which errs on the slow
    /// side.
    pub(super) async fn admit(&self, operation: Operation) {
        let wait = self.with(operation, Bucket::take);
        if wait > Duration::ZERO {
            sleep(wait).await;
        }
    }

    /// Slows the operation down after a ThrottlingException.
    pub(super) fn throttled(&self, operation: Operation) {
        self.with(operation, Bucket::throttled);
    }

    fn with<T>(&self, operation: Operation, act: impl FnOnce(&mut Bucket, Duration) -> T) -> T {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut buckets[operation.index()], self.began.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When callers that all come at once, at the beginning, may go.
    fn moments(bucket: &mut Bucket, callers: usize) -> Vec<Duration> {
        (0..callers).map(|_| bucket.take(Duration::ZERO)).collect()
    }

    #[test]
    fn no_second_has_more_calls_than_the_quota() {
        for operation in Operation::ALL {
            let quota = operation.calls_a_second();
            let moments = moments(&mut Bucket::new(quota), 400);
            for (first, start) in moments.iter().enumerate() {
                let within = moments[first..].iter().filter(|moment| **moment < *start + Duration::from_secs(1));
                assert!(within.count() <= quota as usize, "{operation}");
            }
        }
    }

    #[test]
    fn processes_that_share_a_quota_do_not_pass_it_together() {
        let mut shared = [(); 8].map(|()| Bucket::new(20).shared_among(8));
        let mut all: Vec<Duration> = shared.iter_mut().flat_map(|bucket| moments(bucket, 50)).collect();
        all.sort_unstable();
        // All of them begin at the same moment with a token each; after that second the rate holds.
        let later = all.iter().filter(|moment| **moment >= Duration::from_secs(1) && **moment < Duration::from_secs(2));
        assert!(later.count() <= 20);
    }

    #[test]
    fn a_quiet_caller_never_waits() {
        let mut bucket = Bucket::new(3);
        assert!((0..10).all(|second| bucket.take(Duration::from_secs(second)) == Duration::ZERO));
    }

    #[test]
    fn throttling_halves_the_rate_once_an_event_and_it_grows_back_slowly() {
        let mut bucket = Bucket::new(100);
        let at = Duration::from_secs;
        bucket.throttled(at(100));
        bucket.throttled(at(100));
        assert_eq!(bucket.share, 0.5);
        bucket.take(at(100));
        assert_eq!(bucket.take(at(100)), Duration::from_secs_f64(2.0 / 45.0), "half of 90 a second");
        bucket.pass_to(at(115));
        assert_eq!(bucket.share, 0.75);
        bucket.pass_to(at(140));
        assert_eq!(bucket.share, 1.0);
        (0..100).for_each(|more| bucket.throttled(at(200 + 2 * more)));
        assert!(bucket.share < 0.11 && bucket.share >= LEAST_SHARE, "a run goes on: {}", bucket.share);
    }

    #[test]
    fn a_clock_that_stands_still_or_goes_back_gives_nothing_away() {
        let mut bucket = Bucket::new(3);
        bucket.take(Duration::from_secs(5));
        assert_eq!(bucket.take(Duration::from_secs(5)), Duration::from_millis(500));
        assert_eq!(bucket.take(Duration::from_secs(1)), Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn lanes_that_share_a_region_wait_for_each_other() {
        let region = "xx-test-1";
        let began = Instant::now();
        let lanes = (0..7).map(|_| async { Limiter::of_region(region).admit(Operation::CancelStatement).await });
        futures_util::future::join_all(lanes).await;
        // One at once, six more at two a second.
        assert_eq!(began.elapsed().as_secs(), 3);
        let elsewhere = Instant::now();
        Limiter::of_region("xx-test-2").admit(Operation::CancelStatement).await;
        assert_eq!(elsewhere.elapsed(), Duration::ZERO);
    }
}
