/* redshift-review LoadErrors
   Shows: what COPY could not read, by table, column and error: how many loads met it, and how many of the table's
          loads that is.
   Why:   an error that every load meets again is a change at the source; it costs rows, or the whole load.
   From:  sys_load_error_detail, sys_load_history (provisioned and Serverless).
   Mind:  neither lines nor values of the data are read, and not the message either, since it quotes the value; the
          error code has a meaning of its own, as Amazon lists it. MAXERROR may end the listing of a load early, so
          rows are a lower bound and the loads are what is judged. The table is known by its number here, and by its
          name from the load. */
with loads as (
    select
        query_id,
        trim(database_name) as database_of_load,
        trim(table_name) as table_of_load,
        case when lower(trim(status)) in ('aborted', 'failed', 'canceled') then 1 else 0 end as is_failed
    from sys_load_history
    where user_id > 1
        and start_time >= dateadd(day, -:days, getdate())
),
tables as (
    select
        database_of_load,
        table_of_load,
        count(distinct query_id) as loads
    from loads
    group by database_of_load, table_of_load
),
errors as (
    /* One row a load, column and error. */
    select
        l.database_of_load,
        l.table_of_load,
        e.table_id,
        e.query_id,
        trim(coalesce(e.column_name, '')) as column_of_error,
        trim(coalesce(e.column_type, '')) as type_of_column,
        e.error_code,
        max(l.is_failed) as is_failed,
        count(*) as error_rows,
        count(distinct e.file_name) as files,
        max(e.start_time) as last_seen
    from sys_load_error_detail as e
    inner join loads as l on l.query_id = e.query_id
    where e.user_id > 1
        and e.start_time >= dateadd(day, -:days, getdate())
    group by 1, 2, 3, 4, 5, 6, 7
),
grouped as (
    select
        database_of_load,
        table_of_load,
        table_id,
        column_of_error,
        type_of_column,
        error_code,
        count(*) as loads_with_error,
        sum(is_failed) as failed_loads,
        sum(error_rows) as error_rows,
        sum(files) as files,
        max(last_seen) as last_seen
    from errors
    group by database_of_load, table_of_load, table_id, column_of_error, type_of_column, error_code
)
select
    cast(g.database_of_load as varchar(128)) as database_name,
    cast(g.table_of_load as varchar(256)) as table_name,
    cast(g.table_id as bigint) as table_id,
    cast(g.column_of_error as varchar(127)) as column_name,
    cast(g.type_of_column as varchar(32)) as column_type,
    cast(g.error_code as bigint) as error_code,
    cast(case g.error_code
        when 1201 then 'no field delimiter in the file'
        when 1202 then 'more columns than the table has'
        when 1203 then 'fewer columns than the table has'
        when 1204 then 'a value beyond the range of the type'
        when 1205 then 'not a date of the given format'
        when 1206 then 'not a timestamp of the given format'
        when 1207 then 'something other than digits in a number'
        when 1208 then 'not a FLOAT'
        when 1209 then 'not a DECIMAL'
        when 1210 then 'not a BOOLEAN'
        when 1211 then 'an empty line'
        when 1212 then 'a file that was not found'
        when 1213 then 'nothing for a NOT NULL column'
        when 1214 then 'no delimiter'
        when 1215 then 'not fit for CHAR'
        when 1216 then 'a line that cannot be read'
        when 1217 then 'a wrong value for an identity column'
        when 1218 then 'more bytes than a NUL'
        when 1219 then 'a wrong digit in hexadecimal UTF-8'
        when 1220 then 'code points that are no valid UTF-8'
        when 1221 then 'another encoding than COPY was told'
        when 1222 then 'an integer too large'
        when 1223 then 'a wrong type'
        when 1224 then 'JSON that cannot be read'
        else 'see the list of load errors'
    end as varchar(64)) as error_meaning,
    cast(g.loads_with_error as bigint) as loads_with_error,
    cast(t.loads as bigint) as loads_of_table,
    cast(round(100.0 * g.loads_with_error / nullif(t.loads, 0), 2) as numeric(9, 2)) as loads_with_error_pct,
    cast(g.failed_loads as bigint) as failed_loads,
    cast(g.error_rows as bigint) as error_rows,
    cast(g.files as bigint) as files_with_error,
    cast(g.last_seen as timestamp) as last_seen
from grouped as g
inner join tables as t
    on t.database_of_load = g.database_of_load
    and t.table_of_load = g.table_of_load
order by loads_with_error desc, database_name, table_name, table_id, column_name, column_type, error_code
limit :row_limit;
