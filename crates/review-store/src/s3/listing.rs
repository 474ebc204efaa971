//! What is in a bucket.

use object_store::list::{PaginatedListOptions, PaginatedListResult, PaginatedListStore as _};

use super::bucket::{S3Bucket, S3Object};
use super::errors::Doing;
use crate::error::StoreError;
use crate::port::Version;

impl S3Bucket {
    /// The objects whose keys begin with `prefix`, sorted by key.
    ///
    /// # Errors
    /// When S3 refuses or is not reached.
    pub async fn objects(&self, prefix: &str) -> Result<Vec<S3Object>, StoreError> {
        let mut objects = Vec::new();
        self.pages(prefix, false, |page| {
            objects.extend(page.result.objects.iter().map(|object| S3Object {
                key: object.location.to_string(),
                bytes: object.size,
                version: Version(object.e_tag.clone().unwrap_or_default()),
            }));
        })
        .await?;
        objects.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Ok(objects)
    }

    /// The names of the folders right below `prefix` (which is empty or ends in `/`), sorted: what a key has there
    /// before its next slash. One request for a thousand of them, however many objects they hold.
    ///
    /// # Errors
    /// When S3 refuses or is not reached.
    pub async fn folders(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let mut names = Vec::new();
        self.pages(prefix, true, |page| {
            let below = |folder: &str| folder.strip_prefix(prefix).map(|name| name.trim_end_matches('/').to_owned());
            names.extend(page.result.common_prefixes.iter().filter_map(|folder| below(folder.as_ref())));
        })
        .await?;
        names.sort_unstable();
        Ok(names)
    }

    async fn pages(
        &self,
        prefix: &str,
        folders: bool,
        mut take: impl FnMut(&PaginatedListResult) + Send,
    ) -> Result<(), StoreError> {
        let at = self.at(Doing::List, prefix);
        let asked = Some(prefix).filter(|prefix| !prefix.is_empty());
        let mut page_token = None;
        loop {
            let delimiter = folders.then(|| "/".into());
            let options = PaginatedListOptions { delimiter, page_token, ..PaginatedListOptions::default() };
            let page = self.store.list_paginated(asked, options).await.map_err(|error| at.error(&error))?;
            take(&page);
            page_token = page.page_token;
            if page_token.is_none() {
                return Ok(());
            }
        }
    }
}
