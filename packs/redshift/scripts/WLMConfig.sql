/* redshift-review WLMConfig
   Shows: each queue of workload management with its kind, slots, memory, priority, scaling, rules and who goes there.
   Why:   how queries share the cluster explains waiting and spilling; UsagePattern shows whether they happen.
   From:  stv_wlm_service_class_config, stv_wlm_qmr_config, stv_wlm_classification_config. No SYS view holds these, so
          a cluster in one availability zone is needed.
   Mind:  automatic queues keep -1 where manual ones have a number of slots; here that is NULL, so that the column
          stays a number. Service classes: 5 superuser, 6 to 13 manual, 14 short queries, 15 maintenance, 100 to 107
          automatic; 1 to 4 belong to the system and are left out. The memory of a slot is that on one node. */
with predicates as (
    select
        service_class,
        trim(rule_name) as rule_name,
        trim(action) as action,
        trim(metric_name) || ' ' || trim(metric_operator) || ' '
            || cast(cast(metric_value as numeric(24, 2)) as varchar(32)) as predicate
    from stv_wlm_qmr_config
),
rules as (
    select
        service_class,
        rule_name,
        action,
        listagg(predicate, ' and ') within group (order by predicate) as predicates
    from predicates
    group by service_class, rule_name, action
),
rules_of_queue as (
    select
        service_class,
        count(*) as rule_count,
        listagg(rule_name || ': ' || predicates || ' -> ' || action, '; ') within group (order by rule_name) as rules
    from rules
    group by service_class
),
conditions_of_queue as (
    select
        action_service_class as service_class,
        listagg(trim(condition), '; ') within group (order by id) as conditions
    from stv_wlm_classification_config
    group by action_service_class
)
select
    cast(c.service_class as bigint) as service_class,
    cast(trim(c.name) as varchar(64)) as queue_name,
    cast(case
        when c.service_class = 5 then 'superuser'
        when c.service_class between 6 and 13 then 'manual'
        when c.service_class = 14 then 'short queries'
        when c.service_class = 15 then 'maintenance'
        when c.service_class >= 100 then 'automatic'
        else 'other'
    end as varchar(16)) as queue_kind,
    cast(case when c.num_query_tasks >= 0 then c.num_query_tasks end as bigint) as slots,
    cast(case when c.query_working_mem >= 0 then c.query_working_mem end as bigint) as slot_memory_mb_per_node,
    cast(c.max_execution_time as bigint) as time_limit_ms,
    cast(lower(trim(c.concurrency_scaling)) as varchar(20)) as concurrency_scaling,
    cast(lower(trim(c.query_priority)) as varchar(20)) as query_priority,
    cast(coalesce(r.rule_count, 0) as bigint) as rule_count,
    cast(r.rules as varchar(2000)) as rules,
    cast(f.conditions as varchar(1000)) as conditions
from stv_wlm_service_class_config as c
left join rules_of_queue as r on r.service_class = c.service_class
left join conditions_of_queue as f on f.service_class = c.service_class
where c.service_class >= 5
order by service_class;
