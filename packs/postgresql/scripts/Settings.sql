/* redshift-review Settings
   Shows: the settings that decide whether data survives a crash and whether tables are cleaned, with their values.
   Why:   some of them are switched off for a test or a bulk load and never switched on again.
   From:  pg_settings. */
select
    cast(s.name as varchar(63)) as setting_name,
    cast(s.setting as varchar(256)) as value,
    cast(s.unit as varchar(16)) as unit,
    cast(s.boot_val as varchar(256)) as built_in_value,
    cast(s.source as varchar(40)) as set_by,
    s.pending_restart as pending_restart
from pg_settings as s
where s.name in (
        'autovacuum', 'checkpoint_timeout', 'fsync', 'full_page_writes', 'idle_in_transaction_session_timeout',
        'max_connections', 'max_wal_size', 'shared_buffers', 'synchronous_commit', 'track_counts', 'work_mem',
        'zero_damaged_pages', 'data_checksums', 'log_min_duration_statement', 'statement_timeout'
    )
    or s.pending_restart
order by s.name
limit :row_limit;
