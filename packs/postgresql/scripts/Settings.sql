/* redshift-review Settings
   Shows: the settings that decide whether data survives a crash, whether tables are cleaned and what is counted, and
          every setting that waits for a restart.
   Why:   some of them are switched off for a test or a bulk load and never switched on again.
   From:  pg_settings.
   Mind:  these are the values of this session: what a database or a role sets for itself stands over them. */
select
    cast(s.name as varchar(63)) as setting_name,
    cast(s.setting as varchar(256)) as value,
    cast(s.unit as varchar(16)) as unit,
    cast(s.boot_val as varchar(256)) as built_in_value,
    cast(s.source as varchar(40)) as set_by,
    s.pending_restart as pending_restart
from pg_settings as s
where s.name in (
        'autovacuum', 'autovacuum_freeze_max_age', 'autovacuum_max_workers', 'autovacuum_naptime',
        'autovacuum_vacuum_cost_delay', 'autovacuum_vacuum_cost_limit', 'autovacuum_vacuum_scale_factor',
        'checkpoint_timeout', 'data_checksums', 'effective_cache_size', 'fsync', 'full_page_writes',
        'idle_in_transaction_session_timeout', 'log_min_duration_statement', 'maintenance_work_mem', 'max_connections',
        'max_slot_wal_keep_size', 'max_wal_size', 'shared_buffers', 'statement_timeout', 'synchronous_commit',
        'track_counts', 'track_io_timing', 'wal_level', 'work_mem', 'zero_damaged_pages'
    )
    or s.pending_restart
order by s.name
limit :row_limit;
