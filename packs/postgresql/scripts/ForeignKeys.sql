/* redshift-review ForeignKeys
   Shows: the foreign keys of the connected database, whether an index serves each, and what was deleted from the table
          they point to.
   Why:   PostgreSQL makes no index for a foreign key. Without one every row that is deleted from the table it points
          to reads the whole table that points.
   From:  pg_constraint, pg_index, pg_stat_user_tables. They show the connected database only, so this runs once for
          each database.
   Mind:  an index serves when it is valid, a B-tree, without a condition, and begins with the columns of the key in
          any order. Partitions are summed up under their table. */
with tables as (
    select
        coalesce(pg_partition_root(t.relid)::oid, t.relid) as table_id,
        sum(pg_table_size(t.relid)) as bytes,
        sum(t.n_live_tup) as live_rows,
        sum(t.n_tup_del) as deleted
    from pg_stat_user_tables as t
    join pg_class as c on c.oid = t.relid
    where c.relkind = 'r'
    group by 1
)
select
    cast(n.nspname as varchar(63)) as schema_name,
    cast(c.relname as varchar(63)) as table_name,
    cast(k.conname as varchar(63)) as foreign_key,
    cast((
        select string_agg(quote_ident(a.attname), ', ' order by o.place)
        from unnest(k.conkey) with ordinality as o (attnum, place)
        join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = o.attnum
    ) as varchar(2000)) as key_columns,
    -- For the statement that mends it: a plain table, and a key of one column.
    cast(case
        when c.relkind = 'r' and cardinality(k.conkey) = 1 then (
            select a.attname from pg_attribute as a where a.attrelid = k.conrelid and a.attnum = k.conkey[1])
    end as varchar(63)) as only_column,
    cast(k.confrelid::regclass::text as varchar(200)) as points_to,
    exists (
        select 1
        from pg_index as x
        join pg_class as i on i.oid = x.indexrelid
        join pg_am as m on m.oid = i.relam
        where x.indrelid = k.conrelid
            and x.indisvalid
            and x.indpred is null
            and m.amname = 'btree'
            and x.indnkeyatts >= cardinality(k.conkey)
            and (
                select count(distinct u.attnum)
                from unnest(cast(x.indkey as smallint[])) with ordinality as u (attnum, place)
                where u.place <= cardinality(k.conkey) and u.attnum = any(k.conkey)
            ) = cardinality(k.conkey)
    ) as has_index,
    cast(round(coalesce(t.bytes, 0) / 1048576.0, 2) as numeric(18, 2)) as table_mb,
    cast(coalesce(t.live_rows, 0) as bigint) as live_rows,
    cast(coalesce(p.deleted, 0) as bigint) as deleted_there
from pg_constraint as k
join pg_class as c on c.oid = k.conrelid
join pg_namespace as n on n.oid = c.relnamespace
left join tables as t on t.table_id = k.conrelid
left join tables as p on p.table_id = k.confrelid
where k.contype = 'f' and k.conparentid = 0
order by t.bytes desc nulls last, n.nspname, c.relname, k.conname
limit :row_limit;
