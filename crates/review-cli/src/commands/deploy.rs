//! `deploy`: the AWS driver into an account, as a stack.

use std::io::IsTerminal as _;

use review_deploy::{ArtifactsBucket, Dist, Given, Prepared, Stack, make_bucket, template_url, upload};
use review_warehouse::aws::{self, AwsOptions};

use super::publish::{self, failed, say};
use crate::arguments::Deploy;
use crate::driving;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn deploy(arguments: &Deploy) -> Result<Exit, Failure> {
    let dist = Dist::read(&arguments.artifacts.dist).map_err(failed)?;
    let given = parameters(&arguments.parameters)?;
    driving::runtime()?.block_on(deploy_to(arguments, &dist, given))
}

async fn deploy_to(arguments: &Deploy, dist: &Dist, mut given: Given) -> Result<Exit, Failure> {
    let options =
        AwsOptions { region: arguments.region.clone(), profile: arguments.profile.clone(), ..AwsOptions::default() };
    let config = aws::config(&options).await;
    let region = publish::region(&config)?;
    let bucket = ArtifactsBucket {
        prefix: publish::prefix(&arguments.artifacts, &config).await?,
        region: region.clone(),
        readers: vec![],
    };
    let prefix = arguments.artifacts.key_prefix.clone();
    eprintln!("{} into {} of {region}", dist.describe(), bucket.name());
    let target = make_bucket(&config, dist, &bucket, say).await.map_err(failed)?;
    let uploaded = upload(dist, &target, &prefix).await.map_err(failed)?;
    eprintln!("uploaded {} files, {} were there", uploaded.put, uploaded.there);
    given.insert("ArtifactsBucketPrefix".to_owned(), bucket.prefix.clone());
    given.insert("ArtifactsKeyPrefix".to_owned(), prefix.clone());
    given.insert("Architecture".to_owned(), dist.architecture().to_owned());
    let stack = Stack::new(&config, &arguments.stack);
    let url = template_url(&bucket.name(), &region, &format!("{prefix}templates/root.yaml"));
    let prepared = stack.prepare_from(&url, &given).await.map_err(failed)?;
    show(&stack, &prepared);
    if !prepared.changes.is_empty() && !agreed(arguments)? {
        stack.forget(&prepared).await.map_err(failed)?;
        eprintln!("nothing was changed");
        return Ok(Exit::Complete);
    }
    stack.execute(prepared, say).await.map_err(failed)?;
    for (name, value) in stack.outputs().await.map_err(failed)? {
        println!("{name}: {value}");
    }
    Ok(Exit::Complete)
}

fn show(stack: &Stack, prepared: &Prepared) {
    if prepared.changes.is_empty() {
        eprintln!("the stack {} is as it should be", stack.name());
        return;
    }
    let what = if prepared.creates { "creates" } else { "updates" };
    eprintln!("this {what} the stack {}:", stack.name());
    for change in &prepared.changes {
        let anew = if change.is_replaced { ", made anew" } else { "" };
        eprintln!("  {:<7} {} ({}){anew}", change.action, change.resource, change.kind);
    }
}

/// A person is asked; whoever calls without a terminal has said so beforehand.
fn agreed(arguments: &Deploy) -> Result<bool, Failure> {
    if arguments.yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        let help = "look at the changes above and call it again with --yes";
        return Err(Failure::usage("nobody is there to be asked whether to go on", help));
    }
    eprint!("go on? [y/N] ");
    let mut answer = String::new();
    let read = std::io::stdin().read_line(&mut answer);
    read.map_err(|error| Failure::world(format!("cannot read the answer: {error}"), "give --yes"))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// `--parameter NAME=VALUE`.
fn parameters(given: &[String]) -> Result<Given, Failure> {
    let pair = |text: &String| {
        let (name, value) = text.split_once('=').ok_or_else(|| {
            Failure::usage(format!("`--parameter {text}` has no `=`"), "write --parameter NAME=VALUE")
        })?;
        Ok((name.to_owned(), value.to_owned()))
    };
    given.iter().map(pair).collect()
}
