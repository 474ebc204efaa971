//! Diagnostic scripts as people write them for Redshift, over small system tables.

use review_sql::{Bounds, Engine, SqlType};

use crate::support::{line, run_in, session, table};

fn warehouse() -> Engine {
    use SqlType::{BigInt, Char, Integer, Oid, Timestamp, Varchar};
    let numeric = |precision, scale| SqlType::Decimal { precision, scale };
    Engine::new(session()).with_tables([
        table("stl_query", &[("userid", Integer), ("query", Integer), ("xid", BigInt), ("pid", Integer),
            ("database", Char(32)), ("querytxt", Char(4000)), ("starttime", Timestamp), ("endtime", Timestamp),
            ("aborted", Integer), ("label", Char(320))], &[
            "#100|#1|#11|#5|dev|select 1|2026-11-19 10:00:00|2026-11-19 10:00:05.5|#0|default",
            "#100|#2|#12|#5|dev|insert into t select 2|2026-11-19 11:00:00|2026-11-19 11:40:00|#0|etl",
            "#101|#3|#13|#6|dev|padb_fetch_sample: select|2026-11-20 01:00:00|2026-11-20 01:00:01|#1|default",
        ]),
        table("stl_wlm_query", &[("userid", Integer), ("query", Integer), ("service_class", Integer),
            ("total_queue_time", BigInt), ("total_exec_time", BigInt), ("service_class_start_time", Timestamp),
            ("slot_count", Integer)], &[
            "#100|#1|#6|#1500000|#4000000|2026-11-19 10:00:00|#1", "#100|#2|#6|#0|#2400000000|2026-11-19 11:00:00|#2",
            "#101|#3|#100|#0|#1000000|2026-11-20 01:00:00|#1",
        ]),
        table("stv_wlm_service_class_config", &[("service_class", Integer), ("name", Char(64)), ("num_query_tasks", Integer),
            ("query_working_mem", Integer)], &["#6|Default queue|#5|#200", "#100|auto|#-1|_", "#5|super|#1|#10"]),
        table("svv_table_info", &[("database", Varchar(256)), ("schema", Varchar(256)), ("table_id", Oid), ("table", Varchar(256)),
            ("encoded", Varchar(256)), ("diststyle", Varchar(256)), ("sortkey1", Varchar(256)), ("size", BigInt),
            ("pct_used", numeric(10, 4)), ("unsorted", numeric(5, 2)), ("stats_off", numeric(5, 2)),
            ("tbl_rows", numeric(38, 0)), ("skew_rows", numeric(19, 2)), ("estimated_visible_rows", numeric(38, 0))], &[
            "dev|public|#1001|orders|Y, AUTO(ENCODE)|KEY(id)|id|#2048|0.1000|12.50|0.00|#5000001|4.10|#4000000",
            "dev|public|#1002|items|N|EVEN|_|#10|0.0001|_|99.00|#7|_|#7",
            "dev|sales|#1003|facts|Y|AUTO(ALL)|AUTO(SORTKEY(d))|#900|0.0450|0.00|5.25|#100|1.00|#100",
        ]),
        table("stl_alert_event_log", &[("query", Integer), ("pid", Integer), ("event", Char(1024)), ("solution", Char(1024)),
            ("event_time", Timestamp)], &[
            "#1|#5|Missing query planner statistics|Run the ANALYZE command|2026-11-19 10:00:01",
            "#2|#5|Very selective query filter:ratio=rows(2)/rows_pre_user_filter(1000)|Review the choice of sort key|2026-11-19 11:00:01",
            "#2|#5|Very selective query filter:ratio=rows(1)/rows_pre_user_filter(500)|Review the choice of sort key|2026-11-19 11:00:02",
        ]),
        table("stl_scan", &[("query", Integer), ("slice", Integer), ("tbl", Integer), ("rows", BigInt), ("starttime", Timestamp),
            ("endtime", Timestamp), ("is_rrscan", Char(1)), ("perm_table_name", Char(136)), ("type", Integer)], &[
            "#1|#0|#1001|#10|2026-11-19 10:00:00|2026-11-19 10:00:01|t|orders|#2",
            "#1|#1|#1001|#30|2026-11-19 10:00:00|2026-11-19 10:00:03|f|orders|#2",
            "#2|#0|#1002|#5|2026-11-19 11:00:00|2026-11-19 11:00:00.5|f|items|#2",
        ]),
        table("stv_slices", &[("node", Integer), ("slice", Integer)], &["#0|#0", "#0|#1", "#1|#2", "#1|#3"]),
        table("stv_blocklist", &[("slice", Integer), ("tbl", Integer), ("col", Integer), ("blocknum", Integer), ("tombstone", Integer)],
            &["#0|#1001|#0|#0|#0", "#0|#1001|#1|#0|#0", "#1|#1001|#0|#0|#0", "#2|#1002|#0|#0|#0"]),
        table("stv_partitions", &[("host", Integer), ("used", Integer), ("capacity", Integer), ("part_begin", BigInt), ("owner", Integer)],
            &["#0|#300|#1000|#0|#0", "#1|#500|#1000|#0|#1"]),
        table("stl_querytext", &[("userid", Integer), ("xid", BigInt), ("query", Integer), ("sequence", Integer), ("text", Char(200))], &[
            "#100|#11|#1|#1|from b", "#100|#11|#1|#0|select a ", "#100|#12|#2|#0|insert into t",
        ]),
        table("pg_user", &[("usename", Varchar(128)), ("usesysid", Integer), ("usesuper", SqlType::Boolean)],
            &["rdsdb|#1|!t", "awsuser|#100|!t", "bi|#101|!f"]),
        table("pg_namespace", &[("oid", Oid), ("nspname", Varchar(128)), ("nspowner", Integer)], &["#2200|public|#1", "#2300|sales|#100"]),
        table("pg_class", &[("oid", Oid), ("relname", Varchar(128)), ("relnamespace", Oid), ("relkind", Char(1)), ("reldiststyle", SqlType::SmallInt)],
            &["#1001|orders|#2200|r|#1", "#1002|items|#2200|r|#0", "#1003|facts|#2300|r|#8", "#1004|v|#2200|v|#0"]),
        table("pg_attribute", &[("attrelid", Oid), ("attname", Varchar(128)), ("atttypid", Oid), ("atttypmod", Integer), ("attnum", SqlType::SmallInt),
            ("attisdistkey", SqlType::Boolean), ("attsortkeyord", Integer), ("attencodingtype", Integer)],
            &["#1001|id|#20|#-1|#1|!t|#1|#0", "#1001|name|#1043|#68|#2|!f|#0|#131", "#1002|n|#1700|#1310726|#1|!f|#-1|#131"]),
        table("sys_query_history", &[("user_id", Integer), ("query_id", BigInt), ("query_type", Char(32)), ("status", Char(10)),
            ("start_time", Timestamp), ("end_time", Timestamp), ("elapsed_time", BigInt), ("queue_time", BigInt), ("execution_time", BigInt),
            ("result_cache_hit", SqlType::Boolean), ("returned_rows", BigInt), ("query_text", Varchar(4000))], &[
            "#100|#10|SELECT|success|2026-11-19 10:00:00|2026-11-19 10:00:10|#10000000|#2000000|#8000000|!f|#5|select a",
            "#100|#11|SELECT|success|2026-11-19 10:30:00|2026-11-19 10:30:00.25|#250000|#0|#250000|!t|#1|select b",
            "#101|#12|INSERT|failed|2026-11-20 02:00:00|2026-11-20 02:01:00|#60000000|#0|#60000000|!f|#0|insert",
        ]),
    ])
}

