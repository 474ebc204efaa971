/* redshift-review DatashareConsumer
   Shows: requests to the producers of datashares by day and kind: how many, how many failed, how many users met that.
   Why:   a query on shared tables asks the producer for what it needs first; where that fails the query fails.
   From:  sys_datashare_usage_consumer (provisioned and Serverless).
   Mind:  the view has no duration and does not say which share was asked. A status other than 0, or an error text,
          is a failure. The text of one failure a group is shown, cut short. */
with requests as (
    select
        date_trunc('day', record_time) as day_of_request,
        lower(trim(both '"' from trim(coalesce(request_type, '')))) as kind_of_request,
        user_id,
        transaction_id,
        case when coalesce(status, 0) <> 0 or len(trim(coalesce(error, ''))) > 0 then 1 else 0 end as is_failed,
        trim(coalesce(error, '')) as error
    from sys_datashare_usage_consumer
    where user_id > 1
        and record_time >= dateadd(day, -:days, getdate())
)
select
    cast(r.day_of_request as date) as request_day,
    cast(r.kind_of_request as varchar(25)) as request_kind,
    cast(count(*) as bigint) as requests,
    cast(count(distinct r.transaction_id) as bigint) as transactions,
    cast(sum(r.is_failed) as bigint) as failed_requests,
    cast(round(100.0 * sum(r.is_failed) / count(*), 2) as numeric(9, 2)) as failed_pct,
    cast(count(distinct case when r.is_failed = 1 then r.user_id end) as bigint) as users_with_failures,
    cast(min(case when r.is_failed = 1 then r.error end) as varchar(200)) as sample_error
from requests as r
group by r.day_of_request, r.kind_of_request
order by request_day, request_kind
limit :row_limit;
