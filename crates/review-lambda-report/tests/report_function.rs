//! The built report function against a run folder in S3 that the local driver has written: it must write the same.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use review_core::call::CallRights;
use review_core::keys;
use review_core::{DriverId, RunId, Seconds, Timestamp};
use review_engine::{Clock as _, Driving, Silent, SystemClock, begin, drive, interrupter};
use review_finish::Finisher;
use review_lambda::testing::Lambda;
use review_pack::planning::{NewRunRequest, Overrides, PlanRequest, new_run};
use review_pack::{DatabaseLists, check, init};
use review_sample::SampleWarehouse;
use review_store::{LocalBase, LocalFolder};
use review_warehouse::Warehouse as _;
use serde_json::{Value, json};

const BUCKET: &str = "my-reviews-results";

/// A run of the starter pack, whole, by the local driver.
async fn reviewed(base: &Path) -> (RunId, std::path::PathBuf) {
    let warehouse = Arc::new(SampleWarehouse::open("troubled").expect("a sample"));
    let identity = warehouse.identify().await.expect("an identity");
    let pack = check(&init::starter()).pack.expect("the starter pack");
    let started: Timestamp = SystemClock.now();
    let plan = PlanRequest {
        run: RunId::new(started, 1),
        workflow: "default",
        only: &[],
        identity: &identity,
        databases: &DatabaseLists::default(),
        started,
        calls: &CallRights::NoAccount,
        overrides: Overrides { poll: Some(Seconds(1)), ..Overrides::default() },
    };
    let values = BTreeMap::new();
    let request = NewRunRequest {
        plan,
        values: &values,
        warehouse: "sample:troubled",
        program: "test",
        csv_formula_guard: false,
        query_text: None,
        settings: None,
    };
    let new = new_run(&pack, &request).expect("a run");
    let run = new.document.plan.run.clone();
    let folder = LocalFolder::create_run(base, &identity.name, &pack.name, &run).expect("a folder");
    begin(&folder, &new).await.expect("a run folder");
    let path = folder.path().to_owned();
    let driving = Driving {
        folder: Arc::new(folder),
        run: new.document,
        warehouse,
        finish: Arc::new(Finisher { pack, overrides: BTreeMap::new(), base: Arc::new(LocalBase::new(base)) }),
        listener: Arc::new(Silent),
        clock: Arc::new(SystemClock),
        driver: DriverId("test".into()),
        interrupter: interrupter(),
        takes_over: false,
    };
    drive(driving).await.expect("a whole review");
    (run, path)
}

fn files(folder: &Path, below: &str, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder.join(below)).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        match entry.file_type().expect("a type").is_dir() {
            true => files(folder, &format!("{name}/"), found),
            false => found.push((name.clone(), std::fs::read(entry.path()).expect("a file"))),
        }
    }
}

struct Fixture {
    s3: s3_emulator::Emulator,
    files: BTreeMap<String, Vec<u8>>,
    key: String,
    run: String,
    lambda: Lambda,
}

impl Fixture {
    async fn new() -> Self {
        let base = tempfile::tempdir().expect("a folder");
        let (run, path) = reviewed(base.path()).await;
        let mut found = Vec::new();
        files(&path, "", &mut found);
        let key = format!("rr/reviews/sample-troubled/starter/{run}/");
        let s3 = s3_emulator::Emulator::start(&[BUCKET]);
        found.iter().for_each(|(name, content)| s3.write(BUCKET, &format!("{key}{name}"), content));
        let lambda = Lambda::start(env!("CARGO_BIN_EXE_report-function"), "report", &s3.environment()).await;
        Self { s3, files: found.into_iter().collect(), key, run: run.to_string(), lambda }
    }

    fn payload(&self, op: &str) -> Value {
        json!({ "op": op, "bucket": BUCKET, "key": self.key, "run": self.run })
    }

    fn stored(&self, name: &str) -> Option<Vec<u8>> {
        self.s3.content(BUCKET, &format!("{}{name}", self.key))
    }
}

#[tokio::test]
async fn it_judges_and_renders_what_the_local_driver_does() {
    let mut fixture = Fixture::new().await;
    for name in [keys::FINDINGS, keys::REPORT] {
        fixture.s3.write(BUCKET, &format!("{}{name}", fixture.key), b"to be written anew");
    }
    let answer = fixture.lambda.call(fixture.payload("evaluate")).await.expect("an answer");
    assert!(answer["done"] == "evaluated" && answer["fired"].as_u64().is_some_and(|fired| fired > 0), "{answer}");
    assert_eq!(fixture.stored(keys::FINDINGS).as_ref(), fixture.files.get(keys::FINDINGS));
    let answer = fixture.lambda.call(fixture.payload("render")).await.expect("an answer");
    assert_eq!(answer, json!({ "done": "rendered" }));
    assert_eq!(fixture.stored(keys::REPORT).as_ref(), fixture.files.get(keys::REPORT));
    let log = fixture.lambda.log().await;
    let lines: Vec<&Value> = log.iter().filter(|line| line["function"] == "report").collect();
    assert!(lines.len() == 2 && lines.iter().all(|line| line["run"] == fixture.run.as_str()), "{log:?}");
}

#[tokio::test]
async fn what_is_wrong_with_a_folder_has_a_name() {
    let mut fixture = Fixture::new().await;
    let mut nowhere = fixture.payload("evaluate");
    let run = "2026-11-22T07-30-00Z-00000000";
    (nowhere["run"], nowhere["key"]) = (json!(run), json!(format!("rr/reviews/w/p/{run}/")));
    let failure = fixture.lambda.call(nowhere).await.expect_err("a failure");
    assert_eq!(failure.error_type, "NotARun", "{failure:?}");

    let script = format!("{}pack/scripts/TableInfo.sql", fixture.key);
    fixture.s3.write(BUCKET, &script, b"select 1 as other");
    let failure = fixture.lambda.call(fixture.payload("evaluate")).await.expect_err("a failure");
    assert_eq!(failure.error_type, "Damaged");
    fixture.s3.write(BUCKET, &script, &fixture.files["pack/scripts/TableInfo.sql"]);

    fixture.s3.write(BUCKET, &format!("{}{}", fixture.key, keys::FINDINGS), b"{");
    let failure = fixture.lambda.call(fixture.payload("render")).await.expect_err("a failure");
    assert!(failure.error_type == "Damaged" && failure.error_message.contains("findings.json"), "{failure:?}");

    let failure = fixture.lambda.call(json!({ "op": "judge" })).await.expect_err("a failure");
    assert!(
        failure.error_type == "Refused" && failure.error_message.contains("unknown variant `judge`"),
        "{failure:?}"
    );
    let failure = fixture.lambda.call_within(fixture.payload("evaluate"), Duration::from_millis(1)).await;
    let failure = failure.expect_err("a failure");
    assert!(failure.error_type == "OutOfTime" && failure.error_message.contains("redshift-review evaluate RUN"));
}
