//! What follows `sample:` in an address: which sample, and which faults it has.
//!
//! `troubled`, `healthy?slow=TableInfo:90`, `troubled?fail=WLMConfig:2&deny=NodeDetails`.

use review_core::QueryName;
use review_core::call::CallName;

use crate::sight::Sight;
use crate::variant::Variant;

/// An address after `sample:`, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spec {
    pub(crate) variant: Variant,
    /// Whose work the user sees.
    pub(crate) sight: Sight,
    pub(crate) faults: Vec<Fault>,
    /// Calls that AWS denies.
    pub(crate) denied_calls: Vec<CallName>,
}

/// Something that goes wrong with every statement of one query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) query: QueryName,
    pub(crate) kind: FaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The first so many submissions lose their connection; all of them when `None`.
    Fail(Option<u32>),
    /// The user may not read what the script reads.
    Deny,
    /// The statement takes so many seconds, unless it is cancelled.
    Slow(u32),
}

/// The longest a statement can be made to take: a day, as in the warehouse.
const SECONDS_MAX: u32 = 86_400;

/// Why an address names no sample.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// No sample of that name.
    #[error("there is no sample called `{0}`; there are {names}", names = variants())]
    UnknownSample(String),
    /// A parameter that is no fault.
    #[error(
        "`{0}` is no fault of a sample; there are fail=QUERY (every time), fail=QUERY:TIMES, deny=QUERY, \
         slow=QUERY:SECONDS, deny_call=CALL and user=own-rows, with & between several"
    )]
    UnknownFault(String),
    /// A fault of something that cannot be a query.
    #[error("`{fault}={query}` names no query: a query's name is a letter, then up to 39 letters, digits or _")]
    NotAQuery {
        /// The fault.
        fault: String,
        /// What stands for the query.
        query: String,
    },
    /// A user that no sample has.
    #[error("`user={0}` is no user of a sample; there is own-rows, who sees no other user's work")]
    UnknownUser(String),
    /// A call that does not exist.
    #[error("`deny_call={0}` names no call; there are {names}", names = calls())]
    NotACall(String),
    /// A number that is missing, not whole, zero or too large.
    #[error("`{fault}={query}:{number}` needs a whole number from 1 to {most} after the colon")]
    NotANumber {
        /// The fault.
        fault: String,
        /// The query.
        query: String,
        /// What stands for the number.
        number: String,
        /// The largest number allowed.
        most: u32,
    },
    /// The same fault of the same query twice.
    #[error("`{fault}={query}` is given twice")]
    Repeated {
        /// The fault.
        fault: String,
        /// The query.
        query: String,
    },
}

fn variants() -> String {
    Variant::ALL.map(Variant::word).join(", ")
}

fn calls() -> String {
    CallName::ALL.map(CallName::word).join(", ")
}

impl Spec {
    /// Understands what follows `sample:`.
    pub(crate) fn parse(text: &str) -> Result<Self, SpecError> {
        let (name, parameters) = text.split_once('?').unwrap_or((text, ""));
        let variant = Variant::from_word(name).ok_or_else(|| SpecError::UnknownSample(name.to_owned()))?;
        let mut faults: Vec<Fault> = Vec::new();
        let mut denied_calls = Vec::new();
        let mut sight = Sight::default();
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            if let Some(call) = parameter.strip_prefix("deny_call=") {
                denied_calls.push(CallName::from_word(call).ok_or_else(|| SpecError::NotACall(call.to_owned()))?);
                continue;
            }
            if let Some(user) = parameter.strip_prefix("user=") {
                let is_known = user == "own-rows";
                sight = is_known.then_some(Sight::OwnRows).ok_or_else(|| SpecError::UnknownUser(user.to_owned()))?;
                continue;
            }
            let (key, fault) = fault(parameter)?;
            let is_same = |other: &Fault| {
                other.query.as_str().eq_ignore_ascii_case(fault.query.as_str())
                    && std::mem::discriminant(&other.kind) == std::mem::discriminant(&fault.kind)
            };
            if faults.iter().any(is_same) {
                return Err(SpecError::Repeated { fault: key.to_owned(), query: fault.query.to_string() });
            }
            faults.push(fault);
        }
        Ok(Self { variant, sight, faults, denied_calls })
    }
}

fn fault(parameter: &str) -> Result<(&str, Fault), SpecError> {
    let unknown = || SpecError::UnknownFault(parameter.to_owned());
    let (key, value) = parameter.split_once('=').ok_or_else(unknown)?;
    let (query, count) = match value.split_once(':') {
        Some((query, count)) => (query, Some(count)),
        None => (value, None),
    };
    let number = |most: u32| {
        let text = count.unwrap_or_default();
        let wrong =
            || SpecError::NotANumber { fault: key.to_owned(), query: query.to_owned(), number: text.to_owned(), most };
        text.parse().ok().filter(|number| (1..=most).contains(number)).ok_or_else(wrong)
    };
    let kind = match (key, count) {
        ("fail", None) => FaultKind::Fail(None),
        ("fail", Some(_)) => FaultKind::Fail(Some(number(u32::MAX)?)),
        ("deny", None) => FaultKind::Deny,
        ("slow", _) => FaultKind::Slow(number(SECONDS_MAX)?),
        _ => return Err(unknown()),
    };
    let not_a_query = |_| SpecError::NotAQuery { fault: key.to_owned(), query: query.to_owned() };
    Ok((key, Fault { query: query.parse().map_err(not_a_query)?, kind }))
}
