/* redshift-review FederatedQueries
   Shows: for each user and each table of another database that queries reached into: how many queries, how many rows
          they pulled over, how long the other database took to answer, and what share of all execution time that is.
   Why:   rows that come over from another database are fetched anew by each query, one table at a time, and load the
          other database as well.
   From:  sys_external_query_detail, sys_query_history (provisioned and Serverless).
   Mind:  only PG is documented as a source beside S3, so whatever is not S3 counts. A query has a row for each segment;
          rows and bytes are added up for a query and a table, and the longest segment is taken for its time, since
          segments may run side by side. The text that is sent to the other database is left out. A temporary mapping
          is recorded with a number and a suffix of 14 characters, which are cut off; what has no name (empty or ..) is
          left out. */
with details as (
    select
        query_id,
        user_id,
        upper(trim(source_type)) as source_type,
        trim(coalesce(table_name, '')) as recorded_name,
        returned_rows,
        returned_bytes,
        duration
    from sys_external_query_detail
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and upper(trim(source_type)) <> 'S3'
),
named as (
    select
        d.*,
        case
            when split_part(d.recorded_name, '.', 2) like 'pg_temp%'
                and length(split_part(d.recorded_name, '.', 3)) > 14
                then split_part(d.recorded_name, '.', 1) || '.pg_temp.'
                    || left(split_part(d.recorded_name, '.', 3),
                        greatest(length(split_part(d.recorded_name, '.', 3)) - 14, 0))
            else d.recorded_name
        end as table_name
    from details as d
    where d.recorded_name not in ('', '..')
),
pulls as (
    select
        query_id,
        user_id,
        source_type,
        table_name,
        sum(coalesce(returned_rows, 0)) as returned_rows,
        sum(coalesce(returned_bytes, 0)) as returned_bytes,
        max(coalesce(duration, 0)) as duration
    from named
    group by query_id, user_id, source_type, table_name
),
names as (
    select
        user_id,
        max(trim(username)) as user_name
    from sys_query_history
    where user_id > 1
    group by user_id
),
everything as (
    select sum(coalesce(execution_time, 0)) as execution_time
    from sys_query_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and coalesce(query_text, '') not like '%redshift-review%'
)
select
    cast(coalesce(n.user_name, 'user ' || cast(p.user_id as varchar(12))) as varchar(128)) as user_name,
    cast(p.source_type as varchar(32)) as source_type,
    cast(p.table_name as varchar(136)) as table_name,
    cast(count(*) as bigint) as queries,
    cast(sum(p.returned_rows) as bigint) as pulled_rows,
    cast(round(sum(p.returned_rows) / (1.0 * count(*)), 0) as numeric(18, 0)) as rows_per_query,
    cast(round(sum(p.returned_bytes) / 1048576.0, 2) as numeric(18, 2)) as pulled_mb,
    cast(round(sum(p.duration) / 1000000.0, 3) as numeric(18, 3)) as pulling_seconds,
    cast(round(max(p.duration) / 1000000.0, 3) as numeric(18, 3)) as longest_seconds,
    cast(round(100.0 * sum(p.duration) / nullif(max(e.execution_time), 0), 2) as numeric(18, 2)) as pulling_pct
from pulls as p
cross join everything as e
left join names as n on n.user_id = p.user_id
group by p.user_id, n.user_name, p.source_type, p.table_name
order by pulling_seconds desc, user_name, source_type, table_name
limit :row_limit;
