/* redshift-review AlterTableRecommendations
   Shows: what Redshift's own advisor would change on tables of the connected database, and whether it may do so
          itself.
   Why:   the advice rests on the queries that ran; where it may not be applied automatically, somebody has to.
   From:  svv_alter_table_recommendations, joined to svv_table_info for name and size. Both show the connected
          database only, so this runs once for each database.
   Mind:  pieces of advice with one group number above 0 belong together and must be applied together. Advice about the
          storage of a materialized view is left out. */
with advice as (
    select
        table_id,
        trim("database") as database_of_table,
        lower(trim(type)) as advice_type,
        group_id,
        trim(ddl) as ddl,
        case when lower(trim(auto_eligible)) in ('t', 'true', '1', 'y') then true else false end as auto_eligible
    from svv_alter_table_recommendations
),
tables as (
    select
        table_id,
        trim("database") as database_of_table,
        trim("schema") as schema_name,
        trim("table") as table_name,
        size,
        tbl_rows
    from svv_table_info
    where left(trim("table"), 8) <> 'mv_tbl__'
)
select
    cast(t.schema_name as varchar(128)) as schema_name,
    cast(t.table_name as varchar(128)) as table_name,
    cast(a.advice_type as varchar(30)) as advice_type,
    cast(a.group_id as bigint) as group_id,
    a.auto_eligible as auto_eligible,
    cast(t.size as bigint) as size_mb,
    cast(t.tbl_rows as numeric(38, 0)) as tbl_rows,
    cast(a.ddl as varchar(1024)) as ddl
from advice as a
join tables as t
    on t.table_id = a.table_id
    and t.database_of_table = a.database_of_table
order by size_mb desc, schema_name, table_name, advice_type, group_id, ddl
limit :row_limit;
