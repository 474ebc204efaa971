//! The server. Every run folder is a stranger's to it, and so is every browser.

mod act;
mod answer;
mod bounded;
mod events;
mod files;
mod guard;
mod show;

use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Router, middleware};
use review_store::base::Base;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time::sleep;

use crate::fleet::read::LookForDriver;
use crate::hub::Hub;
use crate::pages::{PageError, served_policy};
use crate::start::{Startable, Starter};
use crate::token::Token;

/// How many connections listen to events at once.
const LISTENERS_MAX: usize = 64;
/// How many connections there are at once; those that listen to events are among them.
const CONNECTIONS_MAX: usize = 256;
/// The largest body of a request: a form with a name and a token.
const BODY_BYTES_MAX: usize = 4_096;
/// How long answers that are under way may take when the server ends.
const GRACE: Duration = Duration::from_secs(5);

/// What is served, and to whom.
pub struct Serving {
    /// What holds the runs.
    pub base: Arc<dyn Base>,
    /// How long passes between two looks at a run that somebody watches.
    pub every: Duration,
    /// The token.
    pub token: Token,
    /// Whether reading takes the token too.
    pub token_to_read: bool,
    /// Names by which browsers may call this server, besides `localhost` and addresses in numbers.
    pub hosts: Vec<String>,
    /// This program, to start reviews with.
    pub program: PathBuf,
    /// What may be started; nothing as a rule.
    pub startables: Vec<Startable>,
    /// Whether the driver of a run is at work, as far as this machine knows.
    pub look_for: LookForDriver,
}

/// What all requests share.
pub(crate) struct Shared {
    pub(crate) hub: Arc<Hub>,
    pub(crate) starter: Arc<Starter>,
    pub(crate) token: Token,
    pub(crate) token_to_read: bool,
    pub(crate) hosts: Vec<String>,
    /// The content security policy of our own pages.
    pub(crate) policy: String,
    pub(crate) listeners: Arc<Semaphore>,
    pub(crate) stopping: watch::Receiver<bool>,
}

/// Whether others than this machine can reach a server that listens there.
pub fn is_beyond_this_machine(address: IpAddr) -> bool {
    !address.to_canonical().is_loopback()
}

/// Serves until `stop` is done; then ends what listens to events, gives answers that are under way a few seconds, and
/// says which reviews that were started here go on: their names and processes.
///
/// # Errors
/// When the listener fails, or a page of ours does not render.
pub async fn serve(
    serving: Serving,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<Vec<(String, u32)>> {
    let (stopper, stopping) = watch::channel(false);
    let shared = shared(serving, stopping.clone()).map_err(io::Error::other)?;
    let starter = Arc::clone(&shared.starter);
    let stopped = async move {
        stop.await;
        let _ = stopper.send(true);
    };
    let mut ends = stopping;
    let out_of_patience = async move {
        let _ = ends.wait_for(|stops| *stops).await;
        sleep(GRACE).await;
    };
    let listener = bounded::Bounded::new(listener, CONNECTIONS_MAX);
    let serving = axum::serve(listener, router(Arc::new(shared))).with_graceful_shutdown(stopped);
    tokio::select! {
        served = async { serving.await } => served?,
        () = out_of_patience => {}
    }
    Ok(starter.running())
}

fn shared(serving: Serving, stopping: watch::Receiver<bool>) -> Result<Shared, PageError> {
    Ok(Shared {
        hub: Hub::new(serving.base, serving.every, serving.look_for, stopping.clone()),
        starter: Starter::new(serving.program, serving.startables),
        token: serving.token,
        token_to_read: serving.token_to_read,
        hosts: serving.hosts,
        policy: served_policy()?,
        listeners: Arc::new(Semaphore::new(LISTENERS_MAX)),
        stopping,
    })
}

fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(show::index))
        .route("/start", post(act::start))
        .route("/runs/{warehouse}/{pack}/{run}", get(show::run))
        .route("/runs/{warehouse}/{pack}/{run}/stop", post(act::stop))
        .route("/runs/{warehouse}/{pack}/{run}/events", get(events::events))
        .route("/runs/{warehouse}/{pack}/{run}/progress.json", get(show::progress))
        .route("/runs/{warehouse}/{pack}/{run}/{*key}", get(files::file))
        .fallback(show::nothing)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard::guard))
        .with_state(shared)
}
