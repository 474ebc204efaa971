//! Everything that the functions ask.

use std::sync::Arc;

use data_api_emulator::{ControlPlane, Emulator, Options};
use review_lambda::testing::{Lambda, Received, Receiver};
use review_sample::SampleWarehouse;
use serde_json::{Value, json};

use crate::services::Services;

/// The results bucket.
pub(crate) const BUCKET: &str = "my-reviews-results";
/// The release's bucket.
pub(crate) const ARTIFACTS: &str = "releases-us-east-1";
/// The stack's role for the warehouse.
pub(crate) const ROLE: &str = "arn:aws:iam::000000000000:role/my-reviews-warehouse-access";
/// A role of another account, which asks for an ExternalId.
pub(crate) const OTHER_ROLE: &str = "arn:aws:iam::111111111111:role/reviewed-from-outside";

/// Buckets, warehouses, state machine, topic and CloudFormation.
pub(crate) struct Aws {
    pub(crate) s3: s3_emulator::Emulator,
    pub(crate) data_api: Emulator,
    pub(crate) services: Services,
    /// What the topic sends to whoever listens.
    pub(crate) mails: Receiver,
    /// Where CloudFormation waits.
    pub(crate) cloudformation: Receiver,
}

impl Aws {
    /// With the starter pack among the shipped ones, the cluster `sales` and the workgroup `shop`.
    pub(crate) async fn start() -> Self {
        let s3 = s3_emulator::Emulator::start(&[BUCKET, ARTIFACTS]);
        for (path, content) in review_pack::init::starter() {
            s3.write(BUCKET, &format!("rr/shipped/packs/starter/{path}"), &content);
        }
        let roles = [(ROLE.to_owned(), None), (OTHER_ROLE.to_owned(), Some("review-42".to_owned()))];
        let options = Options {
            clusters: vec!["sales".to_owned()],
            workgroups: vec!["shop".to_owned()],
            control_plane: ControlPlane { roles: roles.into(), ..ControlPlane::default() },
            ..Options::default()
        };
        let sample = Arc::new(SampleWarehouse::open("troubled").expect("a sample"));
        let data_api = Emulator::start(sample, options).await.expect("a free port");
        let mails = Receiver::start(0).await;
        let services = Services::start(mails.url());
        mails.take();
        Self { s3, data_api, services, mails, cloudformation: Receiver::start(0).await }
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ENDPOINT_URL", self.data_api.url()),
            ("AWS_ENDPOINT_URL_S3", self.s3.endpoint()),
            ("AWS_ENDPOINT_URL_SFN", self.services.url.clone()),
            ("AWS_ENDPOINT_URL_SNS", self.services.url.clone()),
            ("AWS_ACCESS_KEY_ID", s3_emulator::Emulator::ACCESS_KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", s3_emulator::Emulator::SECRET_KEY.to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("REVIEW_BUCKET", BUCKET.to_owned()),
            ("REVIEW_PREFIX", "rr/".to_owned()),
            ("REVIEW_REPORT_MACHINE_ARN", self.services.machine.clone()),
            ("REVIEW_TOPIC_ARN", self.services.topic.clone()),
            ("REVIEW_WAREHOUSE", "redshift://sales/dev?region=us-east-1".to_owned()),
            ("REVIEW_WAREHOUSE_ROLE_ARN", ROLE.to_owned()),
            ("REVIEW_PACK", "starter".to_owned()),
            ("REVIEW_WORKFLOW", "default".to_owned()),
            ("REVIEW_POLL_SECONDS", "15".to_owned()),
        ]
    }

    /// The invoke function.
    pub(crate) async fn invoke(&self) -> Lambda {
        Lambda::start(env!("CARGO_BIN_EXE_invoke-function"), "invoke", &self.environment()).await
    }

    /// The invoke function with a variable set otherwise.
    pub(crate) async fn invoke_with(&self, name: &'static str, value: &str) -> Lambda {
        let mut environment = self.environment();
        environment.retain(|(known, _)| *known != name);
        environment.push((name, value.to_owned()));
        Lambda::start(env!("CARGO_BIN_EXE_invoke-function"), "invoke", &environment).await
    }

    /// The assets function.
    pub(crate) async fn assets(&self) -> Lambda {
        Lambda::start(env!("CARGO_BIN_EXE_assets-function"), "assets", &self.environment()).await
    }

    /// A document of the results bucket.
    pub(crate) fn json(&self, key: &str) -> Value {
        let content = self.s3.content(BUCKET, key).unwrap_or_else(|| panic!("no {key}"));
        serde_json::from_slice(&content).expect("JSON")
    }

    /// The keys of the results bucket that begin so.
    pub(crate) fn keys(&self, prefix: &str) -> Vec<String> {
        self.s3.keys(BUCKET).into_iter().filter(|key| key.starts_with(prefix)).collect()
    }

    /// What CloudFormation was answered since it was last looked at.
    pub(crate) fn answers(&self) -> Vec<Value> {
        let read = |one: Received| {
            assert_eq!((one.method.as_str(), one.target.as_str()), ("PUT", "/answer?signature=x"));
            assert!(!one.headers.contains_key("content-type"), "it is signed without: {:?}", one.headers);
            assert!(one.body.len() <= 4096, "CloudFormation reads no more: {}", one.body.len());
            serde_json::from_str(&one.body).expect("JSON")
        };
        self.cloudformation.take().into_iter().map(read).collect()
    }

    /// Subject and text of what was mailed since it was last looked at.
    pub(crate) fn mailed(&self) -> Vec<(String, String)> {
        let read = |one: Received| {
            let body: Value = serde_json::from_str(&one.body).expect("JSON");
            let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
            (text("Subject"), text("Message"))
        };
        self.mails.take().into_iter().map(read).collect()
    }

    /// A request of CloudFormation to the resource that starts reviews.
    pub(crate) fn start_resource(&self, kind: &str, request: &str, trigger: &str, before: &str) -> Value {
        self.resource(
            kind,
            request,
            json!({ "Trigger": trigger, "Pack": "starter", "Workflow": "default" }),
            json!({ "Trigger": before, "Pack": "starter", "Workflow": "default" }),
        )
    }

    /// A request of CloudFormation.
    pub(crate) fn resource(&self, kind: &str, request: &str, properties: Value, before: Value) -> Value {
        json!({
            "RequestType": kind,
            "ResponseURL": format!("{}/answer?signature=x", self.cloudformation.url()),
            "StackId": "arn:aws:cloudformation:us-east-1:000000000000:stack/my-reviews/1",
            "RequestId": request,
            "ResourceType": "Custom::Review",
            "LogicalResourceId": "It",
            "ServiceToken": "arn:aws:lambda:us-east-1:000000000000:function:f",
            "ResourceProperties": properties,
            "OldResourceProperties": before,
        })
    }

    /// How many statements were sent to the warehouse.
    pub(crate) fn statements(&self) -> usize {
        self.data_api.calls().iter().filter(|call| call.operation == "ExecuteStatement").count()
    }
}
