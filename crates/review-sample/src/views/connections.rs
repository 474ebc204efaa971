//! Who connects, from where, and with what.

use super::DATABASE;
use crate::clock::{BEGIN, HOUR, MINUTE, NOW, SECOND, november};
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;
use crate::world::people::{ADMIN, DASHBOARD, KIM, LOADER, OMAR, SCIENCE, SHOP, SYSTEM, User};
use crate::world::sessions::Session;

/// What a user connects with.
struct Client {
    host: &'static str,
    application: &'static str,
    driver: &'static str,
    /// Empty where nothing is encrypted.
    encryption: &'static str,
}

/// In troubled samples the dashboards keep an old driver and the shop does not encrypt.
fn client(user: User, variant: Variant) -> Client {
    let (host, application, driver, encryption) = match user {
        SYSTEM => ("[local]", "", "", ""),
        ADMIN => ("10.20.0.5", "psql", "", "TLSv1.3"),
        LOADER => ("10.20.1.15", "airflow", "Redshift Python Driver 2.1.8", "TLSv1.3"),
        DASHBOARD if variant.is_troubled() => {
            ("10.20.2.40", "Tableau", "Amazon Redshift ODBC Driver 1.4.65.1000", "TLSv1.2")
        }
        DASHBOARD => ("10.20.2.40", "Tableau", "Amazon Redshift ODBC Driver 2.1.9.0", "TLSv1.2"),
        KIM => ("::ffff:10.30.0.21", "DBeaver", "Redshift JDBC Driver 2.1.0.33", "TLSv1.2"),
        OMAR => ("10.30.0.22", "DBeaver", "Redshift JDBC Driver 2.1.0.33", "TLSv1.2"),
        SCIENCE => ("10.30.0.50", "jupyter", "Redshift Python Driver 2.1.8", "TLSv1.3"),
        SHOP if variant.is_troubled() => ("10.40.0.7", "shop-api", "", ""),
        SHOP => ("10.40.0.7", "shop-api", "", "TLSv1.2"),
        _ => ("10.20.0.9", "redshift-review", "", "TLSv1.3"),
    };
    Client { host, application, driver, encryption }
}

pub(super) fn sys_connection_log(world: &World) -> Sheet {
    let columns = [
        "event",
        "record_time",
        "remote_host",
        "remote_port",
        "session_id",
        "database_name",
        "user_name",
        "auth_method",
        "ssl_version",
        "application_name",
        "driver_version",
        "plugin_name",
        "protocol_version",
    ];
    let mut sheet = Sheet::new("sys_connection_log", &columns);
    let sessions = world.sessions();
    // One session of an analyst began before the driver was told to encrypt.
    let plain = sessions.iter().find(|session| session.user == OMAR).map(|session| session.id);
    let mut event = |event: &str, time: i64, session: i64, user: &str, client: &Client, encryption: &str| {
        sheet.push(row![
            event,
            time,
            client.host,
            (40_000 + session % 20_000).to_string(),
            session,
            DATABASE,
            user,
            "password",
            encryption,
            client.application,
            client.driver,
            "none",
            3
        ]);
    };
    for Session { id, user, start, end } in sessions {
        let client = client(user, world.variant);
        let encryption = if Some(id) == plain { "" } else { client.encryption };
        event("authenticated", start, id, user.name, &client, encryption);
        event("initiating session", start + 1_000, id, user.name, &client, encryption);
        if let Some(end) = end {
            event("disconnecting session", end, id, user.name, &client, encryption);
        }
    }
    for (user, client, time) in failures(world.variant) {
        event("authentication failure", time, 0, user, &client, client.encryption);
    }
    sheet
}

/// An analyst mistypes three times; in troubled samples a job that has an old password tries every quarter of an hour.
fn failures(variant: Variant) -> Vec<(&'static str, Client, i64)> {
    let mistyped = (0..3).map(|time| (KIM.name, client(KIM, variant), november(17, 8) + time * 9 * SECOND));
    let mut all: Vec<_> = mistyped.collect();
    if variant.is_troubled() {
        let quarters = (NOW.micros() - BEGIN) / (15 * MINUTE);
        all.extend((0..quarters).map(|quarter| {
            let client = Client { host: "10.20.3.9", application: "", driver: "", encryption: "TLSv1.2" };
            ("nightly_report", client, BEGIN + quarter * 15 * MINUTE + 3 * SECOND)
        }));
    }
    all
}

pub(super) fn sys_session_history(world: &World) -> Sheet {
    let columns = ["user_id", "session_id", "database_name", "status", "session_timeout", "start_time", "end_time"];
    let mut sheet = Sheet::new("sys_session_history", &columns);
    for Session { id, user, start, end } in world.sessions() {
        // A session that stayed longer than the six hours of an idle transaction did not end by itself. The page
        // gives `status` one character and lists words for it: the first letter is what fits.
        let status = match end {
            None => "a",
            Some(end) if end - start > 6 * HOUR => "t",
            Some(_) => "c",
        };
        sheet.push(row![user.id.to_string(), id, DATABASE, status, 0, start, end]);
    }
    sheet
}
