//! Removing what the function put there.

use review_store::{S3Object, StoreError, Trouble};

use super::Assets;
use super::copying::here;
use super::manifest::{File, Manifest};
use super::place::Place;
use crate::named::NamedError;

/// Removes all that the manifest names and is still as it was put, then the manifest.
pub(super) async fn remove(place: &Place) -> Result<Assets, NamedError> {
    let mut done = Assets::default();
    // A bucket that is gone holds nothing of ours.
    if let Err(StoreError::Service(error)) = place.target.objects(&place.manifest_key()).await
        && error.trouble == Trouble::NoBucket
    {
        return Ok(done);
    }
    let manifest = Manifest::read(place).await?;
    let here = here(place).await?;
    for (path, file) in &manifest.files {
        remove_one(place, file, here.get(path), &mut done).await?;
    }
    place.target.delete(&place.manifest_key()).await?;
    Ok(done)
}

/// Removes a file that is still as it was put.
pub(super) async fn remove_one(
    place: &Place,
    file: &File,
    object: Option<&S3Object>,
    done: &mut Assets,
) -> Result<(), NamedError> {
    let Some(object) = object else { return Ok(()) };
    if file.is_still(place, object).await? {
        place.target.delete(&object.key).await?;
        done.removed += 1;
    } else {
        tracing::warn!(key = object.key, "was changed by somebody else, and stays");
        done.kept += 1;
    }
    Ok(())
}
