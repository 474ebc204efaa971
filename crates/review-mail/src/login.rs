//! The password, from where the settings say it is.

use std::{env, fs};

use lettre::transport::smtp::authentication::Credentials;
use review_pack::{MailLogin, PasswordPlace};

use crate::problem::Problem;

/// User and password, in a type that does not print itself.
pub(crate) fn credentials(login: &MailLogin) -> Result<Credentials, Problem> {
    Ok(Credentials::new(login.user.clone(), password(&login.password)?))
}

fn password(place: &PasswordPlace) -> Result<String, Problem> {
    match place {
        PasswordPlace::File(path) => {
            let shown = path.display();
            let text = fs::read_to_string(path).map_err(|error| {
                Problem::lasting(
                    format!("cannot read the password from {shown}: {error}"),
                    format!("check that {shown} exists, is yours to read, and is text"),
                )
            })?;
            // Editors put a line break at the end.
            match text.trim_end_matches(['\r', '\n']) {
                "" => Err(Problem::lasting(format!("{shown} holds no password"), format!("write it into {shown}"))),
                password => Ok(password.to_owned()),
            }
        }
        PasswordPlace::Variable(name) => match env::var(name) {
            Ok(password) if !password.is_empty() => Ok(password),
            Ok(_) | Err(env::VarError::NotPresent) => {
                Err(Problem::lasting(format!("the variable {name} is not set"), format!("set {name} to the password")))
            }
            Err(env::VarError::NotUnicode(_)) => {
                Err(Problem::lasting(format!("the variable {name} is not UTF-8 text"), "use a password of UTF-8 text"))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_read_without_its_line_break_and_does_not_show_itself() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let login = MailLogin { user: "u".to_owned(), password: PasswordPlace::File(file.path().to_owned()) };
        let problem = credentials(&login).expect_err("it is empty");
        assert!(problem.why.contains("holds no password") && !problem.may_pass, "{problem:?}");
        fs::write(file.path(), "hunter2 \r\n").expect("written");
        let found = credentials(&login).expect("a password");
        assert_eq!(found, Credentials::new("u".to_owned(), "hunter2 ".to_owned()));
        assert!(!format!("{found:?}").contains("hunter2"));
    }

    #[test]
    fn a_place_without_a_password_is_named() {
        for (place, named) in [
            (PasswordPlace::File("/nonexistent/pw".into()), "/nonexistent/pw"),
            (PasswordPlace::Variable("REDSHIFT_REVIEW_NO_SUCH_VARIABLE".into()), "REDSHIFT_REVIEW_NO_SUCH_VARIABLE"),
        ] {
            let problem = credentials(&MailLogin { user: "u".to_owned(), password: place }).expect_err("none");
            assert!(problem.why.contains(named) && problem.remedy.contains(named), "{problem:?}");
        }
    }
}
