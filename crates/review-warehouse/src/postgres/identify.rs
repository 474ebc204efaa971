//! Who and what answers.

use review_core::error_class::ErrorClass;
use review_core::identity::Identity;
use tokio_postgres::SimpleQueryMessage;

use super::deployment;
use super::session::{Connector, Session};
use crate::databases::{self, Databases};
use crate::{WarehouseError, who};

/// Asks the server who it is.
pub(super) async fn identify(connector: &Connector) -> Result<Identity, WarehouseError> {
    let session = connector.connect(None).await?;
    let identity = ask(connector, &session).await;
    session.close().await;
    identity
}

async fn ask(connector: &Connector, session: &Session) -> Result<Identity, WarehouseError> {
    let [version, user, database] = match <[String; 3]>::try_from(cells(session, who::SELF).await?) {
        Ok(cells) => cells,
        Err(_) => return Err(WarehouseError::new(ErrorClass::Unknown, "the server does not say who it is")),
    };
    let address = connector.address();
    let deployment = deployment::of(session, &version, address).await?;
    connector.is(deployment);
    let listed = match cells(session, databases::question(&version)).await {
        Err(failure) => match databases::question_after(&failure) {
            Some(question) => cells(session, question).await?,
            None => return Err(failure),
        },
        Ok(listed) => listed,
    };
    let Databases { local, other } = Databases::of(listed);
    let name = name_of(&address.host, address.port);
    let (account, region) = deployment::place(address);
    Ok(Identity {
        name,
        address: address.to_string(),
        deployment,
        version,
        user,
        database,
        databases: local,
        other_databases: other,
        sample: false,
        account,
        region,
        // Every session of this way is set to it.
        time_zone: Some("UTC".to_owned()),
        rights: None,
    })
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
