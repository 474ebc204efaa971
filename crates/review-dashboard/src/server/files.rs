//! Files of a run folder: those that a report and its reader need, and no others.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use futures_util::stream::unfold;
use review_core::keys;
use review_store::{Download, StoreError};

use super::Shared;
use super::answer::{Answer, not_shown, not_there, unreadable, with_type};

/// What a report may do, whoever wrote it: run the scripts that stand in it, as its own policy narrows further, and
/// hand out what it holds as a file. It has an origin of its own, so it reads nothing of this server, and it loads and
/// sends nothing.
const OF_REPORTS: &str = "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline'; \
                          style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
                          frame-ancestors 'none'";
/// What anything else may do.
const OF_OTHERS: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// How a file is served.
#[derive(Debug, PartialEq, Eq)]
struct Form {
    content_type: &'static str,
    policy: &'static str,
    /// Whether a browser keeps it rather than showing it.
    as_download: bool,
}

const JSON: Form = Form { content_type: "application/json", policy: OF_OTHERS, as_download: false };

/// The form of a file by its key; none for what is not served.
fn form(key: &str) -> Option<Form> {
    match key {
        keys::REPORT => {
            return Some(Form { content_type: "text/html; charset=utf-8", policy: OF_REPORTS, as_download: false });
        }
        keys::FINDINGS | keys::RUN_MANIFEST | keys::SERIES => return Some(JSON),
        _ => {}
    }
    let (folder, name) = key.split_once('/')?;
    let (stem, ending) = name.rsplit_once('.')?;
    // The names of queries, as the core makes them fit for files: no dot, no slash, nothing that a path could mean.
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'@' | b'%' | b'~');
    if stem.is_empty() || !stem.bytes().all(is_name) {
        return None;
    }
    match (folder, ending) {
        ("csv", "csv") => Some(Form { content_type: "text/csv; charset=utf-8", policy: OF_OTHERS, as_download: true }),
        ("results" | "errors", "json") => Some(JSON),
        ("scripts", "sql") => {
            Some(Form { content_type: "text/plain; charset=utf-8", policy: OF_OTHERS, as_download: false })
        }
        _ => None,
    }
}

pub(super) async fn file(
    State(shared): State<Arc<Shared>>,
    Path((warehouse, pack, run, key)): Path<(String, String, String, String)>,
) -> Answer {
    let Some(form) = form(&key) else { return not_there(&shared) };
    let found = match shared.hub.find(&warehouse, &pack, &run).await {
        Ok(found) => found,
        Err(why) => return not_shown(&shared, &why),
    };
    match open(&shared, &found.location, &key).await {
        Ok(Some(download)) => answer(form, &key, download),
        Ok(None) => not_there(&shared),
        Err(error) => unreadable(&shared, &error.into()),
    }
}

/// Begins to read a file that the folder lists: a listing shows no links.
async fn open(shared: &Shared, location: &str, key: &str) -> Result<Option<Box<dyn Download>>, StoreError> {
    let folder = shared.hub.base.open_to_read(location).await?;
    match folder.list(key).await?.iter().any(|listed| listed == key) {
        true => folder.open(key).await,
        false => Ok(None),
    }
}

fn answer(form: Form, key: &str, download: Box<dyn Download>) -> Answer {
    let pieces = unfold(download, async |mut download| {
        let piece = download.next().await.transpose()?;
        Some((piece.map(Bytes::from), download))
    });
    let mut answer = with_type(StatusCode::OK, form.content_type, Body::from_stream(pieces));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(form.policy));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let name = key.rsplit('/').next().unwrap_or(key);
    if form.as_download
        && let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
    {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_names_are_served() {
        for good in ["report.html", "findings.json", "csv/Q.csv", "csv/TableInfo@a%2Eb.csv", "scripts/Q.sql"] {
            assert!(form(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "run.json",
            "driver.lock",
            "driver.json",
            "state/s1-l01.json",
            "records/Q/1-1.json",
            "pack/config.json",
            "csv/",
            "csv/.csv",
            "csv/..",
            "csv/../run.json",
            "csv/../../x.csv",
            "csv/a/b.csv",
            "csv/a\\b.csv",
            "csv/a\0.csv",
            "csv/Q.json",
            "Csv/Q.csv",
            "/etc/passwd",
            "report.html/",
            "report.html\0",
            "scripts/a.b.sql",
        ] {
            assert_eq!(form(bad), None, "{bad}");
        }
        assert!(OF_REPORTS.starts_with("sandbox allow-scripts") && !OF_REPORTS.contains("same-origin"));
    }
}
