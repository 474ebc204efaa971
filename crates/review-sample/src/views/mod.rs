//! The system views: each a fold of the [`World`] into rows.

mod analyses;
mod autonomics;
mod catalogue;
pub(crate) mod cluster;
mod connections;
mod feeds;
mod grants;
mod integrations;
mod lake;
mod loads;
mod optimization;
mod people;
mod procedures;
mod queries;
mod queues;
mod quotas;
mod refreshes;
pub(crate) mod serverless;
mod sharing;
mod slices;
mod steps;
mod streams;
mod table_info;
mod transactions;
mod usage;
mod vacuums;
mod wlm;

use review_core::result::Row;

use crate::sheet::Sheet;
use crate::world::World;

pub(crate) use catalogue::privileges;

/// The database every sample has.
pub(crate) const DATABASE: &str = "dev";

/// Its number in `pg_database`.
const DATABASE_ID: i64 = 100_001;

/// The database that `sample:serverless` sees through a datashare.
pub(crate) const SHARED_DATABASE: &str = "partners";

/// What fills a view.
type Fill = fn(&World) -> Sheet;

/// The views that have rows; all others of the catalogue are empty.
const FILLED: &[(&str, Fill)] = &[
    ("pg_attribute", catalogue::pg_attribute),
    ("pg_class", catalogue::pg_class),
    ("pg_database", catalogue::pg_database),
    ("pg_language", grants::pg_language),
    ("pg_namespace", catalogue::pg_namespace),
    ("pg_proc", grants::pg_proc),
    ("pg_settings", catalogue::pg_settings),
    ("pg_table_def", catalogue::pg_table_def),
    ("pg_tables", catalogue::pg_tables),
    ("pg_type", catalogue::pg_type),
    ("pg_user", people::pg_user),
    ("stl_wlm_query", queues::stl_wlm_query),
    ("stl_wlm_rule_action", queues::stl_wlm_rule_action),
    ("stv_node_storage_capacity", cluster::stv_node_storage_capacity),
    ("stv_partitions", cluster::stv_partitions),
    ("stv_slices", cluster::stv_slices),
    ("stv_tbl_perm", slices::stv_tbl_perm),
    ("stv_wlm_classification_config", wlm::stv_wlm_classification_config),
    ("stv_wlm_qmr_config", wlm::stv_wlm_qmr_config),
    ("stv_wlm_service_class_config", wlm::stv_wlm_service_class_config),
    ("svcs_concurrency_scaling_usage", usage::svcs_concurrency_scaling_usage),
    ("svl_query_metrics_summary", queues::svl_query_metrics_summary),
    ("svv_alter_table_recommendations", optimization::svv_alter_table_recommendations),
    ("svv_datashare_objects", sharing::svv_datashare_objects),
    ("svv_datashares", sharing::svv_datashares),
    ("svv_external_schemas", lake::svv_external_schemas),
    ("svv_external_tables", lake::svv_external_tables),
    ("svv_integration", integrations::svv_integration),
    ("svv_integration_table_state", integrations::svv_integration_table_state),
    ("svv_ml_model_info", sharing::svv_ml_model_info),
    ("svv_mv_info", refreshes::svv_mv_info),
    ("svv_redshift_databases", catalogue::svv_redshift_databases),
    ("svv_redshift_schema_quota", quotas::svv_redshift_schema_quota),
    ("svv_relation_privileges", grants::svv_relation_privileges),
    ("svv_schema_privileges", grants::svv_schema_privileges),
    ("svv_table_info", table_info::svv_table_info),
    ("svv_transactions", transactions::svv_transactions),
    ("svv_user_grants", people::svv_user_grants),
    ("svv_user_info", people::svv_user_info),
    ("sys_analyze_history", analyses::sys_analyze_history),
    ("sys_auto_table_optimization", optimization::sys_auto_table_optimization),
    ("sys_automatic_optimization", autonomics::sys_automatic_optimization),
    ("sys_connection_log", connections::sys_connection_log),
    ("sys_copy_job_info", feeds::sys_copy_job_info),
    ("sys_datashare_usage_consumer", sharing::sys_datashare_usage_consumer),
    ("sys_external_query_detail", lake::sys_external_query_detail),
    ("sys_external_query_error", lake::sys_external_query_error),
    ("sys_extra_compute_for_automatic_optimization", autonomics::sys_extra_compute_for_automatic_optimization),
    ("sys_integration_activity", integrations::sys_integration_activity),
    ("sys_load_detail", loads::sys_load_detail),
    ("sys_load_error_detail", feeds::sys_load_error_detail),
    ("sys_load_history", loads::sys_load_history),
    ("sys_mv_refresh_history", refreshes::sys_mv_refresh_history),
    ("sys_mv_state", refreshes::sys_mv_state),
    ("sys_procedure_call", procedures::sys_procedure_call),
    ("sys_query_detail", steps::sys_query_detail),
    ("sys_query_history", queries::sys_query_history),
    ("sys_serverless_usage", serverless::sys_serverless_usage),
    ("sys_session_history", connections::sys_session_history),
    ("sys_stream_scan_errors", streams::sys_stream_scan_errors),
    ("sys_stream_scan_states", streams::sys_stream_scan_states),
    ("sys_transaction_history", transactions::sys_transaction_history),
    ("sys_unload_history", feeds::sys_unload_history),
    ("sys_userlog", grants::sys_userlog),
    ("sys_vacuum_history", vacuums::sys_vacuum_history),
];

/// The rows of a view in a world.
pub(crate) fn rows(world: &World, view: &str) -> Vec<Row> {
    let fill = FILLED.iter().find(|(name, _)| *name == view).map(|(_, fill)| fill);
    fill.map_or_else(Vec::new, |fill| fill(world).rows())
}
