/* redshift-review StorageByTable
   Shows: the largest tables of the connected database, each with its share of all and its room for each row.
   Why:   few tables hold most of the storage; whoever wants it smaller begins there.
   From:  svv_table_info. It shows the connected database only, and no empty tables, so this runs once for each
          database.
   Mind:  sizes are blocks of 1 MB. Shares are of all tables listed there, not of the disks: with managed storage no
          view says how much of that is used. Room for deleted rows is reckoned from their share of the rows. */
with tables as (
    select
        trim("schema") as schema_name,
        trim("table") as table_name,
        table_id,
        size,
        tbl_rows,
        estimated_visible_rows,
        trim(diststyle) as diststyle,
        trim(coalesce(encoded, '')) as encoded,
        create_time,
        sum(size) over () as all_mb,
        sum(size) over (
            order by size desc, table_id
            rows unbounded preceding
        ) as running_mb
    from svv_table_info
    where trim("schema") not in ('information_schema', 'pg_automv')
        and left(trim("schema"), 3) <> 'pg_'
        and trim("database") <> 'sample_data_dev'
)
select
    cast(schema_name as varchar(128)) as schema_name,
    cast(table_name as varchar(128)) as table_name,
    cast(table_id as bigint) as table_id,
    cast(size as bigint) as size_mb,
    cast(round(100.0 * size / nullif(all_mb, 0), 2) as numeric(9, 2)) as size_pct,
    cast(round(100.0 * running_mb / nullif(all_mb, 0), 2) as numeric(9, 2)) as running_pct,
    cast(tbl_rows as numeric(38, 0)) as tbl_rows,
    cast(round(1048576.0 * size / nullif(cast(tbl_rows as float8), 0), 1) as numeric(18, 1)) as bytes_per_row,
    cast(round(size * cast(tbl_rows - estimated_visible_rows as float8) / nullif(cast(tbl_rows as float8), 0), 0)
        as bigint) as deleted_mb,
    cast(diststyle as varchar(160)) as diststyle,
    cast(encoded as varchar(64)) as encoded,
    cast(create_time as timestamp) as create_time
from tables
order by size_mb desc, schema_name, table_name
limit :top_tables;
