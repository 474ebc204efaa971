//! The few statements that find the facts out, each a single reading one through the port.

use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_core::identity::{self, Deployment, Identity};
use review_core::result::{Cell, Row};
use review_warehouse::{Progress, Submission, Warehouse, WarehouseError};

use crate::demand::{Demand, names};
use crate::facts::{DatabaseAccess, Fact, Facts, FoundRelation, HourLoad, Load, Rights};

/// The longest one probe may take; own choice. Catalogue tables answer in well under a second, seven days of
/// history in a few.
const THRESHOLD: Duration = Duration::from_secs(60);
/// The most rows a probe asks for: 24 hours, some roles, the relations of one plan, databases.
const ROWS_MAX: u64 = 10_000;
/// The most statements that [`ask`] sends, whatever the plan is.
pub const STATEMENTS_MAX: u32 = 4;

/// Asks the warehouse what is to be known before a run with these demands.
///
/// # Errors
/// When the warehouse cannot be asked at all. What it refuses to answer is an unknown fact, not an error.
pub async fn ask(warehouse: &dyn Warehouse, identity: &Identity, demands: &[Demand]) -> Result<Facts, WarehouseError> {
    let mut probe = Probe { warehouse, sent: 0 };
    match identity.deployment {
        Deployment::Postgresql => probe.postgresql(identity, demands).await,
        Deployment::SingleAz | Deployment::MultiAz | Deployment::Serverless => probe.redshift(identity, demands).await,
    }
}

/// What the user of a run may see, for `run.json`: one or two statements. What the warehouse refuses to answer is not
/// known, and nothing that goes wrong here keeps a run from its work.
pub async fn rights(warehouse: &dyn Warehouse, identity: &Identity) -> identity::Rights {
    let mut probe = Probe { warehouse, sent: 0 };
    let asked = match identity.deployment {
        Deployment::Postgresql => probe.postgresql_rights().await,
        Deployment::SingleAz | Deployment::MultiAz | Deployment::Serverless => probe.redshift_rights().await,
    };
    asked.map_or_else(
        |_| identity::Rights::default(),
        |rights| identity::Rights {
            is_superuser: rights.is_superuser.known().copied(),
            roles: rights.roles.known().cloned(),
            sees_all_rows: rights.unrestricted_syslog.known().copied(),
        },
    )
}

struct Probe<'a> {
    warehouse: &'a dyn Warehouse,
    sent: u32,
}

