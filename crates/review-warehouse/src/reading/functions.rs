//! Functions that do more than read, though a SELECT can call them.
//!
//! The wire adapter needs no such list: the server itself holds most of these back in a read-only transaction. It
//! is a list of what is known; a function of the warehouse's own is not on it (see `reading`).

/// Names, or beginnings of names that end in `*`, with what they do.
const EFFECTS: [(&str, &str); 40] = [
    // Redshift and PostgreSQL: other people's sessions.
    ("pg_terminate_backend", "ends a session"),
    ("pg_cancel_backend", "ends a statement"),
    // Sequences.
    ("nextval", "moves a sequence on"),
    ("setval", "sets a sequence"),
    // Settings; SELECT set_config is SET in disguise.
    ("set_config", "changes a setting"),
    // Locks that outlive the statement.
    ("pg_advisory_*", "takes or frees a lock"),
    ("pg_try_advisory_*", "takes a lock"),
    // Large objects, some of which reach files.
    ("lo_*", "works on large objects"),
    ("lowrite", "writes a large object"),
    ("lomanage", "works on large objects"),
    // Statements sent to another server, where nothing keeps them from writing.
    ("dblink*", "sends statements to another server"),
    // Files of the server.
    ("pg_read_file", "reads a file of the server"),
    ("pg_read_binary_file", "reads a file of the server"),
    ("pg_file_*", "changes a file of the server"),
    // The server itself: settings, logs, statistics, replication, backups.
    ("pg_reload_conf", "has the server read its settings"),
    ("pg_rotate_logfile", "begins another log"),
    ("pg_log_*", "writes into the server's log"),
    ("pg_notify", "sends a notification"),
    ("pg_stat_reset*", "throws statistics away"),
    ("pg_stat_statements_reset", "throws statistics away"),
    ("pg_stat_force_next_flush", "changes statistics"),
    ("pg_promote", "promotes a replica"),
    ("pg_switch_*", "switches the log of changes"),
    ("pg_create_*", "creates something in the server"),
    ("pg_drop_*", "drops something in the server"),
    ("pg_copy_*", "copies a replication slot"),
    ("pg_replication_*", "changes replication"),
    ("pg_logical_*", "changes replication"),
    ("pg_wal_replay_*", "stops or resumes replication"),
    ("pg_xlog_replay_*", "stops or resumes replication"),
    ("pg_start_backup", "begins a backup"),
    ("pg_stop_backup", "ends a backup"),
    ("pg_backup_*", "begins or ends a backup"),
    ("pg_export_snapshot", "keeps a snapshot open"),
    ("pg_import_*", "changes the catalogue"),
    ("pg_extension_config_dump", "changes the catalogue"),
    ("pg_prewarm", "fills the server's memory"),
    ("pg_buffercache_evict*", "empties the server's memory"),
    ("brin_summarize_*", "changes an index"),
    ("gin_clean_pending_list", "changes an index"),
];

/// What the function of that name does, when it does more than read.
pub(super) fn effect(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let is_it = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    };
    EFFECTS.iter().find(|(pattern, _)| is_it(pattern)).map(|(_, effect)| *effect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_with_an_effect_are_known_in_any_case() {
        assert_eq!(effect("PG_Terminate_Backend"), Some("ends a session"));
        assert_eq!(effect("lo_import"), Some("works on large objects"));
        assert_eq!(effect("dblink_exec"), Some("sends statements to another server"));
        for reads in ["count", "log", "lower", "locate", "pg_sleep", "pg_backend_pid", "pg_get_late_binding_view_cols"]
        {
            assert_eq!(effect(reads), None, "{reads}");
        }
    }
}
