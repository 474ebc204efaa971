-- Loses its connection the first time.
select count(*) as table_count from svv_table_info
