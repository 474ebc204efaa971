//! Finding PostgreSQL's programs, and running them as a user they accept.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

/// Where Debian and Ubuntu put the programs of every major version.
const VERSIONS: &str = "/usr/lib/postgresql";

const NOT_INSTALLED: &str = "these tests need a PostgreSQL server: there is no initdb in PATH and none below \
                             /usr/lib/postgresql; install Debian's package `postgresql` (apt-get install postgresql)";

/// The folder of PostgreSQL's programs.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    folder: PathBuf,
    /// The user to run them as; `None` means ourselves.
    user: Option<&'static str>,
}

impl Programs {
    /// The programs in `PATH`, else the newest below [`VERSIONS`].
    pub(super) fn find() -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        let folder = folder_in(env::split_paths(&path), Path::new(VERSIONS)).expect(NOT_INSTALLED);
        Self { folder, user: is_root().then_some("postgres") }
    }

    /// The user the server runs as, when that is not ourselves.
    pub(super) const fn user(&self) -> Option<&'static str> {
        self.user
    }

    /// Whether the server can load a module. Debian keeps the modules of a version beside its programs; others keep
    /// them one folder deeper.
    pub(super) fn has_module(&self, name: &str) -> bool {
        let Some(version) = self.folder.parent() else { return false };
        let places = ["lib", "lib/postgresql"].map(|place| version.join(place));
        let files = places.iter().flat_map(|place| ["so", "dylib"].map(|end| place.join(format!("{name}.{end}"))));
        files.into_iter().any(|file| file.exists())
    }

    /// A command that runs one of the programs as the server's user. The server refuses to run as root.
    pub(super) fn as_server(&self, program: &str) -> Command {
        let program = self.folder.join(program);
        let mut command = match self.user {
            None => Command::new(program),
            Some(user) => {
                let mut command = Command::new("setpriv");
                let ids = [format!("--reuid={user}"), format!("--regid={user}")];
                command.args(ids).args(["--init-groups", "--"]).arg(program);
                command
            }
        };
        // Not our working folder: the server's user may not be let into it.
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    /// A command that runs one of the programs as ourselves.
    pub(super) fn as_ourselves(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        command.stdin(Stdio::null());
        command
    }
}

/// The folder of the programs: the first of `path` that has them, else the newest version's.
fn folder_in(mut path: impl Iterator<Item = PathBuf>, versions: &Path) -> Option<PathBuf> {
    // A link in /usr/local/bin leads to the folder that has them all.
    let in_path = path.find_map(|folder| fs::canonicalize(folder.join("initdb")).ok()?.parent().map(Path::to_owned));
    in_path.or_else(|| newest(versions))
}

fn newest(versions: &Path) -> Option<PathBuf> {
    let number = |folder: &Path| folder.file_name().and_then(OsStr::to_str)?.parse::<u32>().ok();
    let folders = fs::read_dir(versions).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let complete = folders.filter(|folder| folder.join("bin/initdb").exists());
    complete.max_by_key(|folder| number(folder)).map(|folder| folder.join("bin"))
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Runs a command to its end.
///
/// # Panics
/// With all it said, when it fails.
pub(super) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    let said = [String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)];
    assert!(output.status.success(), "{command:?} failed ({}):\n{}{}", output.status, said[0], said[1]);
    said[0].clone().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn install(folder: &Path) {
        fs::create_dir_all(folder).expect("the folder is made");
        fs::write(folder.join("initdb"), "").expect("the program is written");
    }

    #[test]
    fn the_path_comes_first_then_the_newest_version() {
        let place = tempfile::tempdir().expect("a temporary folder");
        let place = fs::canonicalize(place.path()).expect("the folder is there");
        let (versions, linked, elsewhere) = (place.join("versions"), place.join("linked"), place.join("elsewhere"));
        assert_eq!(folder_in(std::iter::empty(), &versions), None);
        for version in ["9", "15", "current"] {
            install(&versions.join(version).join("bin"));
        }
        fs::create_dir_all(versions.join("17/bin")).expect("a version without a server");
        assert_eq!(folder_in(std::iter::empty(), &versions), Some(versions.join("15/bin")));
        install(&elsewhere);
        fs::create_dir(&linked).expect("the folder is made");
        std::os::unix::fs::symlink(elsewhere.join("initdb"), linked.join("initdb")).expect("the link is made");
        assert_eq!(folder_in([place.clone(), linked].into_iter(), &versions), Some(elsewhere));
    }
}
