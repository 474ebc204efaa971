//! Where the password comes from: never from the address.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use super::address::Address;

/// A password. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// A password from elsewhere.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(not shown)")
    }
}

/// Where to take the password from. A file that the address names comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordSource {
    /// There is none: the server lets the user in by other means.
    None,
    /// The environment variable `PGPASSWORD`, else the passfile that `PGPASSFILE` names, else none.
    Environment,
    /// A file that holds the password and nothing else.
    File(PathBuf),
    /// The caller has it already.
    Given(Password),
}

/// Why there is no password although a place for it was named.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The file cannot be read.
    #[error("cannot read the password from {path}: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// The file is empty.
    #[error("{0} holds no password")]
    Empty(PathBuf),
    /// Others can read the passfile.
    #[error("{0} can be read by others")]
    Exposed(PathBuf),
    /// `PGPASSWORD` is not UTF-8.
    #[error("PGPASSWORD is not UTF-8 text")]
    NotText,
}

impl PasswordError {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Unreadable { path, .. } => format!("check that {} exists and is yours to read", path.display()),
            Self::Empty(path) => format!("write the password into {}", path.display()),
            Self::Exposed(path) => format!("run: chmod 600 {}", path.display()),
            Self::NotText => "use a password of UTF-8 text".to_owned(),
        }
    }
}

impl PasswordSource {
    /// The password for an address.
    pub(super) fn read(&self, address: &Address) -> Result<Option<Password>, PasswordError> {
        if let Some(path) = &address.password_file {
            return whole_file(path).map(Some);
        }
        if let Some(path) = &address.passfile {
            return from_passfile(path, address);
        }
        match self {
            Self::None => Ok(None),
            Self::Environment => from_environment(|name| std::env::var_os(name), address),
            Self::File(path) => whole_file(path).map(Some),
            Self::Given(password) => Ok(Some(password.clone())),
        }
    }
}

fn from_environment(
    variable: impl Fn(&str) -> Option<OsString>,
    address: &Address,
) -> Result<Option<Password>, PasswordError> {
    if let Some(password) = variable("PGPASSWORD") {
        return password.into_string().map(|text| Some(Password(text))).map_err(|_| PasswordError::NotText);
    }
    match variable("PGPASSFILE") {
        Some(path) => from_passfile(Path::new(&path), address),
        None => Ok(None),
    }
}

fn read(path: &Path) -> Result<String, PasswordError> {
    fs::read_to_string(path).map_err(|reason| PasswordError::Unreadable { path: path.to_owned(), reason })
}

/// The file's text without the line break that editors put at its end.
fn whole_file(path: &Path) -> Result<Password, PasswordError> {
    let text = read(path)?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(PasswordError::Empty(path.to_owned())),
        password => Ok(Password(password.to_owned())),
    }
}

fn from_passfile(path: &Path, address: &Address) -> Result<Option<Password>, PasswordError> {
    let text = read(path)?;
    if read_by_others(path)? {
        return Err(PasswordError::Exposed(path.to_owned()));
    }
    Ok(text.lines().find_map(|line| password_of_line(line, address)))
}

#[cfg(unix)]
fn read_by_others(path: &Path) -> Result<bool, PasswordError> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = fs::metadata(path).map_err(|reason| PasswordError::Unreadable { path: path.to_owned(), reason })?;
    Ok(metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn read_by_others(_path: &Path) -> Result<bool, PasswordError> {
    Ok(false)
}

/// A line of a passfile is `host:port:database:user:password`, `*` stands for anything, `\` takes the meaning from
/// the next character.
fn password_of_line(line: &str, address: &Address) -> Option<Password> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields = vec![String::new()];
    let mut starred = vec![line.starts_with("*:")];
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            // The password is the rest of the line, colons and all.
            ':' if fields.len() < 5 => {
                starred.push(characters.as_str().starts_with("*:"));
                fields.push(String::new());
            }
            '\\' => fields.last_mut()?.extend(characters.next()),
            other => fields.last_mut()?.push(other),
        }
    }
    let user = address.user.as_ref()?;
    let wanted = [&address.host, &address.port.to_string(), &address.database, user];
    let [host, port, database, user, password] = fields.as_slice() else { return None };
    let fits = [host, port, database, user].into_iter().zip(wanted).zip(starred);
    fits.into_iter().all(|((field, wanted), any)| any || field == wanted).then(|| Password(password.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        text.parse().expect("an address")
    }

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        fs::write(file.path(), text).expect("the file is written");
        file
    }

    #[test]
    fn a_password_does_not_show_itself() {
        let source = PasswordSource::Given(Password::new("hunter2"));
        assert!(!format!("{source:?}").contains("hunter2"));
    }

    #[test]
    fn a_password_file_is_the_password_without_its_line_break() {
        let plain = address("postgres://a@localhost/b");
        let held = file("hunter2 :\n");
        let source = PasswordSource::File(held.path().to_owned());
        assert_eq!(source.read(&plain).expect("a password"), Some(Password::new("hunter2 :")));
        let named = address(&format!("postgres://a@localhost/b?password_file={}", held.path().display()));
        let given = PasswordSource::Given(Password::new("other"));
        assert_eq!(given.read(&named).expect("a password"), Some(Password::new("hunter2 :")));
        let empty = file("\n");
        let error = PasswordSource::File(empty.path().to_owned()).read(&plain).expect_err("there is no password");
        assert!(matches!(error, PasswordError::Empty(_)), "{error:?}");
    }

    #[test]
    fn the_environment_gives_a_password_or_a_passfile() {
        let address = address("postgres://a@localhost/b");
        let held = file("localhost:5432:b:a:from the file\n");
        let path = held.path().as_os_str().to_owned();
        let with = |set: &[(&str, OsString)]| {
            let set: Vec<_> = set.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            let variable = |name: &str| set.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            from_environment(variable, &address).expect("the environment can be read")
        };
        assert_eq!(with(&[]), None);
        assert_eq!(with(&[("PGPASSFILE", path.clone())]), Some(Password::new("from the file")));
        let both = [("PGPASSFILE", path), ("PGPASSWORD", "hunter2".into())];
        assert_eq!(with(&both), Some(Password::new("hunter2")));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = PasswordSource::File("/nonexistent/pw".into())
            .read(&address("postgres://a@localhost/b"))
            .expect_err("there is no such file");
        assert_eq!(
            error.to_string(),
            "cannot read the password from /nonexistent/pw: No such file or directory (os error 2)"
        );
    }

    #[test]
    fn a_passfile_gives_the_password_of_the_first_line_that_fits() {
        let held = file(
            "# comment\nlocalhost:5432:b:other:no\nlocalhost:1:b:a:no\n*:*:b:a\\:c:col\\:on:rest\\\\\n*:*:*:a:yes\n",
        );
        let with = |user: &str| address(&format!("postgres://{user}@localhost/b?passfile={}", held.path().display()));
        let password = |user: &str| PasswordSource::None.read(&with(user)).expect("the file can be read");
        assert_eq!(password("a"), Some(Password::new("yes")));
        assert_eq!(password("a%3Ac"), Some(Password::new("col:on:rest\\")));
        assert_eq!(password("nobody"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_passfile_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let held = file("*:*:*:*:pw\n");
        fs::set_permissions(held.path(), fs::Permissions::from_mode(0o644)).expect("the mode is set");
        let named = address(&format!("postgres://a@localhost/b?passfile={}", held.path().display()));
        let error = PasswordSource::None.read(&named).expect_err("others can read it");
        assert!(matches!(error, PasswordError::Exposed(_)));
        assert!(error.remedy().contains("chmod 600"));
    }
}
