/* redshift-review SchemaQuota
   Shows: the schemas of the connected database that have a quota, with what they use of it.
   Why:   a load that would take a schema past its quota is rolled back.
   From:  svv_redshift_schema_quota, for each database in turn.
   Mind:  quota and use are megabytes; a schema without a quota has none or 0 and is left out. Staging tables come and
          go, so the present use is a glimpse. */
select
    cast(trim(schema_name) as varchar(128)) as schema_name,
    cast(schema_owner as bigint) as owner_id,
    cast(quota as bigint) as quota_mb,
    cast(coalesce(disk_usage, 0) as bigint) as used_mb,
    cast(quota - coalesce(disk_usage, 0) as bigint) as free_mb,
    cast(round(100.0 * coalesce(disk_usage, 0) / nullif(quota, 0), 2) as numeric(18, 2)) as used_pct
from svv_redshift_schema_quota
where quota >= 1
    and trim(database_name) = current_database()
order by used_pct desc, schema_name
limit :row_limit;
