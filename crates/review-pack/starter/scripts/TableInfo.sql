-- One row for each table of the connected database that the user may see.
select trim(ti."schema") as schema_name,
       trim(ti."table") as table_name,
       ti.tbl_rows as tbl_rows,
       ti.stats_off as stats_off,
       ti.unsorted as unsorted_pct
from svv_table_info as ti
order by 1, 2
