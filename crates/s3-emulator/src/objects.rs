//! The buckets and what is in them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use md5::{Digest as _, Md5};
use s3s::dto::{ETag, ETagCondition, Metadata};
use s3s::{S3Error, S3Result, s3_error};

use crate::multipart::Upload;

/// What a client wants to be kept beside the content.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside {
    pub(crate) metadata: Option<Metadata>,
    pub(crate) content_type: Option<String>,
}

/// A stored object.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) content: Bytes,
    pub(crate) etag: String,
    pub(crate) modified: SystemTime,
    pub(crate) beside: Beside,
}

impl Object {
    pub(crate) fn whole(content: Bytes, beside: Beside) -> Self {
        let etag = hex(&Md5::digest(&content));
        Self { content, etag, modified: SystemTime::now(), beside }
    }
}

/// On what a write depends.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    pub(crate) if_match: Option<ETagCondition>,
    pub(crate) if_none_match: Option<ETagCondition>,
}

/// One page of a listing.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) objects: Vec<(String, Object)>,
    pub(crate) folders: BTreeSet<String>,
    /// After what the next page begins.
    pub(crate) next: Option<String>,
}

/// All buckets.
#[derive(Default)]
pub(crate) struct Buckets {
    inner: Mutex<Inner>,
}

#[derive(Default)]
pub(crate) struct Inner {
    buckets: HashMap<String, BTreeMap<String, Object>>,
    pub(crate) uploads: HashMap<String, Upload>,
    pub(crate) uploads_begun: u64,
}

impl Buckets {
    pub(crate) fn new(names: &[&str]) -> Self {
        let buckets = names.iter().map(|name| ((*name).to_owned(), BTreeMap::new())).collect();
        Self { inner: Mutex::new(Inner { buckets, ..Inner::default() }) }
    }

    /// Everything under one lock: what a request decides and does is one step.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    pub(crate) fn bucket(&self, name: &str) -> S3Result<&BTreeMap<String, Object>> {
        self.buckets.get(name).ok_or_else(no_such_bucket)
    }

    pub(crate) fn make(&mut self, name: &str) {
        self.buckets.entry(name.to_owned()).or_default();
    }

    pub(crate) fn get(&self, bucket: &str, key: &str) -> S3Result<&Object> {
        self.bucket(bucket)?.get(key).ok_or_else(|| s3_error!(NoSuchKey, "The specified key does not exist."))
    }

    pub(crate) fn put(&mut self, bucket: &str, key: &str, object: Object, condition: &Condition) -> S3Result<()> {
        self.check(bucket, key, condition)?;
        self.buckets.get_mut(bucket).ok_or_else(no_such_bucket)?.insert(key.to_owned(), object);
        Ok(())
    }

    pub(crate) fn remove(&mut self, bucket: &str, key: &str) -> S3Result<()> {
        self.buckets.get_mut(bucket).ok_or_else(no_such_bucket)?.remove(key);
        Ok(())
    }

    /// S3 User Guide, "conditional writes": `If-None-Match: *` fails with 412 when the key is there; `If-Match` with
    /// 412 when it has another ETag, and with 404 when it is not there.
    pub(crate) fn check(&self, bucket: &str, key: &str, condition: &Condition) -> S3Result<()> {
        let there = self.bucket(bucket)?.get(key);
        if condition.if_none_match.is_some() && there.is_some() {
            return Err(precondition_failed());
        }
        match (&condition.if_match, there) {
            (None, _) | (Some(ETagCondition::Any), Some(_)) => Ok(()),
            (Some(_), None) => Err(s3_error!(NoSuchKey, "The specified key does not exist.")),
            (Some(ETagCondition::ETag(wanted)), Some(object)) => {
                let same = wanted.strong_cmp(&ETag::Strong(object.etag.clone()));
                if same { Ok(()) } else { Err(precondition_failed()) }
            }
        }
    }

    /// The keys after `after` that begin with `prefix`, those with `delimiter` behind the prefix rolled up; at most
    /// `most` of both.
    pub(crate) fn list(
        &self,
        bucket: &str,
        prefix: &str,
        delimiter: Option<&str>,
        after: &str,
        most: usize,
    ) -> S3Result<Page> {
        let mut page = Page::default();
        let mut last = None;
        for (key, object) in
            self.bucket(bucket)?.range(prefix.to_owned()..).take_while(|(key, _)| key.starts_with(prefix))
        {
            let folder = delimiter.and_then(|delimiter| rolled_up(key, prefix, delimiter));
            let name = folder.unwrap_or(key);
            if name <= after || page.folders.contains(name) {
                continue;
            }
            if page.objects.len() + page.folders.len() == most {
                page.next = last;
                return Ok(page);
            }
            last = Some(name.to_owned());
            match folder {
                Some(folder) => drop(page.folders.insert(folder.to_owned())),
                None => page.objects.push((key.clone(), object.clone())),
            }
        }
        Ok(page)
    }
}

fn rolled_up<'k>(key: &'k str, prefix: &str, delimiter: &str) -> Option<&'k str> {
    let end = key[prefix.len()..].find(delimiter)?;
    Some(&key[..prefix.len() + end + delimiter.len()])
}

fn no_such_bucket() -> S3Error {
    s3_error!(NoSuchBucket, "The specified bucket does not exist")
}

fn precondition_failed() -> S3Error {
    s3_error!(PreconditionFailed, "At least one of the pre-conditions you specified did not hold")
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
