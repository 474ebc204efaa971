-- One of several: second.
select count(*) as second_count from svv_table_info
