//! The Lambda Runtime API (Lambda Developer Guide, "Using the Lambda runtime API"): hands events to a function's
//! process and takes its answers.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;

/// How long a call may take beyond its deadline until the test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a function says when it fails.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The name that state machines match on.
    pub error_type: String,
    /// The words.
    pub error_message: String,
}

/// A function's process, served by a Runtime API of its own. It ends when dropped.
pub struct Lambda {
    child: Child,
    server: JoinHandle<()>,
    events: mpsc::UnboundedSender<Event>,
    answers: mpsc::UnboundedReceiver<Result<Value, Failure>>,
}

struct Event {
    request_id: String,
    deadline: SystemTime,
    payload: Value,
}

struct Api {
    events: Mutex<mpsc::UnboundedReceiver<Event>>,
    answers: mpsc::UnboundedSender<Result<Value, Failure>>,
}

impl Lambda {
    /// Starts a function's program as `my-reviews-<name>`, in an environment that holds what Lambda sets and these
    /// variables, and nothing else.
    ///
    /// # Panics
    /// When the program cannot be started.
    pub async fn start(program: impl AsRef<Path>, name: &str, environment: &[(&str, String)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (events, coming) = mpsc::unbounded_channel();
        let (given, answers) = mpsc::unbounded_channel();
        let api = Arc::new(Api { events: Mutex::new(coming), answers: given });
        let server = tokio::spawn(async move { axum::serve(listener, router(api)).await.expect("a server") });
        let mut command = Command::new(program.as_ref());
        command.env_clear().env("AWS_LAMBDA_RUNTIME_API", address.to_string());
        command.env("AWS_LAMBDA_FUNCTION_NAME", format!("my-reviews-{name}"));
        command.env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512").env("AWS_LAMBDA_FUNCTION_VERSION", "1");
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        command.stdout(Stdio::piped()).kill_on_drop(true);
        let child = command.spawn().expect("the function's program starts");
        Self { child, server, events, answers }
    }

    /// Calls the function, with a minute until Lambda would end it.
    ///
    /// # Errors
    /// What the function says when it fails.
    pub async fn call(&mut self, payload: Value) -> Result<Value, Failure> {
        self.call_within(payload, Duration::from_secs(60)).await
    }

    /// Calls the function, with so much time until Lambda would end it.
    ///
    /// # Errors
    /// What the function says when it fails.
    ///
    /// # Panics
    /// When the function says nothing at all.
    pub async fn call_within(&mut self, payload: Value, time: Duration) -> Result<Value, Failure> {
        let number = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        self.call_as(&format!("request-{number}"), payload, time).await
    }

    /// Calls the function under a request id, as Lambda does again when an event failed.
    ///
    /// # Errors
    /// What the function says when it fails.
    ///
    /// # Panics
    /// When the function says nothing at all.
    pub async fn call_as(&mut self, request_id: &str, payload: Value, time: Duration) -> Result<Value, Failure> {
        let event = Event { request_id: request_id.to_owned(), deadline: SystemTime::now() + time, payload };
        self.events.send(event).unwrap_or_else(|_| panic!("the Runtime API is gone"));
        let answer = tokio::time::timeout(time + PATIENCE, self.answers.recv()).await;
        answer.expect("the function answers").expect("the Runtime API is there")
    }

    /// Ends the function, and answers its log: lines of JSON.
    ///
    /// # Panics
    /// When a line is not JSON.
    pub async fn log(mut self) -> Vec<Value> {
        self.child.kill().await.expect("the function ends");
        let mut text = String::new();
        let mut stdout = self.child.stdout.take().expect("its standard output");
        stdout.read_to_string(&mut text).await.expect("text");
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect()
    }
}

impl Drop for Lambda {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn router(api: Arc<Api>) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{request}/response", post(response))
        .route("/2018-06-01/runtime/invocation/{request}/error", post(error))
        .with_state(api)
}

async fn next(State(api): State<Arc<Api>>) -> Response {
    let Some(event) = api.events.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let deadline = event.deadline.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let headers = [
        ("lambda-runtime-aws-request-id", event.request_id),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:us-east-1:000000000000:function:f".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, event.payload.to_string()).into_response()
}

async fn response(State(api): State<Arc<Api>>, body: String) -> StatusCode {
    let answer = serde_json::from_str(&body).expect("a function answers with JSON");
    let _ = api.answers.send(Ok(answer));
    StatusCode::ACCEPTED
}

async fn error(State(api): State<Arc<Api>>, body: String) -> StatusCode {
    let failure = serde_json::from_str(&body).expect("a failure has a type and a message");
    let _ = api.answers.send(Err(failure));
    StatusCode::ACCEPTED
}
