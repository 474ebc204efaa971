//! The operations, between the wire and the store.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt as _;
use s3s::dto::*;
use s3s::{Body, S3, S3Request, S3Response, S3Result, s3_error};

use crate::objects::{Beside, Buckets, Condition, Object};

/// Keys on one page at most (S3 API reference, ListObjectsV2).
const PAGE: i32 = 1_000;

/// S3 on these buckets.
pub(crate) struct Service {
    pub(crate) buckets: Arc<Buckets>,
}

#[async_trait]
impl S3 for Service {
    async fn create_bucket(&self, request: S3Request<CreateBucketInput>) -> S3Result<S3Response<CreateBucketOutput>> {
        self.buckets.lock().make(&request.input.bucket);
        Ok(S3Response::new(CreateBucketOutput::default()))
    }

    async fn head_bucket(&self, request: S3Request<HeadBucketInput>) -> S3Result<S3Response<HeadBucketOutput>> {
        self.buckets.lock().bucket(&request.input.bucket)?;
        Ok(S3Response::new(HeadBucketOutput::default()))
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let input = request.input;
        let object = self.buckets.lock().get(&input.bucket, &input.key)?.clone();
        if let Some(ETagCondition::ETag(wanted)) = &input.if_match
            && !wanted.strong_cmp(&etag(&object))
        {
            return Err(s3_error!(PreconditionFailed));
        }
        let (length, mut content, mut range) = (object.content.len(), object.content.clone(), None);
        if let Some(asked) = input.range {
            let part = asked.check(length as u64)?;
            range = Some(format!("bytes {}-{}/{length}", part.start, part.end - 1));
            content = content.slice(part.start as usize..part.end as usize);
        }
        Ok(S3Response::new(GetObjectOutput {
            content_length: Some(content.len() as i64),
            content_range: range,
            body: Some(StreamingBlob::from(Body::from(content))),
            e_tag: Some(etag(&object)),
            last_modified: Some(object.modified.into()),
            metadata: object.beside.metadata,
            content_type: object.beside.content_type,
            ..GetObjectOutput::default()
        }))
    }

    async fn head_object(&self, request: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        let object = self.buckets.lock().get(&request.input.bucket, &request.input.key)?.clone();
        Ok(S3Response::new(HeadObjectOutput {
            content_length: Some(object.content.len() as i64),
            e_tag: Some(etag(&object)),
            last_modified: Some(object.modified.into()),
            metadata: object.beside.metadata,
            content_type: object.beside.content_type,
            ..HeadObjectOutput::default()
        }))
    }

    async fn put_object(&self, request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let input = request.input;
        let content = whole(input.body).await?;
        let condition = Condition { if_match: input.if_match, if_none_match: input.if_none_match };
        let object = Object::whole(content, Beside { metadata: input.metadata, content_type: input.content_type });
        let e_tag = Some(etag(&object));
        self.buckets.lock().put(&input.bucket, &input.key, object, &condition)?;
        Ok(S3Response::new(PutObjectOutput { e_tag, ..PutObjectOutput::default() }))
    }

    async fn delete_object(&self, request: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        self.buckets.lock().remove(&request.input.bucket, &request.input.key)?;
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }

    async fn delete_objects(
        &self,
        request: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let mut buckets = self.buckets.lock();
        let mut deleted = Vec::new();
        for object in request.input.delete.objects {
            buckets.remove(&request.input.bucket, &object.key)?;
            deleted.push(DeletedObject { key: Some(object.key), ..DeletedObject::default() });
        }
        Ok(S3Response::new(DeleteObjectsOutput { deleted: Some(deleted), ..DeleteObjectsOutput::default() }))
    }

    async fn list_objects_v2(
        &self,
        request: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let input = request.input;
        let most = input.max_keys.unwrap_or(PAGE).clamp(1, PAGE);
        let prefix = input.prefix.clone().unwrap_or_default();
        let after = input.continuation_token.clone().or(input.start_after.clone()).unwrap_or_default();
        let page =
            self.buckets.lock().list(&input.bucket, &prefix, input.delimiter.as_deref(), &after, most as usize)?;
        let count = page.objects.len() + page.folders.len();
        let listed = page.objects.into_iter().map(|(key, object)| listed(key, &object)).collect();
        let folder = |folder| CommonPrefix { prefix: Some(folder) };
        Ok(S3Response::new(ListObjectsV2Output {
            name: Some(input.bucket),
            prefix: input.prefix,
            delimiter: input.delimiter,
            max_keys: Some(most),
            key_count: Some(count as i32),
            contents: Some(listed),
            common_prefixes: Some(page.folders.into_iter().map(folder).collect()),
            is_truncated: Some(page.next.is_some()),
            continuation_token: input.continuation_token,
            next_continuation_token: page.next,
            ..ListObjectsV2Output::default()
        }))
    }

    async fn create_multipart_upload(
        &self,
        request: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        let input = request.input;
        let beside = Beside { metadata: input.metadata, content_type: input.content_type };
        let id = self.buckets.lock().begin(&input.bucket, &input.key, beside)?;
        Ok(S3Response::new(CreateMultipartUploadOutput {
            bucket: Some(input.bucket),
            key: Some(input.key),
            upload_id: Some(id),
            ..CreateMultipartUploadOutput::default()
        }))
    }

    async fn upload_part(&self, request: S3Request<UploadPartInput>) -> S3Result<S3Response<UploadPartOutput>> {
        let input = request.input;
        let content = whole(input.body).await?;
        let etag = self.buckets.lock().part(&input.upload_id, input.part_number, content)?;
        Ok(S3Response::new(UploadPartOutput { e_tag: Some(ETag::Strong(etag)), ..UploadPartOutput::default() }))
    }

    async fn complete_multipart_upload(
        &self,
        request: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let input = request.input;
        let parts = input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
        let numbers: Vec<i32> = parts.iter().filter_map(|part| part.part_number).collect();
        let condition = Condition { if_match: input.if_match, if_none_match: input.if_none_match };
        let etag = self.buckets.lock().complete(&input.upload_id, &numbers, &condition)?;
        Ok(S3Response::new(CompleteMultipartUploadOutput {
            bucket: Some(input.bucket),
            key: Some(input.key),
            e_tag: Some(ETag::Strong(etag)),
            ..CompleteMultipartUploadOutput::default()
        }))
    }

    async fn abort_multipart_upload(
        &self,
        request: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        self.buckets.lock().abort(&request.input.upload_id)?;
        Ok(S3Response::new(AbortMultipartUploadOutput::default()))
    }
}

fn etag(object: &Object) -> ETag {
    ETag::Strong(object.etag.clone())
}

fn listed(key: String, stored: &Object) -> s3s::dto::Object {
    s3s::dto::Object {
        key: Some(key),
        size: Some(stored.content.len() as i64),
        e_tag: Some(etag(stored)),
        last_modified: Some(stored.modified.into()),
        ..s3s::dto::Object::default()
    }
}

async fn whole(body: Option<StreamingBlob>) -> S3Result<Bytes> {
    let Some(body) = body else { return Ok(Bytes::new()) };
    let pieces = body.try_fold(BytesMut::new(), |mut whole, piece| async move {
        whole.extend_from_slice(&piece);
        Ok(whole)
    });
    pieces.await.map(BytesMut::freeze).map_err(|error| s3_error!(IncompleteBody, "{error}"))
}
