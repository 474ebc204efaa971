//! A provisioned cluster: DescribeClusters.

use aws_config::SdkConfig;
use aws_sdk_redshift::types::Cluster;
use review_core::identity::Deployment;

use super::{Capacity, Endpoint, Kind, WarehouseFacts};
use crate::WarehouseError;
use crate::aws::arn::Arn;
use crate::aws::errors::{Call, from_sdk_at};
use crate::aws::policy::Place;

pub(super) const CALL: Call = Call::new("redshift", "DescribeClusters");

/// The cluster of that name, if there is one.
pub(super) async fn describe(
    config: &SdkConfig,
    region: &str,
    name: &str,
) -> Result<Option<WarehouseFacts>, WarehouseError> {
    let client = aws_sdk_redshift::Client::new(config);
    match client.describe_clusters().cluster_identifier(name).send().await {
        Ok(answer) => Ok(answer.clusters().first().map(|cluster| read(cluster, region, name))),
        Err(error) if error.as_service_error().is_some_and(|error| error.is_cluster_not_found_fault()) => Ok(None),
        Err(error) => {
            let place = Place { cluster: name.to_owned(), region: region.to_owned(), ..Place::default() };
            Err(from_sdk_at(CALL, &place, &error))
        }
    }
}

fn read(cluster: &Cluster, region: &str, name: &str) -> WarehouseFacts {
    let namespace = cluster.cluster_namespace_arn().and_then(Arn::parse);
    let account = namespace.map(|arn| arn.account.to_owned());
    let arn = namespace.map(|arn| {
        let Arn { partition, account, .. } = arn;
        format!("arn:{partition}:redshift:{region}:{account}:cluster:{name}")
    });
    WarehouseFacts {
        kind: Kind::Cluster,
        name: name.to_owned(),
        deployment: deployment(cluster),
        status: cluster.cluster_status().unwrap_or_default().to_owned(),
        query_status: cluster.cluster_availability_status().map(str::to_owned),
        endpoint: cluster.endpoint().and_then(|endpoint| Endpoint::new(endpoint.address(), endpoint.port())),
        capacity: Capacity::Nodes {
            node_type: cluster.node_type().unwrap_or_default().to_owned(),
            count: cluster.number_of_nodes().and_then(|count| u32::try_from(count).ok()),
        },
        version: version(cluster),
        track: cluster.maintenance_track_name().map(str::to_owned),
        region: region.to_owned(),
        account,
        arn,
        namespace: None,
        database: cluster.db_name().map(str::to_owned),
        maintenance_window: cluster.preferred_maintenance_window().map(str::to_owned),
        publicly_accessible: cluster.publicly_accessible(),
    }
}

/// The word MultiAZ is text, `Enabled` or `Disabled` on real clusters although the model says "boolean".
fn deployment(cluster: &Cluster) -> Deployment {
    let said = cluster.multi_az().unwrap_or_default();
    let both = ["enabled", "true"].iter().any(|word| said.eq_ignore_ascii_case(word));
    match both || cluster.multi_az_secondary().is_some() {
        true => Deployment::MultiAz,
        false => Deployment::SingleAz,
    }
}

/// Version and revision as the console shows them together.
fn version(cluster: &Cluster) -> Option<String> {
    match (cluster.cluster_version(), cluster.cluster_revision_number()) {
        (Some(version), Some(revision)) => Some(format!("{version}.{revision}")),
        (version, revision) => version.or(revision).map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_redshift::types::SecondaryClusterInfo;

    use super::*;

    #[test]
    fn the_parts_of_a_cluster_are_read() {
        let cluster = Cluster::builder()
            .cluster_identifier("sales")
            .cluster_namespace_arn("arn:aws:redshift:eu-west-1:123456789012:namespace:5b1c")
            .cluster_status("available")
            .cluster_version("1.0")
            .cluster_revision_number("77433")
            .endpoint(aws_sdk_redshift::types::Endpoint::builder().address("sales.example").port(5439).build())
            .node_type("ra3.4xlarge")
            .number_of_nodes(4)
            .build();
        let facts = read(&cluster, "eu-west-1", "sales");
        assert_eq!(facts.version.as_deref(), Some("1.0.77433"));
        assert_eq!(facts.account.as_deref(), Some("123456789012"));
        assert_eq!(facts.arn.as_deref(), Some("arn:aws:redshift:eu-west-1:123456789012:cluster:sales"));
        assert_eq!(facts.endpoint, Some(Endpoint { host: "sales.example".to_owned(), port: 5439 }));
        assert_eq!(facts.capacity, Capacity::Nodes { node_type: "ra3.4xlarge".to_owned(), count: Some(4) });
        assert_eq!(facts.availability(), Ok(()));
    }

    #[test]
    fn two_availability_zones_are_known_by_the_word_or_by_the_second_unit() {
        let of = |cluster: Cluster| deployment(&cluster);
        assert_eq!(of(Cluster::builder().multi_az("Enabled").build()), Deployment::MultiAz);
        assert_eq!(of(Cluster::builder().multi_az("true").build()), Deployment::MultiAz);
        assert_eq!(of(Cluster::builder().multi_az("Disabled").build()), Deployment::SingleAz);
        assert_eq!(of(Cluster::builder().build()), Deployment::SingleAz);
        let second = SecondaryClusterInfo::builder().availability_zone("eu-west-1b").build();
        assert_eq!(of(Cluster::builder().multi_az_secondary(second).build()), Deployment::MultiAz);
    }

    #[test]
    fn a_paused_cluster_says_how_to_resume_it() {
        let cluster = Cluster::builder().cluster_status("paused").build();
        let error = read(&cluster, "eu-west-1", "sales").availability().expect_err("paused");
        assert_eq!(error.to_string(), "paused: the cluster sales in eu-west-1 is paused");
        let remedy = "resume it: aws redshift resume-cluster --cluster-identifier sales --region eu-west-1";
        assert_eq!(error.remedy.as_deref(), Some(remedy));
    }
}
