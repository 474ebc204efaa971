/* redshift-review NodeDetails
   Shows: each compute node with its slices, its storage, and how much more it holds than the least filled node.
   Why:   a full node stops loads on the whole cluster; the node with the most rows is the one every query waits for.
   From:  stv_node_storage_capacity, stv_slices, stv_partitions. No SYS view holds these, so a cluster in one
          availability zone is needed.
   Mind:  on nodes with managed storage (RA3 and newer) the capacity shown is the quota of the whole cluster, so a
          share of it says nothing about a node. No system view names the node type: storage counts as local when the
          node's capacity is about that of its own disks, and is that of a dc2.large or a dc2.8xlarge. A quota is 1 TB
          or from 4 TB on, so a single small node whose disks are as large as its quota is unknown, not local. The
          capacity of local disks holds room that Redshift keeps for itself: used_pct is of the nominal 160 GB or
          2,560 GB, as in the console, and may go beyond 100. */
with storage as (
    select
        node,
        cast(used as bigint) as used_mb,
        cast(capacity as bigint) as capacity_mb
    from stv_node_storage_capacity
),
slices as (
    select
        node,
        count(*) as slice_count
    from stv_slices
    where trim(type) = 'D'
    group by node
),
disks as (
    select
        host as node,
        sum(cast(capacity as bigint)) as disk_mb
    from stv_partitions
    where part_begin = 0
        and failed = 0
    group by host
),
nodes as (
    select
        s.node,
        coalesce(l.slice_count, 0) as slice_count,
        s.used_mb,
        s.capacity_mb,
        d.disk_mb,
        case
            when d.disk_mb is null then 'unknown'
            when s.capacity_mb > 1.5 * d.disk_mb then 'managed'
            when s.capacity_mb between 150000 and 500000 then 'local'
            when s.capacity_mb between 2400000 and 3600000 then 'local'
            else 'unknown'
        end as storage_model,
        case when s.capacity_mb <= 500000 then 163840 else 2621440 end as nominal_mb,
        min(s.used_mb) over () as least_used_mb,
        count(*) over () as node_count
    from storage as s
    left join slices as l on l.node = s.node
    left join disks as d on d.node = s.node
)
select
    cast(node as bigint) as node,
    cast(node_count as bigint) as node_count,
    cast(slice_count as bigint) as slice_count,
    cast(storage_model as varchar(8)) as storage_model,
    cast(used_mb as bigint) as used_mb,
    cast(capacity_mb as bigint) as capacity_mb,
    cast(disk_mb as bigint) as disk_mb,
    cast(case when storage_model = 'local' then nominal_mb end as bigint) as nominal_mb,
    cast(case when storage_model = 'local' then round(100.0 * used_mb / nominal_mb, 2) end as numeric(9, 2))
        as used_pct,
    cast(used_mb - least_used_mb as bigint) as over_least_mb,
    cast(round(100.0 * (used_mb - least_used_mb) / nullif(least_used_mb, 0), 2) as numeric(18, 2)) as over_least_pct
from nodes
order by node;
