//! Redshift Serverless: workgroups, and credentials for them.

use serde_json::{Value, json};

use super::answer::Refusal;
use super::issue::{self, Issued};
use super::request::Request;
use super::{denial, names};
use crate::caller::Caller;
use crate::server::Server;

/// GetWorkgroup.
pub(super) fn get_workgroup(server: &Server, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let name = request.required("workgroupName")?;
    denial::check(server, caller, request, &names::of_workgroup(name))?;
    known(server, name)?;
    let status = server.control_plane.status(name).unwrap_or_else(|| "AVAILABLE".to_owned());
    let mut workgroup = json!({
        "workgroupName": name,
        "workgroupId": names::workgroup_id(name),
        "workgroupArn": names::of_workgroup(name),
        "namespaceName": name,
        "baseCapacity": 8,
        "status": status,
        "patchVersion": "1.0.0",
        "trackName": "current",
        "publiclyAccessible": false,
    });
    if let Some(administrator) = &server.options.control_plane.administrator {
        workgroup["endpoint"] = json!({ "address": administrator.host, "port": administrator.port });
    }
    Ok(json!({ "workgroup": workgroup }))
}

/// GetCredentials: for the database user of the caller, who is made when it is missing.
pub(super) async fn get_credentials(server: &Server, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let name = request.required("workgroupName")?;
    denial::check(server, caller, request, &names::of_workgroup(name))?;
    known(server, name)?;
    let duration = issue::duration(server, request, "durationSeconds")?;
    let Issued { user, password, expires } = issue::for_identity(server, caller, duration).await?;
    let seconds = expires.micros() / 1_000_000;
    Ok(json!({ "dbUser": user, "dbPassword": password, "expiration": seconds, "nextRefreshTime": seconds }))
}

fn known(server: &Server, name: &str) -> Result<(), Refusal> {
    match server.options.workgroups.iter().any(|workgroup| workgroup == name) {
        true => Ok(()),
        false => Err(Refusal::new("ResourceNotFoundException", format!("workgroup not found for name {name}"))),
    }
}
