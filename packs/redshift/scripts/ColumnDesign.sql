/* redshift-review ColumnDesign
   Shows: columns of large tables of the connected database that are stored uncompressed, or that are declared wide.
   Why:   one raw column of a long table can take more room than all others; a wide declaration takes memory where
          the planner knows nothing better.
   From:  pg_attribute, pg_type, svv_table_info, for the connected database only, so this runs once for each database.
   Mind:  left out are dropped columns, columns of the sort key, and types that Redshift itself leaves raw (BOOLEAN,
          REAL, DOUBLE PRECISION, GEOMETRY, GEOGRAPHY). raw_mb is reckoned: rows times the width of the type, for text
          half of the declared length and 32 bytes at most. It is no measurement. The modifier of a NUMERIC holds its
          precision times 65536, plus 4; from 20 digits on it takes 16 bytes. Storage of materialized views is
          left out. */
with tables as (
    select
        table_id,
        trim("schema") as schema_name,
        trim("table") as table_name,
        size,
        tbl_rows,
        stats_off,
        trim(coalesce(encoded, '')) as encoded
    from svv_table_info
    where trim("schema") not in ('information_schema', 'pg_automv')
        and left(trim("schema"), 3) <> 'pg_'
        and trim("database") <> 'sample_data_dev'
        and left(trim("table"), 8) <> 'mv_tbl__'
        and tbl_rows >= :wide_table_rows
),
columns_of as (
    select
        a.attrelid as table_id,
        trim(a.attname) as column_name,
        trim(y.typname) as type_name,
        case
            when a.attlen >= 1 then a.attlen
            when trim(y.typname) = 'numeric' and a.atttypmod >= 1310724 then 16
            when trim(y.typname) = 'numeric' then 8
        end as fixed_bytes,
        case when trim(y.typname) = 'varchar' and a.atttypmod >= 5 then a.atttypmod - 4 end as declared_length,
        case when a.attencodingtype in (0, 128) and a.attsortkeyord = 0 then 1 else 0 end as is_raw
    from pg_attribute as a
    join pg_type as y on y.oid = a.atttypid
    where a.attnum >= 1
        and not a.attisdropped
        and trim(y.typname) not in ('bool', 'float4', 'float8', 'geometry', 'geography')
),
reckoned as (
    select
        c.table_id,
        c.column_name,
        c.type_name,
        c.declared_length,
        c.is_raw,
        case
            when c.fixed_bytes >= 1 then c.fixed_bytes
            when c.declared_length between 1 and 64 then (c.declared_length + 1) / 2
            else 32
        end as likely_bytes
    from columns_of as c
)
select
    cast(t.schema_name as varchar(128)) as schema_name,
    cast(t.table_name as varchar(128)) as table_name,
    cast(r.column_name as varchar(128)) as column_name,
    cast(r.type_name as varchar(128)) as type_name,
    cast(r.declared_length as bigint) as declared_length,
    case when r.is_raw = 1 then true else false end as is_raw,
    cast(case
        when r.is_raw = 1 then round(cast(t.tbl_rows as float8) * r.likely_bytes / 1048576.0, 0)
        else 0
    end as bigint) as raw_mb,
    cast(t.size as bigint) as size_mb,
    cast(t.tbl_rows as numeric(38, 0)) as tbl_rows,
    cast(t.stats_off as numeric(5, 2)) as stats_off,
    cast(t.encoded as varchar(64)) as encoded
from reckoned as r
join tables as t on t.table_id = r.table_id
where r.is_raw = 1
    or r.declared_length > :wide_varchar
order by raw_mb desc, tbl_rows desc, schema_name, table_name, column_name
limit :row_limit;
