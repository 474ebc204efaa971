-- The tables of the connected database, with what is known of their statistics.
select trim(ti."schema") as schema_name,
       trim(ti."table") as table_name,
       ti.tbl_rows as tbl_rows,
       ti.stats_off as stats_off
from svv_table_info as ti
order by 1, 2
