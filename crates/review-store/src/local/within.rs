//! Reading a file of a run folder without leaving the folder by a link.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// How often a file is opened again that was replaced meanwhile: a lane's state is, all the time.
const TRIES: u32 = 16;

/// Opens the file of that key below `root` to read it. A run folder holds no links of ours, so whoever put one there
/// wants something read that lies elsewhere: it is refused. Whether the way was free of links is looked at again when
/// the file is open, so that a link which comes and goes gains nothing.
pub(super) fn open(root: &Path, key: &str) -> io::Result<File> {
    for _ in 0..TRIES {
        look(root, key)?;
        let file = File::open(root.join(key))?;
        if is_same(&file.metadata()?, &look(root, key)?) {
            return Ok(file);
        }
    }
    Err(io::Error::new(ErrorKind::ResourceBusy, "it was replaced again and again while it was opened"))
}

/// The content of that file.
pub(super) fn read(root: &Path, key: &str) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    open(root, key)?.read_to_end(&mut content)?;
    Ok(content)
}

/// What the file system says of the file; an error when it is none, or when the way to it goes over a link.
fn look(root: &Path, key: &str) -> io::Result<Metadata> {
    let mut path = root.to_owned();
    let mut components = key.split('/').peekable();
    while let Some(component) = components.next() {
        path.push(component);
        let metadata = fs::symlink_metadata(&path)?;
        let kind = metadata.file_type();
        match components.peek() {
            _ if kind.is_symlink() => return Err(refused("it is a link, or lies behind one")),
            Some(_) if !kind.is_dir() => return Err(ErrorKind::NotADirectory.into()),
            None if !kind.is_file() => return Err(refused("it is not a file")),
            Some(_) => {}
            None => return Ok(metadata),
        }
    }
    Err(refused("it has no name"))
}

fn refused(why: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, format!("{why}; a run folder holds files and folders only"))
}

fn is_same(one: &Metadata, other: &Metadata) -> bool {
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_is_never_followed_wherever_it_stands() {
        let (folder, elsewhere) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        fs::write(elsewhere.path().join("secret"), "s").expect("written");
        fs::create_dir(folder.path().join("csv")).expect("a folder");
        fs::write(folder.path().join("csv/A.csv"), "a").expect("written");
        symlink(elsewhere.path().join("secret"), folder.path().join("report.html")).expect("a link");
        symlink(elsewhere.path(), folder.path().join("results")).expect("a link");
        symlink("csv/A.csv", folder.path().join("inside")).expect("a link");
        for bad in ["report.html", "results/secret", "inside", "csv"] {
            let error = open(folder.path(), bad).expect_err(bad);
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{bad}: {error}");
        }
        for absent in ["csv/B.csv", "nothing/at/all"] {
            assert_eq!(open(folder.path(), absent).expect_err(absent).kind(), ErrorKind::NotFound, "{absent}");
        }
        assert_eq!(open(folder.path(), "csv/A.csv/b").expect_err("a file").kind(), ErrorKind::NotADirectory);
        assert_eq!(read(folder.path(), "csv/A.csv").expect("a file"), b"a");
    }

    #[test]
    fn a_file_that_is_replaced_all_the_time_is_read_all_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, part) = (folder.path().join("state.json"), folder.path().join("part"));
        fs::write(&path, "0").expect("written");
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for number in 0..300 {
                    fs::write(&part, number.to_string()).expect("written");
                    fs::rename(&part, &path).expect("renamed");
                }
            });
            while !writer.is_finished() {
                open(folder.path(), "state.json").expect("it is always there");
            }
        });
    }
}
