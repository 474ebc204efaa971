//! The views of a sample agree with each other, as those of one warehouse do.

use review_core::result::Cell;
use review_sample::Variant;

use crate::steps::{rows, sample};

/// Each counts rows that contradict another view.
const CONTRADICTIONS: &[(&str, &str)] = &[
    (
        "a step of no statement",
        "select count(*) from sys_query_detail d left join sys_query_history h on h.query_id = d.query_id where h.query_id is null",
    ),
    (
        "a step outside of its statement",
        "select count(*) from sys_query_detail d join sys_query_history h on h.query_id = d.query_id where d.start_time < h.start_time or d.end_time > h.end_time",
    ),
    (
        "a step of another user",
        "select count(*) from sys_query_detail d join sys_query_history h on h.query_id = d.query_id where d.user_id <> h.user_id",
    ),
    (
        "a COPY of no statement",
        "select count(*) from sys_load_history l left join sys_query_history h on h.query_id = l.query_id where h.query_id is null or h.query_type <> 'COPY'",
    ),
    (
        "a COPY without files",
        "select count(*) from sys_load_history l left join (select query_id, count(*) as files from sys_load_detail group by 1) d on d.query_id = l.query_id where d.files is null or d.files <> l.source_file_count",
    ),
    (
        "an external read of no statement",
        "select count(*) from sys_external_query_detail e left join sys_query_history h on h.query_id = e.query_id where h.query_id is null",
    ),
    (
        "a call of a procedure that is no statement",
        "select count(*) from sys_procedure_call c left join sys_query_history h on h.query_id = c.query_id and h.user_id = c.session_user_id where h.query_id is null",
    ),
    (
        "a call made by none that encloses it",
        "select count(*) from sys_procedure_call c left join sys_procedure_call o on o.query_id = c.caller_procedure_query_id where c.caller_procedure_query_id is not null and (o.query_id is null or c.start_time < o.start_time or c.end_time > o.end_time)",
    ),
    (
        "an external error of no read",
        "select count(*) from sys_external_query_error f left join sys_external_query_detail e on e.query_id = f.query_id and e.query_uuid = f.query_uuid where e.query_id is null",
    ),
    (
        "times that do not add up",
        "select count(*) from sys_query_history where elapsed_time <> queue_time + execution_time + planning_time + compile_time + lock_wait_time or datediff(microsecond, start_time, end_time) <> elapsed_time",
    ),
    (
        "a statement outside of seven days",
        "select count(*) from sys_query_history where start_time < dateadd(day, -7, getdate()) or end_time > getdate()",
    ),
    (
        "blocks that differ between levels",
        "select count(*) from (select query_id, sum(case when metrics_level = 'segment' then blocks_read else 0 end) as segments, sum(case when metrics_level = 'child query' then blocks_read else 0 end) as child, sum(case when metrics_level = 'step' then blocks_read else 0 end) as steps from sys_query_detail group by 1) t where segments <> child or steps <> 0",
    ),
    (
        "a level whose ids say otherwise",
        "select count(*) from sys_query_detail where metrics_level <> case when stream_id = -1 then 'child query' when segment_id = -1 then 'stream' when step_id = -1 then 'segment' else 'step' end",
    ),
    (
        "an alert that is not on a step",
        "select count(*) from sys_query_detail where step_id = -1 and (alert <> '' or output_rows <> 0)",
    ),
    (
        "a statement outside of its session",
        "select count(*) from sys_query_history h left join sys_session_history s on s.session_id = h.session_id and trim(s.user_id) = cast(h.user_id as varchar(50)) where s.session_id is null or h.start_time < s.start_time or h.end_time > s.end_time",
    ),
    (
        "a session that never connected",
        "select count(*) from sys_session_history s left join sys_connection_log c on c.session_id = s.session_id and c.event = 'initiating session' where c.session_id is null",
    ),
    (
        "a statement that outlives its transaction",
        "select count(*) from sys_query_history h join sys_transaction_history t on t.transaction_id = h.transaction_id where t.user_id <> h.user_id or h.start_time < t.transaction_start_time or h.end_time > t.commit_end_time",
    ),
    (
        "a change of a user that nobody asked for",
        "select count(*) from sys_userlog u left join sys_query_history h on h.transaction_id = u.transaction_id and h.session_id = u.session_id where h.query_id is null",
    ),
    (
        "a cached answer from nowhere",
        "select count(*) from sys_query_history h left join sys_query_history s on s.query_id = h.result_cache_query_id and s.query_text = h.query_text where h.result_cache_hit and s.query_id is null",
    ),
    (
        "an optimization of no table",
        "select count(*) from sys_auto_table_optimization a left join pg_class c on c.oid = a.table_id where c.oid is null",
    ),
    (
        "a vacuum of no table",
        "select count(*) from sys_vacuum_history v left join pg_class c on c.oid = v.table_id and c.relname = v.table_name where c.oid is null",
    ),
    (
        "a vacuum by hand of no statement",
        "select count(*) from sys_vacuum_history v left join sys_query_history h on h.query_id = v.query_id and h.transaction_id = v.transaction_id where not v.is_automatic and h.query_id is null",
    ),
    (
        "an ANALYZE of no table",
        "select count(*) from sys_analyze_history a left join pg_class c on c.oid = a.table_id and c.relname = a.table_name where c.oid is null",
    ),
    (
        "an ANALYZE by hand of no statement",
        "select count(*) from sys_analyze_history a left join sys_query_history h on h.transaction_id = a.transaction_id where a.is_automatic = 'f' and h.query_id is null",
    ),
    (
        "an automatic task on no table",
        "select count(*) from sys_automatic_optimization a left join pg_class c on c.oid = cast(trim(a.object_ids) as integer) where c.oid is null",
    ),
    (
        "upkeep outside of seven days",
        "select count(*) from (select start_time, end_time from sys_vacuum_history union all select start_time, end_time from sys_analyze_history union all select event_time, event_time from sys_automatic_optimization union all select start_time, end_time from sys_extra_compute_for_automatic_optimization) t where start_time < dateadd(day, -7, getdate()) or end_time > getdate() or end_time < start_time",
    ),
    (
        "a column of no table",
        "select count(*) from pg_attribute a left join pg_class c on c.oid = a.attrelid where c.oid is null",
    ),
    (
        "a table in no schema",
        "select count(*) from pg_class c left join pg_namespace n on n.oid = c.relnamespace where n.oid is null",
    ),
];

