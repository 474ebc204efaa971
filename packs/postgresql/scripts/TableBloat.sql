/* redshift-review TableBloat
   Shows: the larger tables of the connected database with an estimate of how much of their main file holds no live
          rows.
   Why:   space that deleted rows left is read by every scan and kept in cache. VACUUM lets it be used again, but
          seldom gives it back.
   From:  pg_class, pg_stats, pg_attribute. They show the connected database only, so this runs once for each database.
   Mind:  an estimate from the statistics of the last ANALYZE: mean width of the columns, 24 bytes of row header or
          more, 4 bytes of line pointer. Gaps between columns are not known, so it may be too high by some ten percent.
          pg_stats shows only tables that this user may select from; for others there is no estimate (may_read). TOAST
          and indexes are not looked at. */
with measured as (
    select
        c.oid,
        n.nspname,
        c.relname,
        c.relpages,
        c.reltuples,
        pg_relation_size(c.oid) as bytes,
        current_setting('block_size')::numeric as block_size,
        coalesce(substring(array_to_string(c.reloptions, ' ') from 'fillfactor=([0-9]+)')::numeric, 100) as fill,
        has_table_privilege(c.oid, 'select') as may_read
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm')
        and c.relpersistence <> 't'
        and n.nspname not in ('pg_catalog', 'information_schema')
        and c.relpages >= 128
),
columns_of as (
    select a.attrelid, count(*) as columns
    from pg_attribute as a
    where a.attnum > 0 and not a.attisdropped
    group by a.attrelid
),
widths as (
    select
        s.schemaname,
        s.tablename,
        count(*) as columns,
        sum((1 - s.null_frac::numeric) * s.avg_width) as data_bytes,
        max(s.null_frac) > 0 as has_null
    from pg_stats as s
    where not s.inherited
    group by s.schemaname, s.tablename
),
estimated as (
    select
        m.*,
        -- Row header and data are both filled up to 8 bytes; the header holds a bit a column where a value is null.
        case
            when w.columns = k.columns and m.reltuples >= 0 then ceil(
                m.reltuples::numeric
                * (4
                    + 8 * ceil((23 + case when w.has_null then ceil(k.columns / 8.0) else 0 end) / 8.0)
                    + 8 * ceil(w.data_bytes / 8.0))
                / ((m.block_size - 24) * m.fill / 100))
        end as pages_wanted
    from measured as m
    left join columns_of as k on k.attrelid = m.oid
    left join widths as w on w.schemaname = m.nspname and w.tablename = m.relname
)
select
    cast(e.nspname as varchar(63)) as schema_name,
    cast(e.relname as varchar(63)) as table_name,
    cast(round(e.bytes / 1048576.0, 2) as numeric(18, 2)) as table_mb,
    e.may_read,
    cast(greatest(e.reltuples, 0) as bigint) as estimated_rows,
    cast(round(greatest(e.relpages - e.pages_wanted, 0) * e.block_size / 1048576, 2) as numeric(18, 2))
        as estimated_waste_mb,
    cast(round(100 * greatest(e.relpages - e.pages_wanted, 0) / e.relpages, 2) as numeric(9, 2)) as estimated_waste_pct
from estimated as e
order by greatest(e.relpages - e.pages_wanted, 0) desc nulls last, e.bytes desc, e.nspname, e.relname
limit :row_limit;
