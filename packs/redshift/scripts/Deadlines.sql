/* redshift-review Deadlines
   Shows: with which drivers and which encryption users connect, and the published day on which Amazon ended support
          for one of them.
   Why:   a client that is past its day may be refused after the next patch, in the middle of a load.
   From:  sys_connection_log (provisioned and Serverless).
   Mind:  the days are those of the page "Behavior changes in Amazon Redshift": ODBC drivers 1.x and TLS below 1.2 end
          on 30 September 2026. A driver that does not name itself cannot be judged. What belongs to one session is put
          together first, because only some of its events name the driver. Connections without TLS are not concerned
          here; see Connections. Python functions have a query of their own. */
with sessions as (
    select
        session_id,
        trim(user_name) as user_name,
        max(trim(coalesce(application_name, ''))) as application_name,
        max(trim(coalesce(driver_version, ''))) as driver_version,
        max(trim(coalesce(ssl_version, ''))) as ssl_version,
        max(record_time) as last_seen
    from sys_connection_log
    where record_time >= dateadd(day, -:days, getdate())
        and trim(coalesce(user_name, '')) <> 'rdsdb'
        and lower(trim(event)) <> 'authentication failure'
    group by 1, 2
),
judged as (
    select
        s.*,
        case
            when lower(driver_version) like 'amazon redshift odbc driver 1.%' then 1
            when lower(driver_version) like 'redshift odbc driver 01.%' then 1
            when lower(driver_version) like 'redshift odbc driver 1,%' then 1
            when lower(application_name) like 'amazon redshift odbc driver 1.%' then 1
            else 0
        end as is_old_driver,
        case
            when lower(ssl_version) in ('tlsv1', 'tlsv1.0', 'tlsv1.1') then 1
            when lower(ssl_version) like 'sslv%' then 1
            else 0
        end as is_old_tls
    from sessions as s
)
select
    cast(user_name as varchar(50)) as user_name,
    cast(application_name as varchar(250)) as application_name,
    cast(driver_version as varchar(64)) as driver_version,
    cast(ssl_version as varchar(50)) as ssl_version,
    cast(count(*) as bigint) as sessions,
    cast(round(100.0 * count(*) / nullif(sum(count(*)) over (), 0), 2) as numeric(9, 2)) as sessions_pct,
    cast(max(last_seen) as timestamp) as last_seen,
    cast(case when max(is_old_driver) = 1 then 'ODBC driver 1.x' end as varchar(32)) as driver_subject,
    cast(case when max(is_old_driver) = 1 then '2026-09-30' end as date) as driver_deadline,
    cast(case when max(is_old_tls) = 1 then 'TLS below 1.2' end as varchar(32)) as encryption_subject,
    cast(case when max(is_old_tls) = 1 then '2026-09-30' end as date) as encryption_deadline
from judged
group by 1, 2, 3, 4
order by sessions desc, user_name, application_name, driver_version, ssl_version
limit :row_limit;
