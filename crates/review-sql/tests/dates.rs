//! Dates and times.

use crate::support::{check, check_values};

#[test]
fn parts_are_added_counted_cut_and_read() {
    check_values(&[
        ("getdate()", "2026-11-20 06:00:00"),
        ("sysdate", "2026-11-20 06:00:00.123456"),
        ("current_date", "2026-11-20"),
        ("trunc(sysdate)", "2026-11-20"),
        ("dateadd(day, -7, getdate())", "2026-11-13 06:00:00"),
        ("dateadd(m, 1, '2026-01-01'::timestamp)", "2026-01-01 00:01:00"),
        ("dateadd(mon, 1, '2026-01-31')", "2026-02-28 00:00:00"),
        // Database guide, DATEADD: 04-30 plus a month is 05-30, ADD_MONTHS gives 05-31; 02-29 plus a year is 03-01.
        ("dateadd(month, 1, '2008-04-30')", "2008-05-30 00:00:00"),
        ("add_months('2008-04-30', 1)", "2008-05-31 00:00:00"),
        ("dateadd(year, 1, '2008-02-29')", "2009-03-01 00:00:00"),
        ("dateadd('hour', 2, date '2026-11-20')", "2026-11-20 02:00:00"),
        // Database guide, DATEDIFF: boundaries crossed.
        ("datediff(year, '2025-12-31', '2026-01-01')", "#1"),
        ("datediff(hour, '2026-01-01 08:30', '2026-01-01 10:00')", "#2"),
        ("datediff(qtr, '1998-07-01', '2008-07-01')", "#40"),
        ("datediff(seconds, '2026-01-01 00:00:00.9', '2026-01-01 00:00:01.1')", "#1"),
        ("datediff(ms, '2026-01-01', '2026-01-02')", "#86400000"),
        ("datediff(day, null, getdate())", "_"),
        ("date_trunc('week', '2026-11-22'::date)", "2026-11-16 00:00:00"),
        ("date_trunc('minute', sysdate)", "2026-11-20 06:00:00"),
        ("date_trunc(month, sysdate)", "2026-11-01 00:00:00"),
        ("extract(dow from '2026-11-22'::date)", "#0"),
        ("extract(epoch from '2026-11-20 06:00:00'::timestamp)", "#1795154400"),
        // Database guide, "Date parts": EXTRACT has no fraction, DATE_PART has.
        ("extract(second from '2026-01-01 00:00:01.5'::timestamp)", "#1"),
        ("date_part(second, '2026-01-01 00:00:01.5'::timestamp)", "~1.5"),
        ("date_part('hour', sysdate)", "~6"),
        ("last_day('2024-02-05')", "2024-02-29"),
        ("next_day('2026-11-20', 'Tue')", "2026-11-24"),
        ("months_between('2026-03-31', '2026-02-28')", "~1"),
        ("convert_timezone('US/Eastern', '2026-11-20 06:00:00')", "2026-11-20 01:00:00"),
        ("convert_timezone('Europe/Berlin', 'UTC', '2026-07-01 12:00:00'::timestamp)", "2026-07-01 10:00:00"),
        ("to_date('20261120', 'YYYYMMDD')", "2026-11-20"),
        ("to_date('20 Nov 2026', 'DD Mon YYYY')", "2026-11-20"),
        ("to_timestamp('2026-11-20 18:05:06', 'YYYY-MM-DD HH24:MI:SS')", "2026-11-20 18:05:06"),
        ("to_timestamp('11/20/2026 06:05 pm', 'MM/DD/YYYY HH12:MI AM')", "2026-11-20 18:05:00"),
    ]);
}

#[test]
fn operators_on_times_keep_redshifts_types() {
    check_values(&[
        ("date '2026-11-20' + 1", "2026-11-21"),
        ("1 + date '2026-11-20'", "2026-11-21"),
        ("getdate() - 7", "2026-11-13 06:00:00"),
        ("date '2026-11-20' - date '2026-11-01'", "#19"),
        ("getdate() - interval '7 days'", "2026-11-13 06:00:00"),
        ("getdate() + interval '1 hour' * 3", "2026-11-20 09:00:00"),
        ("date '2026-11-20' + interval '90 minutes'", "2026-11-20 01:30:00"),
        ("date '2026-01-31' + interval '1 month'", "2026-02-28"),
        ("'2026-11-20 06:00:05.5'::timestamp - '2026-11-19 05:00:00'::timestamp", "1 days 1 hours 0 mins 5.5 secs"),
        ("getdate() > '2026-11-20'", "!t"),
        ("getdate() between '2026-11-20' and '2026-11-20 06:00:00'", "!t"),
        ("current_date = '2026-11-20'", "!t"),
        ("current_date = getdate()", "!f"),
        ("current_date in ('2026-11-20', '2026-11-21')", "!t"),
        ("timestamp '2026-11-20T06:00:00.100' + interval '1 second'", "2026-11-20 06:00:01.1"),
    ]);
    check(&[
        ("select sum(datediff(second, starttime, endtime)) from stl_query", &["#2406"]),
        ("select query from stl_query where endtime - starttime > interval '5 minutes'", &["#2"]),
        ("select extract(epoch from endtime - starttime) from stl_query where query = 1", &["#5"]),
        (
            "select query from stl_query where starttime >= dateadd(day, -1, getdate()) order by 1",
            &["#1", "#2", "#3", "#4"],
        ),
        ("select query from stl_query where starttime > trunc(getdate()) order by 1", &["#4"]),
        ("select max(day) - min(day) from padded", &["#28"]),
    ]);
}

#[test]
fn to_char_writes_times_and_numbers() {
    check_values(&[
        ("to_char(sysdate, 'YYYY-MM-DD HH24:MI:SS.US')", "2026-11-20 06:00:00.123456"),
        ("to_char(sysdate, 'HH12:MI am')", "06:00 am"),
        ("to_char(sysdate, 'Day, DD Mon YY')", "Friday   , 20 Nov 26"),
        ("to_char(sysdate, 'FMDay D Q IYYY-IW')", "Friday 6 4 2026-47"),
        ("to_char(sysdate, '\"at\" DDth MONTH')", "at 20th NOVEMBER "),
        // Database guide, TO_CHAR: a blank goes in front for the sign.
        ("to_char(125.8, '999.99')", " 125.80"),
        ("to_char(-125.8, '999D99')", "-125.80"),
        ("to_char(1234567, 'FM9,999,999')", "1,234,567"),
        ("to_char(42, '0000')", " 0042"),
        ("to_char(0.5, 'FM990.0')", "0.5"),
        ("to_char(12345, '999')", " ###"),
        ("to_char(-5, '99S')", " 5-"),
    ]);
}
