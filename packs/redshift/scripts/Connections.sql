/* redshift-review Connections
   Shows: from where each user logs in: sessions, how many of them without encryption, and logins that failed.
   Why:   what is not encrypted can be read on the way; a login that fails all day is a job with an old password or
          somebody who tries.
   From:  sys_connection_log (provisioned and Serverless).
   Mind:  ssl_version is empty where a session is not encrypted. Sessions that begin on the warehouse itself ([local]
          and loopback addresses) and those of the system never leave it and are shown as inside. A client that
          mistypes twice is no attack: the share of failed logins stands beside their number. */
with events as (
    select
        trim(user_name) as user_name,
        case
            when left(lower(trim(coalesce(remote_host, ''))), 7) = '::ffff:' then substring(trim(remote_host), 8)
            else trim(coalesce(remote_host, ''))
        end as remote_host,
        lower(trim(event)) as event,
        trim(coalesce(auth_method, '')) as auth_method,
        trim(coalesce(ssl_version, '')) as ssl_version,
        record_time
    from sys_connection_log
    where record_time >= dateadd(day, -:days, getdate())
        and trim(coalesce(user_name, '')) <> 'rdsdb'
),
clients as (
    select
        user_name,
        remote_host,
        max(auth_method) as auth_method,
        sum(case when event = 'initiating session' then 1 else 0 end) as sessions,
        sum(case when event = 'initiating session' and ssl_version = '' then 1 else 0 end) as unencrypted_sessions,
        sum(case when event = 'authenticated' then 1 else 0 end) as logins,
        sum(case when event = 'authentication failure' then 1 else 0 end) as failed_logins,
        count(distinct case when event = 'authentication failure' then date_trunc('hour', record_time) end)
            as failing_hours,
        max(case when event = 'initiating session' then record_time end) as last_session,
        max(case when event = 'authentication failure' then record_time end) as last_failure
    from events
    group by user_name, remote_host
)
select
    cast(user_name as varchar(50)) as user_name,
    cast(remote_host as varchar(45)) as remote_host,
    case
        when lower(remote_host) in ('', '[local]', '::1', 'localhost') then false
        when left(remote_host, 4) = '127.' then false
        else true
    end as from_outside,
    cast(auth_method as varchar(32)) as auth_method,
    cast(sessions as bigint) as sessions,
    cast(unencrypted_sessions as bigint) as unencrypted_sessions,
    cast(round(100.0 * unencrypted_sessions / nullif(sessions, 0), 2) as numeric(9, 2)) as unencrypted_pct,
    cast(failed_logins as bigint) as failed_logins,
    cast(failing_hours as bigint) as failing_hours,
    cast(round(100.0 * failed_logins / nullif(logins + failed_logins, 0), 2) as numeric(9, 2)) as failed_pct,
    cast(last_session as timestamp) as last_session,
    cast(last_failure as timestamp) as last_failure
from clients
order by unencrypted_sessions desc, failed_logins desc, sessions desc, user_name, remote_host
limit :row_limit;
