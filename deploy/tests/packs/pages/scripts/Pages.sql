-- 5,000 rows: 100 pages of the emulator that the tests start.
select d.query_id, d.child_query_sequence, d.stream_id, d.segment_id, d.step_id, trim(d.step_name) as step_name,
       d.start_time, d.duration
from sys_query_detail as d
order by 1, 2, 3, 4, 5, 6, 7, 8
limit 5000
