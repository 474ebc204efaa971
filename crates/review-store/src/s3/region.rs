//! Which Region a bucket is in, told by the answer that refuses because of it.

use async_trait::async_trait;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};
use reqwest::StatusCode;

/// What S3 says in the header beside a redirect. `object_store` shows status and body of an answer only, and this
/// answer's body often names no Region.
const BUCKET_REGION: &str = "x-amz-bucket-region";

/// Makes clients that put the bucket's Region into the body of a redirect.
#[derive(Debug, Default)]
pub(super) struct Connector(ReqwestConnector);

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Client(self.0.connect(options)?)))
    }
}

#[derive(Debug)]
struct Client(HttpClient);

#[async_trait]
impl HttpService for Client {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let answer = self.0.execute(request).await?;
        let region = answer.headers().get(BUCKET_REGION).and_then(|region| region.to_str().ok()).map(str::to_owned);
        match region {
            Some(region) if answer.status().is_redirection() => Ok(refused(answer, &region)),
            _ => Ok(answer),
        }
    }
}

/// The redirect as a refusal whose body names the Region, in S3's own form.
fn refused(answer: HttpResponse, region: &str) -> HttpResponse {
    let (mut parts, _) = answer.into_parts();
    parts.status = StatusCode::BAD_REQUEST;
    let body = format!("<Error><Code>PermanentRedirect</Code><Region>{region}</Region></Error>");
    HttpResponse::from_parts(parts, body.into())
}
