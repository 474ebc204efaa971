-- Names a relation that is nowhere.
select count(*) as row_count from nowhere.at_all
