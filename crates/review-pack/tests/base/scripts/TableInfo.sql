select a as table_name,
       b as tbl_rows
from t
where day > getdate() - :days
