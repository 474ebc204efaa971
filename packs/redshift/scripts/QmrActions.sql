/* redshift-review QmrActions
   Shows: for each query monitoring rule what it did in the window, how many queries and users it met and what share of
          its queue's queries that is; rules that met nobody are listed too.
   Why:   a rule that meets a good part of a queue is no guard against single runaways, and users whose queries it ends
          rarely know why.
   From:  stl_wlm_rule_action, stl_wlm_query, stv_wlm_qmr_config, stv_wlm_service_class_config. No SYS view holds what
          rules did, so a cluster in one availability zone is needed.
   Mind:  the action none says that another rule with a stronger action met the same query. A rule that was changed or
          taken out in the window keeps its old actions here; is_configured tells whether it is there now. Queries are
          those of the log, of which one statement may have several. hop stands for both kinds of it. */
with actions as (
    select
        service_class,
        trim("rule") as rule_name,
        case when left(lower(trim(action)), 3) = 'hop' then 'hop' else lower(trim(action)) end as action_taken,
        count(distinct query) as queries,
        count(distinct userid) as users,
        min(recordtime) as first_time,
        max(recordtime) as last_time
    from stl_wlm_rule_action
    where userid > 1
        and recordtime >= dateadd(day, -:days, getdate())
    group by 1, 2, 3
),
queues as (
    select
        service_class,
        count(distinct query) as queue_queries
    from stl_wlm_query
    where userid > 1
        and service_class_start_time >= dateadd(day, -:days, getdate())
    group by service_class
),
rules as (
    select
        service_class,
        trim(rule_name) as rule_name,
        max(lower(trim(action))) as action_set
    from stv_wlm_qmr_config
    group by 1, 2
),
listed as (
    select
        a.service_class,
        a.rule_name,
        a.action_taken,
        case when r.service_class is null then 0 else 1 end as is_configured,
        a.queries,
        a.users,
        a.first_time,
        a.last_time
    from actions as a
    left join rules as r on r.service_class = a.service_class and r.rule_name = a.rule_name
    union all
    select
        r.service_class,
        r.rule_name,
        r.action_set as action_taken,
        1 as is_configured,
        0 as queries,
        0 as users,
        cast(null as timestamp) as first_time,
        cast(null as timestamp) as last_time
    from rules as r
    left join actions as a on a.service_class = r.service_class and a.rule_name = r.rule_name
    where a.service_class is null
)
select
    cast(l.service_class as bigint) as service_class,
    cast(coalesce(trim(c.name), '') as varchar(64)) as queue_name,
    cast(l.rule_name as varchar(256)) as rule_name,
    cast(l.action_taken as varchar(64)) as action_taken,
    case when l.is_configured = 1 then true else false end as is_configured,
    cast(l.queries as bigint) as queries,
    cast(l.users as bigint) as users,
    cast(coalesce(q.queue_queries, 0) as bigint) as queue_queries,
    cast(round(100.0 * l.queries / nullif(q.queue_queries, 0), 2) as numeric(9, 2)) as queue_pct,
    cast(l.first_time as timestamp) as first_time,
    cast(l.last_time as timestamp) as last_time
from listed as l
left join queues as q on q.service_class = l.service_class
left join stv_wlm_service_class_config as c on c.service_class = l.service_class
order by queries desc, service_class, rule_name, action_taken
limit :row_limit;
