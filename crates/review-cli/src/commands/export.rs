//! `export`: the report of a run in another form.

use std::collections::BTreeMap;
use std::fs;

use review_engine::{DriveError, collect};
use review_finish::Finisher;

use crate::arguments::Export;
use crate::driving;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::runs::{self, Opened};

pub(crate) fn export(arguments: &Export) -> Result<Exit, Failure> {
    let text = driving::runtime()?.block_on(text(arguments))?;
    let Some(path) = &arguments.out else {
        print!("{text}");
        return Ok(Exit::Complete);
    };
    fs::write(path, text).map_err(|error| {
        Failure::world(format!("cannot write {}: {error}", path.display()), "check the path and its permissions")
    })?;
    println!("{}", path.display());
    Ok(Exit::Complete)
}

async fn text(arguments: &Export) -> Result<String, Failure> {
    let Opened { folder, base } = runs::open_to_read(&arguments.run).await?;
    let document = runs::document(&*folder).await?;
    let findings = runs::findings(&*folder).await?;
    let finisher = Finisher { pack: runs::pack(&*folder).await?, overrides: BTreeMap::new(), base };
    let collected = collect(&*folder, &document).await?;
    let model = finisher.model(&collected, &findings).await.map_err(DriveError::from)?;
    Ok(review_report::export(&model, arguments.form, arguments.gate.into()))
}
