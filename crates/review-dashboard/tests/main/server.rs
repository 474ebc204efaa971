//! A server on a free port of this machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use review_dashboard::fleet::Driven;
use review_dashboard::{Serving, Startable, Token, serve};
use review_store::LocalBase;
use review_store::base::Base;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) token: String,
    pub(crate) client: Client,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<std::io::Result<Vec<(String, u32)>>>,
}

pub(crate) struct Options {
    pub(crate) token_to_read: bool,
    pub(crate) startables: Vec<Startable>,
}

impl Server {
    pub(crate) async fn local(base: &std::path::Path) -> Self {
        Self::start(Arc::new(LocalBase::new(base)), Options { token_to_read: false, startables: vec![] }).await
    }

    pub(crate) async fn start(base: Arc<dyn Base>, options: Options) -> Self {
        let (token, text) = Token::generate();
        let serving = Serving {
            base,
            every: Duration::from_millis(50),
            token,
            token_to_read: options.token_to_read,
            hosts: vec!["reviews.example".to_owned()],
            program: PathBuf::from("/bin/sh"),
            startables: options.startables,
            look_for: |_| Driven::Unknown,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(serve(serving, listener, async {
            let _ = stopped.await;
        }));
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { address, token: text, client, stop: Some(stop), serving }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    pub(crate) async fn page(&self, path: &str) -> (u16, String) {
        let answer = self.get(path).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    }

    /// A form as a browser sends it from a page of the server.
    pub(crate) async fn post(&self, path: &str, body: &str) -> Response {
        let form = self.client.post(self.url(path)).header("content-type", "application/x-www-form-urlencoded");
        form.header("origin", self.url("")).body(body.to_owned()).send().await.expect("an answer")
    }

    /// Stops the server; how it ended, and how long that took.
    pub(crate) async fn stop(mut self) -> (Vec<(String, u32)>, Duration) {
        let began = std::time::Instant::now();
        let _ = self.stop.take().expect("stopped once").send(());
        let running = self.serving.await.expect("no panic").expect("no error");
        (running, began.elapsed())
    }
}

/// The head of a raw answer to a request that no client would send.
pub(crate) async fn raw(address: SocketAddr, request: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("connected");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("answered");
    String::from_utf8_lossy(&answer).into_owned()
}
