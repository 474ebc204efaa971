//! External tables.

use super::{ALL, EVERYWHERE, Trouble, Variant, near_miss, trouble};

#[rustfmt::skip]
pub(super) const PLANTED: &[Trouble] = &[
    trouble("ExtQueryPerformance", "lake.web_logs", "20 statements read all of 1,095 partitions, 95 s each", "external-table-not-pruned", EVERYWHERE,
        "select table_name from sys_external_query_detail where qualified_partitions = total_partitions group by 1 having count(*) = 20 and min(duration) > 60000000"),
    near_miss("ExtQueryPerformance", "lake.orders_history", "19 of 20 statements are pruned: 95 percent; 70 s each", "external-table-not-pruned", ALL,
        "select table_name from sys_external_query_detail where qualified_partitions < total_partitions group by 1 having count(*) = 19"),
    trouble("ExtQueryPerformance", "lake.web_logs", "26,280 files of 3 MB a statement", "external-table-of-small-files", EVERYWHERE,
        "select table_name from sys_external_query_detail where returned_bytes < 64 * 1048576 * scanned_files"),
    trouble("ExtQueryPerformance", "lake.web_logs", "plain text", "external-table-of-text", EVERYWHERE,
        "select table_name from sys_external_query_detail where file_format = 'Text'"),
    trouble("ExtQueryPerformance", "lake.web_logs", "values that could not be read", "external-table-with-errors", EVERYWHERE,
        "select query_id from sys_external_query_error where \"trigger\" = 'Invalid value'"),
    trouble("FederatedQueries", "crm.customers by data_science", "24 queries pull 2,400,000 rows each out of another database", "federated-query-pulls-many-rows", EVERYWHERE,
        "select table_name from sys_external_query_detail where source_type = 'PG' group by 1 having count(*) = 24 and min(returned_rows) = 2400000"),
    trouble("FederatedQueries", "crm.customers by data_science", "waits 60 s each time, over 1 percent of all execution time", "federated-queries-wait-for-other-database", EVERYWHERE,
        "select sum(duration) from sys_external_query_detail where source_type = 'PG' having sum(duration) = 1440000000"),
    near_miss("FederatedQueries", "crm.customers by data_science", "24 queries pull 1,000,000 rows each", "federated-query-pulls-many-rows", &[Variant::Healthy],
        "select table_name from sys_external_query_detail where source_type = 'PG' group by 1 having count(*) = 24 and max(returned_rows) = 1000000"),
    near_miss("FederatedQueries", "crm.customers by data_science", "waits 20 s each time: 480 s in all", "federated-queries-wait-for-other-database", &[Variant::Healthy],
        "select sum(duration) from sys_external_query_detail where source_type = 'PG' having sum(duration) = 480000000"),
];
