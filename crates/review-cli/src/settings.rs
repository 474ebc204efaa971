//! The settings file of the command line.

use std::fs;
use std::path::Path;

use review_core::settings::Settings;
use review_pack::{CheckedSettings, check_settings};

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
