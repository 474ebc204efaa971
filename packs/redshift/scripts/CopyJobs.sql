/* redshift-review CopyJobs
   Shows: copy jobs that logged messages: how many, when last, and how many since the job last loaded something.
   Why:   a copy job loads by itself, and fails by itself: nobody waits for it and sees the error.
   From:  sys_copy_job_info, sys_load_history (provisioned and Serverless).
   Mind:  the messages are those of errors. Their text may quote files and values and is left out; the fix of the
          recommendation reads it. Jobs that never logged anything are not listed. A job whose loads are older than
          the window counts as never having loaded. */
with messages as (
    select
        trim(database_name) as database_of_job,
        job_id,
        trim(coalesce(job_name, '')) as name_of_job,
        record_time
    from sys_copy_job_info
    where record_time >= dateadd(day, -:days, getdate())
),
loads as (
    select
        copy_job_id,
        count(*) as loads,
        sum(case when lower(trim(status)) in ('aborted', 'failed', 'canceled') then 1 else 0 end) as failed_loads,
        max(case when lower(trim(status)) = 'completed' then end_time end) as last_load
    from sys_load_history
    where user_id > 1
        and coalesce(copy_job_id, 0) <> 0
        and start_time >= dateadd(day, -:days, getdate())
    group by copy_job_id
),
jobs as (
    select
        m.database_of_job,
        m.job_id,
        m.name_of_job,
        count(*) as messages,
        sum(case when l.last_load is null or m.record_time > l.last_load then 1 else 0 end) as messages_since,
        min(m.record_time) as first_message,
        max(m.record_time) as last_message
    from messages as m
    left join loads as l on l.copy_job_id = m.job_id
    group by m.database_of_job, m.job_id, m.name_of_job
)
select
    cast(j.database_of_job as varchar(128)) as database_name,
    cast(j.job_id as bigint) as job_id,
    cast(j.name_of_job as varchar(128)) as job_name,
    cast(j.messages as bigint) as messages,
    cast(j.messages_since as bigint) as messages_since_load,
    cast(j.first_message as timestamp) as first_message,
    cast(j.last_message as timestamp) as last_message,
    cast(coalesce(l.loads, 0) as bigint) as loads,
    cast(coalesce(l.failed_loads, 0) as bigint) as failed_loads,
    cast(l.last_load as timestamp) as last_load
from jobs as j
left join loads as l on l.copy_job_id = j.job_id
order by database_name, job_id, job_name
limit :row_limit;
