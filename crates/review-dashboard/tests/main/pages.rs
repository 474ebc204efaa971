//! What a browser sees of a base.

use review_core::error_class::ErrorClass;
use review_core::lane::Outcome;
use review_core::{LaneId, keys};

use crate::base::{LANE, RUN, at, begin_local, close, record, watch};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn the_index_lists_runs_and_a_run_tells_what_it_is_at() {
    let base = tempfile::tempdir().expect("a folder");
    let done = begin_local(base.path(), "sales", "2026-11-21T07-30-00Z-00000001").await;
    close(&*done, "2026-11-21T07-30-00Z-00000001", "<!doctype html><p>done").await;
    let folder = begin_local(base.path(), "sales", RUN).await;
    watch(&*folder, LANE, 1, at("2026-11-22T07:30:04Z")).await;
    record(&*folder, "Alpha", 1, Outcome::Finished, "").await;
    record(&*folder, "Gamma", 1, Outcome::Failed(ErrorClass::Permission), "permission denied\nselect secret").await;
    folder.create(&keys::lane_ended(LaneId { stage: 1, lane: 2 }), b"{}").await.expect("written");
    let server = Server::local(base.path()).await;

    let (status, index) = server.page("/").await;
    assert_eq!(status, 200);
    assert!(index.contains("2 high, 1 low"), "{index}");
    assert!(index.contains(&format!("href=\"/runs/sales/redshift/{RUN}\"")), "{index}");
    assert!(index.contains("/runs/sales/redshift/2026-11-21T07-30-00Z-00000001/report.html"), "{index}");

    let (status, page) = server.page(&format!("/runs/sales/redshift/{RUN}")).await;
    assert_eq!(status, 200);
    assert!(page.contains("<noscript><meta http-equiv=\"refresh\""), "it goes on without scripts: {page}");
    assert!(page.contains("2 of 3 queries done"), "{page}");
    assert!(page.contains("statement statement-1"), "{page}");
    assert!(page.contains("permission denied") && !page.contains("select secret"), "no text of a query: {page}");
    assert!(page.contains("Stop the run"), "{page}");
    assert!(page.contains("host:7:2026-11-22T07:30:00Z"), "{page}");

    for html in [&index, &page] {
        let used: Vec<&str> = html.split("<use href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(!used.is_empty(), "{html}");
        for icon in used {
            assert!(html.contains(&format!("<symbol id=\"{icon}\"")), "the page has no drawing of {icon}");
        }
    }

    let (_, json) = server.page(&format!("/runs/sales/redshift/{RUN}/progress.json")).await;
    let progress: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(progress["counts"]["running"], 1);
    assert_eq!(progress["lanes"][0]["step"]["working"]["query"], "Beta");
    assert_eq!(progress["lanes"][1]["queries"][0]["last"]["error"]["message"], "permission denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_began_since_the_last_list_is_found_and_one_that_never_did_is_not() {
    let base = tempfile::tempdir().expect("a folder");
    let server = Server::local(base.path()).await;
    for second in 0..5 {
        let (status, _) = server.page("/").await;
        assert_eq!(status, 200);
        let id = format!("2026-11-22T07-30-0{second}Z-0000000{second}");
        begin_local(base.path(), "sales", &id).await;
        let (status, page) = server.page(&format!("/runs/sales/redshift/{id}")).await;
        assert_eq!(status, 200, "{page}");
    }
    let (status, _) = server.page("/runs/sales/redshift/2026-11-22T07-30-09Z-00000009").await;
    assert_eq!(status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_carries_its_policy_and_no_page_of_ours_can_be_framed_or_cached() {
    let base = tempfile::tempdir().expect("a folder");
    let folder = begin_local(base.path(), "sales", RUN).await;
    close(&*folder, RUN, "<!doctype html><script>1</script>").await;
    let server = Server::local(base.path()).await;
    for path in ["/", &format!("/runs/sales/redshift/{RUN}"), "/absent"] {
        let answer = server.get(path).send().await.expect("an answer");
        let header = |name: &str| answer.headers().get(name).and_then(|one| one.to_str().ok()).unwrap_or_default();
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
    }
    let answer = server.get(&format!("/runs/sales/redshift/{RUN}/report.html")).send().await.expect("an answer");
    let header = |name: &str| answer.headers().get(name).and_then(|one| one.to_str().ok()).unwrap_or_default();
    assert!(header("content-security-policy").starts_with("sandbox allow-scripts"), "an origin of its own");
    assert!(!header("content-security-policy").contains("allow-same-origin"));
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("referrer-policy"), "no-referrer");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_and_messages_are_text() {
    let base = tempfile::tempdir().expect("a folder");
    let name = "<img src=x onerror=alert(1)>\"'&\u{202e}%2e%2e";
    let folder = begin_local(base.path(), name, RUN).await;
    let message = "</script><script>alert(1)</script>\u{2028}\r\ndata: x\n\nevent: end";
    record(&*folder, "Alpha", 1, Outcome::Failed(ErrorClass::Unknown), message).await;
    let server = Server::local(base.path()).await;
    let (_, index) = server.page("/").await;
    assert!(!index.contains("<img") && index.contains("&lt;img"), "{index}");
    let href = index.split("href=\"").find(|rest| rest.starts_with("/runs/")).expect("a link");
    let href = &href[..href.find('"').expect("its end")];
    assert!(href.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/%-_.~".contains(&byte)), "{href}");
    let (status, page) = server.page(href).await;
    assert_eq!(status, 200, "the link leads there: {href}");
    assert!(!page.contains("<script>alert") && page.contains("&lt;/script&gt;&lt;script&gt;"), "{page}");
    assert!(!page.contains('\u{202e}') && !page.contains('\u{2028}'), "nothing hides or turns");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_cannot_be_read_is_told_of_and_the_others_are_shown() {
    let base = tempfile::tempdir().expect("a folder");
    let good = begin_local(base.path(), "sales", RUN).await;
    close(&*good, RUN, "").await;
    let other = "2026-11-23T07-30-00Z-00000002";
    let bad = begin_local(base.path(), "sales", other).await;
    bad.put(keys::RUN_MANIFEST, b"{\"format\":99}").await.expect("written");
    bad.put("x", b"").await.expect("written");
    let server = Server::local(base.path()).await;
    let (status, index) = server.page("/").await;
    assert_eq!(status, 200);
    assert!(index.contains("2 high, 1 low") && index.contains("the last run cannot be read"), "{index}");
    let (status, page) = server.page(&format!("/runs/sales/redshift/{other}")).await;
    assert_eq!(status, 502, "{page}");
    assert!(page.contains("format 99 is not a format this program knows"), "{page}");
}
