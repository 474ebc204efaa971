/* redshift-review ReplicationSlots
   Shows: the replication slots with the write-ahead log that each keeps from being removed.
   Why:   a slot whose reader went away keeps the log for ever, until the disk is full and the server stops.
   From:  pg_replication_slots. Any user may read it.
   Mind:  temporary slots end with their session and are left out. */
with here as (
    select
        case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end as position
)
select
    cast(s.slot_name as varchar(63)) as slot_name,
    cast(s.slot_type as varchar(16)) as slot_type,
    cast(s.database as varchar(63)) as database_name,
    s.active as active,
    cast(s.wal_status as varchar(16)) as wal_status,
    cast(round(pg_wal_lsn_diff(h.position, s.restart_lsn) / 1048576.0, 2) as numeric(18, 2)) as kept_mb,
    cast(round(s.safe_wal_size / 1048576.0, 2) as numeric(18, 2)) as mb_until_lost,
    cast(greatest(age(s.xmin), age(s.catalog_xmin)) as bigint) as transactions_held_back
from pg_replication_slots as s
cross join here as h
where not s.temporary
order by pg_wal_lsn_diff(h.position, s.restart_lsn) desc nulls last, s.slot_name
limit :row_limit;
