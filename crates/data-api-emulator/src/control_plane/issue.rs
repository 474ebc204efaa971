//! Temporary credentials that the PostgreSQL behind accepts.

use std::time::Duration;

use axum::http::StatusCode;
use review_core::Timestamp;
use uuid::Uuid;

use super::answer::Refusal;
use super::request::Request;
use crate::caller::Caller;
use crate::server::Server;

/// A password that ends sooner is not issued again. Callers ask for another one before the end, by about so much.
const A_WHILE: Duration = Duration::from_secs(60);

/// Credentials that were issued.
pub(super) struct Issued {
    pub(super) user: String,
    pub(super) password: String,
    pub(super) expires: Timestamp,
}

/// How long the credentials are asked for, 15 minutes to an hour, unless the emulator has another lifetime.
pub(super) fn duration(server: &Server, request: &Request, name: &str) -> Result<Duration, Refusal> {
    let asked = Duration::from_secs(request.number(name, 900, 900, 3600)?);
    Ok(server.options.control_plane.lifetime.unwrap_or(asked))
}

/// A moment so much later.
pub(super) fn later(now: Timestamp, by: Duration) -> Timestamp {
    Timestamp::from_micros(now.micros().saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
}

/// For a database user by its name. They are issued as well when there is no such user, and then do not work.
pub(super) async fn for_user(server: &Server, user: &str, duration: Duration) -> Result<Issued, Refusal> {
    let issued = issued(server, format!("IAM:{user}"), duration);
    let Some(administrator) = &server.options.control_plane.administrator else { return Err(no_database()) };
    let set = administrator.let_in_as(user, &issued.user, &issued.password, issued.expires).await;
    set.map(|_existed| issued).map_err(failed)
}

/// For the database user of an identity, who is made at need: with Redshift at the first login, here at once.
pub(super) async fn for_identity(server: &Server, caller: &Caller, duration: Duration) -> Result<Issued, Refusal> {
    let issued = issued(server, caller.database_user(), duration);
    let Some(administrator) = &server.options.control_plane.administrator else { return Err(no_database()) };
    let set = administrator.let_in(&issued.user, &issued.password, issued.expires).await;
    set.map(|()| issued).map_err(failed)
}

/// A user of PostgreSQL has one password: where the last one is good for a while, it is issued again and lives longer,
/// so that credentials for another database do not end those that were issued before.
fn issued(server: &Server, user: String, duration: Duration) -> Issued {
    let now = server.now();
    let fresh = || format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    let (asked, good_for_a_while) = (later(now, duration), later(now, A_WHILE));
    let (password, expires) = server.control_plane.password(&user, good_for_a_while, asked, fresh);
    Issued { user, password, expires }
}

fn no_database() -> Refusal {
    Refusal::new("UnsupportedOperation", "the emulator has no PostgreSQL to issue credentials for (--administrator)")
}

fn failed(error: String) -> Refusal {
    Refusal::new("InternalFailure", error).with_status(StatusCode::INTERNAL_SERVER_ERROR)
}
