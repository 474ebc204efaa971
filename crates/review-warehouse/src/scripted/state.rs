//! What the warehouse's side holds, and what it does with it.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use review_core::StatementId;
use review_core::call::{Answer, CallName};
use review_core::error_class::ErrorClass;
use review_core::identity::{Deployment, Identity};
use tokio::time::Instant;

use super::behaviour::{Behaviour, FindAs, SubmitAs};
use super::call::{Call, Request};
use super::clock::{ClockFn, machine_clock};
use super::statement::Statement;
use crate::{Cancelled, Found, Submission, Submitted, WarehouseError};

/// What the server holds.
pub(super) struct State {
    pub(super) clock: ClockFn,
    pub(super) identity: Result<Identity, WarehouseError>,
    pub(super) reattaches: bool,
    pub(super) scripts: HashMap<String, VecDeque<Behaviour>>,
    pub(super) others: Behaviour,
    pub(super) adapters: u64,
    pub(super) statements: Vec<Statement>,
    pub(super) by_id: HashMap<StatementId, usize>,
    /// The statements of a name, oldest first.
    pub(super) by_name: HashMap<String, Vec<usize>>,
    pub(super) live: BTreeSet<usize>,
    /// What will end by itself, soonest first.
    pub(super) due: BTreeSet<(Instant, usize)>,
    pub(super) most_in_flight: usize,
    pub(super) calls: Vec<Call>,
    pub(super) answers: BTreeMap<CallName, VecDeque<Result<Answer, WarehouseError>>>,
    pub(super) answers_take: Duration,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            clock: machine_clock(),
            identity: Ok(somebody()),
            reattaches: true,
            scripts: HashMap::new(),
            others: Behaviour::finishes(),
            adapters: 0,
            statements: Vec::new(),
            by_id: HashMap::new(),
            by_name: HashMap::new(),
            live: BTreeSet::new(),
            due: BTreeSet::new(),
            most_in_flight: 0,
            calls: Vec::new(),
            answers: BTreeMap::new(),
            answers_take: Duration::ZERO,
        }
    }

    /// Ends what has come to its end by `now`.
    pub(super) fn settle(&mut self, now: Instant) {
        while let Some((_, index)) = self.due.first().copied().filter(|(ends, _)| *ends <= now) {
            self.due.pop_first();
            self.live.remove(&index);
            self.statements[index].end_by_itself();
        }
    }

    /// Whether AWS answers anything.
    pub(super) fn has_account(&self) -> bool {
        !self.answers.is_empty()
    }

    /// How long AWS takes for each answer.
    pub(super) fn answers_take(&self) -> Duration {
        self.answers_take
    }

    /// What AWS answers to a call; `takes` makes way for the next answer.
    pub(super) fn ask(&mut self, call: CallName, takes: bool) -> Result<Answer, WarehouseError> {
        let unknown = || WarehouseError::new(ErrorClass::Unknown, format!("the test has no answer to {call}"));
        let answers = self.answers.get_mut(&call).ok_or_else(unknown)?;
        let next = answers.front().cloned().ok_or_else(unknown)?;
        if takes && answers.len() > 1 {
            answers.pop_front();
        }
        next
    }

    /// Remembers a request.
    pub(super) fn note(&mut self, adapter: u64, request: Request) {
        let at = (self.clock)();
        self.calls.push(Call { at, adapter, request });
    }

    pub(super) fn identity(&self) -> Result<Identity, WarehouseError> {
        self.identity.clone()
    }

    /// The statement of that id, as far as the adapter may know of it.
    pub(super) fn known(&mut self, adapter: u64, id: &StatementId) -> Result<&mut Statement, WarehouseError> {
        let reattaches = self.reattaches;
        let statement = self.by_id.get(id).and_then(|index| self.statements.get_mut(*index));
        statement
            .filter(|statement| reattaches || statement.adapter == adapter)
            .ok_or_else(|| WarehouseError::new(ErrorClass::Unknown, format!("statement {id} is not known")))
    }

    pub(super) fn submit(&mut self, adapter: u64, submission: &Submission) -> Result<Submitted, WarehouseError> {
        if let Some(again) = self.same_submission(submission) {
            return Ok(again);
        }
        let behaviour = self.behaviour_of(submission);
        match behaviour.submit.clone() {
            SubmitAs::Taken => Ok(self.take(adapter, submission, behaviour)),
            SubmitAs::Refused(error) => Err(error),
            SubmitAs::AnswerLost => {
                self.take(adapter, submission, behaviour);
                Err(WarehouseError::new(ErrorClass::Connection, "the test has the answer lost"))
            }
        }
    }

    /// Name and attempt make a submission unique: as with a client token, a repeated one gives the statement that
    /// is there.
    fn same_submission(&self, submission: &Submission) -> Option<Submitted> {
        let statements = self.by_name.get(&submission.name)?.iter().map(|index| &self.statements[*index]);
        let mut same = statements.filter(|statement| statement.submission.attempt == submission.attempt);
        same.find(|_| self.reattaches).map(|statement| statement.submitted.clone())
    }

    fn behaviour_of(&mut self, submission: &Submission) -> Behaviour {
        let query = query_of(&submission.name);
        let name = query.split('@').next().unwrap_or(query);
        let key = if self.scripts.contains_key(query) { query } else { name };
        let next = self.scripts.get_mut(key).and_then(|script| match script.len() {
            0 | 1 => script.front().cloned(),
            _ => script.pop_front(),
        });
        next.unwrap_or_else(|| self.others.clone())
    }

    fn take(&mut self, adapter: u64, submission: &Submission, behaviour: Behaviour) -> Submitted {
        let index = self.statements.len();
        let submitted = Submitted { statement: StatementId(format!("statement-{}", index + 1)), since: (self.clock)() };
        let statement = Statement::new(submission.clone(), submitted.clone(), adapter, behaviour);
        self.by_id.insert(submitted.statement.clone(), index);
        self.by_name.entry(submission.name.clone()).or_default().push(index);
        self.due.extend(statement.ends.map(|ends| (ends, index)));
        self.live.insert(index);
        self.most_in_flight = self.most_in_flight.max(self.live.len());
        self.statements.push(statement);
        submitted
    }

    pub(super) fn cancel(&mut self, adapter: u64, id: &StatementId) -> Result<Cancelled, WarehouseError> {
        let answer = self.known(adapter, id)?.cancel();
        self.forget_ended(id);
        answer
    }

    fn forget_ended(&mut self, id: &StatementId) {
        let Some(index) = self.by_id.get(id).copied() else { return };
        let statement = &self.statements[index];
        if !statement.is_live() {
            self.live.remove(&index);
            if let Some(ends) = statement.ends {
                self.due.remove(&(ends, index));
            }
        }
    }

    pub(super) fn find(&mut self, name: &str) -> Result<Found, WarehouseError> {
        let indices = self.by_name.get(name).cloned().unwrap_or_default();
        let Some(newest) = indices.last().map(|index| &self.statements[*index]) else { return Ok(Found::Nothing) };
        match &newest.behaviour.find {
            FindAs::Nothing => return Ok(Found::Nothing),
            FindAs::Fails(error) => return Err(error.clone()),
            FindAs::Truth => {}
        }
        if self.reattaches {
            return Ok(match newest.is_of_use() {
                true => Found::Statement(newest.submitted.clone()),
                false => Found::Nothing,
            });
        }
        for index in indices {
            let statement = &mut self.statements[index];
            if statement.is_live() {
                statement.end_by_force();
                let id = statement.id().clone();
                self.forget_ended(&id);
            }
        }
        Ok(Found::Nothing)
    }
}

/// The query of a statement's name, `<run>/<query>/<round>`. A database's name may hold `/` as well.
fn query_of(name: &str) -> &str {
    let (_, rest) = name.split_once('/').unwrap_or(("", name));
    rest.rsplit_once('/').map_or(rest, |(query, _)| query)
}

fn somebody() -> Identity {
    Identity {
        name: "scripted".to_owned(),
        address: "scripted:".to_owned(),
        deployment: Deployment::SingleAz,
        version: "scripted".to_owned(),
        user: "reviewer".to_owned(),
        database: "dev".to_owned(),
        databases: vec!["dev".to_owned()],
        other_databases: vec![],
        sample: false,
        account: None,
        region: None,
        time_zone: None,
        rights: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_stands_between_run_and_round() {
        for (name, query) in [("run/TableInfo/1", "TableInfo"), ("run/T@a/b/12", "T@a/b"), ("odd", "odd")] {
            assert_eq!(query_of(name), query);
        }
    }
}
