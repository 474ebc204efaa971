//! Which warehouses are asked for: one address, or those of a fleet file that have the tags.

use std::collections::BTreeSet;

use review_pack::{AddressProblem, DatabaseLists, Fleet, FleetWarehouse, address_with, check_fleet};
use review_warehouse::data_api::RedshiftAddress;

use super::place::Place;
use super::refusal::Refusal;
use super::request::Request;
use crate::named::NamedError;

const FLEET: &str = "fleet:";
/// A fleet file larger than this is refused before it is read; the command line has the same limit.
const FLEET_BYTES_MAX: u64 = 4 * 1024 * 1024;

/// One warehouse to review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// What it is called in answers, records and mails.
    pub(super) name: String,
    /// Its address, with the role under which it is asked.
    pub(super) url: String,
    /// The databases asked for.
    pub(super) databases: DatabaseLists,
    /// Calls with the same key start one run.
    pub(super) idempotency_key: String,
}

/// The warehouses asked for; a refusal where none can be named.
///
/// # Errors
/// When the bucket cannot be read.
pub(super) async fn targets(place: &Place, request: &Request) -> Result<Result<Vec<Target>, Refusal>, NamedError> {
    let asked = request.warehouse.as_deref().or(place.warehouse.as_deref());
    let Some(asked) = asked else {
        return Ok(Err(Refusal::new(
            "no warehouse is named: neither the call nor REVIEW_WAREHOUSE names one".to_owned(),
            "name one: redshift://CLUSTER-OR-WORKGROUP/DATABASE, or fleet:FILE".to_owned(),
        )));
    };
    match asked.strip_prefix(FLEET) {
        Some(file) => of_fleet(place, request, file).await,
        None => Ok(one(place, request, asked).map(|target| vec![target])),
    }
}

fn one(place: &Place, request: &Request, url: &str) -> Result<Target, Refusal> {
    match usable(url) {
        Ok(address) => Ok(Target {
            name: address.to_string(),
            url: with_role(url, &address, place.warehouse_role.as_deref()),
            databases: DatabaseLists::default(),
            idempotency_key: request.idempotency_key.clone(),
        }),
        Err(problem) => {
            Err(Refusal::new(format!("the warehouse's address cannot be used: {}", problem.message), problem.help))
        }
    }
}

/// Whether these functions can ask at an address.
fn usable(url: &str) -> Result<RedshiftAddress, AddressProblem> {
    let problem = |message: &str, help: &str| AddressProblem { message: message.to_owned(), help: help.to_owned() };
    if !url.starts_with("redshift://") {
        return Err(problem(
            "on AWS a warehouse is asked through the Data API only",
            "write it as redshift://CLUSTER-OR-WORKGROUP/DATABASE, or review it by `redshift-review run`",
        ));
    }
    let address: RedshiftAddress = url.parse().map_err(|error: review_warehouse::data_api::RedshiftAddressError| {
        problem(&error.to_string(), error.remedy())
    })?;
    match address.aws.profile {
        Some(_) => Err(problem("it names a profile, and a function has none", "name a role instead (?role_arn=)")),
        None => Ok(address),
    }
}

/// All calls on a statement are made under one role, so an address that names none gets the stack's.
fn with_role(url: &str, address: &RedshiftAddress, role: Option<&str>) -> String {
    match (role, &address.aws.role_arn) {
        (Some(role), None) => address_with(url, "role_arn", role),
        _ => url.to_owned(),
    }
}

async fn of_fleet(place: &Place, request: &Request, file: &str) -> Result<Result<Vec<Target>, Refusal>, NamedError> {
    let key = place.layout.fleet(file);
    let source = place.url(&key);
    let refused = |what: String, next: &str| Ok(Err(Refusal::new(what, next.to_owned())));
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if !file.bytes().all(allowed) || file.bytes().all(|byte| byte == b'.') {
        return refused(
            format!("`{file}` is no name for a fleet file"),
            "use letters, digits, dots, hyphens, underscores",
        );
    }
    let listed = place.bucket.objects(&key).await?.into_iter().find(|object| object.key == key);
    let Some(object) = listed else {
        return refused(format!("there is no fleet file {source}"), "copy it there, or name another one");
    };
    if object.bytes > FLEET_BYTES_MAX {
        return refused(format!("the fleet file {source} is larger than {FLEET_BYTES_MAX} bytes"), "split it");
    }
    let content = place.bucket.read(&key).await?.unwrap_or_default();
    let checked = check_fleet(file, &content, &|url| usable(url).map(drop));
    let Some(fleet) = checked.fleet else {
        let what = format!("the fleet file {source} cannot be used");
        let next = "mend what is named: `redshift-review explain CODE` says more".to_owned();
        return Ok(Err(Refusal { diagnostics: checked.diagnostics, ..Refusal::new(what, next) }));
    };
    Ok(selected(place, request, &fleet, &source))
}

fn selected(place: &Place, request: &Request, fleet: &Fleet, source: &str) -> Result<Vec<Target>, Refusal> {
    let chosen = fleet.selected(&request.tags);
    if chosen.is_empty() {
        let wanted: Vec<String> = request.tags.iter().map(|tag| format!("{}={}", tag.name, tag.value)).collect();
        let known: BTreeSet<String> = fleet.tags();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        return Err(Refusal::new(
            format!("no warehouse of {source} has the tags {}", wanted.join(" and ")),
            format!("name tags that are there: {}", known.join(", ")),
        ));
    }
    let target = |one: &FleetWarehouse| {
        let role = place.warehouse_role.as_deref();
        // The check of the file has read the address already.
        let url = usable(&one.url).map_or_else(|_| one.url.clone(), |address| with_role(&one.url, &address, role));
        Target {
            name: one.name.clone(),
            url,
            databases: one.databases.clone(),
            idempotency_key: format!("{} {}", request.idempotency_key, one.name),
        }
    };
    Ok(chosen.into_iter().map(target).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws:iam::123456789012:role/rr/rr-warehouse-access";

    fn with(url: &str) -> String {
        with_role(url, &usable(url).expect("an address"), Some(ROLE))
    }

    #[test]
    fn an_address_without_a_role_gets_the_stacks_own() {
        let url = with("redshift://sales/dev?kind=cluster");
        let address: RedshiftAddress = url.parse().expect("an address");
        assert_eq!(address.aws.role_arn.as_deref(), Some(ROLE));
        let other = "redshift://sales/dev?role_arn=arn:aws:iam::210987654321:role/other&external_id=x";
        assert_eq!(with(other), other);
    }

    #[test]
    fn what_a_function_cannot_ask_is_refused_without_repeating_it() {
        for url in [
            "sample:troubled",
            "postgres://me:secret@host/db",
            "redshift://me:secret@c/dev",
            "redshift://c/dev?profile=p",
        ] {
            let problem = usable(url).expect_err("refused");
            assert!(!problem.help.is_empty() && !problem.message.contains("secret"), "{problem:?}");
        }
    }
}
