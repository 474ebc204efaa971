//! The program's arguments about the services beside the Data API.

use std::fs;

use clap::Args;
use data_api_emulator::{Administrator, ControlPlane, Secret};
use review_warehouse::postgres::Address;

/// The environment variable that holds the administrator's password: arguments are seen by everybody.
const PASSWORD: &str = "ADMINISTRATOR_PASSWORD";

/// What the services beside the Data API know.
#[derive(Debug, Args)]
pub(crate) struct ControlPlaneArguments {
    /// Issues temporary credentials that the PostgreSQL at that address accepts, as its superuser:
    /// postgres://SUPERUSER@HOST:PORT/DATABASE?sslrootcert=FILE, whose password is in ADMINISTRATOR_PASSWORD.
    #[arg(long, value_name = "URL")]
    administrator: Option<String>,
    /// A secret and the file that holds its text; may be repeated.
    #[arg(long, value_name = "NAME=FILE")]
    secret: Vec<String>,
    /// A role that may be taken on, with the ExternalId that it asks for, if any; may be repeated.
    #[arg(long, value_name = "ARN[=EXTERNAL-ID]")]
    role: Vec<String>,
}

impl ControlPlaneArguments {
    /// What they say.
    pub(crate) fn read(&self) -> Result<ControlPlane, String> {
        let mut control_plane = ControlPlane::default();
        if let Some(url) = &self.administrator {
            control_plane.administrator = Some(administrator(url)?);
        }
        for secret in &self.secret {
            let (name, file) = secret.split_once('=').ok_or("--secret is NAME=FILE")?;
            let text = fs::read_to_string(file).map_err(|error| format!("--secret: {file}: {error}"))?;
            control_plane.secrets.insert(name.to_owned(), Secret::Text(text));
        }
        for role in &self.role {
            let (arn, external_id) = match role.split_once('=') {
                Some((arn, external_id)) => (arn, Some(external_id.to_owned())),
                None => (role.as_str(), None),
            };
            control_plane.roles.insert(arn.to_owned(), external_id);
        }
        Ok(control_plane)
    }
}

fn administrator(url: &str) -> Result<Administrator, String> {
    let address: Address = url.parse().map_err(|error| format!("--administrator: {error}"))?;
    let missing = |what: &str| format!("--administrator names no {what}");
    Ok(Administrator {
        host: address.host,
        port: address.port,
        user: address.user.ok_or_else(|| missing("user"))?,
        password: std::env::var(PASSWORD).map_err(|_| format!("--administrator needs its password in {PASSWORD}"))?,
        database: address.database,
        root_certificates: address.root_certificates.ok_or_else(|| missing("sslrootcert="))?,
    })
}
