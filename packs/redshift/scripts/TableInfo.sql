/* redshift-review TableInfo
   Shows: the tables of the connected database with size, keys, skew, order, deleted rows and age of statistics.
   Why:   how the large tables lie decides what every query on them costs.
   From:  svv_table_info, and for the compression of columns pg_attribute, pg_type. They show the connected database
          only, and no empty tables, so this runs once for each database.
   Mind:  tbl_rows counts rows marked as deleted; sizes are blocks of 1 MB. The largest tables come first and the rest
          is left out past the row limit. Dropped columns do not count, nor do columns that are uncompressed as Redshift
          itself leaves them: those of the sort key, and of the types BOOLEAN, REAL, DOUBLE PRECISION, GEOMETRY and
          GEOGRAPHY. Storage of materialized views (mv_tbl__) is left out, since its design is that of the view;
          StorageByTable counts it. */
with encodings as (
    select
        a.attrelid as table_id,
        count(*) as column_count,
        sum(case when a.attencodingtype in (0, 128) then 0 else 1 end) as compressed_columns,
        sum(case
            when a.attencodingtype not in (0, 128) then 0
            when a.attsortkeyord <> 0 then 1
            when trim(y.typname) in ('bool', 'float4', 'float8', 'geometry', 'geography') then 1
            else 0
        end) as columns_left_raw
    from pg_attribute as a
    left join pg_type as y on y.oid = a.atttypid
    where a.attnum >= 1
        and not a.attisdropped
    group by a.attrelid
),
tables as (
    select
        trim("schema") as schema_name,
        trim("table") as table_name,
        table_id,
        size,
        tbl_rows,
        estimated_visible_rows,
        trim(diststyle) as diststyle,
        trim(coalesce(sortkey1, '')) as sortkey1,
        trim(coalesce(sortkey1_enc, '')) as sortkey1_encoding,
        sortkey_num,
        trim(coalesce(encoded, '')) as encoded,
        max_varchar,
        unsorted,
        vacuum_sort_benefit,
        stats_off,
        skew_rows,
        create_time
    from svv_table_info
    where trim("schema") not in ('information_schema', 'pg_automv')
        and left(trim("schema"), 3) <> 'pg_'
        and trim("database") <> 'sample_data_dev'
        and left(trim("table"), 8) <> 'mv_tbl__'
),
keys as (
    select
        t.*,
        case when diststyle like '%KEY(%' then split_part(split_part(diststyle, 'KEY(', 2), ')', 1) end as dist_column
    from tables as t
)
select
    cast(schema_name as varchar(128)) as schema_name,
    cast(table_name as varchar(128)) as table_name,
    cast(k.table_id as bigint) as table_id,
    cast(size as bigint) as size_mb,
    cast(tbl_rows as numeric(38, 0)) as tbl_rows,
    cast(tbl_rows - estimated_visible_rows as numeric(38, 0)) as deleted_rows,
    cast(round(100.0 * (tbl_rows - estimated_visible_rows) / nullif(tbl_rows, 0), 2) as numeric(9, 2)) as deleted_pct,
    cast(diststyle as varchar(160)) as diststyle,
    cast(dist_column as varchar(128)) as dist_column,
    case when lower(dist_column) ~ '(^|_)(date|dt|day|datetime|timestamp)(_|$)' then true else false end
        as distributed_by_time,
    cast(skew_rows as numeric(19, 2)) as skew_rows,
    cast(sortkey1 as varchar(160)) as sortkey1,
    cast(lower(sortkey1_encoding) as varchar(32)) as sortkey1_encoding,
    cast(sortkey_num as bigint) as sortkey_num,
    cast(unsorted as numeric(5, 2)) as unsorted_pct,
    cast(vacuum_sort_benefit as numeric(12, 2)) as vacuum_sort_benefit,
    cast(stats_off as numeric(5, 2)) as stats_off,
    cast(encoded as varchar(64)) as encoded,
    cast(e.column_count as bigint) as column_count,
    cast(e.compressed_columns as bigint) as compressed_columns,
    cast(round(100.0 * e.compressed_columns / nullif(e.column_count - e.columns_left_raw, 0), 2) as numeric(9, 2))
        as compressed_pct,
    cast(max_varchar as bigint) as max_varchar,
    cast(create_time as timestamp) as create_time
from keys as k
left join encodings as e on e.table_id = k.table_id
order by size_mb desc, schema_name, table_name
limit :row_limit;