impl Probe<'_> {
    async fn redshift(&mut self, identity: &Identity, demands: &[Demand]) -> Result<Facts, WarehouseError> {
        let rights = self.redshift_rights().await?;
        let relations = self.relations(include_str!("../scripts/redshift_relations.sql"), demands).await?;
        let hours = self.rows("Hours", include_str!("../scripts/redshift_hours.sql")).await?;
        let databases = Fact::Unknown("Redshift lists the databases that the user may use".to_owned());
        Ok(Facts {
            identity: identity.clone(),
            rights,
            databases,
            relations,
            load: load(&hours),
            statements: self.sent,
        })
    }

    async fn redshift_rights(&mut self) -> Result<Rights, WarehouseError> {
        let rights = self.rows("Rights", include_str!("../scripts/redshift_rights.sql")).await?;
        let roles = self.rows("Roles", include_str!("../scripts/redshift_roles.sql")).await?;
        let first = |rows: &Vec<Row>, place: usize| rows.first().and_then(|row| text(row, place));
        Ok(Rights {
            is_superuser: found(&rights, |rows| truth(rows.first()?, 0)),
            roles: roles.map(|rows| rows.iter().filter_map(|row| text(row, 1)).collect()),
            unrestricted_syslog: found(&roles, |rows| Some(first(rows, 0)?.eq_ignore_ascii_case("unrestricted"))),
            metadata_security: match &rights {
                Fact::Known(rows) => first(rows, 1).map_or_else(
                    || Fact::Unknown("Amazon documents how to set it, not how to read it".to_owned()),
                    |setting| Fact::Known(matches!(setting.as_str(), "on" | "t" | "true")),
                ),
                Fact::Unknown(reason) => Fact::Unknown(reason.clone()),
            },
            tables: found(&rights, |rows| number(rows.first()?, 2)),
        })
    }

    async fn postgresql(&mut self, identity: &Identity, demands: &[Demand]) -> Result<Facts, WarehouseError> {
        let rights = self.postgresql_rights().await?;
        let relations = self.relations(include_str!("../scripts/postgresql_relations.sql"), demands).await?;
        let databases = self.rows("Databases", include_str!("../scripts/postgresql_databases.sql")).await?;
        let sessions = self.rows("Sessions", include_str!("../scripts/postgresql_sessions.sql")).await?;
        let access = |row: &Row| Some(DatabaseAccess { name: text(row, 0)?, may_connect: truth(row, 1)? });
        let databases = databases.map(|rows| rows.iter().filter_map(access).collect());
        let load = found(&sessions, |rows| {
            let row = rows.first()?;
            let hidden = number(row, 2).unwrap_or(0);
            let active = (hidden == 0).then(|| number(row, 1).unwrap_or(0));
            Some(Load::Sessions { sessions: number(row, 0)?, active })
        });
        Ok(Facts { identity: identity.clone(), rights, databases, relations, load, statements: self.sent })
    }

    async fn postgresql_rights(&mut self) -> Result<Rights, WarehouseError> {
        let rights = self.rows("Rights", include_str!("../scripts/postgresql_rights.sql")).await?;
        let roles = [(1, "pg_monitor"), (2, "pg_read_all_stats"), (3, "pg_read_all_settings")];
        let held = |rows: &Vec<Row>| {
            let row = rows.first()?;
            let held = roles.into_iter().filter(|(place, _)| truth(row, *place) == Some(true));
            Some(held.map(|(_, role)| role.to_owned()).collect())
        };
        let of_redshift = || Fact::Unknown("PostgreSQL does not have it".to_owned());
        Ok(Rights {
            is_superuser: found(&rights, |rows| truth(rows.first()?, 0)),
            roles: found(&rights, held),
            unrestricted_syslog: of_redshift(),
            metadata_security: of_redshift(),
            tables: found(&rights, |rows| number(rows.first()?, 4)),
        })
    }

    async fn relations(
        &mut self,
        script: &str,
        demands: &[Demand],
    ) -> Result<Fact<Vec<FoundRelation>>, WarehouseError> {
        let names = names(demands);
        if names.is_empty() {
            return Ok(Fact::Known(Vec::new()));
        }
        let listed: Vec<String> = names.into_iter().map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
        let rows = self.rows("Relations", &script.replace(":names", &listed.join(", "))).await?;
        let relation = |row: &Row| {
            let (schema, name) = (text(row, 0)?, text(row, 1)?);
            Some(FoundRelation { schema, name, is_readable: truth(row, 2)? })
        };
        Ok(rows.map(|rows| rows.iter().filter_map(relation).collect()))
    }

    /// The rows of one probe. What the warehouse says against it is the reason why a fact is unknown, unless the
    /// warehouse cannot be reached.
    async fn rows(&mut self, name: &str, sql: &str) -> Result<Fact<Vec<Row>>, WarehouseError> {
        self.sent += 1;
        match self.answer(name, sql).await {
            Ok(rows) => Ok(Fact::Known(rows)),
            Err(error) if is_out_of_reach(error.class) => Err(error),
            Err(error) => Ok(Fact::Unknown(error.to_string())),
        }
    }

    async fn answer(&self, name: &str, sql: &str) -> Result<Vec<Row>, WarehouseError> {
        let submission = Submission {
            name: format!("preflight/{name}/1"),
            attempt: 1,
            sql: sql.to_owned(),
            database: None,
            max_rows: ROWS_MAX,
            threshold: THRESHOLD,
        };
        let statement = self.warehouse.submit(&submission).await?.statement;
        match self.warehouse.wait(&statement, THRESHOLD).await? {
            Progress::Finished => {}
            Progress::Failed(error) => return Err(error),
            Progress::Running => {
                self.warehouse.cancel(&statement).await?;
                let message = format!("no answer within {} s; the statement was cancelled", THRESHOLD.as_secs());
                return Err(WarehouseError::new(ErrorClass::TimeThreshold, message));
            }
        }
        let mut result = self.warehouse.fetch(&statement).await?;
        let mut rows = Vec::new();
        while let Some(more) = result.next().await? {
            rows.extend(more);
        }
        Ok(rows)
    }
}

const fn is_out_of_reach(class: ErrorClass) -> bool {
    matches!(class, ErrorClass::Connection | ErrorClass::Paused | ErrorClass::Maintenance | ErrorClass::Gone)
}

/// What the rows say, unknown when they do not say it.
fn found<T>(rows: &Fact<Vec<Row>>, says: impl FnOnce(&Vec<Row>) -> Option<T>) -> Fact<T> {
    match rows {
        Fact::Unknown(reason) => Fact::Unknown(reason.clone()),
        Fact::Known(rows) => {
            says(rows).map_or_else(|| Fact::Unknown("the warehouse's answer does not say".to_owned()), Fact::Known)
        }
    }
}

fn load(hours: &Fact<Vec<Row>>) -> Fact<Load> {
    let hour = |row: &Row| {
        let hour = u8::try_from(number(row, 0)?).ok()?;
        Some(HourLoad { hour, running_seconds: number(row, 1)?, queued_seconds: number(row, 2)? })
    };
    match hours {
        Fact::Known(rows) if rows.is_empty() => {
            Fact::Unknown("the history of the last seven days shows no statement".to_owned())
        }
        _ => found(hours, |rows| {
            let now = u8::try_from(number(rows.first()?, 3)?).ok()?;
            Some(Load::Hours { now, hours: rows.iter().filter_map(hour).collect() })
        }),
    }
}

fn text(row: &Row, place: usize) -> Option<String> {
    // CHAR columns come padded with blanks.
    Some(row.get(place)?.text()?.trim_end().to_owned())
}

fn truth(row: &Row, place: usize) -> Option<bool> {
    match row.get(place)? {
        Cell::Boolean(value) => Some(*value),
        other => match other.text()?.as_str() {
            "t" | "true" => Some(true),
            "f" | "false" => Some(false),
            _ => None,
        },
    }
}

fn number(row: &Row, place: usize) -> Option<u64> {
    row.get(place)?.text()?.parse().ok()
}
