/* redshift-review TableScans
   Shows: how often the tables of the connected database were scanned in the window, what the scans took and read,
          and how much of what they read they kept.
   Why:   a sort key that is missing or not filtered on matters where much is scanned, not where a table is large.
   From:  svv_table_info, sys_query_detail (provisioned and Serverless). The former shows the connected database
          only, so this runs once for each database.
   Mind:  rows stand on scan steps, blocks of 1 MB on the segment that a scan begins; both are counted once for each
          table and segment. Time is that of the segment, so joins in it count too, and segments that run at once
          add up. Scans of system tables, as by this review, fall away with the join. Storage of materialized views
          counts in the shares, but is not listed: it is sorted as the view was created. */
with tables as (
    select
        table_id,
        trim("schema") as schema_name,
        trim("table") as table_name,
        size,
        tbl_rows,
        trim(coalesce(sortkey1, '')) as sortkey1
    from svv_table_info
    where trim("schema") not in ('information_schema', 'pg_automv')
        and left(trim("schema"), 3) <> 'pg_'
        and trim("database") <> 'sample_data_dev'
),
steps as (
    select
        query_id,
        child_query_sequence,
        stream_id,
        segment_id,
        table_id,
        case when lower(trim(coalesce(is_rrscan, ''))) in ('t', 'true', '1', 'y') then 1 else 0 end as restricted,
        coalesce(input_rows, 0) as input_rows,
        coalesce(output_rows, 0) as output_rows,
        coalesce(duration, 0) as duration,
        start_time
    from sys_query_detail
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and step_id <> -1
        and table_id >= 1
        and lower(trim(coalesce(step_name, ''))) = 'scan'
),
scans as (
    select
        query_id,
        child_query_sequence,
        stream_id,
        segment_id,
        table_id,
        max(restricted) as restricted,
        sum(input_rows) as rows_read,
        sum(output_rows) as rows_kept,
        max(duration) as duration,
        max(start_time) as started
    from steps
    group by query_id, child_query_sequence, stream_id, segment_id, table_id
),
segments as (
    select
        query_id,
        child_query_sequence,
        stream_id,
        segment_id,
        sum(coalesce(blocks_read, 0)) as read_mb
    from sys_query_detail
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and step_id = -1
        and segment_id <> -1
    group by query_id, child_query_sequence, stream_id, segment_id
),
totals as (
    select
        s.table_id,
        count(distinct s.query_id) as queries,
        count(*) as scans,
        sum(s.restricted) as restricted_scans,
        cast(sum(s.rows_read) as numeric(38, 0)) as rows_read,
        cast(sum(s.rows_kept) as numeric(38, 0)) as rows_kept,
        cast(sum(s.duration) as bigint) as duration,
        cast(sum(coalesce(g.read_mb, 0)) as bigint) as read_mb,
        max(s.started) as last_scan
    from scans as s
    left join segments as g
        on g.query_id = s.query_id
        and g.child_query_sequence = s.child_query_sequence
        and g.stream_id = s.stream_id
        and g.segment_id = s.segment_id
    group by s.table_id
),
shares as (
    select
        t.schema_name,
        t.table_name,
        t.table_id,
        t.size,
        t.tbl_rows,
        t.sortkey1,
        c.queries,
        c.scans,
        c.restricted_scans,
        c.rows_read,
        c.rows_kept,
        c.duration,
        c.read_mb,
        c.last_scan,
        sum(c.duration) over () as all_duration,
        sum(c.read_mb) over () as all_read_mb
    from totals as c
    join tables as t on t.table_id = c.table_id
)
select
    cast(schema_name as varchar(128)) as schema_name,
    cast(table_name as varchar(128)) as table_name,
    cast(table_id as bigint) as table_id,
    cast(size as bigint) as size_mb,
    cast(tbl_rows as numeric(38, 0)) as tbl_rows,
    cast(sortkey1 as varchar(160)) as sortkey1,
    cast(queries as bigint) as queries,
    cast(scans as bigint) as scans,
    cast(restricted_scans as bigint) as restricted_scans,
    cast(round(100.0 * restricted_scans / nullif(scans, 0), 2) as numeric(9, 2)) as restricted_pct,
    cast(rows_read as numeric(38, 0)) as rows_read,
    cast(rows_kept as numeric(38, 0)) as rows_kept,
    cast(round(100.0 * cast(rows_kept as float8) / nullif(cast(rows_read as float8), 0), 2) as numeric(18, 2))
        as kept_pct,
    cast(read_mb as bigint) as read_mb,
    cast(round(100.0 * read_mb / nullif(all_read_mb, 0), 2) as numeric(9, 2)) as read_pct,
    cast(round(duration / 1000000.0, 3) as numeric(18, 3)) as scan_seconds,
    cast(round(100.0 * duration / nullif(all_duration, 0), 2) as numeric(9, 2)) as scan_pct,
    cast(last_scan as timestamp) as last_scan
from shares
where left(table_name, 8) <> 'mv_tbl__'
order by scan_seconds desc, schema_name, table_name
limit :row_limit;
