//! Which keys are keys.

use std::io;

use review_core::keys::LOCK;

/// How the name of an unfinished file begins; no key may have such a component.
pub(crate) const PART: &str = ".part-";

/// Refuses what is not a key: keys come from `review_core::keys`, so a bad one is our own mistake, and this is
/// the last fence before it becomes a path outside the run folder.
pub(crate) fn check(key: &str) -> io::Result<()> {
    match complaint(key) {
        None => Ok(()),
        Some(why) => Err(not_a_key(why)),
    }
}

/// Refuses what must not be written through a run folder: the driver's lock too.
pub(crate) fn check_for_writing(key: &str) -> io::Result<()> {
    if key == LOCK {
        return Err(not_a_key("the lock belongs to the driver that holds it"));
    }
    check(key)
}

/// Refuses what is not the beginning of a key. Empty is the beginning of all.
pub(crate) fn check_prefix(prefix: &str) -> io::Result<()> {
    prefix.rsplit_once('/').map_or(Ok(()), |(folders, _)| check(folders))
}

fn not_a_key(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("not a key: {why}"))
}

fn complaint(key: &str) -> Option<&'static str> {
    if key.contains(['\\', '\0']) {
        return Some("it holds a backslash or a NUL");
    }
    key.split('/').find_map(|component| match component {
        "" => Some("a component of it is empty"),
        "." | ".." => Some("a component of it is `.` or `..`"),
        name if name.starts_with(PART) => Some("`.part-` begins the names of unfinished files"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_relative_and_stays_within_its_folder() {
        for good in ["run.json", "records/Q@db%2E/1-1.json", "pack/.gitignore", "pack/a b/ä.sql", "...", ".parts"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["", "/run.json", "a//b", "a/", "..", "../a", "a/../b", "./a", "a\\b", "a\0b", "pack/.part-1"] {
            assert_eq!(check(bad).map_err(|error| error.kind()), Err(io::ErrorKind::InvalidInput), "{bad}");
        }
        assert!(check_for_writing(LOCK).is_err());
        assert!(check(LOCK).is_ok());
    }

    #[test]
    fn a_prefix_may_end_anywhere_but_its_folders_are_checked() {
        for good in ["", "records/", "records/Tab", "run", "a/b/"] {
            assert!(check_prefix(good).is_ok(), "{good}");
        }
        for bad in ["/", "/etc/", "../", "a/../b", "a//"] {
            assert!(check_prefix(bad).is_err(), "{bad}");
        }
    }
}
