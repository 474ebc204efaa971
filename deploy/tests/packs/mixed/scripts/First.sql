-- One of several: first.
select count(*) as first_count from svv_table_info
