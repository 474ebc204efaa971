//! The GRANT that mends a denial.

/// The GRANT that mends `permission denied for <kind> <name>`, for `user`.
pub(crate) fn grant(message: &str, user: &str) -> Option<String> {
    let (_, denied) = message.split_once("permission denied for ")?;
    let (kind, name) = denied.split_once(' ')?;
    let name = name.trim_matches('"');
    let user = quoted(user);
    let statement = match kind {
        "table" | "view" | "relation" | "column" if is_of_the_system(name) => {
            return Some(format!(
                "let an administrator run: GRANT ROLE sys:monitor TO {user}; (on PostgreSQL: GRANT pg_monitor TO {user};)"
            ));
        }
        "table" | "view" | "relation" | "materialized" => format!("GRANT SELECT ON TABLE {} TO {user};", quoted(name)),
        "schema" => format!("GRANT USAGE ON SCHEMA {} TO {user};", quoted(name)),
        "database" => format!("GRANT CONNECT ON DATABASE {} TO {user};", quoted(name)),
        "sequence" => format!("GRANT SELECT ON SEQUENCE {} TO {user};", quoted(name)),
        "function" => format!("GRANT EXECUTE ON FUNCTION {}(...) TO {user};", quoted(name)),
        _ => return None,
    };
    Some(format!("let an administrator run: {statement}"))
}

/// Whether a relation is one of the views about the warehouse itself.
fn is_of_the_system(name: &str) -> bool {
    const STARTS: [&str; 8] = ["pg_", "stl_", "stv_", "stll_", "svl_", "svv_", "svcs_", "sys_"];
    STARTS.iter().any(|start| name.starts_with(start))
}

/// An identifier as it stands in SQL.
pub(crate) fn quoted(name: &str) -> String {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    match plain && !name.starts_with(|first: char| first.is_ascii_digit()) && !name.is_empty() {
        true => name.to_owned(),
        false => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denied_object_names_the_grant_that_mends_it() {
        for (message, remedy) in [
            ("permission denied for table t", "GRANT SELECT ON TABLE t TO reviewer;"),
            ("permission denied for relation Odd\"Name", "GRANT SELECT ON TABLE \"Odd\"\"Name\" TO reviewer;"),
            ("permission denied for schema \"s\"", "GRANT USAGE ON SCHEMA s TO reviewer;"),
            ("permission denied for database d", "GRANT CONNECT ON DATABASE d TO reviewer;"),
            ("permission denied for relation stl_query", "GRANT ROLE sys:monitor TO reviewer;"),
        ] {
            let grant = grant(message, "reviewer").expect("a remedy");
            assert!(grant.contains(remedy), "{message}: {grant}");
        }
        assert_eq!(grant("permission denied for language c", "reviewer"), None);
        assert_eq!(grant("must be superuser", "reviewer"), None);
    }
}
