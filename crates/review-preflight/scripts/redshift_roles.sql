/* redshift-review preflight
   The user's access to other users' rows in system views, and the roles granted to the user. Both views show every
   user at least what is the user's own. Roles within roles are not here: only superusers see those. */
select
    i.syslog_access,
    g.role_name
from svv_user_info as i
left join svv_user_grants as g on g.user_id = i.user_id
where i.user_name = current_user
order by g.role_name
