//! Sessions, and transactions that stay open: what encloses the runs.

use std::collections::BTreeMap;

use super::World;
use super::people::{KIM, SHOP, User};
use super::runs::Run;
use crate::clock::{HOUR, MINUTE, NOW, SECOND, november};
use crate::variant::Variant;

/// A connection of a user.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Session {
    pub(crate) id: i64,
    pub(crate) user: User,
    pub(crate) start: i64,
    /// `None` while it is open.
    pub(crate) end: Option<i64>,
}

/// A transaction in which nothing ran any more, until Redshift ended it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeftOpen<'w> {
    /// The last that ran in it.
    pub(crate) run: &'w Run,
    /// When Redshift ended it.
    pub(crate) until: i64,
}

/// Sessions without a statement: with those of the same minutes over 1,600, four fifths of the most there may be.
const FORGOTTEN: i64 = 1_640;

/// Redshift ends a transaction that was idle for so long.
const IDLE_LIMIT: i64 = 6 * HOUR;

impl World {
    /// All sessions by number: from two seconds before the first statement to half a minute after the last.
    pub(crate) fn sessions(&self) -> Vec<Session> {
        let mut sessions: BTreeMap<i64, Session> = BTreeMap::new();
        for run in &self.runs {
            let begun = Session { id: run.session_id, user: run.user, start: run.start - 2 * SECOND, end: Some(0) };
            let session = sessions.entry(run.session_id).or_insert(begun);
            session.start = session.start.min(begun.start);
            session.end = match session.end {
                Some(end) if run.is_over() => Some(end.max(run.end() + 30 * SECOND).min(NOW.micros())),
                _ => None,
            };
        }
        for LeftOpen { run, until } in self.left_open() {
            if let Some(session) = sessions.get_mut(&run.session_id) {
                session.end = Some(until);
            }
        }
        sessions.into_values().chain(self.forgotten()).collect()
    }

    /// In troubled samples an application opens connections for twenty minutes and gives none back.
    fn forgotten(&self) -> impl Iterator<Item = Session> {
        let count = if self.variant.is_troubled() { FORGOTTEN } else { 0 };
        let opened = november(19, 15) + 10 * MINUTE;
        (0..count).map(move |place| Session {
            id: 1_090_000_000 + place,
            user: SHOP,
            start: opened + place * 500_000,
            end: Some(opened + 20 * MINUTE + place * 20_000),
        })
    }

    /// The transactions that an analyst of the Serverless sample left open, going home.
    pub(crate) fn left_open(&self) -> Vec<LeftOpen<'_>> {
        if self.variant != Variant::Serverless {
            return Vec::new();
        }
        let last = |day| {
            let is_earlier = |run: &&Run| run.user == KIM && run.start < november(day, 20);
            let run = self.runs.iter().rfind(is_earlier)?;
            Some(LeftOpen { run, until: run.end() + IDLE_LIMIT })
        };
        [17, 18].into_iter().filter_map(last).collect()
    }

    /// When Redshift ended the transaction, if it was left open.
    pub(crate) fn left_open_until(&self, transaction_id: i64) -> Option<i64> {
        let mut left_open = self.left_open().into_iter();
        left_open.find(|open| open.run.transaction_id == transaction_id).map(|open| open.until)
    }
}
