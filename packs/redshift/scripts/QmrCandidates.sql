/* redshift-review QmrCandidates
   Shows: for each queue and each metric that a query monitoring rule can watch, the usual, the high and the highest
          value, and whether a rule watches it.
   Why:   a rule is useful where the highest value is far beyond what nearly all queries need, and harmful elsewhere.
   From:  svl_query_metrics_summary, stv_wlm_qmr_config, stv_wlm_service_class_config. No SYS view holds rules, so a
          cluster in one availability zone is needed.
   Mind:  times are whole seconds, temporary blocks MB, rows as they come out of the step. Queries that ran and are not
          in the log any more are not seen. The few statements of this review count as well. A metric that no query
          of the queue has is left out. */
with metrics as (
    select
        service_class,
        query,
        query_execution_time,
        query_cpu_time,
        query_blocks_read,
        query_temp_blocks_to_disk,
        scan_row_count,
        nested_loop_join_row_count,
        return_row_count,
        query_queue_time
    from svl_query_metrics_summary
    where userid > 1
        and service_class >= 6
        and service_class not in (14, 15)
),
measured as (
    select
        service_class,
        cast('query_execution_time' as varchar(32)) as metric,
        count(query_execution_time) as query_count,
        cast(percentile_cont(0.5) within group (order by query_execution_time) as bigint) as usual,
        cast(percentile_cont(0.99) within group (order by query_execution_time) as bigint) as high,
        max(query_execution_time) as highest
    from metrics
    group by service_class
    union all
    select
        service_class,
        cast('query_cpu_time' as varchar(32)) as metric,
        count(query_cpu_time) as query_count,
        cast(percentile_cont(0.5) within group (order by query_cpu_time) as bigint) as usual,
        cast(percentile_cont(0.99) within group (order by query_cpu_time) as bigint) as high,
        max(query_cpu_time) as highest
    from metrics
    group by service_class
    union all
    select
        service_class,
        cast('query_blocks_read' as varchar(32)) as metric,
        count(query_blocks_read) as query_count,
        cast(percentile_cont(0.5) within group (order by query_blocks_read) as bigint) as usual,
        cast(percentile_cont(0.99) within group (order by query_blocks_read) as bigint) as high,
        max(query_blocks_read) as highest
    from metrics
    group by service_class
    union all
    select
        service_class,
        cast('query_temp_blocks_to_disk' as varchar(32)) as metric,
        count(query_temp_blocks_to_disk) as query_count,
        cast(percentile_cont(0.5) within group (order by query_temp_blocks_to_disk) as bigint) as usual,
        cast(percentile_cont(0.99) within group (order by query_temp_blocks_to_disk) as bigint) as high,
        max(query_temp_blocks_to_disk) as highest
    from metrics
    group by service_class
    union all
    select
        service_class,
        cast('scan_row_count' as varchar(32)) as metric,
        count(scan_row_count) as query_count,
        cast(percentile_cont(0.5) within group (order by scan_row_count) as bigint) as usual,
        cast(percentile_cont(0.99) within group (order by scan_row_count) as bigint) as high,
        max(scan_row_count) as highest
    from metrics
    group by service_class
    union all
    select
        service_class,
        cast('nested_loop_join_row_count' as varchar(32)) as metric,
        count(nested_loop_join_row_count) as query_count,
        cast(percentile_cont(0.5) within group (order by nested_loop_join_row_count) as bigint) as usual,
        cast(percentile_cont(0.99) within group (order by nested_loop_join_row_count) as bigint) as high,
        max(nested_loop_join_row_count) as highest
    from metrics
    group by service_class
    union all
    select
        service_class,
        cast('return_row_count' as varchar(32)) as metric,
        count(return_row_count) as query_count,
        cast(percentile_cont(0.5) within group (order by return_row_count) as bigint) as usual,
        cast(percentile_cont(0.99) within group (order by return_row_count) as bigint) as high,
        max(return_row_count) as highest
    from metrics
    group by service_class
    union all
    select
        service_class,
        cast('query_queue_time' as varchar(32)) as metric,
        count(query_queue_time) as query_count,
        cast(percentile_cont(0.5) within group (order by query_queue_time) as bigint) as usual,
        cast(percentile_cont(0.99) within group (order by query_queue_time) as bigint) as high,
        max(query_queue_time) as highest
    from metrics
    group by service_class
),
rules as (
    select
        service_class,
        lower(trim(metric_name)) as metric,
        count(*) as rule_count
    from stv_wlm_qmr_config
    group by 1, 2
)
select
    cast(m.service_class as bigint) as service_class,
    cast(trim(c.name) as varchar(64)) as queue_name,
    cast(m.metric as varchar(32)) as metric,
    cast(m.query_count as bigint) as queries,
    cast(m.usual as bigint) as usual,
    cast(m.high as bigint) as high,
    cast(m.highest as bigint) as highest,
    cast(coalesce(r.rule_count, 0) as bigint) as rules
from measured as m
left join rules as r on r.service_class = m.service_class and r.metric = m.metric
left join stv_wlm_service_class_config as c on c.service_class = m.service_class
where m.query_count >= 1
order by service_class, metric;
