//! The server and what a test may ask of it.

use std::convert::Infallible;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use bytes::Bytes;
use futures_util::StreamExt as _;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use s3s::Body;
use s3s::auth::SimpleAuth;
use s3s::dto::StreamingBlob;
use s3s::service::{S3Service, S3ServiceBuilder};
use tokio::sync::oneshot;

use crate::calls::{Call, Calls, Fault, Refusal};
use crate::objects::{Beside, Buckets, Condition, Object};
use crate::service::Service;

/// A running server, on a thread of its own so that tests with and without a runtime can use it. It stops when
/// dropped.
pub struct Emulator {
    address: SocketAddr,
    state: State,
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<thread::JoinHandle<()>>,
}

#[derive(Clone)]
struct State {
    buckets: Arc<Buckets>,
    calls: Arc<Calls>,
    service: S3Service,
}

impl Emulator {
    /// The access key that it knows.
    pub const ACCESS_KEY: &str = "AKIAEMULATOR";
    /// The secret of that key.
    pub const SECRET_KEY: &str = "secret-of-the-emulator";

    /// Starts a server with these buckets, on a free port of this machine.
    ///
    /// # Panics
    /// When no port is to be had, or no thread.
    pub fn start(buckets: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket that does not block");
        let address = listener.local_addr().expect("an address");
        let buckets = Arc::new(Buckets::new(buckets));
        let mut service = S3ServiceBuilder::new(Service { buckets: Arc::clone(&buckets) });
        service.set_auth(SimpleAuth::from_single(Self::ACCESS_KEY, Self::SECRET_KEY));
        let state = State { buckets, calls: Arc::default(), service: service.build() };
        let (stop, stopped) = oneshot::channel();
        let serving = state.clone();
        let thread = thread::Builder::new().name("s3-emulator".to_owned()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(serve(listener, serving, stopped));
        });
        Self { address, state, stop: Some(stop), thread: Some(thread.expect("a thread")) }
    }

    /// Its URL, for `AWS_ENDPOINT_URL`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The environment of a program that is to speak to it.
    pub fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("AWS_ENDPOINT_URL", self.endpoint()),
            ("AWS_ACCESS_KEY_ID", Self::ACCESS_KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", Self::SECRET_KEY.to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
        ]
    }

    /// The keys of a bucket, sorted.
    ///
    /// # Panics
    /// When there is no such bucket.
    pub fn keys(&self, bucket: &str) -> Vec<String> {
        self.state.buckets.lock().bucket(bucket).expect("the bucket is there").keys().cloned().collect()
    }

    /// The content of an object; `None` when it is not there.
    pub fn content(&self, bucket: &str, key: &str) -> Option<Vec<u8>> {
        self.state.buckets.lock().get(bucket, key).ok().map(|object| object.content.to_vec())
    }

    /// The content type of an object, if it has one.
    pub fn content_type(&self, bucket: &str, key: &str) -> Option<String> {
        self.state.buckets.lock().get(bucket, key).ok()?.beside.content_type.clone()
    }

    /// Writes an object past the wire.
    ///
    /// # Panics
    /// When there is no such bucket.
    pub fn write(&self, bucket: &str, key: &str, content: &[u8]) {
        let object = Object::whole(Bytes::copy_from_slice(content), Beside::default());
        self.state.buckets.lock().put(bucket, key, object, &Condition::default()).expect("the bucket is there");
    }

    /// How many uploads in parts are neither finished nor aborted.
    pub fn open_uploads(&self) -> usize {
        self.state.buckets.lock().uploads.len()
    }

    /// How many uploads in parts were begun.
    pub fn uploads_begun(&self) -> u64 {
        self.state.buckets.lock().uploads_begun
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<Call> {
        self.state.calls.seen()
    }

    /// Forgets the calls so far and the faults to come.
    pub fn forget(&self) {
        self.state.calls.forget();
    }

    /// Of the next calls that `picks` picks, does what they ask and closes the connection before the answer.
    pub fn lose_answers(&self, times: usize, picks: impl Fn(&Call) -> bool + Send + 'static) {
        self.state.calls.plan(times, Fault::LoseAnswer, picks);
    }

    /// Answers the next calls that `picks` picks so, and does nothing.
    pub fn refuse(&self, times: usize, refusal: Refusal, picks: impl Fn(&Call) -> bool + Send + 'static) {
        self.state.calls.plan(times, Fault::Refuse(refusal), picks);
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic over there has been printed already.
            let _ = thread.join();
        }
    }
}

async fn serve(listener: TcpListener, state: State, stopped: oneshot::Receiver<Infallible>) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
    let accepting = async {
        loop {
            let Ok((socket, _)) = listener.accept().await else { continue };
            let state = state.clone();
            tokio::spawn(async move {
                let answer = service_fn(move |request| state.clone().answer(request));
                // A connection ends in an error when its client goes, or when its answer is to be lost.
                let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(socket), answer).await;
            });
        }
    };
    tokio::select! {
        () = accepting => {}
        _ = stopped => {}
    }
}

/// An answer that gets lost on its way.
#[derive(Debug)]
struct Lost;

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the answer is lost")
    }
}

impl std::error::Error for Lost {}

impl State {
    async fn answer(self, request: Request<Incoming>) -> Result<Response<Body>, Lost> {
        let call = Call {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
        };
        let fault = self.calls.note(call);
        if let Some(Fault::Refuse(refusal)) = fault {
            // Who is answered while still sending may see a broken connection in place of the answer.
            let mut sent = StreamingBlob::from(Body::from(request.into_body()));
            while let Some(Ok(_)) = sent.next().await {}
            return Ok(refused(&refusal));
        }
        let answer = self.service.call(request.map(Body::from)).await.map_err(|_| Lost)?;
        match fault {
            Some(_) => Err(Lost),
            None => Ok(answer),
        }
    }
}

fn refused(refusal: &Refusal) -> Response<Body> {
    let mut answer = Response::new(Body::from(refusal.xml()));
    *answer.status_mut() = hyper::StatusCode::from_u16(refusal.status).expect("an HTTP status");
    if let Some(region) = &refusal.bucket_region {
        answer.headers_mut().insert("x-amz-bucket-region", region.parse().expect("a header's value"));
    }
    answer
}
