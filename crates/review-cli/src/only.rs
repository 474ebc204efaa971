//! `run --only`: some queries of a review, or what one finding needs, to see whether a fix has helped.

mod known;

use review_core::finding::Findings;
use review_core::recheck::{Recheck, recheck};
use review_core::{QueryName, keys};
use review_judge::queries_of_signal;
use review_pack::{Pack, nearest_names};
use review_store::base::Base;
use review_store::{RunFolder, documents};

use crate::exit::Exit;
use crate::failure::Failure;

/// What `--only` asks for.
pub(crate) struct Only {
    /// The queries to run; empty means all.
    pub(crate) queries: Vec<QueryName>,
    /// The findings to look for when they have run.
    pub(crate) checks: Vec<Check>,
}

/// One finding to look for.
pub(crate) struct Check {
    signal: String,
    object: Option<String>,
}

/// The values of `--only`: a query, a signal, or a signal and an object with a comma between.
pub(crate) fn read(pack: &Pack, given: &[String]) -> Result<Only, Failure> {
    let mut only = Only { queries: vec![], checks: vec![] };
    for text in given {
        let as_query = text.parse::<QueryName>().ok().filter(|name| pack.query(name).is_some());
        match as_query {
            Some(query) => only.queries.push(query),
            None => only.checks.push(check(pack, text, &mut only.queries)?),
        }
    }
    only.queries.sort();
    only.queries.dedup();
    Ok(only)
}

fn check(pack: &Pack, text: &str, queries: &mut Vec<QueryName>) -> Result<Check, Failure> {
    let (signal, object) = text.split_once(',').map_or((text, None), |(signal, object)| (signal, Some(object.trim())));
    let Some(of_signal) = queries_of_signal(pack, signal) else {
        let signals = pack.signals.iter().flat_map(|of| of.signals.iter().map(|signal| signal.id.as_str()));
        let queries = pack.queries.iter().map(|query| query.name.as_str());
        let near = review_pack::nearest(signal, queries.chain(signals));
        let help = near.map_or_else(
            || "`redshift-review plan PACK` shows the queries; a report names the signals".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Failure::usage(format!("the pack `{}` has no query and no signal `{signal}`", pack.name), help));
    };
    if object == Some("") {
        return Err(Failure::usage(
            format!("`--only {text}` names no object after its comma"),
            "write --only SIGNAL, or --only SIGNAL,OBJECT",
        ));
    }
    queries.extend(of_signal);
    Ok(Check { signal: signal.to_owned(), object: object.map(str::to_owned) })
}

/// Says what became of each finding that was asked for; how the program ends because of it.
pub(crate) async fn answer(
    folder: &dyn RunFolder,
    base: &dyn Base,
    checks: &[Check],
    ended: Exit,
) -> Result<Exit, Failure> {
    if checks.is_empty() || !matches!(ended, Exit::Complete | Exit::Findings | Exit::Incomplete) {
        return Ok(ended);
    }
    let findings = documents::read::<Findings>(folder, keys::FINDINGS).await?;
    let findings = findings.ok_or_else(|| Failure::Bug("a run that is over has no findings".to_owned()))?;
    let mut worst = ended;
    for check in checks {
        let known = match &check.object {
            Some(object) => known::rows(folder, base, &findings, &check.signal, object).await?,
            None => Vec::new(),
        };
        let came_to = recheck(&findings, &check.signal, check.object.as_deref(), &known);
        println!("{}", line(check, &came_to));
        worst = match (came_to, worst) {
            (Recheck::Gone, worst) | (_, worst @ Exit::Incomplete) => worst,
            (Recheck::Still { .. }, _) => Exit::Findings,
            (Recheck::Unknown(_) | Recheck::NoSuchObject { .. }, _) => Exit::Incomplete,
        };
    }
    Ok(worst)
}

/// How many objects are named that may have been meant.
const NEAREST_MAX: usize = 3;

fn line(check: &Check, came_to: &Recheck) -> String {
    let Check { signal, object } = check;
    let of = object.as_ref().map(|object| format!(" of {object}")).unwrap_or_default();
    match came_to {
        Recheck::Gone => format!("gone:     {signal}{of} is no longer found"),
        Recheck::Unknown(why) => format!("unknown:  {signal}{of} could not be checked: {why}"),
        Recheck::NoSuchObject { known } => {
            let near = known.iter().map(String::as_str);
            let near = nearest_names(object.as_deref().unwrap_or_default(), near, NEAREST_MAX);
            let near = match near.is_empty() {
                true => "no object is known".to_owned(),
                false => format!("the nearest that are known: {}", near.join(", ")),
            };
            format!(
                "unknown:  {signal}{of} could not be checked: no row that was judged is about it, and no earlier run \
                 found it; {near}"
            )
        }
        Recheck::Still { objects, rows, observed } => {
            let observed = observed.as_ref().map(|value| format!(", observed {value}")).unwrap_or_default();
            let named = if object.is_none() && !objects.is_empty() {
                let more = if *rows > objects.len() as u64 { ", …" } else { "" };
                format!(": {}{more}", objects.join(", "))
            } else {
                String::new()
            };
            format!("still:    {signal}{of} is found{named}{observed}")
        }
    }
}
