/* redshift-review ResultCache
   Shows: SELECTs that were run again within an hour with the very same text: how often, how many of these runs the
          result cache answered, and the time of those it did not.
   Why:   an answer from the cache costs nothing; a question that repeats and never hits says that the cache is off for
          it, or that something in it or below it changes each time.
   From:  sys_query_history (provisioned and Serverless).
   Mind:  that a table changed in between is the usual and a good reason, and cannot be seen here; a function of the
          present moment, an external table, and the session's setting are the others. A text is known by its hash with
          its literals (user_query_hash). The share is that of the time of all SELECTs. The review replaces the
          literals of query_text before it stores anything (query_texts in config.json). */
with runs as (
    select
        trim(user_query_hash) as text_hash,
        query_id,
        trim(username) as user_name,
        start_time,
        coalesce(elapsed_time, 0) as elapsed_time,
        case when result_cache_hit then 1 else 0 end as hit,
        sum(coalesce(elapsed_time, 0)) over () as window_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) = 'success'
        and upper(trim(query_type)) = 'SELECT'
        and length(trim(coalesce(user_query_hash, ''))) >= 1
        and coalesce(query_text, '') not like '%redshift-review%'
),
placed as (
    select
        r.*,
        lag(start_time) over (partition by text_hash order by start_time, query_id) as previous_start,
        row_number() over (partition by text_hash order by start_time desc, query_id desc) as recency
    from runs as r
),
listed as (
    select
        text_hash,
        max(user_name) as user_name,
        count(distinct user_name) as users,
        count(*) as run_count,
        sum(case when previous_start >= dateadd(hour, -1, start_time) then 1 else 0 end) as repeats,
        sum(case when previous_start >= dateadd(hour, -1, start_time) then hit else 0 end) as hits,
        sum(case when previous_start >= dateadd(hour, -1, start_time) and hit = 0 then elapsed_time else 0 end)
            as repeat_time,
        max(window_time) as window_time,
        max(case when recency = 1 then query_id end) as latest_query
    from placed
    group by text_hash
    having sum(case when previous_start >= dateadd(hour, -1, start_time) then 1 else 0 end) >= 1
    order by repeat_time desc, text_hash
    limit :top_queries
),
latest as (
    select
        q.query_id,
        case
            when lower(q.query_text) like '%getdate(%' or lower(q.query_text) like '%sysdate%' then 'yes'
            when lower(q.query_text) like '%current_date%' or lower(q.query_text) like '%current_timestamp%' then 'yes'
            when lower(q.query_text) like '%now(%' or lower(q.query_text) like '%random(%' then 'yes'
            else 'no'
        end as of_the_moment,
        q.query_text
    from sys_query_history as q
    join listed as l on l.latest_query = q.query_id
    where q.start_time >= dateadd(day, -:days, getdate())
)
select
    cast(l.text_hash as varchar(40)) as text_hash,
    cast(l.user_name as varchar(128)) as user_name,
    cast(l.users as bigint) as users,
    cast(l.run_count as bigint) as runs,
    cast(l.repeats as bigint) as repeats,
    cast(l.hits as bigint) as cache_hits,
    cast(round(100.0 * l.hits / nullif(l.repeats, 0), 2) as numeric(9, 2)) as hit_pct,
    cast(round(l.repeat_time / 1000000.0, 3) as numeric(18, 3)) as repeat_seconds,
    cast(round(100.0 * l.repeat_time / nullif(l.window_time, 0), 2) as numeric(9, 2)) as repeat_pct,
    cast(t.of_the_moment as varchar(3)) as asks_for_the_moment,
    cast(l.latest_query as bigint) as latest_query,
    cast(left(trim(t.query_text), :query_text_length) as varchar(1200)) as query_text
from listed as l
left join latest as t on t.query_id = l.latest_query
order by repeat_seconds desc, text_hash;