/// Contradictions among views that two availability zones hide.
const CONTRADICTIONS_IN_SVV: &[(&str, &str)] = &[
    (
        "a statement of nobody",
        "select count(*) from sys_query_history h left join svv_user_info u on u.user_id = h.user_id where u.user_name is null or u.user_name <> h.username",
    ),
    (
        "a table of the catalogue that is not in svv_table_info",
        "select count(*) from pg_class c left join svv_table_info t on t.table_id = c.oid and t.\"table\" = c.relname where c.oid > 100000 and t.table_id is null",
    ),
    (
        "advice on no table",
        "select count(*) from svv_alter_table_recommendations a left join svv_table_info t on t.table_id = a.table_id where t.table_id is null",
    ),
    (
        "a quota of a schema whose tables are of another size",
        "select count(*) from svv_redshift_schema_quota q left join (select \"schema\" as schema_name, sum(size) as size from svv_table_info group by 1) t on t.schema_name = trim(q.schema_name) where t.size is null or t.size <> q.disk_usage",
    ),
    (
        "a refresh of no view",
        "select count(*) from sys_mv_refresh_history r left join svv_mv_info i on i.name = r.mv_name and i.schema_name = r.schema_name where i.name is null",
    ),
    (
        "a key that pg_attribute does not know",
        "select count(*) from svv_table_info t left join pg_attribute a on a.attrelid = t.table_id and a.attisdistkey and t.diststyle like '%KEY(' || a.attname || ')%' where t.diststyle like '%KEY(%' and a.attname is null",
    ),
];

#[tokio::test]
async fn views_agree_with_each_other() {
    for variant in Variant::ALL {
        let warehouse = sample(variant);
        let tables = if variant == Variant::MultiAz { &[] } else { CONTRADICTIONS_IN_SVV };
        for (what, sql) in CONTRADICTIONS.iter().chain(tables) {
            assert_eq!(rows(&warehouse, sql).await, [[Cell::Long(0)]], "{variant}: {what}");
        }
    }
}

#[tokio::test]
async fn the_slices_of_a_cluster_hold_the_rows_of_its_tables() {
    // Tables with a copy on each node hold it four times; two decimals of a ratio leave room for a rounding.
    let sql = "select t.\"table\" from svv_table_info t left join (select id, sum(rows) as all_rows, max(rows) as most, min(rows) as fewest from stv_tbl_perm group by 1) p on p.id = t.table_id \
               where p.id is null or p.all_rows <> t.tbl_rows * case when t.diststyle like '%ALL%' then 4 else 1 end \
               or (t.tbl_rows > 5000000 and abs(1.0 * p.most / nullif(p.fewest, 0) - t.skew_rows) > 0.01)";
    for variant in [Variant::Troubled, Variant::Healthy] {
        assert_eq!(rows(&sample(variant), sql).await, Vec::<Vec<Cell>>::new(), "{variant}");
    }
}

#[tokio::test]
async fn a_clusters_statements_run_in_its_own_queues() {
    let sql = "select distinct h.service_class_id from sys_query_history h left join stv_wlm_service_class_config c on c.service_class = h.service_class_id and c.name = h.service_class_name where c.service_class is null";
    for variant in [Variant::Troubled, Variant::Healthy] {
        assert_eq!(rows(&sample(variant), sql).await, Vec::<Vec<Cell>>::new(), "{variant}");
    }
}

#[tokio::test]
async fn serverless_knows_no_queues() {
    let sql = "select distinct service_class_id, trim(service_class_name), trim(query_priority), trim(compute_type) from sys_query_history";
    let blank = || Cell::Text(String::new());
    assert_eq!(rows(&sample(Variant::Serverless), sql).await, [[Cell::Long(-1), blank(), blank(), blank()]]);
}

#[tokio::test]
async fn the_warehouses_own_traffic_is_there_to_be_left_out() {
    let sql = "select count(*) from sys_query_history where user_id = 1";
    for variant in Variant::ALL {
        assert_ne!(rows(&sample(variant), sql).await, [[Cell::Long(0)]], "{variant}");
    }
}

#[tokio::test]
async fn char_columns_are_padded_with_blanks_as_on_redshift() {
    let sql = "select metrics_level from sys_query_detail where metrics_level = 'segment' limit 1";
    assert_eq!(rows(&sample(Variant::Troubled), sql).await, [[Cell::Text(format!("{:<64}", "segment"))]]);
}

#[tokio::test]
async fn the_sample_lives_at_a_fixed_moment() {
    let moment = rows(&sample(Variant::Healthy), "select getdate(), current_database(), current_user").await;
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(moment, [[text("2026-11-20 06:00:00"), text("dev"), text("redshift_review")]]);
}
