/* redshift-review SlotUse
   Shows: for each queue with slots set by hand, how many of them were ever in use at once, and for how much of the
          window at least that many.
   Why:   a slot that is never used keeps its share of memory from those that are, and from the queues that wait.
   From:  stv_wlm_service_class_config, stl_wlm_query, stv_slices. No SYS view holds slots, so a cluster in one
          availability zone is needed.
   Mind:  the configuration is that of the moment; a queue that was changed during the window is judged by what it is
          now. Queries that started before the window are not seen. A query may take several slots. Automatic queues
          have no slots and are left out. What happens once a quarter does not happen in these days. The memory of
          a slot is given for one node; what was never used is that of all nodes. */
with queues as (
    select
        service_class,
        trim(name) as queue_name,
        num_query_tasks as slots,
        query_working_mem as slot_memory
    from stv_wlm_service_class_config
    where service_class between 6 and 13
        and num_query_tasks >= 1
),
nodes as (
    select count(distinct node) as node_count
    from stv_slices
),
executions as (
    select
        w.service_class,
        w.task,
        w.query,
        coalesce(w.slot_count, 1) as slots,
        w.exec_start_time,
        w.exec_end_time,
        coalesce(w.total_queue_time, 0) as queue_time
    from stl_wlm_query as w
    join queues as q on q.service_class = w.service_class
    where w.userid > 1
        and w.exec_start_time >= dateadd(day, -:days, getdate())
        and w.exec_end_time > w.exec_start_time
),
changes as (
    select
        service_class,
        exec_start_time as moment,
        slots as change,
        task,
        query
    from executions
    union all
    select
        service_class,
        exec_end_time as moment,
        -slots as change,
        task,
        query
    from executions
),
levels as (
    select
        service_class,
        moment,
        sum(change) over (
            partition by service_class
            order by moment, change, task, query
            rows unbounded preceding
        ) as in_use,
        lead(moment) over (partition by service_class order by moment, change, task, query) as next_moment
    from changes
),
peaks as (
    select
        service_class,
        max(in_use) as peak,
        sum(in_use * coalesce(datediff(millisecond, moment, next_moment), 0)) as slot_milliseconds
    from levels
    group by service_class
),
totals as (
    select
        service_class,
        count(*) as query_count,
        sum(queue_time) as queue_time
    from executions
    group by service_class
)
select
    cast(q.service_class as bigint) as service_class,
    cast(q.queue_name as varchar(64)) as queue_name,
    cast(q.slots as bigint) as slots,
    cast(q.slot_memory as bigint) as slot_memory_mb_per_node,
    cast(coalesce(t.query_count, 0) as bigint) as queries,
    cast(coalesce(p.peak, 0) as bigint) as peak_slots,
    cast(q.slots - coalesce(p.peak, 0) as bigint) as never_used_slots,
    cast((q.slots - coalesce(p.peak, 0)) * q.slot_memory * n.node_count as bigint) as never_used_memory_mb,
    cast(round(coalesce(p.slot_milliseconds, 0) / 3600000.0, 2) as numeric(18, 2)) as slot_hours,
    cast(round(100.0 * coalesce(p.slot_milliseconds, 0) / (86400000.0 * :days * q.slots), 2) as numeric(9, 2))
        as slot_use_pct,
    cast(round(coalesce(t.queue_time, 0) / 1000000.0, 3) as numeric(18, 3)) as queue_seconds
from queues as q
cross join nodes as n
left join peaks as p on p.service_class = q.service_class
left join totals as t on t.service_class = q.service_class
order by service_class;