/// Each script gives these lines.
fn check(cases: &[(&str, &[&str])]) {
    let engine = warehouse();
    let mut wrong = Vec::new();
    for (sql, expected) in cases {
        let found = match run_in(&engine, sql, Bounds::default()) {
            Ok(output) => output.rows.iter().map(line).collect(),
            Err(error) => vec![format!("{error:?}")],
        };
        if found != *expected {
            wrong.push(format!("{sql}\n   wanted {expected:#?}\n   found  {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn workload_scripts_run() {
    check(&[
        (
            "select trim(w.database) as db, count(*) as n, max(len(trim(w.querytxt))) as longest,
                    sum(datediff(seconds, w.starttime, w.endtime)) as secs,
                    round(avg(datediff(ms, w.starttime, w.endtime)) / 1000.0, 2) as avg_s
             from stl_query w where w.userid > 1 and w.querytxt not like 'padb_fetch_sample%'
               and w.starttime >= dateadd(day, -7, current_date)
             group by 1 having count(*) > 0 order by 4 desc limit 10",
            &["dev|#2|#22|#2405|1202.75000"],
        ),
        (
            "select c.name, w.service_class as svc, count(*) as cnt,
                    sum(case when w.total_queue_time > 0 then 1 else 0 end) as queued,
                    round(100.0 * sum(case when w.total_queue_time > 0 then 1 else 0 end) / count(*), 1) pct,
                    avg(w.total_queue_time) / 1000000.0 as avg_queue_s,
                    max(w.total_exec_time)::float / 1000000 as max_s
             from stl_wlm_query w join stv_wlm_service_class_config c using (service_class)
             where w.service_class > 5 and w.service_class_start_time > getdate() - interval '7 day'
             group by c.name, w.service_class order by cnt desc, svc",
            &[
                "Default queue|#6|#2|#1|50.000000000000000|0.75000000|~2400",
                "auto|#100|#1|#0|0.000000000000000|0.00000000|~1",
            ],
        ),
        (
            "with hours as (select date_trunc('hour', start_time) as h, query_type, count(*) as n,
                                   sum(elapsed_time) / 1000000.0::float as secs,
                                   sum(case when result_cache_hit then 1 else 0 end) as hits
                            from sys_query_history where user_id > 1 group by 1, 2),
                  ranked as (select *, row_number() over (partition by query_type order by secs desc) as rn,
                                    sum(n) over (order by h rows unbounded preceding) as running from hours)
             select to_char(h, 'YYYY-MM-DD HH24:00') as hour, trim(query_type) t, n, secs, hits, rn, running
             from ranked where rn = 1 order by h",
            &["2026-11-19 10:00|SELECT|#2|~10.25|#1|#1|#2", "2026-11-20 02:00|INSERT|#1|~60|#0|#1|#3"],
        ),
        (
            "select query, listagg(case when len(rtrim(text)) = 0 then text else rtrim(text) end, ' ')
                    within group (order by sequence) as stmt
             from stl_querytext group by query order by query",
            &["#1|select a from b", "#2|insert into t"],
        ),
        (
            "select trim(s.perm_table_name) as \"table\", sum(abs(datediff(seconds, coalesce(b.starttime, d.starttime, s.starttime),
                    case when coalesce(b.endtime, d.endtime, s.endtime) > coalesce(b.starttime, d.starttime, s.starttime)
                    then coalesce(b.endtime, d.endtime, s.endtime) else coalesce(b.starttime, d.starttime, s.starttime) end))) as secs,
                    count(distinct case when l.event like 'Very selective%' then l.query else null end) as q,
                    trim(split_part(l.event, ':', 1)) as event, max(l.query) as sample
             from stl_alert_event_log as l
             left join stl_scan as s on s.query = l.query
             left join stl_scan as d on d.query = l.query and d.slice = s.slice and d.tbl = s.tbl
             left join stl_scan as b on b.query = l.query and b.slice = 99
             where l.event_time >= dateadd(day, -7, current_date) and s.perm_table_name not like 'volt_tt%'
             group by 1, 4 order by 2 desc, 4",
            &["orders|#4|#0|Missing query planner statistics|#1", "items|#0|#1|Very selective query filter|#2"],
        ),
        (
            "select u.usename, nvl(q.n, 0) as n, decode(u.usesuper, true, 'super', 'user') as kind
             from pg_user u left join (select userid, count(*) n from stl_query group by userid) q on q.userid = u.usesysid
             where u.usename <> 'rdsdb' order by n desc, usename",
            &["awsuser|#2|super", "bi|#1|user"],
        ),
        (
            "select case when elapsed_time < 1000000 then '<1s' when elapsed_time < 60 * 1000000 then '<1m' else '>=1m' end as bucket,
                    count(*), median(elapsed_time), percentile_cont(0.9) within group (order by elapsed_time) p90,
                    ratio_to_report(count(*)) over ()
             from sys_query_history group by 1 order by min(elapsed_time)",
            &[
                "<1s|#1|250000.0|250000.0|~0.3333333333333333",
                "<1m|#1|10000000.0|10000000.0|~0.3333333333333333",
                ">=1m|#1|60000000.0|60000000.0|~0.3333333333333333",
            ],
        ),
    ]);
}

