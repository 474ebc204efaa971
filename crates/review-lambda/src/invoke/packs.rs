//! Packs in the bucket: the user's own first, then those that came with the program.

use review_core::diagnostic::{Diagnostic, Level};
use review_pack::{Pack, PackFiles, check};
use review_store::S3Object;

use super::place::Place;
use super::refusal::Refusal;
use crate::named::NamedError;

/// A file of a pack larger than this is refused before it is read; the command line has the same limit.
const FILE_BYTES_MAX: u64 = 10 * 1024 * 1024;
/// A pack larger than this is refused before it is read; own choice: it must fit into the function's memory.
const PACK_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// More files than this are no pack; own choice.
const FILES_MAX: usize = 2_000;

/// What stands in the way of a pack.
#[derive(Debug)]
pub(super) enum NoPack {
    /// It is not there, or something is wrong with it.
    Refused(Refusal),
    /// The bucket cannot be read.
    Error(NamedError),
}

impl<E: Into<NamedError>> From<E> for NoPack {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

/// Reads a pack and checks it, by the same check as `redshift-review check`.
pub(super) async fn load(place: &Place, name: &str) -> Result<Pack, NoPack> {
    let Found { folder, objects } = find(place, name).await?;
    let files = read(place, &folder, objects).await?;
    // A check of a large pack takes a while: not on the thread that looks at the clock.
    let checked = tokio::task::spawn_blocking(move || check(&files)).await;
    let checked = checked.map_err(|_| NamedError::internal(format!("checking the pack `{name}` panicked")))?;
    match checked.pack {
        Some(pack) => Ok(pack),
        None => Err(NoPack::Refused(wrong(place, name, &folder, checked.diagnostics))),
    }
}

/// A folder that holds files.
struct Found {
    /// Ends with `/`.
    folder: String,
    objects: Vec<S3Object>,
}

impl Found {
    /// The files of a pack: hidden ones are an editor's business, and a console makes empty objects for folders.
    fn new(folder: String, mut objects: Vec<S3Object>) -> Self {
        let is_hidden = |path: &str| path.split('/').any(|part| part.starts_with('.'));
        objects.retain(|one| !one.key.ends_with('/') && !is_hidden(&one.key[folder.len()..]));
        Self { folder, objects }
    }
}

/// The folder of a pack; the user's own wins as a whole.
async fn find(place: &Place, name: &str) -> Result<Found, NoPack> {
    let (own, shipped) = (place.layout.own_packs(), place.layout.shipped_packs());
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_name = (1..=63).contains(&name.len()) && name.bytes().all(allowed);
    let folders = [&own, &shipped].map(|parent| format!("{parent}{name}/"));
    for folder in folders.into_iter().filter(|_| is_name) {
        let objects = place.bucket.objects(&folder).await?;
        let found = Found::new(folder, objects);
        if !found.objects.is_empty() {
            return Ok(found);
        }
    }
    let mut known = place.bucket.folders(&own).await?;
    known.extend(place.bucket.folders(&shipped).await?);
    known.sort_unstable();
    known.dedup();
    let there = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    Err(NoPack::Refused(Refusal::new(
        format!("there is no pack `{name}`: neither {} nor {} has it", place.url(&own), place.url(&shipped)),
        format!("name one that is there ({there}), or copy yours to {}NAME/", place.url(&own)),
    )))
}

async fn read(place: &Place, folder: &str, objects: Vec<S3Object>) -> Result<PackFiles, NoPack> {
    let too_large = |what: String| {
        let next = "take out of the folder what is no part of the pack";
        NoPack::Refused(Refusal::new(format!("the pack {}: {what}", place.url(folder)), next.to_owned()))
    };
    if objects.len() > FILES_MAX {
        return Err(too_large(format!("{} files are more than {FILES_MAX}", objects.len())));
    }
    if let Some(file) = objects.iter().find(|file| file.bytes > FILE_BYTES_MAX) {
        return Err(too_large(format!("{} is larger than {FILE_BYTES_MAX} bytes", file.key)));
    }
    if objects.iter().map(|file| file.bytes).sum::<u64>() > PACK_BYTES_MAX {
        return Err(too_large(format!("together its files are larger than {PACK_BYTES_MAX} bytes")));
    }
    let mut content = PackFiles::new();
    for file in objects {
        // One that went meanwhile is one that the pack does not have; the check says whether that matters.
        if let Some(bytes) = place.bucket.read(&file.key).await? {
            content.insert(file.key[folder.len()..].to_owned(), bytes);
        }
    }
    Ok(content)
}

fn wrong(place: &Place, name: &str, folder: &str, diagnostics: Vec<Diagnostic>) -> Refusal {
    let errors: Vec<Diagnostic> = diagnostics.into_iter().filter(|one| one.level == Level::Error).collect();
    let count = match errors.len() {
        1 => "1 error".to_owned(),
        several => format!("{several} errors"),
    };
    Refusal {
        diagnostics: errors,
        ..Refusal::new(
            format!("the pack `{name}` in {} has {count}; no statement was sent", place.url(folder)),
            "mend what is named and start again; `redshift-review check PACK` shows each with its line".to_owned(),
        )
    }
}
