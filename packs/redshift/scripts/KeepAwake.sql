/* redshift-review KeepAwake
   Shows: why a Serverless workgroup computed: in how many minutes work ran, only a transaction was open, only health
          checks came, or nothing is seen; with what was charged in them and who was behind most of it.
   Why:   Serverless is paid while it computes. A pool that asks `select 1` all night is charged for a minute each
          time, and a transaction left open for as long as it is.
   From:  sys_serverless_usage, sys_query_history, sys_transaction_history (Serverless only).
   Mind:  a minute counts for the first that fits: work, open transaction, health checks. A statement is charged for
          60 seconds at least, so it also explains the minute that follows. A health check is a statement of a known
          beginning that names no relation and took less than a second. A transaction counts when it was open for
          kept_open_seconds without a statement, and shows in full once it has ended; its leading user has
          most of that time, otherwise most statements. This review's own statements are work. Charges may be written
          down later than they arise; then shares of minutes say more than shares of charges. Refreshes and
          integrations without a statement count as nothing. */
with readings as (
    select
        date_trunc('minute', start_time) as minute_start,
        sum(coalesce(compute_seconds, 0)) as compute_seconds,
        sum(coalesce(charged_seconds, 0)) as charged_seconds
    from sys_serverless_usage
    where start_time >= dateadd(day, -:days, getdate())
    group by 1
),
statements as (
    select
        date_trunc('minute', start_time) as minute_start,
        dateadd(second, 60, end_time) as awake_until,
        trim(username) as user_name,
        case
            when coalesce(elapsed_time, 0) >= 1000000 then 0
            when coalesce(query_text, '') like '%redshift-review%' then 0
            when lower(query_text) like '%from%' then 0
            when lower(trim(query_text)) like 'select%' then 1
            when lower(trim(query_text)) like '/*%*/%select%' then 1
            when lower(trim(query_text)) like 'show %' then 1
            when lower(trim(query_text)) like 'set %' then 1
            when lower(trim(query_text)) like 'begin%' then 1
            when lower(trim(query_text)) like 'start transaction%' then 1
            when lower(trim(query_text)) like 'commit%' then 1
            when lower(trim(query_text)) like 'rollback%' then 1
            else 0
        end as is_check
    from sys_query_history
    where user_id > 1
        and end_time >= dateadd(day, -:days, getdate())
),
spans as (
    select
        user_id,
        transaction_id,
        max(trim(username)) as user_name,
        min(start_time) as first_start,
        max(end_time) as last_end,
        sum(coalesce(elapsed_time, 0)) as busy_time
    from sys_query_history
    where user_id > 1
        and coalesce(query_text, '') not like '%redshift-review%'
    group by user_id, transaction_id
),
ended as (
    select
        user_id,
        transaction_id,
        max(commit_end_time) as last_end
    from sys_transaction_history
    where user_id > 1
    group by user_id, transaction_id
),
transactions as (
    select
        s.user_name,
        s.first_start,
        case when e.last_end > s.last_end then e.last_end else s.last_end end as awake_until,
        s.busy_time
    from spans as s
    left join ended as e
        on e.transaction_id = s.transaction_id
        and e.user_id = s.user_id
),
open_transactions as (
    select
        date_trunc('minute', first_start) as minute_start,
        awake_until,
        user_name,
        datediff(second, first_start, awake_until) - cast(busy_time / 1000000.0 as bigint) as idle_seconds
    from transactions
    where awake_until >= dateadd(day, -:days, getdate())
        and datediff(second, first_start, awake_until) - cast(busy_time / 1000000.0 as bigint)
            >= :kept_open_seconds
),
marks as (
    select
        minute_start,
        1 as is_reading,
        cast(compute_seconds as float8) as compute_seconds,
        cast(charged_seconds as bigint) as charged_seconds,
        cast(null as timestamp) as work_until,
        cast(null as timestamp) as open_until,
        cast(null as timestamp) as check_until
    from readings
    union all
    select
        minute_start,
        0 as is_reading,
        cast(0 as float8) as compute_seconds,
        cast(0 as bigint) as charged_seconds,
        max(case when is_check = 0 then awake_until end) as work_until,
        cast(null as timestamp) as open_until,
        max(case when is_check = 1 then awake_until end) as check_until
    from statements
    group by minute_start
    union all
    select
        minute_start,
        0 as is_reading,
        cast(0 as float8) as compute_seconds,
        cast(0 as bigint) as charged_seconds,
        cast(null as timestamp) as work_until,
        max(awake_until) as open_until,
        cast(null as timestamp) as check_until
    from open_transactions
    group by minute_start
),
timeline as (
    select
        minute_start,
        max(is_reading) as is_reading,
        sum(compute_seconds) as compute_seconds,
        sum(charged_seconds) as charged_seconds,
        max(work_until) as work_until,
        max(open_until) as open_until,
        max(check_until) as check_until
    from marks
    group by minute_start
),
reached as (
    select
        minute_start,
        is_reading,
        compute_seconds,
        charged_seconds,
        max(work_until) over (order by minute_start rows unbounded preceding) as work_until,
        max(open_until) over (order by minute_start rows unbounded preceding) as open_until,
        max(check_until) over (order by minute_start rows unbounded preceding) as check_until
    from timeline
),
minutes as (
    select
        case
            when work_until > minute_start then 'work'
            when open_until > minute_start then 'open transaction'
            when check_until > minute_start then 'health checks'
            else 'nothing seen'
        end as cause,
        compute_seconds,
        charged_seconds
    from reached
    where is_reading = 1
        and (compute_seconds > 0 or charged_seconds > 0)
),
causes as (
    select
        cause,
        count(*) as awake_minutes,
        sum(compute_seconds) as compute_seconds,
        sum(charged_seconds) as charged_seconds
    from minutes
    group by cause
),
occurrences as (
    select
        cast(case when is_check = 1 then 'health checks' else 'work' end as varchar(24)) as cause,
        user_name,
        count(*) as occurrences,
        count(*) as weight
    from statements
    group by 1, 2
    union all
    select
        cast('open transaction' as varchar(24)) as cause,
        user_name,
        count(*) as occurrences,
        sum(idle_seconds) as weight
    from open_transactions
    group by 1, 2
),
leaders as (
    select
        cause,
        user_name,
        weight,
        sum(occurrences) over (partition by cause) as all_occurrences,
        sum(weight) over (partition by cause) as all_weight,
        row_number() over (partition by cause order by weight desc, user_name) as place
    from occurrences
)
select
    cast(c.cause as varchar(24)) as cause,
    cast(c.awake_minutes as bigint) as awake_minutes,
    cast(round(100.0 * c.awake_minutes / nullif(sum(c.awake_minutes) over (), 0), 2) as numeric(9, 2)) as awake_pct,
    cast(round(c.compute_seconds / 3600.0, 2) as numeric(18, 2)) as compute_rpu_hours,
    cast(round(c.charged_seconds / 3600.0, 2) as numeric(18, 2)) as charged_rpu_hours,
    cast(round(100.0 * c.charged_seconds / nullif(sum(c.charged_seconds) over (), 0), 2) as numeric(9, 2))
        as charged_pct,
    cast(coalesce(l.all_occurrences, 0) as bigint) as occurrences,
    cast(l.user_name as varchar(128)) as leading_user,
    cast(round(100.0 * l.weight / nullif(l.all_weight, 0), 2) as numeric(9, 2)) as leading_user_pct
from causes as c
left join leaders as l
    on l.cause = c.cause
    and l.place = 1
order by cause;
