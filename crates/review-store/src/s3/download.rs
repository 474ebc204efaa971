//! An object being read piece by piece.

use async_trait::async_trait;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;

use super::bucket::S3Bucket;
use super::errors::Doing;
use crate::error::StoreError;
use crate::port::Download;

/// What `object_store` makes of a connection that breaks half-way: it asks for the rest, of the same ETag.
type Pieces<T> = BoxStream<'static, object_store::Result<T>>;

/// An object being read: the one that was opened, whatever replaces it meanwhile.
pub(super) struct S3Download<T> {
    bucket: S3Bucket,
    key: String,
    pieces: Pieces<T>,
}

impl<T> S3Download<T> {
    pub(super) fn new(bucket: S3Bucket, key: &str, pieces: Pieces<T>) -> Self {
        Self { bucket, key: key.to_owned(), pieces }
    }
}

#[async_trait]
impl<T: Into<Vec<u8>> + Send + 'static> Download for S3Download<T> {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        while let Some(piece) = self.pieces.next().await {
            let piece: Vec<u8> = piece.map_err(|error| self.bucket.at(Doing::Read, &self.key).error(&error))?.into();
            if !piece.is_empty() {
                return Ok(Some(piece));
            }
        }
        Ok(None)
    }
}
