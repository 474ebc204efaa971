-- Takes two minutes.
select count(*) as table_count from svv_table_info
