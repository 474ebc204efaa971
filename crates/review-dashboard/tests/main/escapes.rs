//! Nothing but the known files of runs is ever served.

use std::os::unix::fs::symlink;

use crate::base::{RUN, begin_local, close};
use crate::server::{Server, raw};

#[tokio::test(flavor = "multi_thread")]
async fn no_path_leads_out_of_a_run_folder_or_to_a_file_that_is_not_for_readers() {
    let root = tempfile::tempdir().expect("a folder");
    std::fs::write(root.path().join("secret.csv"), "SECRET").expect("written");
    let base = root.path().join("base");
    let folder = begin_local(&base, "sales", RUN).await;
    close(&*folder, RUN, "the report").await;
    folder.put("csv/Alpha.csv", b"a,b\n").await.expect("written");
    folder.put("csv/T@a%2Eb.csv", b"c,d\n").await.expect("written");
    let path = base.join("sales/redshift").join(RUN);
    symlink(root.path().join("secret.csv"), path.join("csv/Linked.csv")).expect("a link");
    symlink(root.path(), path.join("results")).expect("a link");
    std::fs::rename(root.path().join("secret.csv"), root.path().join("Secret.json")).expect("renamed");
    symlink(root.path().join("Secret.json"), path.join("csv/Again.csv")).expect("a link");
    // A warehouse that is a link is none.
    symlink(&base, base.join("linked")).expect("a link");
    let server = Server::local(&base).await;
    let run = format!("/runs/sales/redshift/{RUN}");

    for (good, body) in [("report.html", "the report"), ("csv/Alpha.csv", "a,b\n"), ("csv/T%40a%252Eb.csv", "c,d\n")] {
        assert_eq!(server.page(&format!("{run}/{good}")).await, (200, body.to_owned()), "{good}");
    }
    for bad in [
        "run.json",
        "driver.lock",
        "records",
        "csv",
        "csv/",
        "",
        "results/Secret.json",
        "csv/Linked.csv",
        "csv/Again.csv",
        "csv/..%2Frun.json",
        "csv/%2e%2e/run.json",
        "csv/%252e%252e/run.json",
        "..%2F..%2Fsecret.csv",
        "csv/..%5Crun.csv",
        "csv/Alpha.csv%00",
        "csv/Alpha%00.csv",
        "csv//Alpha.csv",
        "%2Fetc%2Fpasswd",
        "csv/Alpha.csv/",
        "REPORT.HTML",
        "pack/config.json",
        "scripts/%2e%2e%2frun.json",
        "csv/Absent.csv",
    ] {
        let (status, body) = server.page(&format!("{run}/{bad}")).await;
        assert_eq!(status, 404, "{bad}: {body}");
        assert!(!body.contains("SECRET"), "{bad}");
    }
    for bad in [
        format!("/runs/linked/sales/{RUN}"),
        format!("/runs/..%2Fbase%2Fsales/redshift/{RUN}"),
        format!("/runs/sales/redshift%2F{RUN}/x"),
        format!("/runs/sales%00/redshift/{RUN}"),
        format!("/runs/sales/redshift%5C/{RUN}"),
        "/runs/sales/redshift/latest".to_owned(),
        "/runs/sales/redshift/..".to_owned(),
        "/runs".to_owned(),
        "/runs/sales".to_owned(),
        "/runs/sales/redshift/%2e%2e".to_owned(),
        "//etc/passwd".to_owned(),
    ] {
        assert_eq!(server.page(&bad).await.0, 404, "{bad}");
    }
    // As no client of ours would ask: dots that are not taken out before they are sent, and names with a NUL.
    for target in [
        format!("{run}/../../../../secret.csv"),
        format!("{run}/csv/../run.json"),
        "/../../etc/passwd".to_owned(),
        format!("{run}/csv\\..\\run.json"),
        format!("http://127.0.0.1{run}/run.json"),
    ] {
        let request = format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        let answer = raw(server.address, &request).await;
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(status == "404" || status == "400", "{target}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_is_handed_on_piece_by_piece_as_a_download() {
    let base = tempfile::tempdir().expect("a folder");
    let folder = begin_local(base.path(), "sales", RUN).await;
    let rows = "0123456789,abcdef\n".repeat(400_000);
    folder.put("csv/Alpha.csv", rows.as_bytes()).await.expect("written");
    let server = Server::local(base.path()).await;
    let answer = server.get(&format!("/runs/sales/redshift/{RUN}/csv/Alpha.csv")).send().await.expect("an answer");
    let header = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("content-disposition"), "attachment; filename=\"Alpha.csv\"");
    assert_eq!(header("content-type"), "text/csv; charset=utf-8");
    assert!(header("content-security-policy").starts_with("sandbox;"));
    assert_eq!(answer.text().await.expect("a body").len(), rows.len());
}
