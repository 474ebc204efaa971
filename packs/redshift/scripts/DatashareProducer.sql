/* redshift-review DatashareProducer
   Shows: the datashares of the connected database with what is in them, whether publicly accessible warehouses may
          use them, and how fresh the materialized views in them are.
   Why:   readers of a share see what its owner sees: a view that cannot be refreshed misleads them too, and they have
          no way to mend it.
   From:  svv_datashares, svv_datashare_objects, svv_mv_info (the connected database).
   Mind:  a share belongs to one database; shares that come in from elsewhere are not listed. is_stale may be u. Whom a
          share was granted to is not in these views. A share managed by AWS Data Exchange (ADX) is meant for readers
          who are not known. Amazon names superusers, owners of a share and users with ALTER or USAGE on one as those
          who see rows of svv_datashares; whether a role such as sys:monitor adds to them is not said. So no rows do
          not prove that there are no shares: SHOW DATASHARES by an administrator does. */
with shares as (
    select
        trim(share_name) as name_of_share,
        trim(coalesce(managed_by, '')) as manager,
        is_publicaccessible,
        createdate
    from svv_datashares
    where upper(trim(share_type)) = 'OUTBOUND'
        and trim(source_database) = current_database()
),
objects as (
    select
        trim(share_name) as name_of_share,
        lower(trim(object_type)) as object_type,
        lower(trim(object_name)) as name_of_object,
        case when include_new then 1 else 0 end as takes_new
    from svv_datashare_objects
    where upper(trim(share_type)) = 'OUTBOUND'
),
views as (
    select
        lower(trim(schema_name) || '.' || trim(name)) as name_of_view,
        state,
        lower(trim(is_stale)) as is_stale
    from svv_mv_info
    where trim(database_name) = current_database()
),
contents as (
    select
        o.name_of_share,
        sum(case when o.object_type like 'schema%' then 1 else 0 end) as schemas,
        sum(case when o.object_type like 'schema%' then o.takes_new else 0 end) as open_schemas,
        sum(case when o.object_type not like 'schema%' then 1 else 0 end) as objects,
        sum(case when v.name_of_view is not null then 1 else 0 end) as views,
        sum(case when v.is_stale = 't' then 1 else 0 end) as stale_views,
        sum(case when v.state = 0 then 1 else 0 end) as recomputed_views,
        sum(case when v.state >= 101 then 1 else 0 end) as broken_views,
        min(case when v.state >= 101 then v.name_of_view end) as broken_view
    from objects as o
    left join views as v on v.name_of_view = o.name_of_object
    group by o.name_of_share
)
select
    cast(s.name_of_share as varchar(128)) as share_name,
    cast(s.manager as varchar(64)) as managed_by,
    s.is_publicaccessible as is_public,
    cast(s.createdate as timestamp) as created_at,
    cast(coalesce(c.schemas, 0) as bigint) as schemas,
    cast(coalesce(c.open_schemas, 0) as bigint) as schemas_with_new_objects,
    cast(coalesce(c.objects, 0) as bigint) as objects,
    cast(coalesce(c.views, 0) as bigint) as materialized_views,
    cast(coalesce(c.stale_views, 0) as bigint) as stale_views,
    cast(coalesce(c.recomputed_views, 0) as bigint) as recomputed_views,
    cast(coalesce(c.broken_views, 0) as bigint) as broken_views,
    cast(c.broken_view as varchar(260)) as broken_view
from shares as s
left join contents as c on c.name_of_share = s.name_of_share
order by share_name
limit :row_limit;
