/* redshift-review TableCopies
   Shows: tables of the connected database whose name is that of a table beside them with an ending such as _bak,
          _old or _tmp, with a date or without.
   Why:   copies made before a change stay for years; they take storage and upkeep, and people read the wrong one.
   From:  svv_table_info, sys_query_detail (provisioned and Serverless). The former shows the connected database
          only, so this runs once for each database.
   Mind:  a name alone says little, so a table counts only when the table it seems to be a copy of is there, in the
          same schema. A date alone makes no copy: orders_2024 beside orders is most often a part that was set aside.
          Storage of materialized views is left out. */
with tables as (
    select
        trim("schema") as schema_name,
        trim("table") as table_name,
        regexp_replace(
            lower(trim("table")),
            '(_[0-9][0-9_]*)?_(bak|bkp|backup|copy|old|orig|save|tmp|temp)(_?[0-9][0-9_]*)?$', '') as stem,
        table_id,
        size,
        tbl_rows,
        create_time
    from svv_table_info
    where trim("schema") not in ('information_schema', 'pg_automv')
        and left(trim("schema"), 3) <> 'pg_'
        and trim("database") <> 'sample_data_dev'
        and left(trim("table"), 8) <> 'mv_tbl__'
),
scans as (
    select
        table_id,
        count(distinct query_id) as queries,
        max(start_time) as last_scan
    from sys_query_detail
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
        and step_id <> -1
        and table_id >= 1
        and lower(trim(coalesce(step_name, ''))) = 'scan'
    group by table_id
)
select
    cast(c.schema_name as varchar(128)) as schema_name,
    cast(c.table_name as varchar(128)) as table_name,
    cast(o.table_name as varchar(128)) as copy_of,
    cast(c.table_id as bigint) as table_id,
    cast(c.size as bigint) as size_mb,
    cast(c.tbl_rows as numeric(38, 0)) as tbl_rows,
    cast(o.tbl_rows as numeric(38, 0)) as original_rows,
    cast(coalesce(s.queries, 0) as bigint) as reading_queries,
    cast(s.last_scan as timestamp) as last_scan,
    cast(c.create_time as timestamp) as create_time,
    cast(datediff(day, c.create_time, getdate()) as bigint) as age_days
from tables as c
join tables as o
    on o.schema_name = c.schema_name
    and lower(o.table_name) = c.stem
    and o.table_id <> c.table_id
left join scans as s on s.table_id = c.table_id
order by size_mb desc, schema_name, table_name
limit :top_tables;
