//! Copying what changed.
//!
//! What is to be copied stands in the manifest before it is copied: a function that dies in the middle leaves nothing
//! behind that it would not know for its own.

use std::collections::BTreeMap;

use review_core::digest::sha256_hex;
use review_store::S3Object;

use super::Assets;
use super::manifest::{File, Manifest};
use super::place::Place;
use super::removing;
use crate::named::NamedError;

/// A file larger than this is no part of a pack; the check of packs has the same limit.
const FILE_BYTES_MAX: u64 = 10 * 1024 * 1024;

/// Makes the folder hold what the release holds.
pub(super) async fn copy(place: &Place) -> Result<Assets, NamedError> {
    let release = release(place).await?;
    let before = Manifest::read(place).await?;
    let here = here(place).await?;
    let mut done = Assets::default();
    let mut files = BTreeMap::new();
    let mut copies = Vec::new();
    for (path, object) in &release {
        let known = before.files.get(path);
        match known.filter(|known| is_right(known, object, here.get(path))) {
            Some(known) => {
                files.insert(path.clone(), known.clone());
            }
            None => {
                let content = read(place, path).await?;
                files.insert(path.clone(), planned(object, &content));
                copies.push((path.clone(), content));
            }
        }
    }
    done.unchanged = files.len() - copies.len();
    if !copies.is_empty() {
        let gone = before.files.iter().filter(|(path, _)| !release.contains_key(*path));
        let gone = gone.map(|(path, file)| (path.clone(), file.clone()));
        Manifest::of(files.clone().into_iter().chain(gone).collect()).write(place).await?;
    }
    for (path, content) in copies {
        let version = place.target.put(&place.target_key(&path), &content).await?;
        if let Some(file) = files.get_mut(&path) {
            file.target_etag = Some(version.0);
        }
        done.copied += 1;
    }
    for (path, file) in before.files.iter().filter(|(path, _)| !release.contains_key(*path)) {
        removing::remove_one(place, file, here.get(path), &mut done).await?;
    }
    let after = Manifest::of(files);
    if after != before {
        after.write(place).await?;
    }
    Ok(done)
}

/// Whether a file is the release's, and still lies here as it was put.
fn is_right(known: &File, release: &S3Object, here: Option<&S3Object>) -> bool {
    let lies_here = here.is_some_and(|here| known.target_etag.as_ref() == Some(&here.version.0));
    known.source_etag == release.version.0 && known.bytes == release.bytes && lies_here
}

fn planned(object: &S3Object, content: &[u8]) -> File {
    File {
        sha256: sha256_hex(content),
        bytes: content.len() as u64,
        source_etag: object.version.0.clone(),
        target_etag: None,
    }
}

/// The files of the release, by path.
async fn release(place: &Place) -> Result<BTreeMap<String, S3Object>, NamedError> {
    let prefix = place.source_key("");
    let source = format!("s3://{}/{prefix}", place.source().name());
    let objects = place.source().objects(&prefix).await?;
    let files: BTreeMap<String, S3Object> = below(objects, &prefix).collect();
    if files.is_empty() {
        return Err(NamedError::refused(
            format!("{source} holds no pack"),
            "publish the release into that bucket (`redshift-review publish`), or correct the artifacts parameters",
        ));
    }
    match files.values().find(|file| file.bytes > FILE_BYTES_MAX) {
        Some(file) => Err(NamedError::refused(
            format!("{} in {source} is larger than {FILE_BYTES_MAX} bytes, which no file of a pack is", file.key),
            "publish the release again",
        )),
        None => Ok(files),
    }
}

/// What lies in the folder, ours or not, by path.
pub(super) async fn here(place: &Place) -> Result<BTreeMap<String, S3Object>, NamedError> {
    let prefix = place.target_key("");
    let objects = place.target.objects(&prefix).await?;
    Ok(below(objects, &prefix).collect())
}

/// Files below a prefix; the empty objects that a console makes for folders are none.
fn below(objects: Vec<S3Object>, prefix: &str) -> impl Iterator<Item = (String, S3Object)> {
    let files = objects.into_iter().filter(|object| !object.key.ends_with('/'));
    files.map(move |object| (object.key[prefix.len()..].to_owned(), object))
}

async fn read(place: &Place, path: &str) -> Result<Vec<u8>, NamedError> {
    let key = place.source_key(path);
    place.source().read(&key).await?.ok_or_else(|| {
        NamedError::refused(
            format!("s3://{}/{key} was listed and is gone", place.source().name()),
            "update the stack again when the release is whole",
        )
    })
}
