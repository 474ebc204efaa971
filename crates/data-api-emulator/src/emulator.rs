//! A running emulator.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use review_warehouse::Warehouse;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::caller::Identities;
use crate::calls::Call;
use crate::clock::{Clock, SystemClock};
use crate::control;
use crate::faults::Injection;
use crate::http::{Cut, CuttableListener, router};
use crate::options::Options;
use crate::server::Server;
use crate::statement::{Abort, Status};

/// A running emulator. It stops when it is dropped.
pub struct Emulator {
    server: Arc<Server>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    ended: tokio::task::JoinHandle<io::Result<()>>,
}

impl Emulator {
    /// Starts an emulator on a free port of 127.0.0.1: what tests want.
    ///
    /// # Errors
    /// When the machine has no free port.
    pub async fn start(warehouse: Arc<dyn Warehouse>, options: Options) -> io::Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), warehouse, options, Arc::new(SystemClock)).await
    }

    /// Starts an emulator at an address, with a clock.
    ///
    /// # Errors
    /// When it cannot listen there.
    pub async fn start_at(
        address: SocketAddr,
        warehouse: Arc<dyn Warehouse>,
        options: Options,
        clock: Arc<dyn Clock>,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let server = Arc::new(Server::new(warehouse, options, clock));
        let (stop, stopped) = oneshot::channel();
        let service = router(Arc::clone(&server)).into_make_service_with_connect_info::<Cut>();
        let serving = axum::serve(CuttableListener(listener), service).with_graceful_shutdown(async {
            // An error means that the emulator was dropped: that too is the end.
            let _stopped = stopped.await;
        });
        let ended = tokio::spawn(async move { serving.await });
        Ok(Self { server, address, stop: Some(stop), ended })
    }

    /// Where it answers: the endpoint URL for clients.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The roles behind access keys.
    pub fn identities(&self) -> Arc<Identities> {
        Arc::clone(&self.server.identities)
    }

    /// Makes something go wrong with the calls to come.
    pub fn inject(&self, injection: Injection) {
        self.server.faults.inject(injection);
    }

    /// Takes back every fault.
    pub fn clear_faults(&self) {
        self.server.faults.clear();
    }

    /// The calls so far, the oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.server.calls.all()
    }

    /// Lets a statement's result expire, as after 24 hours, or the whole statement with it. Answers whether there
    /// was such a statement.
    pub fn expire(&self, id: &str, whole: bool) -> bool {
        control::expire(&self.server, id, whole)
    }

    /// Ends a statement in the warehouse as an administrator or a rule does. Answers whether it still ran.
    pub async fn abort(&self, id: &str) -> bool {
        let error = control::ABORTED_BY_AN_ADMINISTRATOR.to_owned();
        control::abort(&self.server, id, Abort { status: Status::Aborted, error }).await
    }

    /// Gives a cluster or workgroup a status other than available, in AWS's words.
    pub fn set_status(&self, name: &str, status: &str) {
        self.server.control_plane.set_status(name, status);
    }

    /// Lets IAM deny an action of the services beside the Data API (`redshift:DescribeClusters`) to everybody from
    /// now on, or allow it again.
    pub fn deny(&self, action: &str, denied: bool) {
        self.server.control_plane.deny(action, denied);
    }

    /// Serves until it fails, or for ever.
    ///
    /// # Errors
    /// When serving ends with an error.
    pub async fn serve(mut self) -> io::Result<()> {
        (&mut self.ended).await.map_err(io::Error::other)?
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // When serving has ended already, nobody listens.
            let _told = stop.send(());
        }
        self.server.stop();
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("address", &self.address).finish_non_exhaustive()
    }
}
