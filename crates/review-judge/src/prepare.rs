//! A signal's expressions, their thresholds put in, and what they read.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use review_core::QueryName;
use review_pack::parameters::substitute;
use review_pack::{Expression, Literal, Measure, Pack, QuerySignals, Signal, Test, Threshold};

use crate::input::Overrides;
use crate::reason::{Reason, What};
use crate::uses::{Uses, uses};

/// A signal ready to be judged.
pub(crate) struct Prepared {
    pub(crate) population: Option<Step>,
    pub(crate) test: Step,
    pub(crate) is_aggregate: bool,
}

/// One expression.
pub(crate) struct Step {
    /// Its text, without `:threshold`.
    pub(crate) sql: String,
    /// What it reads.
    pub(crate) uses: Uses,
}

impl Prepared {
    /// What each of its expressions reads.
    pub(crate) fn uses(&self) -> impl Iterator<Item = &Uses> {
        self.population.iter().chain([&self.test]).map(|step| &step.uses)
    }

    /// Whether its test speaks of all rows of its own query's population at once.
    pub(crate) fn is_about_all_rows(&self, own: &QueryName) -> bool {
        self.is_aggregate || self.test.uses.sub_selects.contains_key(own)
    }

    /// The other queries it reads in sub-selects.
    pub(crate) fn other_queries<'s>(&'s self, own: &'s QueryName) -> BTreeSet<&'s QueryName> {
        self.uses().flat_map(|uses| uses.sub_selects.keys()).filter(|query| *query != own).collect()
    }
}

/// Deep expressions are walked recursively; the engine's thread has as much.
const STACK_BYTES: usize = 64 * 1024 * 1024;

/// Prepares every signal of the pack, in its order.
pub(crate) fn prepare_all(pack: &Pack, overrides: &Overrides) -> Vec<Vec<Result<Prepared, Reason>>> {
    let of_query = |own: &QuerySignals| own.signals.iter().map(|s| prepare(pack, own, s, overrides)).collect();
    with_deep_stack(|| pack.signals.iter().map(of_query).collect())
}

/// The queries a signal reads: its own and those in its sub-selects; none when the pack has no such signal.
pub fn queries_of_signal(pack: &Pack, id: &str) -> Option<BTreeSet<QueryName>> {
    let find = |own: &'_ QuerySignals| own.signals.iter().position(|signal| signal.id == id);
    let (own, at) = pack.signals.iter().find_map(|own| Some((own, find(own)?)))?;
    let prepared = with_deep_stack(|| prepare(pack, own, &own.signals[at], &Overrides::new()));
    let mut queries = BTreeSet::from([own.query.clone()]);
    if let Ok(prepared) = prepared {
        queries.extend(prepared.other_queries(&own.query).into_iter().cloned());
    }
    Some(queries)
}

/// Prepares every measure of the pack, in its order.
pub(crate) fn prepare_measures(pack: &Pack) -> Vec<Vec<Result<Step, Reason>>> {
    let step = |own: &QuerySignals, measure: &Measure| {
        let sql = measure.value.sql.clone();
        let uses = uses(pack, own, &sql);
        let uses = uses.map_err(|error| Reason::Unreadable { what: What::Measure, message: error.to_string() })?;
        Ok(Step { sql, uses })
    };
    let of_query = |own: &QuerySignals| own.measures.iter().map(|measure| step(own, measure)).collect();
    with_deep_stack(|| pack.signals.iter().map(of_query).collect())
}

fn with_deep_stack<T: Send>(prepare_all: impl Fn() -> T + Send + Sync) -> T {
    thread::scope(|scope| {
        let walker = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, &prepare_all);
        match walker.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(prepared)) => prepared,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // No thread to be had: the caller's own stack must do.
            Err(_) => prepare_all(),
        }
    })
}

fn prepare(pack: &Pack, own: &QuerySignals, signal: &Signal, overrides: &Overrides) -> Result<Prepared, Reason> {
    let literals = thresholds(signal, overrides);
    let step = |expression: &Expression, what: What| -> Result<Step, Reason> {
        let unreadable = |message: String| Reason::Unreadable { what, message };
        let sql = substitute(&expression.sql, &literals).map_err(|error| unreadable(error.to_string()))?;
        let uses = uses(pack, own, &sql).map_err(|error| unreadable(error.to_string()))?;
        Ok(Step { sql, uses })
    };
    let (test, is_aggregate) = match &signal.test {
        Test::Rows(condition) => (step(condition, What::Condition)?, false),
        Test::Aggregate(aggregate) => (step(aggregate, What::Aggregate)?, true),
    };
    let population = signal.population.as_ref().map(|population| step(population, What::Population)).transpose()?;
    Ok(Prepared { population, test, is_aggregate })
}

/// The thresholds in force: the user's where set, else the pack's.
fn thresholds(signal: &Signal, overrides: &Overrides) -> BTreeMap<String, Literal> {
    let in_force = |(name, threshold): (&String, &Threshold)| {
        let set = overrides.get(&(signal.id.clone(), name.clone()));
        (name.clone(), set.unwrap_or(&threshold.value).clone())
    };
    signal.thresholds.iter().map(in_force).collect()
}
