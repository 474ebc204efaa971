//! boto3, and the shapes of all that is said.

use std::sync::Arc;

use data_api_emulator::{Emulator, Limits, Options};
use review_sample::SampleWarehouse;

use crate::python;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boto3_talks_to_it_and_every_shape_is_the_models() {
    let sample = SampleWarehouse::open("troubled?slow=Slow:60").expect("a sample");
    let options = Options {
        workgroups: vec!["serverless".to_owned()],
        limits: Limits { page_rows: 2, csv_chunk_bytes: 6, csv_page_chunks: 1, ..Limits::default() },
        ..Options::default()
    };
    let emulator = Emulator::start(Arc::new(sample), options).await.expect("a free port");
    let said = python::talk("boto3-environment", "talk.py", emulator.url()).await;
    assert!(said.contains("exchanges are as botocore's model says"), "{said}");
}
