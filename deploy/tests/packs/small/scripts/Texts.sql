-- What a CSV file has to quote.
select 1 as line, 'a, "quoted" text' as label, cast(null as varchar(10)) as nothing
union all select 2, 'two
lines', ''
union all select 3, 'Grüße', 'ß'
order by 1
