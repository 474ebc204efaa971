//! Warehouses by their URL.

use std::sync::Arc;

use review_sample::SampleWarehouse;
use review_warehouse::Warehouse;
use review_warehouse::postgres::{PasswordSource, PostgresWarehouse};

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
                Err(Failure::world(format!("cannot open {}: {error}", without_password(url)), help))
            }
        };
    }
    if url.starts_with("redshift://") {
        let help = "use postgres://USER@HOST:5439/DATABASE until then";
        return Err(Failure::usage("the Redshift Data API is not in this version yet", help));
    }
    let help = "use sample:NAME or postgres://USER@HOST:PORT/DATABASE";
    Err(Failure::usage(format!("`{}` is no warehouse", without_password(url)), help))
}

/// A URL as it may be shown: a password that somebody wrote into it all the same is cut out.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((user, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    let user = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{user}@{host}")
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_never_reaches_a_message() {
        assert_eq!(without_password("postgres://me:p@ss@db:5432/x"), "postgres://me@db:5432/x");
        assert_eq!(without_password("postgres://me@db/x"), "postgres://me@db/x");
        assert_eq!(without_password("sample:healthy"), "sample:healthy");
    }
}
