//! Runs in a browser and in a terminal, beside the program that drives them.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout};
use std::time::Duration;

use crate::crash::{ended, signal, until};
use crate::program::Folder;

/// One query hangs until it is cancelled; the others are quick.
const SLOW: &str = "sample:troubled?slow=WorkloadEvaluation:600";

/// `serve` on a port of its own.
struct Served {
    child: Child,
    /// Kept open: a server whose reader has gone could not say any more.
    _stdout: BufReader<ChildStdout>,
    address: String,
    token: String,
}

impl Served {
    fn start(folder: &Folder, more: &[&str]) -> Self {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
        let mut child = folder.start(&arguments);
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let (url, token) = line.trim().split_once("/#token=").unwrap_or_else(|| panic!("an address: {line}"));
        let address = url.trim_start_matches("http://").to_owned();
        Self { child, _stdout: stdout, address, token: token.to_owned() }
    }

    /// Sends a request of HTTP/1.0, so that the answer comes as it is; reads it until it ends or holds `what`.
    fn ask(&self, request: &str, what: Option<&str>) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("connected");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
        stream.write_all(request.as_bytes()).expect("sent");
        let (mut answer, mut piece) = (Vec::new(), [0; 8_192]);
        loop {
            let read = stream.read(&mut piece).expect("an answer in time");
            answer.extend_from_slice(&piece[..read]);
            let text = String::from_utf8_lossy(&answer);
            if read == 0 || what.is_some_and(|what| text.contains(what)) {
                return text.into_owned();
            }
        }
    }

    fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address), None)
    }

    fn hear(&self, path: &str, what: &str) -> String {
        let heard = self.ask(&format!("GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address), Some(what));
        assert!(heard.contains(what), "no `{what}` in {heard}");
        heard
    }

    fn post(&self, path: &str, form: &str) -> String {
        let head = format!("POST {path} HTTP/1.0\r\nHost: {0}\r\nOrigin: http://{0}\r\n", self.address);
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        let form = format!("{form}&token={}", self.token);
        self.ask(&format!("{head}{kind}Content-Length: {}\r\n\r\n{form}", form.len()), None)
    }

    fn end(self) {
        signal(&self.child, "-TERM");
        let said = ended(self.child).exits(0);
        assert!(!said.stderr.contains("panicked"), "{}", said.stderr);
    }
}

#[test]
fn a_run_is_seen_in_the_browser_and_in_the_terminal_from_its_begin_to_its_stop() {
    let folder = Folder::new();
    let served = Served::start(&folder, &[]);
    assert!(served.get("/").contains("There is no run here yet"));
    let driver = folder.start(&["run", "--quiet", "--warehouse", SLOW]);
    until("run.json", || folder.try_only_run().is_some());
    let run = folder.only_run();
    let page = run.name().rsplit_once("reviews/").map(|(_, rest)| format!("/runs/{rest}")).expect("a place");
    let heard = served.hear(&format!("{page}/events"), "<td>running</td><td>WorkloadEvaluation");
    assert!(heard.starts_with("HTTP/1.0 200") && heard.contains("event: progress"), "{heard}");
    let lines = folder.start(&["watch", "latest", "--json"]);
    let text = folder.start(&["watch", "latest"]);
    let left = folder.start(&["watch", "latest"]);
    std::thread::sleep(Duration::from_secs(1));
    signal(&left, "-INT");
    let left = ended(left).exits(130);
    assert!(left.stderr.contains("the run goes on without this window"), "{}", left.stderr);

    assert!(served.post(&format!("{page}/stop"), "x=y").starts_with("HTTP/1.0 303"));
    served.hear(&format!("{page}/events"), "event: end");
    ended(driver).exits(2);
    let lines = ended(lines).exits(2);
    let events: Vec<serde_json::Value> =
        lines.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let is = |event: &serde_json::Value, name: &str, query: &str| event["event"] == name && event["query"] == query;
    assert_eq!(events[0]["event"], "run_started");
    assert!(events.iter().any(|event| is(event, "query_started", "WorkloadEvaluation")), "{}", lines.stdout);
    assert!(events.iter().any(|event| event["event"] == "halted"), "{}", lines.stdout);
    let end = events.iter().find(|event| is(event, "query_ended", "WorkloadEvaluation")).expect("its end");
    assert_eq!(end["outcome"]["halted"], "stop");
    assert_eq!(events.last().expect("events")["event"], "closed");
    let text = ended(text).exits(2);
    assert!(text.stderr.contains("halted    WorkloadEvaluation"), "{}", text.stderr);
    assert!(text.answer().ends_with("report.html"), "{}", text.stdout);

    let report = served.get(&format!("{page}/report.html"));
    assert!(report.contains("content-security-policy: sandbox allow-scripts"), "{report}");
    assert!(report.ends_with(&run.text("report.html")), "the report as it is");
    assert!(served.get("/").contains("cut short: it was asked to stop"));
    served.end();
}

#[test]
fn what_the_operator_has_named_is_started_from_the_browser() {
    let folder = Folder::new();
    let served =
        Served::start(&folder, &["--allow-start", "--", "--warehouse", "sample:healthy", "--only", "TableInfo"]);
    assert!(served.post("/start", "name=other").starts_with("HTTP/1.0 409"));
    assert!(served.post("/start", "name=review").starts_with("HTTP/1.0 303"));
    let again = served.post("/start", "name=review");
    assert!(again.starts_with("HTTP/1.0 409") && again.contains("runs already"), "{again}");
    until("the end of the run", || served.get("/").contains(": complete"));
    assert!(folder.only_run().exists("report.html"));
    folder.run(&["watch", "latest"]).exits(0);
    served.end();
}

#[test]
fn what_cannot_be_served_is_refused_with_its_reason() {
    let folder = Folder::new();
    folder.write("short", "abc\n").write("starts.json", r#"{"nightly": ["--no-such"]}"#);
    for (arguments, why) in [
        (&["serve", "--listen", "0.0.0.0:0"][..], "takes a token of yours"),
        (&["serve", "--token-file", "short"], "fewer than 16 characters"),
        (&["serve", "--allow-start-file", "starts.json"], "`nightly` cannot be started"),
        (&["serve", "--allow-start", "--", "--base", "elsewhere"], "leave `--base` out"),
        (&["watch"], "required arguments"),
    ] {
        let said = folder.run(arguments).exits(4);
        assert!(said.stderr.contains(why), "{arguments:?}: {}", said.stderr);
    }
}

#[test]
fn a_run_whose_driver_has_died_is_called_so() {
    let folder = Folder::new();
    let driver = folder.start(&["run", "--quiet", "--warehouse", SLOW]);
    until("run.json", || folder.try_only_run().is_some());
    let run = folder.only_run();
    until("the first record", || !run.list("records").is_empty());
    signal(&driver, "-KILL");
    ended(driver);
    let said = folder.run(&["watch", "latest"]).exits(3);
    assert!(said.stderr.contains("is gone, and the run is not over"), "{}", said.stderr);
    assert!(said.stderr.contains("redshift-review resume"), "{}", said.stderr);
}

#[test]
fn one_page_shows_all_runs_and_leads_to_their_reports() {
    let folder = Folder::new();
    folder.run(&["run", "--quiet", "--warehouse", "sample:healthy"]).exits(0);
    let said = folder.run(&["runs", "--html", "fleet.html"]).exits(0);
    assert_eq!(said.answer(), "fleet.html");
    let page = folder.read("fleet.html");
    let href = page.split("href=\"").find(|rest| rest.starts_with("./reviews/")).expect("a link");
    let href = &href[..href.find('"').expect("its end")];
    assert!(folder.at(href).exists(), "{href}");
    assert!(page.contains("Content-Security-Policy") && !page.contains("<script"), "it needs no script");
}
