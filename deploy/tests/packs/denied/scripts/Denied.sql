-- May not be read.
select count(*) as table_count from svv_table_info
