select 1 as slots
