-- 5,000 rows: 100 pages of the emulator that the tests start.
select n::int8 as n, md5(n::text)::varchar(32) as label, (n * 0.01)::numeric(18,2) as price
from generate_series(1, 5000) as t(n)
order by n
