//! The settings file of the command line.

use std::fs;
use std::path::Path;

use review_core::settings::{Settings, Suppression};
use review_pack::{CheckedSettings, Pack, check_settings, nearest};

use crate::failure::Failure;
use crate::file_problems;

/// A settings file larger than this is refused before it is read; own choice, far above ten thousand suppressions.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The settings of that file; none without one.
pub(crate) fn read(path: Option<&Path>) -> Result<Option<Settings>, Failure> {
    Ok(path.map(checked).transpose()?.and_then(|checked| checked.settings))
}

/// All that stands in that file, with nothing wrong.
pub(crate) fn checked(path: &Path) -> Result<CheckedSettings, Failure> {
    let failed = |error: std::io::Error| {
        Failure::world(
            format!("cannot read the settings {}: {error}", path.display()),
            "check the path and its permissions",
        )
    };
    if fs::metadata(path).map_err(failed)?.len() > FILE_BYTES_MAX {
        let what = format!("the settings {} are larger than {FILE_BYTES_MAX} bytes", path.display());
        return Err(Failure::world(what, "name the settings file with --settings"));
    }
    let bytes = fs::read(path).map_err(failed)?;
    let checked = check_settings(&path.display().to_string(), &bytes);
    let what = format!("the settings {}", path.display());
    match checked.settings {
        Some(_) => Ok(checked),
        None => Err(Failure::File { text: file_problems::render(&checked.diagnostics, &what) }),
    }
}

/// Warns on stderr of suppressions that fit no signal of the pack: they look as if they held.
pub(crate) fn warn_of_unknown_signals(settings: Option<&Settings>, pack: &Pack) -> usize {
    let suppressions = settings.map_or(&[][..], |settings| &settings.suppressions);
    let signals: Vec<&str> = pack.signals.iter().flat_map(|own| &own.signals).map(|one| one.id.as_str()).collect();
    let warnings: Vec<String> =
        suppressions.iter().filter_map(|one| unknown_signal(one, &signals, &pack.name)).collect();
    warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
    warnings.len()
}

fn unknown_signal(suppression: &Suppression, signals: &[&str], pack: &str) -> Option<String> {
    let Suppression { signal, owner, until, .. } = suppression;
    if signals.iter().any(|known| suppression.names(known)) {
        return None;
    }
    let help = match nearest(signal, signals.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "the report and `findings.json` name the signals; take it out if it is meant for none".to_owned(),
    };
    Some(format!(
        "the suppression of `{signal}` ({owner}, until {until}) fits no signal of the pack `{pack}` and sets nothing aside\n  \
         = help: {help}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suppression_that_fits_no_signal_is_warned_of_with_the_nearest_name() {
        let of = |signal: &str| {
            let suppression = Suppression {
                signal: signal.to_owned(),
                object: Default::default(),
                reason: "known".to_owned(),
                owner: "dba".to_owned(),
                until: "2027-01-31".to_owned(),
            };
            unknown_signal(&suppression, &["manual-wlm", "one-queue-for-all"], "redshift")
        };
        assert_eq!(of("manual-wlm"), None);
        assert_eq!(of("*queue*"), None);
        assert!(of("manual-wml").is_some_and(|told| told.contains("did you mean `manual-wlm`?")));
        let told = of("zzz-*").expect("a warning");
        assert!(told.contains("`zzz-*` (dba, until 2027-01-31) fits no signal of the pack `redshift`"), "{told}");
    }
}