#[test]
fn table_scripts_run() {
    check(&[
        (
            "select \"schema\" || '.' || \"table\" as name, diststyle, size, tbl_rows,
                    case when tbl_rows > 0 then round(100 * (tbl_rows - estimated_visible_rows) / tbl_rows, 2) else 0 end deleted_pct,
                    nvl(unsorted, 0) as unsorted, stats_off
             from svv_table_info where \"schema\" not in ('pg_catalog', 'information_schema')
             order by size desc",
            &[
                "public.orders|KEY(id)|#2048|5000001|20.0000|12.50|0.00",
                "sales.facts|AUTO(ALL)|#900|100|0.0000|0.00|5.25",
                "public.items|EVEN|#10|7|0.0000|0.00|99.00",
            ],
        ),
        (
            "select n.nspname, c.relname, max(case when a.attisdistkey then a.attname end) as dist,
                    listagg(case when a.attsortkeyord > 0 then a.attname end, ', ') within group (order by a.attsortkeyord) sort,
                    count(a.attnum) as cols
             from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
             where c.relkind = 'r' group by 1, 2 order by 1, 2",
            &["public|items|_|_|#1", "public|orders|id|id|#2", "sales|facts|_|_|#0"],
        ),
        (
            "select a.attname, format_type(a.atttypid, a.atttypmod) as type, format_encoding(a.attencodingtype::integer) as encoding
             from pg_attribute a where a.attrelid = (select oid from pg_class where relname = 'orders') order by attnum",
            &["id|bigint|none", "name|character varying(64)|lzo"],
        ),
        (
            "select s.node, count(distinct s.slice) as slices, count(b.blocknum) as mb,
                    max(p.used)::decimal(10,2) / max(p.capacity) as used
             from stv_slices s left join stv_blocklist b on b.slice = s.slice and b.tombstone = 0
             left join stv_partitions p on p.host = s.node and p.owner = p.host and p.part_begin = 0
             group by s.node order by 1",
            &["#0|#2|#3|0.3000000000000", "#1|#2|#1|0.5000000000000"],
        ),
        (
            "select tbl, max(c) as most, min(c) as least, max(c)::float / nullif(avg(c::float), 0) skew
             from (select b.tbl, s.slice, count(blocknum) c from stv_slices s
                   join (select distinct tbl from stv_blocklist) t on 1 = 1
                   left join stv_blocklist b on b.slice = s.slice and b.tbl = t.tbl group by 1, 2)
             where tbl is not null group by tbl order by tbl",
            &["#1001|#2|#1|~1.3333333333333333", "#1002|#1|#1|~1"],
        ),
        (
            "select trim(nspname) as schemaname, count(*) as tables from pg_class a
             inner join pg_namespace b on a.relnamespace = b.oid and a.oid in (select table_id from svv_table_info)
             group by nspname union all select 'total', count(*) from svv_table_info order by 2 desc, 1",
            &["total|#3", "public|#2", "sales|#1"],
        ),
        (
            "select i.table, case when i.encoded like 'N%' then 'no' else 'yes' end as enc, regexp_substr(i.diststyle, '^[A-Z]+') d,
                    i.skew_rows > 4 as skewed, coalesce(i.sortkey1, 'none')
             from svv_table_info i where i.sortkey1 is null or i.sortkey1 ilike 'auto%' or skew_rows >= 4.0 order by i.table_id",
            &["orders|yes|KEY|!t|id", "items|no|EVEN|_|none", "facts|yes|AUTO|!f|AUTO(SORTKEY(d))"],
        ),
    ]);
}
