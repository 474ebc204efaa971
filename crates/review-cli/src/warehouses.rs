//! Warehouses by their URL.

use std::sync::Arc;

use review_sample::SampleWarehouse;
use review_warehouse::Warehouse;
use review_warehouse::data_api::{DataApiWarehouse, RedshiftAddress};
use review_warehouse::postgres::{Address, PasswordSource, PostgresWarehouse};

use crate::failure::Failure;

/// Opens the warehouse a URL names. Holds no secret: passwords come from the environment or a file.
pub(crate) async fn open(url: &str) -> Result<Arc<dyn Warehouse>, Failure> {
    if let Some(sample) = url.strip_prefix("sample:") {
        let warehouse = SampleWarehouse::open(sample).map_err(|error| Failure::usage(error, ""))?;
        return Ok(Arc::new(warehouse));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let password = PasswordSource::Environment;
        return match PostgresWarehouse::connect(url, password).await {
            Ok(warehouse) => Ok(Arc::new(warehouse)),
            Err(error) => {
                let help = error.remedy().unwrap_or_default();
                let address =
                    url.parse().map_or_else(|_| "the warehouse".to_owned(), |address: Address| address.to_string());
                Err(Failure::world(format!("cannot open {address}: {error}"), help))
            }
        };
    }
    if url.starts_with("redshift://") {
        return open_data_api(url).await;
    }
    Err(unknown(url))
}

fn unknown(url: &str) -> Failure {
    let help = "use sample:NAME, redshift://CLUSTER-OR-WORKGROUP/DATABASE or postgres://USER@HOST:PORT/DATABASE";
    Failure::usage(format!("`{}` names no kind of warehouse", scheme(url)), help)
}

/// Whether a URL can be used, as far as that can be said without asking the warehouse.
pub(crate) fn check(url: &str) -> Result<(), Failure> {
    if let Some(sample) = url.strip_prefix("sample:") {
        return SampleWarehouse::open(sample).map(drop).map_err(|error| Failure::usage(error, ""));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let address: Result<Address, _> = url.parse();
        return address.map(drop).map_err(|error| Failure::usage(&error, error.remedy()));
    }
    if url.starts_with("redshift://") {
        let address: Result<RedshiftAddress, _> = url.parse();
        return address.map(drop).map_err(|error| Failure::usage(&error, error.remedy()));
    }
    Err(unknown(url))
}

/// What a warehouse is called before it has said who it is: its address without user and parameters, where that can
/// be told apart from a secret that somebody wrote into it.
pub(crate) fn label(url: &str) -> Option<String> {
    if let Some(sample) = url.strip_prefix("sample:") {
        let name = sample.split_once('?').map_or(sample, |(name, _)| name);
        return Some(format!("sample:{name}"));
    }
    if url.starts_with("redshift://") {
        return url.parse().ok().map(|address: RedshiftAddress| address.to_string());
    }
    url.parse().ok().map(|address: Address| address.to_string())
}

async fn open_data_api(url: &str) -> Result<Arc<dyn Warehouse>, Failure> {
    match DataApiWarehouse::connect(url).await {
        Ok(warehouse) => {
            for assumption in warehouse.assumptions() {
                eprintln!("warning: {assumption}");
            }
            Ok(Arc::new(warehouse))
        }
        Err(error) => {
            let address = url.parse().map_or_else(|_| "the warehouse".to_owned(), |it: RedshiftAddress| it.to_string());
            Err(Failure::world(format!("cannot open {address}: {error}"), error.remedy()))
        }
    }
}

/// A URL as far as it may be shown: its scheme. Whatever follows may hold a password that somebody wrote into it.
fn scheme(url: &str) -> &str {
    url.split_once(':').map_or("the address", |(scheme, _)| scheme)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_never_reaches_a_message() {
        let urls = [
            "postgres://me:hunter2@127.0.0.1:1/db",
            "postgres://me@127.0.0.1:1/db?password=hunter2",
            "postgres://127.0.0.1/db?password=hunter2@x",
            "redshift://me:hunter2@cluster/db",
            "redshift://cluster/db?password=hunter2",
            "mysql://me:hunter2@host/db",
            "hunter2",
        ];
        for url in urls {
            let Err(failure) = open(url).await else { panic!("{url} is no warehouse") };
            let text = failure.text();
            assert!(!text.contains("hunter2"), "{url}: {text}");
        }
    }
}
