/* redshift-review PublicGrants
   Shows: the tables, views and schemas of the connected database that are open to PUBLIC, that is to every user.
   Why:   what PUBLIC may change, any user can change by mistake, and any password that got out opens it.
   From:  svv_relation_privileges, svv_schema_privileges (the connected database; one availability zone, Serverless).
   Mind:  only what was granted explicitly is there. Everybody may create in the schema public from the start, so that
          is not said of it. USAGE on a schema alone opens nothing. Schemas of the system are left out. Grants on single
          columns are not in these views. change_privileges names those that change rows or the table itself: note it
          before a REVOKE, since a GRANT of the same words takes that back. Superusers, and users with SYSLOG ACCESS
          UNRESTRICTED for tables and ACCESS SYSTEM TABLE for schemas, see all grants; others see those of identities
          they have access to, so that no rows prove nothing then. */
with grants as (
    select
        trim(namespace_name) as schema_name,
        trim(relation_name) as relation_name,
        cast('relation' as varchar(8)) as object_kind,
        upper(trim(privilege_type)) as privilege_type
    from svv_relation_privileges
    where lower(trim(identity_type)) = 'public'
    union all
    select
        trim(namespace_name) as schema_name,
        cast('' as varchar(128)) as relation_name,
        cast('schema' as varchar(8)) as object_kind,
        upper(trim(privilege_type)) as privilege_type
    from svv_schema_privileges
    where lower(trim(identity_type)) = 'public'
        and upper(trim(coalesce(privilege_scope, 'SCHEMA'))) = 'SCHEMA'
)
select
    cast(schema_name as varchar(128)) as schema_name,
    cast(relation_name as varchar(128)) as relation_name,
    cast(object_kind as varchar(8)) as object_kind,
    case when sum(case when privilege_type = 'SELECT' then 1 else 0 end) >= 1 then true else false end as may_read,
    case
        when sum(case when privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'DROP', 'TRUNCATE', 'ALTER') then 1 else 0
            end) >= 1 then true
        else false
    end as may_change,
    cast(nullif(substring(
        max(case when privilege_type = 'INSERT' then ', INSERT' else '' end)
        || max(case when privilege_type = 'UPDATE' then ', UPDATE' else '' end)
        || max(case when privilege_type = 'DELETE' then ', DELETE' else '' end)
        || max(case when privilege_type = 'TRUNCATE' then ', TRUNCATE' else '' end)
        || max(case when privilege_type = 'DROP' then ', DROP' else '' end)
        || max(case when privilege_type = 'ALTER' then ', ALTER' else '' end), 3, 64), '') as varchar(64))
        as change_privileges,
    case when sum(case when privilege_type = 'CREATE' then 1 else 0 end) >= 1 then true else false end as may_create,
    cast(count(*) as bigint) as privileges
from grants
where left(schema_name, 3) <> 'pg_'
    and schema_name <> 'information_schema'
group by 1, 2, 3
order by schema_name, object_kind, relation_name
limit :row_limit;
