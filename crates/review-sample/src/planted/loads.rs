//! COPY.

use super::{ALL, BESIDE, EVERYWHERE, Trouble, near_miss, trouble};

#[rustfmt::skip]
pub(super) const PLANTED: &[Trouble] = &[
    trouble("CopyPerformance", "device_readings from acme-devices, 18 and 19 November", "120 and 99 COPYs a day of 3 files of 40 KB each", "load-with-small-files", EVERYWHERE,
        "select table_name from sys_load_history group by 1, date_trunc('day', start_time) having count(*) > 24 and sum(source_file_bytes) < 1048576 * sum(source_file_count)"),
    near_miss("CopyPerformance", "email_events from acme-landing, 18 November", "26 COPYs a day of 64 files of exactly 10 MB each", "load-with-small-files", ALL,
        "select table_name from sys_load_history group by 1, date_trunc('day', start_time) having count(*) = 26 and sum(source_file_bytes) = 10485760 * sum(source_file_count)"),
    near_miss("CopyPerformance", "orders_raw from acme-landing", "24 COPYs a day, no more", "load-with-small-files", ALL,
        "select table_name from sys_load_history where table_name = 'orders_raw' group by 1, date_trunc('day', start_time) having count(*) = 24"),
    trouble("CopyPerformance", "events_2024 from acme-archive, 17 November", "one file of 2,000 MB that was not split, 900 s", "load-with-too-few-files", EVERYWHERE,
        "select table_name from sys_load_history where source_file_count < 4 and duration > 60000000"),
    trouble("CopyPerformance", "device_readings from acme-devices, 18 November", "8 COPYs fail", "load-fails", EVERYWHERE,
        "select count(*) from sys_load_history where status = 'aborted' and date_trunc('day', start_time) = '2026-11-18 00:00:00' having count(*) = 8"),
    trouble("CopyPerformance", "device_readings from acme-devices, 18 November", "120 rows left out", "load-skips-rows", EVERYWHERE,
        "select table_name from sys_load_history group by 1, date_trunc('day', start_time) having sum(error_count) > 100"),
    near_miss("CopyPerformance", "device_readings from acme-devices, 19 November", "99 rows left out", "load-skips-rows", BESIDE,
        "select table_name from sys_load_history group by 1, date_trunc('day', start_time) having sum(error_count) = 99"),
];
