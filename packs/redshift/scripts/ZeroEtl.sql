/* redshift-review ZeroEtl
   Shows: zero-ETL integrations with state, lag, the tables that are not in step, and what was applied of late.
   Why:   an integration that stops, or leaves a table out, lets queries answer with old rows and no error.
   From:  svv_integration, svv_integration_table_state, sys_integration_activity.
   Mind:  current_lag is milliseconds, refresh_interval seconds. A source at rest may show a long lag with nothing to
          apply, so a lag counts only where a change was detected after the last one that was applied. Tables that
          were removed at the source (Deleted, DroppedSource) are not out of step. */
with integrations as (
    select
        trim(integration_id) as id_of_integration,
        trim(coalesce(target_database, '')) as database_of_target,
        trim(coalesce(source, '')) as kind_of_source,
        trim(coalesce(source_database, '')) as database_of_source,
        trim(coalesce(state, '')) as state_of_integration,
        coalesce(current_lag, 0) as lag_milliseconds,
        coalesce(refresh_interval, 0) as refresh_seconds,
        latest_detected_change_time,
        latest_applied_change_time
    from svv_integration
),
tables as (
    select
        trim(integration_id) as id_of_integration,
        trim(coalesce(target_database, '')) as database_of_target,
        count(*) as tables,
        sum(case when lower(trim(table_state)) = 'failed' then 1 else 0 end) as failed_tables,
        sum(case when lower(trim(table_state)) in ('resyncrequired', 'resyncinitiated') then 1 else 0 end) as resync_tables,
        sum(coalesce(table_size, 0)) as megabytes
    from svv_integration_table_state
    where lower(trim(table_state)) not in ('deleted', 'droppedsource')
    group by 1, 2
),
activity as (
    select
        trim(integration_id) as id_of_integration,
        trim(coalesce(target_database, '')) as database_of_target,
        count(*) as checkpoints,
        sum(coalesce(checkpoint_bytes, 0)) as bytes,
        max(last_commit_timestamp) as last_commit
    from sys_integration_activity
    where last_commit_timestamp >= dateadd(day, -:days, getdate())
    group by 1, 2
)
select
    cast(i.id_of_integration as varchar(128)) as integration_id,
    cast(i.database_of_target as varchar(128)) as target_database,
    cast(i.kind_of_source as varchar(128)) as source_kind,
    cast(i.database_of_source as varchar(128)) as source_database,
    cast(i.state_of_integration as varchar(128)) as state,
    cast(i.lag_milliseconds / 1000 as bigint) as lag_seconds,
    cast(i.refresh_seconds as bigint) as refresh_seconds,
    case
        when i.latest_detected_change_time > i.latest_applied_change_time then true
        else false
    end as changes_wait,
    cast(coalesce(t.tables, 0) as bigint) as tables,
    cast(coalesce(t.failed_tables, 0) as bigint) as failed_tables,
    cast(coalesce(t.resync_tables, 0) as bigint) as resync_tables,
    cast(round(100.0 * (t.failed_tables + t.resync_tables) / nullif(t.tables, 0), 2) as numeric(9, 2)) as out_of_step_pct,
    cast(coalesce(t.megabytes, 0) as bigint) as target_mb,
    cast(coalesce(a.checkpoints, 0) as bigint) as checkpoints,
    cast(round(coalesce(a.bytes, 0) / 1048576.0, 2) as numeric(18, 2)) as applied_mb,
    cast(a.last_commit as timestamp) as last_commit
from integrations as i
left join tables as t
    on t.id_of_integration = i.id_of_integration
    and t.database_of_target = i.database_of_target
left join activity as a
    on a.id_of_integration = i.id_of_integration
    and a.database_of_target = i.database_of_target
order by integration_id, target_database, source_database
limit :row_limit;
