//! Another client, and the models it ships.

use data_api_emulator::Secret;

use crate::fixture::Stage;
use crate::python;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn boto3_asks_every_operation_and_every_answer_is_as_the_models_say() {
    let stage = Stage::new(|_, control_plane| {
        let role = "arn:aws:iam::000000000000:role/reviewer".to_owned();
        control_plane.roles.insert(role, Some("reviews-of-acme".to_owned()));
        control_plane.secrets.insert("team/warehouse".to_owned(), Secret::Text("{}".to_owned()));
    })
    .await;
    let said = python::talk("control-plane-environment", "control_plane.py", stage.emulator.url()).await;
    assert!(said.contains("every answer is as the models"), "{said}");
}
