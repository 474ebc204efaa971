-- One of several: third.
select count(*) as third_count from svv_table_info
