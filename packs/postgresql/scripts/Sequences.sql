/* redshift-review Sequences
   Shows: the sequences of the connected database with their last value, beside the largest that the sequence and the
          column it fills can hold.
   Why:   when a sequence, or the integer column it fills, is at its end, every insert fails.
   From:  pg_sequence, pg_sequences, pg_depend. They show the connected database only, so this runs once for each
          database.
   Mind:  the last value is seen only of sequences that this user may read (may_read). Sequences that begin again
          (CYCLE) or count down are left out. A column that takes its values from elsewhere is not seen. */
with sequences as (
    select
        c.oid,
        n.nspname,
        c.relname,
        q.seqmax,
        v.last_value,
        has_sequence_privilege(c.oid, 'select') or has_sequence_privilege(c.oid, 'usage') as may_read
    from pg_sequence as q
    join pg_class as c on c.oid = q.seqrelid
    join pg_namespace as n on n.oid = c.relnamespace
    join pg_sequences as v on v.schemaname = n.nspname and v.sequencename = c.relname
    where not q.seqcycle and q.seqincrement > 0 and c.relpersistence <> 't'
),
filled as (
    select
        s.*,
        t.relname as table_name,
        a.attname as column_name,
        least(s.seqmax, case a.atttypid
            when 'smallint'::regtype then 32767
            when 'integer'::regtype then 2147483647
            else 9223372036854775807
        end) as largest
    from sequences as s
    left join pg_depend as d on d.objid = s.oid
        and d.classid = 'pg_class'::regclass
        and d.refclassid = 'pg_class'::regclass
        and d.refobjsubid > 0
        and d.deptype in ('a', 'i')
    left join pg_class as t on t.oid = d.refobjid
    left join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
)
select
    cast(f.nspname as varchar(63)) as schema_name,
    cast(f.relname as varchar(63)) as sequence_name,
    cast(f.table_name as varchar(63)) as table_name,
    cast(f.column_name as varchar(63)) as column_name,
    f.may_read,
    cast(f.last_value as bigint) as last_value,
    cast(f.largest as bigint) as largest,
    cast(round(100.0 * f.last_value / f.largest, 2) as numeric(9, 2)) as used_pct,
    cast(current_user as varchar(63)) as reviewer
from filled as f
order by f.last_value::numeric / f.largest desc nulls last, f.nspname, f.relname
limit :row_limit;
