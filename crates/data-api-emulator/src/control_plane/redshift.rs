//! Redshift's own API: clusters, and credentials for them.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answer::Refusal;
use super::issue::{self, Issued};
use super::request::{Protocol, Request};
use super::{denial, names};
use crate::caller::Caller;
use crate::server::Server;

/// DescribeClusters: one by its name, or all.
pub(super) fn describe_clusters(server: &Server, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let wanted = request.text("ClusterIdentifier");
    denial::check(server, caller, request, &names::of_redshift(&format!("cluster:{}", wanted.unwrap_or("*"))))?;
    let clusters: Vec<Value> = match wanted {
        Some(name) => vec![describe(server, known(server, name)?)],
        None => server.options.clusters.iter().map(|name| describe(server, name)).collect(),
    };
    Ok(json!({ "Clusters": { "Cluster": clusters } }))
}

fn known<'a>(server: &Server, name: &'a str) -> Result<&'a str, Refusal> {
    match server.options.clusters.iter().any(|cluster| cluster == name) {
        true => Ok(name),
        false => {
            Err(Refusal::new("ClusterNotFound", format!("Cluster {name} not found."))
                .with_status(StatusCode::NOT_FOUND))
        }
    }
}

fn describe(server: &Server, name: &str) -> Value {
    let status = server.control_plane.status(name);
    let answers = if status.is_some() { "Unavailable" } else { "Available" };
    let mut cluster = json!({
        "ClusterIdentifier": name,
        "ClusterNamespaceArn": names::of_namespace("redshift", ':', name),
        "ClusterStatus": status.as_deref().unwrap_or("available"),
        "ClusterAvailabilityStatus": answers,
        "ClusterVersion": "1.0",
        // No revision of a real engine answers here.
        "ClusterRevisionNumber": "0",
        "MaintenanceTrackName": "current",
        "PreferredMaintenanceWindow": "sun:05:00-sun:05:30",
        "MultiAZ": "Disabled",
        "NodeType": "ra3.xlplus",
        "NumberOfNodes": 2,
        "DBName": "dev",
        "PubliclyAccessible": false,
        "ClusterParameterGroups": {
            "ClusterParameterGroup": { "ParameterGroupName": "warehouse", "ParameterApplyStatus": "in-sync" },
        },
    });
    if let Some(administrator) = &server.options.control_plane.administrator {
        cluster["Endpoint"] = json!({ "Address": administrator.host, "Port": administrator.port });
    }
    cluster
}

/// GetClusterCredentials: for a database user that is named, whether there is one or not.
pub(super) async fn credentials_of_user(server: &Server, caller: &Caller, request: &Request) -> Result<Value, Refusal> {
    let cluster = request.required("ClusterIdentifier")?;
    let user = request.required("DbUser")?;
    denial::check(server, caller, request, &names::of_redshift(&format!("dbuser:{cluster}/{user}")))?;
    known(server, cluster)?;
    if request.is_true("AutoCreate") {
        return Err(Refusal::invalid(Protocol::Query, "AutoCreate is not emulated: no user is made for a review"));
    }
    let duration = issue::duration(server, request, "DurationSeconds")?;
    Ok(answer(&issue::for_user(server, user, duration).await?, false))
}

/// GetClusterCredentialsWithIAM: for the database user of the caller, who is made when it is missing.
pub(super) async fn credentials_of_identity(
    server: &Server,
    caller: &Caller,
    request: &Request,
) -> Result<Value, Refusal> {
    let cluster = request.required("ClusterIdentifier")?;
    let database = request.text("DbName").unwrap_or("*");
    denial::check(server, caller, request, &names::of_redshift(&format!("dbname:{cluster}/{database}")))?;
    known(server, cluster)?;
    let duration = issue::duration(server, request, "DurationSeconds")?;
    Ok(answer(&issue::for_identity(server, caller, duration).await?, true))
}

/// Only the newer of the two operations says when to come again.
fn answer(issued: &Issued, refresh: bool) -> Value {
    let Issued { user, password, expires } = issued;
    let mut answer = json!({ "DbUser": user, "DbPassword": password, "Expiration": expires.to_string() });
    if refresh {
        answer["NextRefreshTime"] = answer["Expiration"].clone();
    }
    answer
}
