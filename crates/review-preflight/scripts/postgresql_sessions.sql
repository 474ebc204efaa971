/* redshift-review preflight
   How many sessions other users have, and how many of them are at work; the server's own have no user. Only somebody
   with pg_read_all_stats sees the state: where states are hidden, that is said instead of a count. */
select
    count(*) as sessions,
    sum(case when a.state = 'active' then 1 else 0 end) as active,
    sum(case when a.state is null then 1 else 0 end) as hidden
from pg_stat_activity as a
where a.usename <> current_user
