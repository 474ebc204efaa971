//! Who may ask, and who may change something.

use std::sync::Arc;
use std::time::Duration;

use review_dashboard::Startable;
use review_store::LocalBase;

use crate::base::{RUN, begin_local, close};
use crate::server::{Options, Server};

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_a_stranger_has_pointed_here_gets_nothing() {
    let base = tempfile::tempdir().expect("a folder");
    let server = Server::local(base.path()).await;
    for (host, status) in [
        ("127.0.0.1:1", 200),
        ("localhost", 200),
        ("reviews.example", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example:8765", 421),
    ] {
        let answer = server.get("/").header("host", host).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{host}");
    }
    let request = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert!(crate::server::raw(server.address, request).await.starts_with("HTTP/1.1 400"));
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_takes_the_token_a_form_of_this_server_and_a_run_that_goes_on() {
    let base = tempfile::tempdir().expect("a folder");
    let folder = begin_local(base.path(), "sales", RUN).await;
    let server = Server::local(base.path()).await;
    let stop = format!("/runs/sales/redshift/{RUN}/stop");
    let right = format!("token={}", server.token);
    assert_eq!(server.page(&stop).await.0, 405, "a link stops nothing");
    for wrong in ["", "token=", "token=x", &format!("token={}x", server.token), &format!("name={}", server.token)] {
        assert_eq!(server.post(&stop, wrong).await.status(), 403, "{wrong}");
    }
    for (header, value) in [("origin", "http://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")] {
        let form = server.client.post(server.url(&stop)).header("content-type", "application/x-www-form-urlencoded");
        let answer = form.header(header, value).body(right.clone()).send().await.expect("an answer");
        assert_eq!(answer.status(), 403, "{header}: {value}");
    }
    let unsaid = server.client.post(server.url(&stop)).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(unsaid.body(right.clone()).send().await.expect("an answer").status(), 403, "no word of its origin");
    let elsewhere =
        server.client.post(server.url(&stop)).bearer_auth(&server.token).header("origin", "http://evil.example");
    assert_eq!(elsewhere.send().await.expect("an answer").status(), 403, "a page of a stranger");
    let text = server.client.post(server.url(&stop)).header("content-type", "text/plain").body(right.clone());
    assert_eq!(text.header("origin", server.url("")).send().await.expect("an answer").status(), 415);
    assert!(folder.read("stop.json").await.expect("readable").is_none(), "nothing was stopped so far");

    let answer = server.post(&stop, &right).await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], format!("/runs/sales/redshift/{RUN}").as_str());
    let written = folder.read("stop.json").await.expect("readable").expect("written");
    assert!(String::from_utf8_lossy(&written).contains("\"halt\": \"stop\""));
    assert_eq!(server.post(&stop, &right).await.status(), 303, "once more changes nothing");
    let program = server.client.post(server.url(&stop)).bearer_auth(&server.token);
    assert_eq!(program.send().await.expect("an answer").status(), 303, "a program says no origin");
    assert_eq!(folder.read("stop.json").await.expect("readable"), Some(written));
    close(&*folder, RUN, "").await;
    assert_eq!(server.post(&stop, &right).await.status(), 409);
    assert_eq!(server.post("/runs/sales/redshift/other/stop", &right).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_this_machine_reading_takes_the_token_too() {
    let base = tempfile::tempdir().expect("a folder");
    let options = Options { token_to_read: true, startables: vec![] };
    let server = Server::start(Arc::new(LocalBase::new(base.path())), options).await;
    for path in ["/", "/absent", "/runs/a/b/c/report.html"] {
        let answer = server.get(path).send().await.expect("an answer");
        assert_eq!(answer.status(), 401, "{path}");
        assert!(answer.headers()["www-authenticate"].to_str().expect("text").starts_with("Basic realm="));
    }
    let with = |password: &str| server.get("/").basic_auth("review", Some(password)).send();
    assert_eq!(with("wrong").await.expect("an answer").status(), 401);
    assert_eq!(with(&server.token).await.expect("an answer").status(), 200);
    assert_eq!(server.get("/").bearer_auth(&server.token).send().await.expect("an answer").status(), 200);
    // What a browser sends by itself once it knows the password is not enough to change something.
    let form = server.client.post(server.url("/start")).basic_auth("review", Some(&server.token));
    assert_eq!(form.send().await.expect("an answer").status(), 403);
}

fn startable(name: &str, script: &str) -> Startable {
    Startable { name: name.to_owned(), arguments: vec!["-c".to_owned(), script.to_owned()] }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_named_can_be_started_once_at_a_time_and_its_end_is_told() {
    let base = tempfile::tempdir().expect("a folder");
    let go = base.path().join("go");
    let waits = format!("while [ ! -e '{}' ]; do sleep 0.05; done; echo 'error: <no> way' >&2; exit 3", go.display());
    let startables = vec![startable("nightly", &waits), startable("other", "exit 0")];
    let server =
        Server::start(Arc::new(LocalBase::new(base.path())), Options { token_to_read: false, startables }).await;
    let token = &server.token;
    let start = async |name: &str| {
        let answer = server.post("/start", &format!("name={name}&token={token}")).await;
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    };
    assert_eq!(server.post("/start", "name=nightly&token=wrong").await.status(), 403);
    let (status, page) = start("weekly").await;
    assert!(status == 409 && page.contains("no review of that name may be started"), "{page}");
    let (status, page) = start("nightly+--param+x").await;
    assert!(status == 409, "{page}");
    assert_eq!(start("nightly").await.0, 303);
    let (status, page) = start("nightly").await;
    assert!(status == 409 && page.contains("`nightly` runs already"), "{page}");
    assert_eq!(start("other").await.0, 303, "another one may run beside it");
    assert!(server.page("/").await.1.contains("It runs."));
    std::fs::write(&go, "").expect("written");
    let ended = async {
        loop {
            let (_, page) = server.page("/").await;
            if page.contains("it could not run") && !page.contains("It runs.") {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let page = tokio::time::timeout(Duration::from_secs(20), ended).await.expect("it ends");
    assert!(page.contains("error: &lt;no&gt; way"), "{page}");
    assert_eq!(start("nightly").await.0, 303, "it may be started again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_started_outlives_the_server_which_says_so() {
    let base = tempfile::tempdir().expect("a folder");
    let done = base.path().join("done");
    let script = format!("sleep 0.5; echo late >&2; touch '{}'", done.display());
    let options = Options { token_to_read: false, startables: vec![startable("nightly", &script)] };
    let server = Server::start(Arc::new(LocalBase::new(base.path())), options).await;
    assert_eq!(server.post("/start", &format!("name=nightly&token={}", server.token)).await.status(), 303);
    let (running, _) = server.stop().await;
    assert_eq!(running.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["nightly"]);
    let wait = async {
        while !done.exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("it goes on");
}
