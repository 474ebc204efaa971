//! Thresholds set for one evaluation: `SIGNAL.THRESHOLD=VALUE`.

use review_pack::{Literal, Pack, Signal};

use crate::number::ExactNumber;

/// Why a text is not a threshold of the pack with a value for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// It has not the form of one.
    #[error("`{0}` does not have the form SIGNAL.THRESHOLD=VALUE")]
    Form(String),
    /// The pack has no such signal.
    #[error("the pack has no signal `{signal}`{}", did_you_mean(.nearest))]
    Signal {
        /// The signal as given.
        signal: String,
        /// The nearest signal there is, if one is near.
        nearest: Option<String>,
    },
    /// The signal has no such threshold.
    #[error("signal `{signal}` has no threshold `{threshold}`{}", did_you_mean(.nearest))]
    Threshold {
        /// The signal.
        signal: String,
        /// The threshold as given.
        threshold: String,
        /// The nearest threshold there is, if one is near.
        nearest: Option<String>,
    },
    /// The value is of another kind than the threshold.
    #[error("threshold `{threshold}` of signal `{signal}` is {kind}, and `{value}` is not")]
    Kind {
        /// The signal.
        signal: String,
        /// The threshold.
        threshold: String,
        /// The value as given.
        value: String,
        /// What the threshold is.
        kind: &'static str,
    },
}

fn did_you_mean(nearest: &Option<String>) -> String {
    nearest.as_ref().map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// Reads `SIGNAL.THRESHOLD=VALUE`. The value must be of the threshold's own kind: a number stays a number.
///
/// # Errors
/// The text has another form, or names what the pack does not have; then the nearest name is offered.
pub fn parse_override(pack: &Pack, text: &str) -> Result<((String, String), Literal), OverrideError> {
    let form = || OverrideError::Form(text.to_owned());
    let (name, value) = text.split_once('=').ok_or_else(form)?;
    let (signal_id, threshold) = name.rsplit_once('.').ok_or_else(form)?;
    let (signal_id, threshold, value) = (signal_id.trim(), threshold.trim(), value.trim());
    let signal = find_signal(pack, signal_id)?;
    let Some(declared) = signal.thresholds.get(threshold) else {
        return Err(OverrideError::Threshold {
            signal: signal_id.to_owned(),
            threshold: threshold.to_owned(),
            nearest: nearest(threshold, signal.thresholds.keys().map(String::as_str)),
        });
    };
    let literal = of_kind(&declared.value, value).map_err(|kind| OverrideError::Kind {
        signal: signal_id.to_owned(),
        threshold: threshold.to_owned(),
        value: value.to_owned(),
        kind,
    })?;
    Ok(((signal_id.to_owned(), threshold.to_owned()), literal))
}

fn find_signal<'a>(pack: &'a Pack, id: &str) -> Result<&'a Signal, OverrideError> {
    let all = || pack.signals.iter().flat_map(|signals| &signals.signals);
    all().find(|signal| signal.id == id).ok_or_else(|| OverrideError::Signal {
        signal: id.to_owned(),
        nearest: nearest(id, all().map(|signal| signal.id.as_str())),
    })
}

/// `value` as a literal of the kind of `declared`, or what that kind is called.
fn of_kind(declared: &Literal, value: &str) -> Result<Literal, &'static str> {
    match declared {
        Literal::Number(_) if ExactNumber::parse(value).is_some() => Ok(Literal::Number(value.to_owned())),
        Literal::Number(_) => Err("a number"),
        Literal::Boolean(_) => match value {
            "true" => Ok(Literal::Boolean(true)),
            "false" => Ok(Literal::Boolean(false)),
            _ => Err("`true` or `false`"),
        },
        Literal::Text(_) => Ok(Literal::Text(value.to_owned())),
        // A threshold of NULL has no kind of its own; the value's form decides.
        Literal::Null if ExactNumber::parse(value).is_some() => Ok(Literal::Number(value.to_owned())),
        Literal::Null => Ok(Literal::Text(value.to_owned())),
    }
}

/// The nearest name, if any is near enough to be meant. 0.8 keeps a slip of the finger and drops names that share
/// only a beginning.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let scored = known.map(|candidate| (strsim::jaro_winkler(name, candidate), candidate));
    let near = scored.filter(|(score, _)| *score >= 0.8);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, candidate)| candidate.to_owned())
}
