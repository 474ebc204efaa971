//! `publish`: the artifacts buckets of several Regions, from which others deploy.

use aws_config::SdkConfig;
use review_deploy::{
    ArtifactsBucket, DeployError, Dist, StackEvent, account, launch_link, make_bucket, template_url, upload,
};
use review_warehouse::aws::{self, AwsOptions};

use crate::arguments::{Artifacts, Publish};
use crate::driving;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn publish(arguments: &Publish) -> Result<Exit, Failure> {
    let dist = Dist::read(&arguments.artifacts.dist).map_err(failed)?;
    driving::runtime()?.block_on(async {
        for region in &arguments.regions {
            publish_to(arguments, &dist, region).await?;
        }
        Ok(Exit::Complete)
    })
}

async fn publish_to(arguments: &Publish, dist: &Dist, region: &str) -> Result<(), Failure> {
    let options =
        AwsOptions { region: Some(region.to_owned()), profile: arguments.profile.clone(), ..AwsOptions::default() };
    let config = aws::config(&options).await;
    let bucket = ArtifactsBucket {
        prefix: prefix(&arguments.artifacts, &config).await?,
        region: region.to_owned(),
        readers: arguments.readers.clone(),
    };
    let key_prefix = &arguments.artifacts.key_prefix;
    eprintln!("{} into {}", dist.describe(), bucket.name());
    let target = make_bucket(&config, dist, &bucket, say).await.map_err(failed)?;
    let uploaded = upload(dist, &target, key_prefix).await.map_err(failed)?;
    eprintln!("uploaded {} files, {} were there", uploaded.put, uploaded.there);
    let url = template_url(&bucket.name(), region, &format!("{key_prefix}templates/root.yaml"));
    println!("{region} {}", launch_link(region, &url, "redshift-review"));
    Ok(())
}

/// The name of the artifacts buckets without their Region: what was given, or one of this account.
pub(super) async fn prefix(artifacts: &Artifacts, config: &SdkConfig) -> Result<String, Failure> {
    match &artifacts.bucket_prefix {
        Some(prefix) => Ok(prefix.clone()),
        None => Ok(format!("redshift-review-{}", account(config).await.map_err(failed)?)),
    }
}

pub(super) fn region(config: &SdkConfig) -> Result<String, Failure> {
    let missing = || Failure::usage("no AWS Region is set", "give --region, or set AWS_REGION");
    config.region().map(ToString::to_string).ok_or_else(missing)
}

/// What happens to a stack, a line each.
pub(super) fn say(event: &StackEvent) {
    let place = event.nested.as_ref().map(|nested| format!("{nested}/")).unwrap_or_default();
    let reason = event.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    eprintln!("  {:<28} {place}{} ({}){reason}", event.status, event.resource, event.kind);
}

pub(super) fn failed(error: DeployError) -> Failure {
    let help = error.remedy();
    Failure::world(error, help)
}
