/* redshift-review SliceSkew
   Shows: for each table that is spread over the slices how many times its share the fullest slice and the fullest
          node hold.
   Why:   a query is done when its last slice is done: a slice with twice its share makes every scan take twice as
          long.
   From:  stv_tbl_perm, stv_slices, joined to svv_table_info for the schema, which shows the connected database only,
          so this runs once for each database. STV views exist on a cluster in one availability zone.
   Mind:  rows marked as deleted count. skew_rows of TableInfo divides by the emptiest slice, which one empty slice
          is enough to upset; here the mean is what the fullest is held against. Tables with a copy on each node and
          storage of materialized views are left out. */
with tables as (
    select
        table_id,
        trim("schema") as schema_name,
        trim("table") as table_name,
        size,
        trim(diststyle) as diststyle
    from svv_table_info
    where trim("schema") not in ('information_schema', 'pg_automv')
        and left(trim("schema"), 3) <> 'pg_'
        and trim("database") <> 'sample_data_dev'
        and left(trim("table"), 8) <> 'mv_tbl__'
        and trim(diststyle) not in ('ALL', 'AUTO(ALL)')
),
data_slices as (
    select
        slice,
        node
    from stv_slices
    where upper(trim(type)) = 'D'
),
slice_rows as (
    select
        p.id as table_id,
        s.node,
        p.slice,
        cast(sum(p.rows) as bigint) as rows_held
    from stv_tbl_perm as p
    join data_slices as s on s.slice = p.slice
    where p.temp = 0
    group by p.id, s.node, p.slice
),
node_rows as (
    select
        table_id,
        node,
        cast(sum(rows_held) as bigint) as rows_held
    from slice_rows
    group by table_id, node
),
node_totals as (
    select
        table_id,
        max(rows_held) as fullest_node_rows
    from node_rows
    group by table_id
),
cluster as (
    select
        count(*) as slices,
        count(distinct node) as nodes
    from data_slices
),
slice_totals as (
    select
        table_id,
        cast(sum(rows_held) as numeric(38, 0)) as tbl_rows,
        sum(case when rows_held >= 1 then 1 else 0 end) as filled_slices,
        max(rows_held) as fullest_slice_rows
    from slice_rows
    group by table_id
)
select
    cast(t.schema_name as varchar(128)) as schema_name,
    cast(t.table_name as varchar(128)) as table_name,
    cast(t.table_id as bigint) as table_id,
    cast(t.size as bigint) as size_mb,
    cast(c.tbl_rows as numeric(38, 0)) as tbl_rows,
    cast(t.diststyle as varchar(160)) as diststyle,
    cast(k.slices as bigint) as slices,
    cast(c.filled_slices as bigint) as filled_slices,
    cast(c.fullest_slice_rows as bigint) as fullest_slice_rows,
    cast(round(cast(c.fullest_slice_rows as float8) * k.slices / nullif(cast(c.tbl_rows as float8), 0), 2)
        as numeric(18, 2)) as fullest_slice_times,
    cast(round(cast(n.fullest_node_rows as float8) * k.nodes / nullif(cast(c.tbl_rows as float8), 0), 2)
        as numeric(18, 2)) as fullest_node_times
from slice_totals as c
join tables as t on t.table_id = c.table_id
join node_totals as n on n.table_id = c.table_id
cross join cluster as k
order by fullest_slice_times desc, size_mb desc, schema_name, table_name
limit :row_limit;
