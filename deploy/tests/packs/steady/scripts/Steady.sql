-- Takes three seconds.
select count(*) as table_count from svv_table_info
