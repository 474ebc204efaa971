//! A run as it goes on, as server-sent events: `progress` with markup, `trouble` with a sentence, `end`.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::{Instant, sleep_until};

use super::Shared;
use super::answer::{Answer, message, not_shown};
use super::show::Names;
use crate::hub::Sight;

/// How often a sign of life is sent while nothing happens.
const ALIVE: Duration = Duration::from_secs(15);
/// How long one connection lasts at most; a browser comes back by itself.
const LASTS: Duration = Duration::from_secs(3_600);

pub(super) async fn events(State(shared): State<Arc<Shared>>, Path((warehouse, pack, run)): Names) -> Answer {
    let Ok(permit) = Arc::clone(&shared.listeners).try_acquire_owned() else {
        let text = "As many connections as this server has listen to runs already.";
        return message(&shared, StatusCode::SERVICE_UNAVAILABLE, "Busy", text, "Load the page again instead.");
    };
    let watched = match shared.hub.find(&warehouse, &pack, &run).await {
        Ok(found) => shared.hub.watch(&found),
        Err(why) => Err(why),
    };
    match watched {
        Ok(sight) => {
            let keep_alive = KeepAlive::new().interval(ALIVE);
            let stream = stream(Listening::new(sight, shared.stopping.clone(), permit));
            Sse::new(stream).keep_alive(keep_alive).into_response()
        }
        Err(why) => not_shown(&shared, &why),
    }
}

/// Somebody who listens. Keeps nothing but the newest sight, however slowly it is read.
struct Listening {
    sight: watch::Receiver<Option<Sight>>,
    stopping: watch::Receiver<bool>,
    until: Instant,
    seen: u64,
    due: VecDeque<Event>,
    over: bool,
    _permit: OwnedSemaphorePermit,
}

impl Listening {
    fn new(
        sight: watch::Receiver<Option<Sight>>,
        stopping: watch::Receiver<bool>,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        let until = Instant::now() + LASTS;
        Self { sight, stopping, until, seen: 0, due: VecDeque::new(), over: false, _permit: permit }
    }

    /// Takes what is new of the sight.
    fn take(&mut self) {
        let Some(sight) = self.sight.borrow_and_update().clone() else { return };
        if sight.number == self.seen {
            return;
        }
        self.seen = sight.number;
        match &sight.trouble {
            Some(trouble) => self.due.push_back(Event::default().event("trouble").data(trouble)),
            None => self.due.push_back(Event::default().event("progress").data(&sight.markup)),
        }
        if sight.progress.is_some_and(|progress| progress.is_over()) {
            self.due.push_back(Event::default().event("end").data("over"));
            self.over = true;
        }
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.due.pop_front() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            self.take();
            if !self.due.is_empty() {
                continue;
            }
            tokio::select! {
                changed = self.sight.changed() => changed.ok()?,
                _ = self.stopping.wait_for(|stops| *stops) => return None,
                () = sleep_until(self.until) => return None,
            }
        }
    }
}

fn stream(listening: Listening) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(listening, async |mut listening| listening.next().await.map(|event| (Ok(event), listening)))
}
