//! What can go wrong with a run folder.

use std::io;

/// What a store refused or failed to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file was to be created and is there already.
    #[error("`{key}` exists already in {location}")]
    Exists {
        /// The key.
        key: String,
        /// The run folder.
        location: String,
    },
    /// The document was replaced by somebody else.
    #[error("`{key}` in {location} was changed by another driver")]
    Conflict {
        /// The key.
        key: String,
        /// The run folder.
        location: String,
    },
    /// Another driver works on this run.
    #[error("another driver works on {location}: {holder}")]
    Locked {
        /// The run folder.
        location: String,
        /// Who, as far as the lock says.
        holder: String,
    },
    /// A document of the folder does not read.
    #[error("`{key}` in {location} does not read: {why}")]
    Damaged {
        /// The key.
        key: String,
        /// The run folder.
        location: String,
        /// Why: the line and column where that is known, what is wrong there, and what to do.
        why: String,
    },
    /// The file system or the service refused.
    #[error("cannot {doing} `{key}` in {location}: {source}")]
    Io {
        /// What was tried: `open`, `lock`, `read`, `write`, `list`.
        doing: &'static str,
        /// The key.
        key: String,
        /// The run folder.
        location: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The service refused, or was not reached.
    #[error(transparent)]
    Service(#[from] Box<ServiceError>),
}

/// What a service that keeps run folders refused or failed to do.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} `{key}` in {location}: {why}")]
pub struct ServiceError {
    /// What is the matter.
    pub trouble: Trouble,
    /// What was tried: `open`, `read`, `write`, `list`, `delete`.
    pub doing: &'static str,
    /// The key.
    pub key: String,
    /// The run folder, or the bucket.
    pub location: String,
    /// What the service said.
    pub why: String,
    /// What to do about it, as an imperative; empty where nobody knows.
    pub remedy: String,
}

/// What is the matter with a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such bucket.
    NoBucket,
    /// A policy does not allow it.
    Denied,
    /// There are no credentials, or they have expired, or are wrong.
    Credentials,
    /// No Region is set, or the bucket is in another one.
    WrongRegion,
    /// It was not reached, or is overloaded. The one trouble that may pass by itself.
    Unavailable,
    /// Whatever else it refused.
    Refused,
}

impl StoreError {
    /// The same of this key of this folder.
    #[cfg(feature = "s3")]
    pub(crate) fn at(mut self, new_key: &str, new_location: &str) -> Self {
        let (key, location) = match &mut self {
            Self::Exists { key, location }
            | Self::Conflict { key, location }
            | Self::Damaged { key, location, .. }
            | Self::Io { key, location, .. } => (key, location),
            Self::Service(error) => (&mut error.key, &mut error.location),
            Self::Locked { .. } => return self,
        };
        new_key.clone_into(key);
        new_location.clone_into(location);
        self
    }

    /// Whether it may pass by itself, so that trying again later makes sense.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Service(error) if error.trouble == Trouble::Unavailable)
    }

    /// What to do about it, as an imperative, where that is known and the error does not say it itself.
    pub fn remedy(&self) -> Option<&str> {
        match self {
            Self::Exists { .. } | Self::Damaged { .. } => None,
            Self::Conflict { .. } => Some("let the other driver go on, or end it and use `resume`"),
            Self::Locked { .. } => Some("wait until that driver has ended, or end its process, then try again"),
            Self::Io { source, .. } => io_remedy(source.kind()),
            Self::Service(error) => Some(error.remedy.as_str()).filter(|remedy| !remedy.is_empty()),
        }
    }
}

fn io_remedy(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    #[expect(clippy::wildcard_enum_match_arm, reason = "the list of kinds is open; few have a remedy of their own")]
    match kind {
        Kind::StorageFull | Kind::QuotaExceeded => Some("free space on that disk, then use `resume`"),
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => {
            Some("give the user who runs this program the right to write there, or choose another `--base`")
        }
        Kind::NotADirectory => Some("remove the file that stands where a folder is needed, or choose another `--base`"),
        Kind::NotFound => Some("check the path; `runs` lists the runs of a base folder"),
        Kind::InvalidFilename => Some("shorten what the file is named after: this file system does not take that name"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_forbidden_folder_have_a_remedy() {
        let error = |kind: io::ErrorKind| StoreError::Io {
            doing: "write",
            key: "state/s1-l01.json".to_owned(),
            location: "/reviews/run".to_owned(),
            source: kind.into(),
        };
        let full = error(io::ErrorKind::StorageFull);
        assert_eq!(full.to_string(), "cannot write `state/s1-l01.json` in /reviews/run: no storage space");
        assert_eq!(full.remedy(), Some("free space on that disk, then use `resume`"));
        assert!(error(io::ErrorKind::PermissionDenied).remedy().is_some_and(|text| text.contains("right to write")));
        assert_eq!(error(io::ErrorKind::Other).remedy(), None);
    }
}
