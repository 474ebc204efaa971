/* redshift-review Indexes
   Shows: the indexes of the connected database with size, how often they were used since counting began, what they
          guarantee, and another index that is the same, if there is one.
   Why:   an index is kept up to date by every write; one that nobody reads, or that there is twice, costs and gives
          nothing.
   From:  pg_index, pg_stat_user_indexes, pg_constraint, pg_locks, pg_stat_database. They show the connected database
          only, so this runs once for each database.
   Mind:  a standby counts for itself, and an index that is used once a year looks unused. PostgreSQL does not know when
          an index was made. The indexes of the partitions of a table are summed up under the index of the table.
          Two indexes are the same when table, kind, columns, order, expressions and condition are. */
with counted as (
    select
        greatest(d.stats_reset, w.stats_reset) as since,
        (select count(*) from pg_stat_replication) as standbys
    from pg_stat_database as d
    cross join pg_stat_bgwriter as w
    where d.datname = current_database()
),
used as (
    select
        coalesce(pg_partition_root(i.indexrelid)::oid, i.indexrelid) as index_id,
        sum(pg_relation_size(i.indexrelid)) as bytes,
        sum(i.idx_scan) as scans,
        sum(t.n_tup_ins + t.n_tup_upd - t.n_tup_hot_upd) as entries_written
    from pg_stat_user_indexes as i
    join pg_stat_user_tables as t on t.relid = i.relid
    group by 1
),
-- Asked for once: each look at pg_locks holds up the server's lock tables for a moment.
locked as (
    select distinct l.relation
    from pg_locks as l
    join pg_database as d on d.oid = l.database
    where d.datname = current_database()
        and l.locktype = 'relation'
        and l.mode = 'ShareUpdateExclusiveLock'
),
constrained as (
    select distinct k.conindid
    from pg_constraint as k
    where k.conindid <> 0 and k.contype in ('p', 'u', 'x', 'f')
),
described as (
    select
        x.indexrelid,
        x.indrelid,
        n.nspname,
        t.relname as table_name,
        c.relname as index_name,
        x.indisunique,
        x.indisvalid,
        c.relkind = 'I' as partitioned,
        x.indisreplident or x.indisexclusion or k.conindid is not null as has_duty,
        concat_ws('|', c.relam, x.indkey, x.indnkeyatts, x.indclass, x.indcollation, x.indoption,
            pg_get_expr(x.indexprs, x.indrelid), '|', pg_get_expr(x.indpred, x.indrelid)) as shape,
        l.relation is not null as worked_on
    from pg_index as x
    join pg_class as c on c.oid = x.indexrelid
    join pg_class as t on t.oid = x.indrelid
    join pg_namespace as n on n.oid = c.relnamespace
    left join constrained as k on k.conindid = x.indexrelid
    left join locked as l on l.relation = x.indrelid
    where not c.relispartition
        and t.relkind in ('r', 'p', 'm')
        and t.relpersistence <> 't'
        and n.nspname not in ('pg_catalog', 'information_schema')
),
ranked as (
    select
        d.*,
        -- The one to keep comes first: what has a duty, then what is unique, then the older.
        first_value(d.index_name) over same as kept,
        first_value(d.indexrelid) over same as kept_id,
        first_value(d.indisunique) over same as kept_unique
    from described as d
    window same as (
        partition by d.indrelid, d.shape, d.indisvalid
        order by d.has_duty desc, d.indisunique desc, d.indexrelid
    )
)
select
    cast(r.nspname as varchar(63)) as schema_name,
    cast(r.table_name as varchar(63)) as table_name,
    cast(r.index_name as varchar(63)) as index_name,
    cast(round(coalesce(u.bytes, 0) / 1048576.0, 2) as numeric(18, 2)) as index_mb,
    cast(u.scans as bigint) as scans,
    cast(u.entries_written as bigint) as entries_written,
    r.indisunique as keeps_unique,
    r.has_duty,
    r.indisvalid as valid,
    r.partitioned,
    r.worked_on,
    -- A unique index is not the double of one that is not, and nothing with a duty is given up.
    cast(case
        when r.kept_id <> r.indexrelid and not r.has_duty and (r.kept_unique or not r.indisunique) then r.kept
    end as varchar(63)) as same_as,
    cast(n.standbys as bigint) as standbys,
    cast(n.since at time zone 'UTC' as timestamp) as counted_since,
    cast(floor(extract(epoch from now() - n.since) / 86400) as bigint) as counted_days
from ranked as r
cross join counted as n
left join used as u on u.index_id = r.indexrelid
order by u.bytes desc nulls last, r.nspname, r.index_name
limit :row_limit;
