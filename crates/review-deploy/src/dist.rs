//! The folder that `deploy/package` made.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use review_core::digest::sha256_hex;
use serde::Deserialize;

use crate::error::DeployError;

/// The template of the whole stack, within the folder.
pub(crate) const ROOT_TEMPLATE: &str = "templates/root.yaml";
/// The template of an artifacts bucket.
pub(crate) const BUCKET_TEMPLATE: &str = "templates/artifacts-bucket.yaml";

/// The folder, every file of it checked against its digest.
#[derive(Clone, Debug)]
pub struct Dist {
    path: PathBuf,
    manifest: Manifest,
}

#[derive(Clone, Debug, Deserialize)]
struct Manifest {
    version: String,
    arch: String,
    files: BTreeMap<String, File>,
}

#[derive(Clone, Debug, Deserialize)]
struct File {
    sha256: String,
}

impl Dist {
    /// Reads the folder and checks every file.
    ///
    /// # Errors
    /// When it is no such folder, or a file has changed since.
    pub fn read(path: &Path) -> Result<Self, DeployError> {
        let not_one = |why: String| DeployError::NotADist { path: path.to_owned(), why };
        let text = fs::read(path.join("manifest.json")).map_err(|error| not_one(format!("manifest.json: {error}")))?;
        let manifest: Manifest =
            serde_json::from_slice(&text).map_err(|error| not_one(format!("manifest.json does not read: {error}")))?;
        let dist = Self { path: path.to_owned(), manifest };
        for needed in [ROOT_TEMPLATE, BUCKET_TEMPLATE] {
            if !dist.manifest.files.contains_key(needed) {
                return Err(not_one(format!("it has no {needed}")));
            }
        }
        for key in dist.keys() {
            dist.content(key)?;
        }
        Ok(dist)
    }

    /// The version that was packaged, and for which processor.
    pub fn describe(&self) -> String {
        format!("redshift-review {} for {}", self.manifest.version, self.manifest.arch)
    }

    /// The processor as the stack's parameter names it: `x86_64` or `arm64`.
    pub fn architecture(&self) -> &str {
        &self.manifest.arch
    }

    /// The keys of all files, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.manifest.files.keys().map(String::as_str)
    }

    /// The content of a file, which must be what was packaged.
    ///
    /// # Errors
    /// When it cannot be read, or has changed.
    pub fn content(&self, key: &str) -> Result<Vec<u8>, DeployError> {
        let path = self.path.join(key);
        let content = fs::read(&path).map_err(|source| DeployError::Io { path: path.clone(), source })?;
        match self.digest(key) == Some(sha256_hex(&content).as_str()) {
            true => Ok(content),
            false => Err(DeployError::Changed { path }),
        }
    }

    /// The digest of a file, as the manifest has it.
    pub fn digest(&self, key: &str) -> Option<&str> {
        self.manifest.files.get(key).map(|file| file.sha256.as_str())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A folder as `deploy/package` makes it, with these files beside the two templates.
    pub(crate) fn dist(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let mut listed = serde_json::Map::new();
        for (key, content) in files.iter().chain(&[(ROOT_TEMPLATE, "root"), (BUCKET_TEMPLATE, "bucket")]) {
            let path = folder.path().join(key);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(&path, content).expect("a file");
            let digest = sha256_hex(content.as_bytes());
            listed.insert((*key).to_owned(), serde_json::json!({ "sha256": digest, "bytes": content.len() }));
        }
        let manifest = serde_json::json!({ "version": "1.2.3", "arch": "arm64", "files": listed });
        fs::write(folder.path().join("manifest.json"), manifest.to_string()).expect("a manifest");
        folder
    }

    #[test]
    fn a_folder_of_the_packaging_is_read_and_checked() {
        let folder = dist(&[("functions/core-1.zip", "zip")]);
        let dist = Dist::read(folder.path()).expect("a dist");
        assert_eq!(dist.describe(), "redshift-review 1.2.3 for arm64");
        assert_eq!(dist.keys().next(), Some("functions/core-1.zip"));
        fs::write(folder.path().join("functions/core-1.zip"), "other").expect("changed");
        let error = Dist::read(folder.path()).expect_err("changed").to_string();
        assert!(error.contains("functions/core-1.zip has changed since it was packaged"), "{error}");
    }

    #[test]
    fn anything_else_is_refused_with_the_command_that_makes_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = Dist::read(folder.path()).expect_err("no manifest");
        assert!(error.to_string().contains("manifest.json") && error.remedy().contains("deploy/package"), "{error}");
        fs::write(folder.path().join("manifest.json"), r#"{"version":"1","arch":"arm64","files":{}}"#)
            .expect("written");
        let error = Dist::read(folder.path()).expect_err("no template").to_string();
        assert!(error.contains("it has no templates/root.yaml"), "{error}");
    }
}
