/* redshift-review MaterializedView
   Shows: the materialized views of the connected database with state, freshness, and how their refreshes went.
   Why:   a view that cannot refresh answers with old data; one that is computed anew each time costs a full query.
   From:  svv_mv_info (the connected database), sys_mv_refresh_history, sys_mv_state.
   Mind:  flags are t and f in one place and 1 and 0 in another; both are taken. is_stale may be u: unknown, because
          the base is external. A view that goes stale between two refreshes is in order, so the age of the last
          refresh stands beside it. State 0 is computed anew, 1 incrementally, from 101 on it cannot be refreshed.
          An automatic refresh that Redshift stopped because users needed the warehouse is tried again: it counts in
          refreshes_put_off and nowhere else. Views that Redshift made for itself (pg_automv) are left out. */
with views as (
    select
        trim(database_name) as database_of_view,
        trim(schema_name) as schema_name,
        trim(name) as view_name,
        trim(user_name) as owner_name,
        lower(trim(is_stale)) as is_stale,
        state,
        case when lower(trim(autorewrite)) in ('t', 'true', '1', 'y') then true else false end as autorewrite,
        case when lower(trim(autorefresh)) in ('t', 'true', '1', 'y') then true else false end as autorefresh
    from svv_mv_info
    where left(trim(schema_name), 9) <> 'pg_automv'
        and trim(database_name) = current_database()
),
refreshes as (
    select
        trim(database_name) as database_of_view,
        trim(schema_name) as schema_name,
        trim(mv_name) as view_name,
        trim(refresh_type) as refresh_type,
        trim(status) as status,
        case when lower(status) like '%auto refresh aborted%' then 1 else 0 end as put_off,
        case
            when lower(status) like '%auto refresh aborted%' then 0
            when lower(status) like '%fail%' then 1
            when lower(status) like '%abort%' then 1
            when lower(status) like '%not refreshed%' then 1
            else 0
        end as failed,
        case when lower(status) like '%recomputed%' then 1 else 0 end as recomputed,
        start_time,
        coalesce(duration, 0) as duration,
        row_number() over (
            partition by trim(database_name), trim(schema_name), trim(mv_name),
                case when lower(status) like '%auto refresh aborted%' then 1 else 0 end
            order by start_time desc, transaction_id desc
        ) as recency
    from sys_mv_refresh_history
    where start_time >= dateadd(day, -:days, getdate())
),
refreshes_of_view as (
    select
        database_of_view,
        schema_name,
        view_name,
        sum(1 - put_off) as refreshes,
        sum(failed) as failed_refreshes,
        sum(recomputed) as full_refreshes,
        sum(put_off) as refreshes_put_off,
        sum(case when put_off = 0 then duration else 0 end) as duration,
        max(case when put_off = 0 then start_time end) as last_start,
        max(case when put_off = 0 and recency = 1 then refresh_type end) as last_type,
        max(case when put_off = 0 and recency = 1 then status end) as last_status,
        max(case when put_off = 0 and recency = 1 then failed end) as last_failed
    from refreshes
    group by database_of_view, schema_name, view_name
),
events as (
    select
        trim(database_name) as database_of_view,
        trim(mv_schema) as schema_name,
        trim(mv_name) as view_name,
        trim(event_desc) as event,
        start_time,
        row_number() over (
            partition by trim(database_name), trim(mv_schema), trim(mv_name)
            order by start_time desc, transaction_id desc, trim(event_desc)
        ) as recency
    from sys_mv_state
)
select
    cast(v.schema_name as varchar(128)) as schema_name,
    cast(v.view_name as varchar(128)) as view_name,
    cast(v.owner_name as varchar(128)) as owner_name,
    cast(v.is_stale as varchar(1)) as is_stale,
    cast(v.state as bigint) as state,
    cast(case
        when v.state = 0 then 'computed anew on refresh'
        when v.state = 1 then 'refreshed incrementally'
        when v.state = 101 then 'cannot refresh: a column is gone'
        when v.state = 102 then 'cannot refresh: a column has another type'
        when v.state = 103 then 'cannot refresh: a table has another name'
        when v.state = 104 then 'cannot refresh: a column has another name'
        when v.state = 105 then 'cannot refresh: a schema has another name'
        else 'other'
    end as varchar(64)) as state_meaning,
    v.autorewrite as autorewrite,
    v.autorefresh as autorefresh,
    cast(coalesce(r.refreshes, 0) as bigint) as refreshes,
    cast(coalesce(r.full_refreshes, 0) as bigint) as full_refreshes,
    cast(coalesce(r.failed_refreshes, 0) as bigint) as failed_refreshes,
    cast(coalesce(r.refreshes_put_off, 0) as bigint) as refreshes_put_off,
    case when coalesce(r.last_failed, 0) = 1 then true else false end as last_refresh_failed,
    cast(round(coalesce(r.duration, 0) / 1000000.0, 3) as numeric(18, 3)) as refresh_seconds,
    cast(r.last_start as timestamp) as last_refresh,
    cast(datediff(minute, r.last_start, getdate()) / 60 as bigint) as hours_since_refresh,
    cast(r.last_type as varchar(32)) as last_refresh_type,
    cast(r.last_status as varchar(256)) as last_refresh_status,
    cast(e.event as varchar(256)) as last_event,
    cast(e.start_time as timestamp) as last_event_at
from views as v
left join refreshes_of_view as r
    on r.database_of_view = v.database_of_view
    and r.schema_name = v.schema_name
    and r.view_name = v.view_name
left join events as e
    on e.database_of_view = v.database_of_view
    and e.schema_name = v.schema_name
    and e.view_name = v.view_name
    and e.recency = 1
order by schema_name, view_name
limit :row_limit;
