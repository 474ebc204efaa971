//! `runs`: what a base holds, as a list or as one page.

use std::path::{Component, Path, PathBuf};

use review_core::documents::RunManifest;
use review_core::keys;
use review_dashboard::fleet::Square;
use review_dashboard::fleet::read::Reader;
use review_dashboard::pages::{FleetPage, Links, static_fleet_page};
use review_dashboard::progress::halt_words;
use review_store::base::{self, Base};
use review_store::{S3Address, StoreError};

use crate::arguments::Runs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{drivers, driving, stores};

pub(crate) fn runs(arguments: &Runs) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let base = stores::base(&arguments.base).await?;
        if let Some(file) = &arguments.html {
            return write_page(&*base, file).await;
        }
        let runs = base::runs(&*base).await?;
        for (run, manifest) in base::manifests(&*base, runs).await {
            println!("{}  {}", run.location, stands(manifest.as_ref().map(Option::as_ref)));
        }
        Ok(Exit::Complete)
    })
}

/// How a run stands.
fn stands(manifest: Result<Option<&RunManifest>, &StoreError>) -> String {
    let manifest = match manifest {
        Ok(Some(manifest)) => manifest,
        Ok(None) => return "not complete".to_owned(),
        Err(error) => return format!("unreadable: {error}"),
    };
    let counted = &manifest.accounting;
    let unwell = counted.failed + counted.timed_out;
    let came_to = format!("{} with findings, {unwell} failed or timed out", counted.findings);
    match kind(manifest) {
        kind if kind.is_empty() => format!("complete: {} planned, {came_to}", counted.planned),
        kind => format!("{kind}: {} of {} queries ran, {came_to}", counted.planned - counted.skipped, counted.planned),
    }
}

/// What makes it no whole review; empty for one.
pub(super) fn kind(manifest: &RunManifest) -> String {
    let part = manifest.partial.then(|| "part of a review (--only)".to_owned());
    let cut = manifest.halt.map(|halt| format!("cut short, {}", halt_words(halt)));
    let none = manifest.accounting.has_no_result().then(|| "nothing could be reviewed".to_owned());
    part.into_iter().chain(cut).chain(none).collect::<Vec<_>>().join(", ")
}

async fn write_page(base: &dyn Base, file: &Path) -> Result<Exit, Failure> {
    let runs = Reader::looking_for_drivers(drivers::at_work).runs(base).await?;
    let links = FromFile::new(file);
    let page = FleetPage { base: &base.location(), runs: &runs, now: review_dashboard::now(), links: &links };
    let html = static_fleet_page(&page).map_err(|error| Failure::Bug(error.to_string()))?;
    std::fs::write(file, html).map_err(|error| {
        Failure::world(format!("cannot write {}: {error}", file.display()), "check the folder and its permissions")
    })?;
    println!("{}", file.display());
    Ok(Exit::Complete)
}

/// Links from a file to reports on the same machine, relative, so that both can be moved together. A page over runs in
/// S3 names their places.
struct FromFile {
    /// The folder of the file; none where it is not known.
    folder: Option<PathBuf>,
}

impl FromFile {
    fn new(file: &Path) -> Self {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { folder: folder.canonicalize().ok() }
    }
}

impl Links for FromFile {
    fn run(&self, _: &str, _: &str, _: &Square) -> Option<String> {
        None
    }

    fn report(&self, _: &str, _: &str, run: &Square) -> Option<String> {
        if run.numbers.is_none() || S3Address::is_meant_by(&run.location) {
            return None;
        }
        let report = Path::new(&run.location).canonicalize().ok()?.join(keys::REPORT);
        relative(self.folder.as_ref()?, &report)
    }
}

/// The way from a folder to a file, both absolute, as the address of a link.
fn relative(from: &Path, to: &Path) -> Option<String> {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = from[common..].iter().map(|_| Some("..".to_owned()));
    let down = to[common..].iter().map(|component| Some(encoded(component.as_os_str().to_str()?)));
    let steps: Option<Vec<String>> = up.chain(down).collect();
    // A first step such as `a:b` would be taken for a scheme.
    steps.map(|steps| format!("./{}", steps.join("/")))
}

fn encoded(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_from_the_page_to_the_report() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to)).expect("a way");
        assert_eq!(way("/a/pages", "/a/reviews/w/r/report.html"), "./../reviews/w/r/report.html");
        assert_eq!(way("/a", "/a/x:y/<b>/report.html"), "./x%3Ay/%3Cb%3E/report.html");
    }
}
