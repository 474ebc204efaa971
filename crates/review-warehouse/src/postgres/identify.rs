//! Who and what answers.

use review_core::error_class::ErrorClass;
use review_core::identity::{Deployment, Identity};
use tokio_postgres::SimpleQueryMessage;

use super::deployment;
use super::session::{Connector, Session};
use crate::WarehouseError;

const SELF: &str = "select version(), current_user, current_database()";

/// Every database that holds data of its own and that the user may connect to.
const DATABASES_OF_POSTGRESQL: &str = "select datname from pg_database \
     where datallowconn and not datistemplate and has_database_privilege(datname, 'CONNECT')";

/// The same of Redshift, whose `has_database_privilege` knows no CONNECT. Databases of a datashare are not local.
const DATABASES_OF_REDSHIFT: &str = "select database_name from svv_redshift_databases \
     where database_type = 'local' and database_name not in ('padb_harvest', 'template0', 'template1')";

/// Asks the server who it is.
pub(super) async fn identify(connector: &Connector) -> Result<Identity, WarehouseError> {
    let session = connector.connect(None).await?;
    let identity = ask(connector, &session).await;
    session.close().await;
    identity
}

async fn ask(connector: &Connector, session: &Session) -> Result<Identity, WarehouseError> {
    let [version, user, database] = match <[String; 3]>::try_from(cells(session, SELF).await?) {
        Ok(cells) => cells,
        Err(_) => return Err(WarehouseError::new(ErrorClass::Unknown, "the server does not say who it is")),
    };
    let address = connector.address();
    let deployment = deployment::of(&session, &version, address).await?;
    connector.is(deployment);
    let databases = match deployment {
        Deployment::Postgresql => DATABASES_OF_POSTGRESQL,
        Deployment::SingleAz | Deployment::MultiAz | Deployment::Serverless => DATABASES_OF_REDSHIFT,
    };
    let mut databases = cells(session, databases).await?;
    databases.sort();
    let name = name_of(&address.host, address.port);
    Ok(Identity { name, address: address.to_string(), deployment, version, user, database, databases, sample: false })
}

/// All cells of an answer, row after row.
async fn cells(session: &Session, sql: &str) -> Result<Vec<String>, WarehouseError> {
    let answers = session.client().simple_query(sql).await.map_err(|error| session.explain(&error))?;
    let rows = answers.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    Ok(rows.flat_map(|row| (0..row.len()).map(|cell| row.get(cell).unwrap_or_default().to_owned())).collect())
}

/// Host and port in the characters a folder's name may have.
fn name_of(host: &str, port: u16) -> String {
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.');
    let host: String = host.chars().map(|character| if allowed(character) { character } else { '-' }).collect();
    format!("{}-{port}", host.trim_matches(['-', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warehouse_is_named_by_host_and_port() {
        assert_eq!(name_of("db.example.com", 5439), "db.example.com-5439");
        assert_eq!(name_of("::1", 5432), "1-5432");
        assert_eq!(name_of("../x y", 1), "x-y-1");
    }
}
