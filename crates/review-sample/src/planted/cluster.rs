//! Nodes and queues.

use super::{CLUSTER, Trouble, Variant, near_miss, trouble};

#[rustfmt::skip]
pub(super) const PLANTED: &[Trouble] = &[
    trouble("NodeDetails", "node 3", "holds 18 percent (over 10 GB) more than node 0", "node-holds-more-than-its-share", CLUSTER,
        "select max(used), min(used) from stv_node_storage_capacity having max(used) >= 1.10 * min(used) and max(used) - min(used) >= 1024"),
    near_miss("NodeDetails", "all nodes", "nodes with managed storage fill a thousandth of the cluster's quota: no percentage means anything here", "node-storage-filling", &[Variant::Troubled, Variant::Healthy],
        "select node from stv_node_storage_capacity where used * 100.0 / capacity < 1"),
    trouble("WLMConfig", "queues etl, bi, adhoc, Default queue", "manual WLM (service classes 6 to 9)", "manual-wlm", CLUSTER,
        "select name from stv_wlm_service_class_config where service_class between 6 and 13"),
    trouble("WLMConfig", "all queues", "27 slots in all", "too-many-slots", CLUSTER,
        "select sum(num_query_tasks) from stv_wlm_service_class_config where service_class between 6 and 13 having sum(num_query_tasks) = 27"),
    trouble("WLMConfig", "all queues", "short query acceleration is off: no service class 14", "short-queries-not-accelerated", CLUSTER,
        "select count(*) from stv_wlm_service_class_config where service_class = 14 having count(*) = 0"),
    trouble("WLMConfig", "all queues", "no query monitoring rule, while each day one hour spills 12,000 MB or more", "no-rules-while-queries-spill", CLUSTER,
        "select count(*) from stv_wlm_qmr_config having count(*) = 0"),
    trouble("WorkloadEvaluation", "all days", "statements run in a third of all minutes, most of them in office hours", "cluster-idle-most-of-the-day", &[Variant::Troubled, Variant::MultiAz],
        "select date_trunc('day', start_time) from sys_query_history where user_id > 1 and start_time between '2026-11-14 00:00:00' and '2026-11-15 23:59:59' group by 1 having sum(elapsed_time) < 0.25 * 86400000000"),
    trouble("ServerlessScaling", "the workgroup", "rests on 32 RPU and draws 160 at 9, 14 and 16 o'clock", "capacity-swings", &[Variant::Serverless],
        "select count(*) from sys_serverless_usage where compute_capacity = 160 having count(*) > 300"),
    near_miss("UsagePattern", "user rdsdb", "the warehouse's own vacuum each night at 4: 900 s queued, 1,340,000 MB spilled, a nested loop, alerts; to be left out", "", super::ALL,
        "select query_id from sys_query_history where user_id = 1 and queue_time >= 900000000"),
    near_miss("UsagePattern", "statements still running", "two statements without a final end", "", super::ALL,
        "select count(*) from sys_query_history where status = 'running' having count(*) = 2"),
];
