-- Loses its connection each time.
select count(*) as table_count from svv_table_info
