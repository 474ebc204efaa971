//! Writes that depend on what is there.

use std::time::Duration;

use object_store::{ObjectStore as _, PutMode, PutOptions, PutPayload, UpdateVersion};

use super::bucket::S3Bucket;
use super::errors::{Answer, Doing};
use super::mark::Mark;
use crate::error::StoreError;
use crate::port::Version;

/// How often a write whose answer was lost is sent, beside what `object_store` repeats by itself; own choice.
const TRIES: u32 = 4;
/// The first pause between them; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(200);

/// What a refusal or a lost answer says about a conditional write.
enum Said {
    /// The condition does not hold; perhaps because this very write made it so.
    Refused,
    /// Nobody knows whether it happened.
    Unknown,
    /// Something else is the matter.
    Trouble,
}

impl S3Bucket {
    /// Writes an object that must not exist yet.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when it does; else when S3 refuses or is not reached.
    pub async fn create(&self, key: &str, content: &[u8]) -> Result<Version, StoreError> {
        self.write_if(key, content, &PutMode::Create).await
    }

    /// Replaces an object of which `version` is the last.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else replaced it meanwhile, or it is gone; else when S3 refuses or is
    /// not reached.
    pub async fn replace(&self, key: &str, content: &[u8], version: &Version) -> Result<Version, StoreError> {
        let last = UpdateVersion { e_tag: Some(version.0.clone()), version: None };
        self.write_if(key, content, &PutMode::Update(last)).await
    }

    async fn write_if(&self, key: &str, content: &[u8], mode: &PutMode) -> Result<Version, StoreError> {
        let at = self.at(Doing::Write, key);
        let (path, mark, payload) = (at.path()?, Mark::new(), PutPayload::from(content.to_vec()));
        let mut pause = PAUSE;
        for left in (0..TRIES).rev() {
            let options = PutOptions { mode: mode.clone(), attributes: mark.attributes(), ..PutOptions::default() };
            let error = match self.store.put_opts(&path, payload.clone(), options).await {
                Ok(put) => return at.version(put.e_tag),
                Err(error) => error,
            };
            match said(&Answer::of(&error)) {
                Said::Refused => {
                    if let Some(version) = self.marked(key, &mark).await? {
                        return Ok(version);
                    }
                    return Err(self.refused(key, mode));
                }
                Said::Unknown if left > 0 => tokio::time::sleep(pause).await,
                Said::Unknown | Said::Trouble => return Err(at.error(&error)),
            }
            pause *= 2;
        }
        Err(self.refused(key, mode))
    }

    /// The version of the object, if it carries this mark: then this writer has written it.
    pub(super) async fn marked(&self, key: &str, mark: &Mark) -> Result<Option<Version>, StoreError> {
        let Some(found) = self.head(key).await? else { return Ok(None) };
        match mark.is_on(&found.attributes) {
            true => self.at(Doing::Read, key).version(found.meta.e_tag).map(Some),
            false => Ok(None),
        }
    }

    fn refused(&self, key: &str, mode: &PutMode) -> StoreError {
        let (key, location) = (key.to_owned(), format!("s3://{}", self.name()));
        match mode {
            PutMode::Create => StoreError::Exists { key, location },
            PutMode::Update(_) | PutMode::Overwrite => StoreError::Conflict { key, location },
        }
    }
}

/// S3 User Guide, "conditional writes": 412 when the condition does not hold, 404 when what is to be replaced is not
/// there, 409 when another write or a deletion is under way and this one should be sent again.
fn said(answer: &Answer) -> Said {
    match (answer.status, answer.code.as_deref()) {
        (Some(412), _) | (_, Some("PreconditionFailed" | "NoSuchKey")) => Said::Refused,
        (Some(409), _) => Said::Unknown,
        _ if answer.is_lost => Said::Unknown,
        _ => Said::Trouble,
    }
}
