//! The statements that mend what is missing, as an administrator runs them.

use review_core::identity::Deployment;

use crate::access::Access;
use crate::answer::Mend;

/// A name in the quotes of SQL, so that `IAMR:role` and names with capitals mean what they say.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What an administrator runs for a reviewer who is not there yet. Without a password: on Redshift the reviewer
/// logs in with temporary IAM credentials, on PostgreSQL `\password` sets one that no history shows.
pub fn setting_up(deployment: Deployment, user: &str) -> Vec<String> {
    let user = quoted(user);
    match deployment {
        Deployment::Postgresql => vec![format!("CREATE USER {user};"), format!("GRANT pg_monitor TO {user};")],
        Deployment::SingleAz | Deployment::MultiAz | Deployment::Serverless => {
            vec![format!("CREATE USER {user} PASSWORD DISABLE;"), format!("GRANT ROLE sys:monitor TO {user};")]
        }
    }
}

/// The statements that open what a query cannot read, or reads in part; each once, with the queries it mends.
pub(crate) struct Mending {
    deployment: Deployment,
    user: String,
    mends: Vec<Mend>,
}

impl Mending {
    pub(crate) fn new(deployment: Deployment, user: &str) -> Self {
        Self { deployment, user: quoted(user), mends: Vec::new() }
    }

    /// Adds what opens a relation to a query.
    pub(crate) fn open(&mut self, relation: &str, access: &Access, query: &str) {
        let is_redshift = self.deployment != Deployment::Postgresql;
        let user = self.user.clone();
        match access {
            Access::OwnRows if is_redshift => self.add(format!("GRANT ROLE sys:monitor TO {user};"), query),
            Access::OwnRows => self.add(format!("GRANT pg_monitor TO {user};"), query),
            Access::Denied(schema) if is_redshift && schema == "pg_catalog" => {
                self.add(format!("GRANT ROLE sys:monitor TO {user};"), query);
            }
            Access::Denied(schema) => {
                let bare = relation.rsplit('.').next().unwrap_or(relation);
                self.add(format!("GRANT USAGE ON SCHEMA {} TO {user};", quoted(schema)), query);
                self.add(format!("GRANT SELECT ON {}.{} TO {user};", quoted(schema), quoted(bare)), query);
            }
            Access::Whole | Access::Withheld | Access::Missing | Access::Unknown(_) => {}
        }
    }

    /// Adds a statement for something that is no query's.
    pub(crate) fn add(&mut self, statement: String, mends: &str) {
        match self.mends.iter_mut().find(|mend| mend.statement == statement) {
            Some(mend) if mend.mends.iter().any(|one| one == mends) => {}
            Some(mend) => mend.mends.push(mends.to_owned()),
            None => self.mends.push(Mend { statement, mends: vec![mends.to_owned()] }),
        }
    }

    pub(crate) fn statements(self) -> Vec<Mend> {
        self.mends
    }
}
