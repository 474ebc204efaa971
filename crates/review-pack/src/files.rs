//! The files of a pack: which are read, which nobody reads, and which paths are refused.

use std::cell::RefCell;
use std::collections::BTreeSet;

use review_core::diagnostic::Place;

use crate::codes::Code;
use crate::model::PackFiles;
use crate::problems::{Problem, Problems};
use crate::tree::{Node, Reader, Source};

/// The endings of files that hold a tree.
pub(crate) const TREE_ENDINGS: [&str; 3] = ["json", "yaml", "yml"];

/// Folders that belong to the pack's form; a file in one of them that nothing reads is probably a mistake.
const OWN_FOLDERS: [&str; 3] = ["scripts/", "signals/", "templates/"];

/// The files of a pack, and which of them were asked for.
#[derive(Debug)]
pub(crate) struct Files<'a> {
    files: &'a PackFiles,
    problems: &'a Problems,
    used: RefCell<BTreeSet<String>>,
}

impl<'a> Files<'a> {
    /// The files; reports paths that leave the pack.
    pub(crate) fn new(files: &'a PackFiles, problems: &'a Problems) -> Self {
        for path in files.keys() {
            if let Some(why) = leaves_pack(path) {
                problems.add(
                    Problem::new(Code::PathLeavesPack, Place::file(path), format!("the path `{path}` {why}"))
                        .help("keep every file below the pack's folder, and write paths with `/`"),
                );
            }
        }
        Self { files, problems, used: RefCell::default() }
    }

    /// Every path, in order.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &'a str> {
        self.files.keys().map(String::as_str)
    }

    /// Notes that a file is part of the pack.
    pub(crate) fn mark_used(&self, path: &str) {
        self.used.borrow_mut().insert(path.to_owned());
    }

    /// The text of a file that exists; reports when it is not text.
    pub(crate) fn source(&self, path: &str) -> Option<Source> {
        let bytes = self.files.get(path)?;
        self.mark_used(path);
        Source::read(path, bytes, self.problems)
    }

    /// Whether there is such a file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The one file `<stem>.json`, `.yaml` or `.yml`; reports when there are several.
    pub(crate) fn one_of(&self, stem: &str) -> Option<String> {
        let candidates = TREE_ENDINGS.iter().map(|ending| format!("{stem}.{ending}"));
        let mut found = candidates.filter(|path| self.has(path));
        let first = found.next()?;
        for second in found {
            self.mark_used(&second);
            self.problems.add(
                Problem::new(Code::TwoFilesForOneThing, Place::file(&second), format!("`{first}` says this already"))
                    .other(Place::file(&first), "the file that is read")
                    .help("keep one of the two files"),
            );
        }
        Some(first)
    }

    /// The path a value names, when it stays within the pack; reports when it does not.
    pub(crate) fn inner_path<'n>(&self, reader: Reader<'_>, node: &'n Node, what: &str) -> Option<&'n str> {
        let path = reader.text(node, what)?.text.as_str();
        let Some(why) = leaves_pack(path) else { return Some(path) };
        reader.add(
            Problem::new(Code::PathLeavesPack, reader.place(node.span), format!("the path `{path}` {why}"))
                .label("not within the pack")
                .help("write a path below the pack's folder with `/`, such as `scripts/TableInfo.sql`"),
        );
        None
    }

    /// Warns of every file in the pack's own folders that nothing reads.
    pub(crate) fn report_unused(&self) {
        let used = self.used.borrow();
        let is_unused = |path: &&str| {
            let is_ours = OWN_FOLDERS.iter().any(|folder| path.starts_with(folder));
            is_ours && !used.contains(*path) && leaves_pack(path).is_none()
        };
        for path in self.paths().filter(is_unused) {
            self.problems.add(
                Problem::new(Code::UnusedFile, Place::file(path), format!("nothing in the pack reads `{path}`"))
                    .help(remedy(path)),
            );
        }
    }
}

fn remedy(path: &str) -> &'static str {
    if path.starts_with("scripts/") {
        "name it as the `script` of a query in config.json, or delete it"
    } else if path.starts_with("signals/") {
        "name it signals/<Query>.yaml, or delete it"
    } else {
        "name it as the `template` in config.json, or delete it"
    }
}

/// Why a path does not stay within the pack, if so.
fn leaves_pack(path: &str) -> Option<&'static str> {
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    if path.contains('\\') {
        Some("holds a backslash")
    } else if path.starts_with('/') || has_drive {
        Some("is absolute")
    } else if path.split('/').any(|part| part == "..") {
        Some("leaves the pack by `..`")
    } else if path.split('/').any(|part| part.is_empty() || part == ".") {
        Some("has an empty or `.` part")
    } else if path.contains('\0') {
        Some("holds a NUL character")
    } else {
        None
    }
}
