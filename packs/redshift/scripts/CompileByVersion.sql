/* redshift-review CompileByVersion
   Shows: query patterns by the time they spent compiling, apart for each version of Redshift, and apart for the first
          day of a version and the time after.
   Why:   after a patch everything is compiled anew, and nothing is to be done; a pattern that goes on compiling is
          written in a way that never repeats.
   From:  sys_query_history (provisioned and Serverless).
   Mind:  the first day of a version is known only where an earlier version ran in the window, else all of it counts as
          later. A pattern is all queries that differ in literals only, so a tool that writes ever new shapes shows as
          many patterns of one run each: queries without a second run of their kind are taken together by user.
          Answers from the result cache compile nothing and are left out. The review replaces the literals of
          query_text before it stores anything (query_texts in config.json). */
with runs as (
    select
        coalesce(trim(generic_query_hash), '') as query_hash,
        query_id,
        trim(username) as user_name,
        trim(coalesce(redshift_version, '')) as redshift_version,
        start_time,
        coalesce(elapsed_time, 0) as elapsed_time,
        coalesce(compile_time, 0) as compile_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and not coalesce(result_cache_hit, false)
        and coalesce(query_text, '') not like '%redshift-review%'
),
versions as (
    select
        redshift_version,
        min(start_time) as first_seen
    from runs
    group by redshift_version
),
oldest as (
    select min(first_seen) as first_seen
    from versions
),
phased as (
    select
        r.query_hash,
        r.query_id,
        r.user_name,
        r.redshift_version,
        case
            when v.first_seen > o.first_seen and r.start_time < dateadd(day, 1, v.first_seen) then 'first day'
            else 'later'
        end as phase,
        r.elapsed_time,
        r.compile_time,
        count(*) over (partition by r.query_hash) as pattern_runs
    from runs as r
    join versions as v on v.redshift_version = r.redshift_version
    cross join oldest as o
),
named as (
    select
        p.*,
        case when pattern_runs >= 2 and length(query_hash) >= 1 then query_hash else 'single runs of ' || user_name end
            as pattern
    from phased as p
),
ranked as (
    select
        n.*,
        row_number() over (
            partition by pattern, redshift_version, phase
            order by compile_time desc, query_id desc
        ) as place
    from named as n
),
listed as (
    select
        pattern,
        redshift_version,
        phase,
        max(user_name) as user_name,
        count(distinct user_name) as users,
        count(*) as run_count,
        sum(case when compile_time >= 1 then 1 else 0 end) as compiled_runs,
        sum(elapsed_time) as elapsed_time,
        sum(compile_time) as compile_time,
        max(case when place = 1 then query_id end) as worst_query
    from ranked
    group by pattern, redshift_version, phase
    having sum(compile_time) >= 1
    order by compile_time desc, pattern, redshift_version, phase
    limit :top_queries
),
worst as (
    select
        q.query_id,
        q.query_text
    from sys_query_history as q
    join listed as l on l.worst_query = q.query_id
    where q.start_time >= dateadd(day, -:days, getdate())
)
select
    cast(l.pattern as varchar(160)) as pattern,
    cast(l.redshift_version as varchar(64)) as redshift_version,
    cast(l.phase as varchar(10)) as phase,
    cast(l.user_name as varchar(128)) as user_name,
    cast(l.users as bigint) as users,
    cast(l.run_count as bigint) as runs,
    cast(l.compiled_runs as bigint) as compiled_runs,
    cast(round(l.elapsed_time / 1000000.0, 3) as numeric(18, 3)) as elapsed_seconds,
    cast(round(l.compile_time / 1000000.0, 3) as numeric(18, 3)) as compile_seconds,
    cast(round(100.0 * l.compile_time / nullif(l.elapsed_time, 0), 2) as numeric(9, 2)) as compile_pct,
    cast(l.worst_query as bigint) as worst_query,
    cast(left(trim(w.query_text), :query_text_length) as varchar(1200)) as query_text
from listed as l
left join worst as w on w.query_id = l.worst_query
order by compile_seconds desc, pattern, redshift_version, phase;
