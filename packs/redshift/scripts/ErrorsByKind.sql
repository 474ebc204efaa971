/* redshift-review ErrorsByKind
   Shows: what statements failed or were stopped with, by kind of message, user and type: how many, in how many hours,
          what share of the user's statements, and the time they took for nothing.
   Why:   one job that repeats the same mistake is the usual cause of many failures; the kind and the user name it.
   From:  sys_query_history (provisioned and Serverless).
   Mind:  a kind is the message with quoted text, words that hold a digit, and paths in S3 replaced by a question mark,
          so that values and ids neither appear nor split a kind. Names of relations that a message does not quote
          stay. A statement that was canceled may have been stopped on purpose. The whole time of a statement counts as
          lost, its waiting too. */
with ended as (
    select
        query_id,
        trim(username) as user_name,
        upper(trim(query_type)) as query_type,
        lower(trim(status)) as status,
        start_time,
        coalesce(elapsed_time, 0) as elapsed_time,
        -- The apostrophe of "user's" begins no quoted text.
        replace(trim(coalesce(error_message, '')), '''s ', 's ') as error_message
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(service_class_id, -1) not in (1, 2, 3, 4)
        and lower(trim(status)) in ('success', 'failed', 'canceled')
        and coalesce(query_text, '') not like '%redshift-review%'
),
counted as (
    select
        e.*,
        count(*) over (partition by user_name) as user_statements,
        sum(elapsed_time) over () as window_time
    from ended as e
),
kinds as (
    select
        query_id,
        user_name,
        query_type,
        status,
        start_time,
        elapsed_time,
        user_statements,
        window_time,
        left(regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(error_message, '''[^'']*(''|$)', '''?'''),
                        '"[^"]*("|$)', '"?"'),
                    's3://[^ ,;]*', 's3://?'),
                'Rid [^ ,;]*', 'Rid ?'),
            '[A-Za-z]*[0-9][A-Za-z0-9]*', '?'), 200) as message_kind
    from counted
    where status <> 'success'
)
select
    cast(case when length(message_kind) >= 1 then message_kind else '(no message)' end as varchar(800)) as error_kind,
    cast(user_name as varchar(128)) as user_name,
    cast(query_type as varchar(32)) as query_type,
    cast(status as varchar(10)) as status,
    cast(count(*) as bigint) as statements,
    cast(round(100.0 * count(*) / max(user_statements), 2) as numeric(9, 2)) as user_pct,
    cast(count(distinct date_trunc('hour', start_time)) as bigint) as hours,
    cast(round(sum(elapsed_time) / 1000000.0, 3) as numeric(18, 3)) as lost_seconds,
    cast(round(100.0 * sum(elapsed_time) / nullif(max(window_time), 0), 2) as numeric(9, 2)) as lost_pct,
    cast(min(start_time) as timestamp) as first_time,
    cast(max(start_time) as timestamp) as last_time,
    cast(max(query_id) as bigint) as latest_query
from kinds
group by 1, 2, 3, 4
order by lost_seconds desc, statements desc, error_kind, user_name, query_type, status
limit :top_queries;
