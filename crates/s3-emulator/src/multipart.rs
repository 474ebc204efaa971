//! Uploads in parts.

use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};
use md5::{Digest as _, Md5};
use s3s::{S3Error, S3Result, s3_error};

use crate::objects::{Beside, Condition, Inner, Object, hex};

/// The least size of a part that is not the last, in bytes (S3 User Guide, "multipart upload limits").
const LEAST_PART: usize = 5 * 1024 * 1024;

/// An upload that is not finished.
pub(crate) struct Upload {
    bucket: String,
    key: String,
    beside: Beside,
    parts: BTreeMap<i32, Bytes>,
}

impl Inner {
    pub(crate) fn begin(&mut self, bucket: &str, key: &str, beside: Beside) -> S3Result<String> {
        self.bucket(bucket)?;
        self.uploads_begun += 1;
        let id = format!("upload-{}", self.uploads_begun);
        let upload = Upload { bucket: bucket.to_owned(), key: key.to_owned(), beside, parts: BTreeMap::new() };
        self.uploads.insert(id.clone(), upload);
        Ok(id)
    }

    /// Keeps a part, and says its ETag.
    pub(crate) fn part(&mut self, id: &str, number: i32, content: Bytes) -> S3Result<String> {
        let etag = hex(&Md5::digest(&content));
        self.uploads.get_mut(id).ok_or_else(no_such_upload)?.parts.insert(number, content);
        Ok(etag)
    }

    /// Puts the parts of these numbers together, and says the object's ETag.
    pub(crate) fn complete(&mut self, id: &str, numbers: &[i32], condition: &Condition) -> S3Result<String> {
        let upload = self.uploads.get(id).ok_or_else(no_such_upload)?;
        let object = upload.object(numbers)?;
        let (bucket, key, etag) = (upload.bucket.clone(), upload.key.clone(), object.etag.clone());
        self.put(&bucket, &key, object, condition)?;
        self.uploads.remove(id);
        Ok(etag)
    }

    pub(crate) fn abort(&mut self, id: &str) -> S3Result<()> {
        self.uploads.remove(id).map(|_| ()).ok_or_else(no_such_upload)
    }
}

impl Upload {
    fn object(&self, numbers: &[i32]) -> S3Result<Object> {
        let (mut content, mut digests) = (BytesMut::new(), Md5::new());
        for (position, number) in numbers.iter().enumerate() {
            let part = self.parts.get(number).ok_or_else(|| s3_error!(InvalidPart))?;
            if part.len() < LEAST_PART && position + 1 < numbers.len() {
                return Err(s3_error!(EntityTooSmall));
            }
            content.extend_from_slice(part);
            digests.update(Md5::digest(part));
        }
        let etag = format!("{}-{}", hex(&digests.finalize()), numbers.len());
        Ok(Object { etag, ..Object::whole(content.freeze(), self.beside.clone()) })
    }
}

fn no_such_upload() -> S3Error {
    s3_error!(
        NoSuchUpload,
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
    )
}
