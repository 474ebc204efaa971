//! SHA-256 in hex, of content as it passes by.

use std::fmt::Write as _;

use review_core::record::StoredFile;
use sha2::{Digest as _, Sha256};

use crate::port::Version;

/// Size and SHA-256 of what has passed so far.
#[derive(Default)]
pub(crate) struct Fingerprint {
    bytes: u64,
    hash: Sha256,
}

impl Fingerprint {
    pub(crate) fn add(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        self.hash.update(piece);
    }

    /// The file that is stored under `key` when all of it has passed.
    pub(crate) fn of_file(self, key: &str) -> StoredFile {
        StoredFile { key: key.to_owned(), bytes: self.bytes, sha256: hex(&self.hash.finalize()) }
    }
}

/// The version of a document with that content.
pub(crate) fn version_of(content: &[u8]) -> Version {
    Version(hex(&Sha256::digest(content)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_of_pieces_is_that_of_the_whole() {
        let mut fingerprint = Fingerprint::default();
        fingerprint.add(b"a");
        fingerprint.add(b"bc");
        let file = fingerprint.of_file("k");
        // The first test vector of FIPS 180-2.
        assert_eq!(file.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((file.bytes, file.key.as_str()), (3, "k"));
        assert_eq!(version_of(b"abc").0, file.sha256);
    }
}
