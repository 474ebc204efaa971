/* redshift-review LakeCost
   Shows: what each user scanned of each external table in S3, in which format, and how much of it was avoidable: whole
          tables read although they have partitions, or text, of which every column is read.
   Why:   what is scanned is what Redshift Spectrum charges by, and what the query waits for.
   From:  sys_external_query_detail, sys_query_history for the user's name (provisioned and Serverless).
   Mind:  for S3 returned_bytes is what was scanned. How much a columnar format would leave is not known before; the
          avoidable part is an upper bound. On a Serverless workgroup and on RG nodes scans of the lake run on its own
          compute and are not charged by the byte. A temporary mapping is recorded with a number and a suffix of 14
          characters, which are cut off; what has no name (empty or ..) is left out. */
with details as (
    select
        query_id,
        trim(coalesce(table_name, '')) as recorded_name,
        lower(trim(coalesce(file_format, ''))) as file_format,
        total_partitions,
        qualified_partitions,
        scanned_files,
        returned_bytes,
        duration
    from sys_external_query_detail
    where user_id > 1
        and upper(trim(source_type)) = 'S3'
        and start_time >= dateadd(day, -:days, getdate())
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
scans as (
    select
        query_id,
        table_name,
        file_format,
        max(coalesce(total_partitions, 0)) as total_partitions,
        max(coalesce(qualified_partitions, 0)) as qualified_partitions,
        sum(coalesce(scanned_files, 0)) as files,
        sum(coalesce(returned_bytes, 0)) as bytes,
        max(coalesce(duration, 0)) as duration
    from named
    group by query_id, table_name, file_format
),
judged as (
    select
        trim(coalesce(h.username, '')) as name_of_user,
        s.table_name,
        s.file_format,
        s.total_partitions,
        s.files,
        s.bytes,
        s.duration,
        case when s.total_partitions >= 2 and s.qualified_partitions >= s.total_partitions then s.bytes else 0 end as whole_bytes,
        case
            when s.file_format in ('text', 'csv', 'tsv', 'json', 'textfile', 'regex') then s.bytes
            else 0
        end as text_bytes
    from scans as s
    left join sys_query_history as h on h.query_id = s.query_id
),
total as (
    select sum(bytes) as bytes from judged
),
grouped as (
    select
        table_name,
        name_of_user,
        file_format,
        count(*) as queries,
        max(total_partitions) as total_partitions,
        sum(files) as files,
        sum(bytes) as bytes,
        sum(whole_bytes) as whole_bytes,
        sum(text_bytes) as text_bytes,
        sum(greatest(whole_bytes, text_bytes)) as avoidable_bytes,
        sum(duration) as duration
    from judged
    group by table_name, name_of_user, file_format
)
select
    cast(g.table_name as varchar(136)) as table_name,
    cast(g.name_of_user as varchar(128)) as user_name,
    cast(g.file_format as varchar(32)) as file_format,
    cast(g.queries as bigint) as queries,
    cast(g.total_partitions as bigint) as partitions,
    cast(g.files as bigint) as files,
    cast(round(g.bytes / 1073741824.0, 3) as numeric(18, 3)) as scanned_gb,
    cast(round(100.0 * g.bytes / nullif(t.bytes, 0), 2) as numeric(9, 2)) as pct_of_all_scanned,
    cast(round(g.whole_bytes / 1073741824.0, 3) as numeric(18, 3)) as whole_table_gb,
    cast(round(g.text_bytes / 1073741824.0, 3) as numeric(18, 3)) as text_gb,
    cast(round(g.avoidable_bytes / 1073741824.0, 3) as numeric(18, 3)) as avoidable_gb,
    cast(round(100.0 * g.avoidable_bytes / nullif(t.bytes, 0), 2) as numeric(9, 2)) as avoidable_pct_of_all,
    cast(round(g.duration / 1000000.0, 3) as numeric(18, 3)) as scan_seconds
from grouped as g
cross join total as t
order by avoidable_gb desc, scanned_gb desc, table_name, user_name, file_format
limit :row_limit;
