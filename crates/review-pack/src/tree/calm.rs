//! Rules that hold for every tree, whichever form it was written in.

use std::collections::BTreeMap;

use super::{Entry, Node, Source, Value};
use crate::codes::Code;
use crate::problems::{Problem, Problems};

/// Reports every key that stands twice in a map, and keeps the first.
pub(super) fn without_repeated_keys(mut node: Node, source: &Source, problems: &Problems) -> Node {
    node.value = match node.value {
        Value::Scalar(scalar) => Value::Scalar(scalar),
        Value::List(items) => {
            Value::List(items.into_iter().map(|item| without_repeated_keys(item, source, problems)).collect())
        }
        Value::Map(entries) => Value::Map(first_of_each(entries, source, problems)),
    };
    node
}

fn first_of_each(entries: Vec<Entry>, source: &Source, problems: &Problems) -> Vec<Entry> {
    let mut seen = BTreeMap::new();
    let mut kept = Vec::with_capacity(entries.len());
    for mut entry in entries {
        if let Some(first) = seen.get(&entry.key) {
            problems.add(
                Problem::new(
                    Code::RepeatedKey,
                    source.place(entry.key_span),
                    format!("the key `{}` stands twice in one map", entry.key),
                )
                .label("here again")
                .other(source.place(*first), "first here")
                .help("keep one of them; readers disagree on which would win"),
            );
            continue;
        }
        seen.insert(entry.key.clone(), entry.key_span);
        entry.value = without_repeated_keys(entry.value, source, problems);
        kept.push(entry);
    }
    kept
}
