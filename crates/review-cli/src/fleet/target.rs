//! Which warehouses a command line names.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use review_pack::{AddressProblem, DatabaseLists, Fleet, FleetWarehouse, TagSelection, check_fleet};

use crate::arguments::Run;
use crate::failure::Failure;
use crate::file_problems;
use crate::warehouses;

/// A fleet file larger than this is refused before it is read; own choice, far above a thousand warehouses.
const FILE_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// One warehouse to review.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// What it is called in progress and summary.
    pub(crate) name: String,
    /// Its address.
    pub(crate) url: String,
    /// The databases asked for in this run.
    pub(crate) databases: DatabaseLists,
}

/// The warehouses to review: those of `--warehouse`, or those of the fleet file that have all the tags.
pub(crate) fn targets(arguments: &Run) -> Result<Vec<Target>, Failure> {
    let asked = DatabaseLists { include: arguments.databases.clone(), exclude: arguments.skip_databases.clone() };
    match &arguments.fleet {
        Some(path) => {
            let fleet = read(path)?;
            let selected = select(&fleet, &arguments.tags)?;
            let target = |one: &FleetWarehouse| Target {
                name: one.name.clone(),
                url: one.url.clone(),
                databases: one.databases.with(&asked),
            };
            Ok(selected.into_iter().map(target).collect())
        }
        None => Ok(named(&arguments.warehouses, &asked)),
    }
}

/// Addresses as they stand on the command line, each with a name of its own.
fn named(urls: &[String], databases: &DatabaseLists) -> Vec<Target> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let target = |(number, url): (usize, &String)| {
        let label = warehouses::label(url).unwrap_or_else(|| format!("warehouse {}", number + 1));
        let count = seen.entry(label.clone()).and_modify(|count| *count += 1).or_insert(1);
        let name = if *count > 1 { format!("{label} ({count})") } else { label };
        Target { name, url: url.clone(), databases: databases.clone() }
    };
    urls.iter().enumerate().map(target).collect()
}

fn read(path: &Path) -> Result<Fleet, Failure> {
    let failed = |error: std::io::Error| {
        Failure::world(
            format!("cannot read the fleet {}: {error}", path.display()),
            "check the path and its permissions",
        )
    };
    if fs::metadata(path).map_err(failed)?.len() > FILE_BYTES_MAX {
        let message = format!("the fleet {} is larger than {FILE_BYTES_MAX} bytes", path.display());
        return Err(Failure::world(message, "split it into several files"));
    }
    let bytes = fs::read(path).map_err(failed)?;
    let usable = |url: &str| {
        warehouses::check(url).map_err(|failure| {
            let (message, help) = failure.parts();
            let help = if help.is_empty() { "correct the address".to_owned() } else { help };
            AddressProblem { message, help }
        })
    };
    let checked = check_fleet(&path.display().to_string(), &bytes, &usable);
    let what = format!("the fleet {}", path.display());
    checked.fleet.ok_or_else(|| Failure::File { text: file_problems::render(&checked.diagnostics, &what) })
}

fn select<'f>(fleet: &'f Fleet, tags: &[TagSelection]) -> Result<Vec<&'f FleetWarehouse>, Failure> {
    let selected = fleet.selected(tags);
    if selected.is_empty() {
        let wanted: Vec<String> = tags.iter().map(|tag| format!("{}={}", tag.name, tag.value)).collect();
        let known: Vec<String> = fleet.tags().into_iter().collect();
        let help =
            if known.is_empty() { "none has a tag".to_owned() } else { format!("there are: {}", known.join(", ")) };
        return Err(Failure::usage(format!("no warehouse of the fleet has {}", wanted.join(" and ")), help));
    }
    Ok(selected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warehouse_without_a_name_is_called_by_its_address_and_never_by_a_secret() {
        let urls = [
            "sample:troubled?slow=TableInfo:9",
            "sample:troubled",
            "postgres://me@127.0.0.1:5439/dev?password_file=/run/x",
            "postgres://me:hunter2@127.0.0.1:5439/dev",
            "redshift://hunter2",
        ];
        let targets = named(&urls.map(str::to_owned), &DatabaseLists::default());
        let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
        assert_eq!(
            names,
            ["sample:troubled", "sample:troubled (2)", "postgres://127.0.0.1:5439/dev", "warehouse 4", "warehouse 5"]
        );
    }
}
