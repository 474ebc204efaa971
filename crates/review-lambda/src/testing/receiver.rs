//! A server that takes whatever is sent to it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A request that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Its method.
    pub method: String,
    /// Its path, and what follows the question mark.
    pub target: String,
    /// Its headers, by their names in small letters.
    pub headers: BTreeMap<String, String>,
    /// Its body.
    pub body: String,
}

/// A running receiver. It stops when dropped.
pub struct Receiver {
    url: String,
    received: Arc<Mutex<Vec<Received>>>,
    task: JoinHandle<()>,
}

impl Receiver {
    /// Starts one that refuses the first so many requests with 503.
    ///
    /// # Panics
    /// When no port is to be had.
    pub async fn start(refusals: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let (taken, left) = (Arc::clone(&received), Arc::new(AtomicUsize::new(refusals)));
        let router = Router::new().fallback(move |request: Request| {
            let (taken, left) = (Arc::clone(&taken), Arc::clone(&left));
            async move {
                let fewer = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
                if fewer.is_ok() {
                    return StatusCode::SERVICE_UNAVAILABLE;
                }
                let one = read(request).await;
                taken.lock().unwrap_or_else(PoisonError::into_inner).push(one);
                StatusCode::OK
            }
        });
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { url, received, task }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it has taken so far, and forgets.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut *self.received.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(request: Request) -> Received {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    let headers = parts.headers.iter();
    let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Received {
        method: parts.method.to_string(),
        target: parts.uri.to_string(),
        headers: headers.map(|(name, value)| (name.as_str().to_owned(), text(value))).collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}
