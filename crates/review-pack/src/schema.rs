//! JSON Schemas of a pack's files and of the fleet file, for editors that complete and check while one writes. `check` knows more: what
//! belongs together across files, and SQL.

/// The schema of one kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// A short name: `config`, `signals`, `call`, `recommendations`, `fleet`.
    pub name: &'static str,
    /// The files it describes, as a pattern of paths within the pack.
    pub files: &'static str,
    /// The schema, JSON.
    pub text: &'static str,
}

/// The schemas of all kinds of files.
pub fn schemas() -> &'static [Schema] {
    &[
        Schema { name: "config", files: "config.json", text: include_str!("../schema/config.schema.json") },
        Schema { name: "signals", files: "signals/*.yaml", text: include_str!("../schema/signals.schema.json") },
        Schema { name: "call", files: "scripts/*.yaml", text: include_str!("../schema/call.schema.json") },
        Schema {
            name: "recommendations",
            files: "recommendations.yaml",
            text: include_str!("../schema/recommendations.schema.json"),
        },
        Schema { name: "fleet", files: "fleet.yaml", text: include_str!("../schema/fleet.schema.json") },
        Schema { name: "settings", files: "a settings file", text: include_str!("../schema/settings.schema.json") },
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use review_core::call::{CallName, MetricNamespace};
    use review_core::chart::{ChartKind, Combine};
    use review_core::finding::{Effort, RemedyCost, Severity};
    use review_core::identity::Deployment;
    use review_core::measure::Better;

    use super::*;
    use crate::problems::Problems;
    use crate::tree::{Node, Source, Value};

    /// The value under keys of a schema.
    fn find(name: &str, path: &[&str]) -> Node {
        let schema = schemas().iter().find(|schema| schema.name == name).expect("a schema");
        let problems = Problems::default();
        let mut node = Source::new("schema.json", schema.text).tree(&problems).expect("JSON");
        assert_eq!(problems.into_diagnostics(), vec![]);
        for key in path {
            let Value::Map(entries) = node.value else { panic!("a map above {key}") };
            node = entries.into_iter().find(|entry| entry.key == *key).unwrap_or_else(|| panic!("{key}")).value;
        }
        node
    }

    fn keys(name: &str, path: &[&str]) -> BTreeSet<String> {
        let Value::Map(entries) = find(name, path).value else { panic!("a map") };
        entries.into_iter().map(|entry| entry.key).collect()
    }

    fn words(name: &str, path: &[&str]) -> Vec<String> {
        let Value::List(items) = find(name, path).value else { panic!("a list") };
        let text = |item: Node| match item.value {
            Value::Scalar(scalar) => scalar.text,
            Value::List(_) | Value::Map(_) => panic!("a word"),
        };
        items.into_iter().map(text).collect()
    }

    #[test]
    fn schemas_and_readers_know_the_same_keys() {
        let same = |name: &str, path: &[&str], known: &[&str]| {
            assert_eq!(keys(name, path), known.iter().map(|key| (*key).to_owned()).collect(), "{name} {path:?}");
        };
        same("config", &["properties"], &crate::config::KEYS);
        same("config", &["$defs", "defaults", "properties"], &crate::config::DEFAULTS_KEYS);
        same("config", &["$defs", "databases", "properties"], &crate::config::databases::KEYS);
        same("config", &["$defs", "query", "properties"], &crate::config::QUERY_KEYS);
        same("signals", &["properties"], &crate::signals::FILE_KEYS);
        same("signals", &["$defs", "signal", "properties"], &crate::signals::SIGNAL_KEYS);
        same("signals", &["$defs", "chart", "properties"], &crate::signals::CHART_KEYS);
        same("signals", &["$defs", "measure", "properties"], &crate::signals::MEASURE_KEYS);
        same("signals", &["properties", "window", "properties"], &crate::signals::WINDOW_KEYS);
        same("call", &["properties"], &crate::calls::KEYS);
        same("call", &["$defs", "column", "properties"], &crate::calls::COLUMN_KEYS);
        same("fleet", &["properties"], &crate::fleet::FILE_KEYS);
        same("fleet", &["$defs", "warehouse", "properties"], &crate::fleet::WAREHOUSE_KEYS);
        same("fleet", &["$defs", "databases", "properties"], &crate::config::databases::KEYS);
        same("settings", &["properties"], &crate::settings::FILE_KEYS);
        same("settings", &["$defs", "suppression", "properties"], &crate::settings::SUPPRESSION_KEYS);
        same("settings", &["$defs", "owner", "properties"], &crate::settings::OWNER_KEYS);
        // `password` is known only to be refused.
        let mail: Vec<&str> = crate::mail::KEYS.into_iter().filter(|key| *key != "password").collect();
        same("settings", &["$defs", "mail", "properties"], &mail);
        same("recommendations", &["$defs", "recommendation", "properties"], &crate::recommendations::KEYS);
    }

    #[test]
    fn schemas_and_core_know_the_same_words() {
        let needs = ["$defs", "query", "properties", "needs", "items", "enum"];
        assert_eq!(words("config", &needs), Deployment::ALL.map(Deployment::word));
        assert_eq!(words("call", &["properties", "call", "enum"]), CallName::ALL.map(CallName::word));
        let namespaces = MetricNamespace::ALL.map(MetricNamespace::word);
        assert_eq!(words("call", &["properties", "namespace", "enum"]), namespaces);
        let severity = ["$defs", "signal", "properties", "severity", "enum"];
        assert_eq!(words("signals", &severity), Severity::ALL.map(Severity::word));
        let kind = ["$defs", "chart", "properties", "kind", "enum"];
        assert_eq!(words("signals", &kind), ChartKind::ALL.map(ChartKind::word));
        let combine = ["$defs", "chart", "properties", "combine", "enum"];
        assert_eq!(words("signals", &combine), Combine::ALL.map(Combine::word));
        let better = ["$defs", "measure", "properties", "better", "enum"];
        assert_eq!(words("signals", &better), Better::ALL.map(Better::word));
        let effort = ["$defs", "recommendation", "properties", "effort", "enum"];
        assert_eq!(words("recommendations", &effort), Effort::ALL.map(Effort::word));
        let cost = ["$defs", "recommendation", "properties", "cost", "items", "enum"];
        assert_eq!(words("recommendations", &cost), RemedyCost::ALL.map(RemedyCost::word));
    }
}
