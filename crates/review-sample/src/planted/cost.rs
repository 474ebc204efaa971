//! What is charged, and for whom.

use super::{ALL, BESIDE, EVERYWHERE, Trouble, Variant, near_miss, trouble};

/// Serverless alone is charged by what it draws.
const SERVERLESS: &[Variant] = &[Variant::Serverless];

#[rustfmt::skip]
pub(super) const PLANTED: &[Trouble] = &[
    near_miss("ServerlessUsage", "17 November", "charged a third more than the median of the six whole days", "day-charged-far-above-usual", SERVERLESS,
        "select date_trunc('day', start_time) from sys_serverless_usage where start_time >= '2026-11-14' group by 1 having sum(charged_seconds) between 2700000 and 2800000"),
    trouble("ServerlessUsage", "18 November", "draws 512 RPU for two hours: more than twice what a usual day is charged", "day-charged-far-above-usual", SERVERLESS,
        "select date_trunc('day', start_time) from sys_serverless_usage group by 1 having max(compute_capacity) = 512 and sum(charged_seconds) > 4000000"),
    trouble("ServerlessScaling", "the workgroup", "300 MB a minute from another Region in the rush hours: over 100 GB in all", "data-crosses-regions", SERVERLESS,
        "select sum(cross_region_transferred_data) from sys_serverless_usage having sum(cross_region_transferred_data) > 107374182400"),
    trouble("ServerlessScaling", "the workgroup", "extra compute for automatic optimization takes over a tenth of the charge", "optimization-costs-compute", SERVERLESS,
        "select sum(charged_seconds) from sys_serverless_usage having 10 * sum(charged_extra_compute_for_automatic_optimization_seconds) > sum(charged_seconds)"),
    trouble("KeepAwake", "health checks", "the shop's pool asks select 1 every 4 minutes from 20 to 7 o'clock", "health-checks-keep-workgroup-awake", SERVERLESS,
        "select count(*) from sys_query_history where query_text = 'select 1' having count(*) > 1000"),
    trouble("KeepAwake", "open transaction", "analyst_kim leaves a transaction open for six hours on 17 and 18 November", "open-transactions-keep-workgroup-awake", SERVERLESS,
        "select count(*) from sys_transaction_history where datediff(second, transaction_start_time, commit_end_time) >= 21600 having count(*) = 2"),
    near_miss("KeepAwake", "work", "transactions of minutes in which a transform runs all the time", "open-transactions-keep-workgroup-awake", SERVERLESS,
        "select h.query_id from sys_transaction_history t join sys_query_history h on h.transaction_id = t.transaction_id where h.username = 'etl_loader' and datediff(second, t.transaction_start_time, t.commit_end_time) between 120 and 1000 and datediff(second, h.end_time, t.commit_end_time) < 5"),
    trouble("CostByConsumer", "analyst_kim", "spills 1,150,000 MB: 94 percent of all", "one-consumer-spills-nearly-all", EVERYWHERE,
        "select user_id from sys_query_detail where user_id > 1 and metrics_level = 'segment' group by 1 having sum(spilled_block_local_disk + spilled_block_remote_disk) > 1000000"),
    trouble("CostByConsumer", "data_science with jupyter", "loses over a fifth of its time, an hour and more, in statements that fail or are ended", "consumer-loses-its-time", EVERYWHERE,
        "select username from sys_query_history where username = 'data_science' group by 1 having sum(case when status = 'failed' then execution_time else 0 end) > 0.2 * sum(execution_time) and sum(case when status = 'failed' then execution_time else 0 end) > 3600000000"),
    near_miss("CostByConsumer", "analyst_kim", "cancels one statement; a statement in a hundred fails", "consumer-loses-its-time", ALL,
        "select query_id from sys_query_history where status = 'canceled' and username = 'analyst_kim'"),
    near_miss("ConcurrencyScalingUsage", "18 November", "590 s of the hour that a day earns", "concurrency-scaling-beyond-free-time", &[Variant::Troubled, Variant::Healthy],
        "select sum(usage_in_seconds) from svcs_concurrency_scaling_usage where date_trunc('day', start_time) = '2026-11-18 00:00:00' having sum(usage_in_seconds) between 570 and 590"),
    trouble("UsageLimitHits", "3f0a6c52-9b1d-4e77-a1c8-5d2e90b7f641", "a limit that dashboards meet at 14 o'clock on four days", "usage-limit-reached-on-many-days", EVERYWHERE,
        "select usage_limit from sys_query_history where usage_limit <> '' group by 1 having count(distinct date_trunc('day', start_time)) = 4"),
    near_miss("UsageLimitHits", "concurrency-scaling-daily", "a limit that was met on one day", "usage-limit-reached-on-many-days", BESIDE,
        "select usage_limit from sys_query_history where usage_limit <> '' group by 1 having count(distinct date_trunc('day', start_time)) = 1"),
    near_miss("MultiDatabaseActivity", "dev", "waits a good part of its time, but is the only database", "databases-busy-in-the-same-hours", BESIDE,
        "select database_name from sys_query_history where user_id > 1 group by 1 having sum(queue_time) > 0.05 * sum(execution_time)"),
];
