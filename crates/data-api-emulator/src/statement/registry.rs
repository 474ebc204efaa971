//! The statements that are known, and the client tokens they came with.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use review_core::Timestamp;

use super::Statement;
use crate::caller::Caller;
use crate::clock;

/// The statements of everybody. It knows no lock and no clock.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    by_id: HashMap<String, Arc<Statement>>,
    by_serial: BTreeMap<u64, Arc<Statement>>,
    tokens: HashMap<(String, String), Token>,
    next: u64,
}

#[derive(Debug)]
struct Token {
    fingerprint: String,
    statement: Arc<Statement>,
    since: Timestamp,
}

/// What a client token says of a submission.
#[derive(Debug)]
pub(crate) enum TokenUse {
    /// Not seen before.
    New,
    /// The same submission again: this is its statement.
    Again(Arc<Statement>),
    /// The token came before with another submission.
    Other,
}

impl Registry {
    /// A number for the next statement.
    pub(crate) const fn serial(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(crate) fn insert(&mut self, statement: Arc<Statement>) {
        self.by_serial.insert(statement.serial, Arc::clone(&statement));
        self.by_id.insert(statement.id.clone(), statement);
    }

    pub(crate) fn get(&self, id: &str) -> Option<Arc<Statement>> {
        self.by_id.get(id).cloned()
    }

    /// Statements, the newest first, from before a serial number.
    pub(crate) fn newest_before(&self, serial: u64) -> impl Iterator<Item = &Arc<Statement>> {
        self.by_serial.range(..serial).rev().map(|(_, statement)| statement)
    }

    /// How many have not ended. `PICKED` counts too: it is on its way.
    pub(crate) fn active(&self) -> usize {
        self.by_id.values().filter(|statement| !statement.status().is_end()).count()
    }

    /// What a token of a caller says of a submission.
    pub(crate) fn token(&self, caller: &Caller, token: &str, fingerprint: &str) -> TokenUse {
        match self.tokens.get(&(caller.role.clone(), token.to_owned())) {
            None => TokenUse::New,
            Some(known) if known.fingerprint == fingerprint => TokenUse::Again(Arc::clone(&known.statement)),
            Some(_) => TokenUse::Other,
        }
    }

    pub(crate) fn remember(&mut self, token: &str, fingerprint: String, statement: Arc<Statement>) {
        let since = statement.created;
        let key = (statement.caller.role.clone(), token.to_owned());
        self.tokens.insert(key, Token { fingerprint, statement, since });
    }

    /// Forgets what is older than it is kept.
    pub(crate) fn expire(&mut self, now: Timestamp, retention: Duration, client_token: Duration) {
        self.tokens.retain(|_, token| clock::since(token.since, now) < client_token);
        self.by_id.retain(|_, statement| !statement.is_over(retention, now));
        if self.by_id.len() < self.by_serial.len() {
            let by_id = &self.by_id;
            self.by_serial.retain(|_, statement| by_id.contains_key(&statement.id));
        }
    }

    /// Takes a statement's results away, or the statement itself.
    pub(crate) fn take_away(&mut self, id: &str, whole: bool, now: Timestamp) -> bool {
        let Some(statement) = self.get(id) else { return false };
        statement.change(now, |state| state.parts.iter_mut().for_each(|part| part.result = None));
        if whole {
            self.by_id.remove(id);
            self.by_serial.remove(&statement.serial);
        }
        true
    }
}
